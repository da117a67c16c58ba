// Requests, live: what came, newest first, filtered on the server; the opened one beside the list.

import { base, call, withQuery } from "./api.js";
import { Action, announce, Problem, Title } from "./action.js";
import { FindingCount, resultOf } from "./answer.js";
import { fetchEarly, Guarded, Later } from "./later.js";
import { Fields, fits, isToldByRequest } from "./filters.js";
import { inWords, Outcome, outcomeOf, shortened, waited } from "./outcome.js";
import { dayOf, timeOf } from "./times.js";
import { listen } from "./live.js";
import { go, to } from "./route.js";
import { Tabs } from "./tabs.js";
import { Component, html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";

const PAGE = 50;
const LIVE = 100; // Rows that are kept while they come; older ones are asked for.
const RECENT = 300;
const MOST = 1000;
const STRETCH = 16;
const WITHIN_S = 0.4; // How long the server may look before it says how far it came.
const GATHER_MS = 200;
const FEW = 3; // So many new rows at once are shown as new; of more the eye would follow none.
const TYPING_MS = 150;
const ANNOUNCE_MS = 3000;
const AWAY_PX = 60;
const AIM_MS = 700;

const TYPED = /^(INPUT|TEXTAREA|SELECT)$/;

const SHORT = { documented: "doc", vicidial: "vici" };

/** What there is to say of a request on one line. */
function Said({ one, outcome }) {
  const [first, ...others] = one.response.body.trimEnd().split("\n");
  const isPlain = outcome.replaced || one.outcome === "not_found";
  const line = isPlain ? outcome.text : shortened(first, one.function);
  const more = outcome.replaced ? [] : others;
  return html`<span class="line">${one.lead_id && !outcome.replaced && html`<b>lead ${one.lead_id}</b> `}<span
      class=${`answer ${(isPlain ? "" : one.result).toLowerCase()}`}>${line || "(nothing)"}</span></span>${more.length > 0 &&
    html` <span class="tag" title=${more.join("\n")}>+ ${more.length} ${[...new Set(more.map(resultOf))].join(", ")}</span>`}`;
}

// The roles are those of a table: on a phone its rows are laid out otherwise, and lose them.
class Row extends Component {
  // A list that many requests come to is drawn as often; a row that is as it was is left alone.
  shouldComponentUpdate(next) {
    return ["one", "isOpen", "zone", "address"].some((name) => next[name] !== this.props[name]);
  }

  render({ one, isNew, isOpen, zone, address }) {
    const outcome = outcomeOf(one);
    // A click anywhere opens it, but not the end of a selection: its text, which no browser marks in
    // a link, can be marked and copied.
    const open = (event) => {
      if (event.target.closest("a, button") || String(getSelection())) return;
      event.currentTarget.querySelector(".row-link").click();
    };
    const said = `said-${one.id}`;
    const phone = one.params.phone_number ?? "";
    return html`<tr role="row" class=${`is-${outcome.kind} ${isNew ? "new" : ""} ${isOpen ? "open" : ""}`} onClick=${open}>
      <td role="cell" class="number id quiet">${one.id}</td>
      <td role="cell" class="time"><time datetime=${one.time}>${timeOf(one.time, zone)}</time></td>
      <td role="cell" class="door quiet cut" title=${one.response.dialect}>${
        one.request.method} ${SHORT[one.response.dialect] ?? ""}</td>
      <td role="cell" class="phone cut" title=${phone}>${phone}</td>
      <td role="cell" class="list cut" title=${one.params.list_id}>${one.params.list_id ?? ""}</td>
      <td role="cell" class="what"><div class="row-text" id=${said}>
        <span class="unseen">Request ${one.id}: </span><a class="row-link" data-id=${one.id} href=${address}
          aria-labelledby=${said} aria-current=${isOpen ? "true" : null}><${Outcome} outcome=${outcome} /></a>${" "}
        ${one.fault && html`<span class="tag fault">⚡ ${one.fault.rule}</span> `}<${Said} one=${one} outcome=${outcome} /></div></td>
      <td role="cell" class="found cut"><${FindingCount} findings=${one.findings} /></td>
      <td role="cell" class=${`number took ${one.fault?.delay_ms ? "delayed" : ""}`}>${inWords(waited(one))}</td>
    </tr>`;
  }
}

/** Rows in their order, those of one day together. */
function byDay(rows, zone) {
  const days = [];
  for (const one of rows) {
    const day = dayOf(one.time, zone);
    if (days.at(-1)?.[0] !== day) days.push([day, []]);
    days.at(-1)[1].push(one);
  }
  // Counted from the oldest, so that a day goes on being the same while more of it comes.
  return days.map(([day, of], place) => [day, of, `${day} ${days.length - place}`]);
}

const recent = new Map(); // Requests by id that were listed lately: what another filter may show at once.

function remember(list) {
  for (const one of list) {
    recent.delete(one.id);
    recent.set(one.id, one);
  }
  for (const id of recent.keys()) {
    if (recent.size <= RECENT) return;
    recent.delete(id);
  }
}

/** The rows that are listed, kept up with what comes. */
function useRows(query, { isHeld, isAiming }) {
  const [rows, setRows] = useState(null);
  const shown = useRef(null); // The same rows, for what goes on between two drawings.
  const [next, setNext] = useState(null);
  const [searched, setSearched] = useState(null);
  const [missed, setMissed] = useState(0);
  const [isOff, setOff] = useState(false);
  const [error, setError] = useState(null);
  const asText = JSON.stringify(query);
  const isTold = isToldByRequest(query);
  const newest = useRef(0);
  const fresh = useRef(new Set());
  const typed = useRef(query.q);
  const turn = useRef(0);

  const put = (list) => {
    if (shown.current !== list) remember(list);
    shown.current = list;
    setRows(list);
  };
  const ask = (more) => call("GET", withQuery("/requests", { limit: PAGE, ...query, ...more }));
  const fail = (failure) => setError(failure);

  /** Look for a page of rows, which are shown as they are found. */
  const look = async (before, old) => {
    const mine = ++turn.current;
    let found = old;
    let wanted = PAGE;
    try {
      do {
        const { requests, meta, requestJournalDisabled } =
          await ask({ before, limit: wanted, within: WITHIN_S });
        if (mine !== turn.current) return;
        if (!before) newest.current = meta.last_id;
        found = [...found, ...requests];
        wanted -= requests.length;
        before = meta.next;
        put(found);
        setNext(before);
        setOff(requestJournalDisabled);
        setSearched(before && wanted > 0 ? meta.last_id - before + 1 : null);
        setError(null);
      } while (before && wanted > 0);
    } catch (failure) {
      if (mine === turn.current) fail(failure);
    }
  };
  const load = () => {
    setMissed(0);
    return look("", []);
  };
  const older = () => look(next, rows);

  useLayoutEffect(() => {
    // Of what was shown a moment ago, what fits is there at once; the server's answer adds the rest.
    if (isTold) {
      const known = [...recent.values()].filter((one) => fits(one, query));
      if (known.length > 0) {
        put(known.sort((one, other) => other.id - one.id).slice(0, PAGE));
        setNext(null);
      }
    }
    // Only what is typed letter by letter is waited for; else not even until the browser has drawn.
    const timer = query.q === typed.current ? void load() : setTimeout(load, TYPING_MS);
    typed.current = query.q;
    return () => {
      clearTimeout(timer);
      turn.current++;
    };
  }, [asText]);

  useEffect(() => {
    let timer = 0;
    let pause = GATHER_MS;
    let told = []; // What the events brought, where requests themselves tell whether they fit.
    let isBehind = false;
    let isGap = false;
    let isOver = false;
    let toSay = 0;
    let announced = 0;
    const add = (requests) => {
      const known = new Set(requests.map((one) => one.id));
      if (!known.size) return;
      fresh.current = known.size > FEW ? new Set() : known;
      const all = [...requests, ...(shown.current ?? []).filter((one) => !known.has(one.id))];
      put(all.slice(0, LIVE));
      if (all.length > LIVE) setNext(all[LIVE - 1].id);
      toSay += known.size;
      if (Date.now() - announced > ANNOUNCE_MS) {
        const latest = requests[0].response.body.split("\n")[0];
        announce(`${toSay} new request${toSay > 1 ? "s" : ""}. ${latest}`);
        announced = Date.now();
        toSay = 0;
      }
    };
    const catchUp = () =>
      ask({ since: newest.current, limit: MOST }).then((found) => {
        newest.current = Math.max(newest.current, found.meta.last_id);
        add(found.requests);
      }, fail);
    const keepUp = async () => {
      if (isAiming()) {
        timer = setTimeout(keepUp, GATHER_MS);
        return;
      }
      const began = Date.now();
      const [wasGap, wasBehind, brought] = [isGap, isBehind, told];
      [isGap, isBehind, told] = [false, false, []];
      if (wasGap) await load();
      else if (wasBehind) await catchUp();
      else {
        const fresh = brought.filter((one) => one.id > newest.current).reverse();
        newest.current = fresh[0]?.id ?? newest.current;
        add(fresh);
      }
      // A server that has much to do is asked the less.
      pause = Math.max(GATHER_MS, 5 * (Date.now() - began));
      timer = 0;
      if (isGap || isBehind || told.length) soon(pause);
    };
    const soon = (delay) => {
      if (!isOver) timer ||= setTimeout(keepUp, delay);
    };
    const stop = listen((event, data) => {
      if (event === "world" && data.journal?.held === 0) {
        newest.current = data.journal.last_id;
        told = [];
        recent.clear();
        put([]);
        setNext(null);
        setMissed(0);
      } else if (isHeld) {
        // What comes is counted, and loaded when the reader goes on.
        const isMissed = event === "request" && data.id > newest.current && (!isTold || fits(data, query));
        if (isMissed) setMissed((count) => count + 1);
        if (event === "gap") setMissed((count) => count + Math.max(1, data.before - data.after - 1));
      } else if (event === "request" && data.id > newest.current) {
        if (!isTold) isBehind = true;
        else if (fits(data, query)) told.push(data);
        else return;
        soon(pause);
      } else if (event === "connection" && data && newest.current) {
        isBehind = true;
        soon(0);
      } else if (event === "gap") {
        isGap = true;
        soon(pause);
      }
    });
    return () => {
      stop();
      isOver = true;
      clearTimeout(timer);
    };
  }, [asText, isHeld]);
  return { rows, next, searched, missed, isOff, error, load, older, fresh };
}

/** Whether the reader is about to click in the list, whose rows then stay where they are. */
function useAim(list) {
  const aim = useRef({ at: 0, isPressed: false });
  useEffect(() => {
    const look = (event) => {
      if (!list.current?.contains(event.target) && event.type !== "pointerup") return;
      aim.current = { at: Date.now(), isPressed: event.type === "pointerdown" };
    };
    const kinds = ["pointermove", "pointerdown", "pointerup", "pointercancel"];
    kinds.forEach((kind) => addEventListener(kind, look, { passive: true }));
    return () => kinds.forEach((kind) => removeEventListener(kind, look));
  }, []);
  return () => aim.current.isPressed || Date.now() - aim.current.at < AIM_MS;
}

/** The next request after one that passes the filters, looked for a stretch at a time; null if none. */
async function newerThan(id, query) {
  let [since, width] = [id, STRETCH];
  for (;;) {
    const { requests, meta } =
      await call("GET", withQuery("/requests", { ...query, since, before: since + width + 1, limit: MOST }));
    if (requests.length || since + width >= meta.last_id) return requests.at(-1)?.id ?? null;
    [since, width] = [since + width, MOST];
  }
}

/** The requests before and after the opened one, of those that pass the filters, listed or not.

Each is null where there is none, undefined as long as the server is being asked. */
function useBeside(id, rows, next, query) {
  const [far, setFar] = useState({});
  const place = rows?.findIndex((one) => String(one.id) === id) ?? -1;
  const isLast = place >= 0 && place === rows.length - 1 && next !== null;
  const isFar = /^\d+$/.test(id ?? "") && rows !== null && (place < 0 || isLast);
  const asText = JSON.stringify(query);
  useEffect(() => {
    if (!isFar) return undefined;
    let isOver = false;
    const older = call("GET", withQuery("/requests", { ...query, before: id, limit: 1 }))
      .then(({ requests }) => requests[0]?.id ?? null);
    Promise.all([newerThan(Number(id), query), older]).then(
      ([newer, one]) => isOver || setFar({ of: id, newer, older: one }),
      () => {}, // The list says what is wrong.
    );
    return () => (isOver = true);
  }, [id, isFar, asText]);
  const known = far.of === id ? far : {};
  return {
    newer: place > 0 ? rows[place - 1].id : place < 0 ? known.newer : null,
    older: (place >= 0 && rows[place + 1]?.id) || (isFar || rows === null ? known.older : null),
  };
}

/** `j`, `k` and the arrows walk the rows, and open them where one is open; `/` goes to the search. */
function useKeys({ search, open, id, beside }) {
  const wish = useRef(null); // A step from a request, of which it is not known yet where it leads.
  // With the drawing: who sees where a key leads may press it at once.
  useLayoutEffect(() => {
    const rowLinks = () => [...document.querySelectorAll(".row-link")].filter((one) => one.checkVisibility());
    const show = (link) => {
      link?.focus();
      link?.scrollIntoView({ block: "nearest" });
    };
    const walk = (step) => {
      const wanted = step > 0 ? beside.older : beside.newer;
      wish.current = wanted === undefined ? { id, step } : null;
      if (!wanted) return wanted === undefined;
      show(rowLinks().find((one) => one.dataset.id === String(wanted)));
      open(String(wanted));
      return true;
    };
    const walkRows = (step) => {
      const links = rowLinks();
      const place = links.indexOf(document.activeElement);
      const next = links[place < 0 ? 0 : place + step];
      show(next);
      return next !== undefined;
    };
    if (id && wish.current?.id === id) walk(wish.current.step);
    const onKey = (event) => {
      if (TYPED.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step && !event.target.closest?.(".pane pre, .pane summary")) {
        if (id ? walk(step) : walkRows(step)) event.preventDefault();
      } else if (event.key === "/") {
        event.preventDefault();
        search.current?.focus();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [id, open, beside.newer, beside.older]);
}

/** The list, and beside it the request that is opened; where there is no room, in its place. */
export function Requests({ query, world, id }) {
  const [isPaused, setPaused] = useState(false);
  const [isAway, setAway] = useState(false);
  const search = useRef(null);
  const list = useRef(null);
  const isAiming = useAim(list);
  const { rows, next, searched, missed, isOff, error, load, older, fresh } =
    useRows(query, { isHeld: isPaused || isAway, isAiming });
  const stepped = useRef(null);
  const opened = useRef(null);
  const address = to(["requests"], query);
  const isFiltered = Object.keys(query).length > 0;
  const change = (values) =>
    go(to(id ? ["requests", id] : ["requests"], { ...query, ...values }), { quietly: true });
  const open = (one) => {
    stepped.current = one; // The focus stays in the list.
    go(to(["requests", one], query), { quietly: true });
  };
  const beside = useBeside(id, rows, next, query);
  useKeys({ search, open, id, beside });
  useEffect(() => {
    // Who has closed a request is where it was opened.
    if (opened.current && !id) document.querySelector(`.row-link[data-id="${opened.current}"]`)?.focus();
    opened.current = id;
  }, [id]);
  useEffect(() => {
    // Who reads further down is not moved by what comes above.
    const look = () => {
      if (!list.current?.checkVisibility()) return;
      setAway(Math.max(list.current.scrollTop, scrollY) > AWAY_PX);
    };
    addEventListener("scroll", look, { capture: true, passive: true });
    return () => removeEventListener("scroll", look, { capture: true });
  }, []);
  useEffect(() => {
    toTop(); // Other rows begin at the beginning.
  }, [JSON.stringify(query)]);
  useEffect(() => {
    fetchEarly("request");
  }, []);
  useEffect(() => {
    if (!isPaused && !isAway && missed > 0) load();
  }, [isPaused, isAway]);
  const toTop = () => {
    list.current.scrollTo({ top: 0 });
    scrollTo({ top: 0 });
  };

  const zone = world?.clock.timezone ?? "UTC";
  const addressOf = (one) => one && to(["requests", one], query);
  const named = /^#?(\d{1,9})$/.exec(query.q ?? "")?.[1]; // Whoever types a number may mean the request's.
  return html`<div class=${`split ${id ? "has-one" : ""}`}>
    <section class="listing" aria-label="List of requests">
      ${!id && html`<div class="unseen"><${Title}>Requests<//></div>`}
      <form class="finder" role="search" aria-label="Requests" onSubmit=${(event) => event.preventDefault()}>
        <div class="line">
          <input type="search" ref=${search} value=${query.q ?? ""} aria-keyshortcuts="/" aria-label="Search"
            placeholder="Search all, or #12"
            onInput=${(event) => change({ q: event.target.value })} />
          <button type="button" class="follow" aria-pressed=${isPaused} onClick=${() => setPaused(!isPaused)}>
            ${isPaused ? `Go on${missed ? ` (${missed} new)` : ""}` : "Pause"}</button>
          <${Action} label="Clear" method="DELETE" path="/requests" quiet disabled=${!rows?.length}
            confirm="All requests of the journal go." /></div>
        <${Fields} query=${query} change=${change}><${Tabs} query=${query} /><//>
      </form>
      <${Problem} error=${error} />
      <div class="rows" ref=${list}>
      ${named && named !== id && html`<p class="named"><a href=${to(["requests", named], query)}>Open request ${named}</a></p>`}
      ${isAway && !isPaused && missed > 0 && html`<p class="fresh"><button type="button" class="primary" onClick=${toTop}>
        <span aria-hidden="true">↑ </span>${missed.toLocaleString("en")} new</button></p>`}
      ${rows?.length === 0 && searched === null && html`<div class="empty">
        ${isOff ? html`<p>The journal is off: the server runs with <code>--journal 0</code>.</p>` : isFiltered
          ? html`<p>No request in the journal fits. <a href=${to(["requests"])}>Show all</a></p>`
          : html`<p>No request has come yet. Send one to <code>${base}/API/lmapi.php</code> or${" "}
            <code>${base}/vicidial/non_agent_api.php</code>, or <a href=${to(["try"])}>try it here</a>;
            it appears by itself.</p>`}</div>`}
      ${rows === null && !error && html`<p class="loading">Loading…</p>`}
      ${rows?.length > 0 && html`<table class="requests" role="table">
        <caption class="unseen">Requests, newest first</caption>
        <thead role="rowgroup"><tr role="row">
          <th role="columnheader" class="number id"><abbr title="Number">#</abbr></th><th role="columnheader" class="time">Time</th><th role="columnheader" class="door">Door</th>
          <th role="columnheader" class="phone">Phone</th><th role="columnheader" class="list">List</th>
          <th role="columnheader" class="what">Outcome</th><th role="columnheader" class="found">Findings</th>
          <th role="columnheader" class="number took">Took</th></tr></thead>
        ${byDay(rows, zone).map(([day, of, key]) => html`<tbody role="rowgroup" key=${key}>
          <tr role="row" class="day" key="day"><th role="columnheader" scope="rowgroup" colspan="8">${day}, ${zone}</th></tr>
          ${of.map((one) => html`<${Row} key=${one.id} one=${one} isNew=${fresh.current.has(one.id)}
            isOpen=${String(one.id) === id} zone=${zone} address=${to(["requests", one.id], query)} />`)}</tbody>`)}
      </table>`}
      ${searched !== null && html`<p class="quiet" role="status">Searched the newest ${searched.toLocaleString("en")}, going on …</p>`}
      ${next !== null && searched === null && rows?.length > 0 && html`<p class="older"><button type="button" onClick=${older}>Older requests</button></p>`}
      </div>
    </section>
    ${id && html`<section class="pane" aria-label=${`Request ${id}`}><${Guarded} key=${id}><${Later} name="request" id=${id} world=${world}
      list=${address} newer=${addressOf(beside.newer)} older=${addressOf(beside.older)} isQuiet=${stepped.current === id} /><//></section>`}
  </div>`;
}
