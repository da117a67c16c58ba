// Requests, live: what came, newest first, filtered on the server.

import { base, call, withQuery } from "./api.js";
import { Action, announce, Problem, Title } from "./action.js";
import { AnswerLine, FindingCount, resultOf } from "./answer.js";
import { inWords, Outcome, outcomeOf, waited } from "./outcome.js";
import { dayOf, timeOf } from "./times.js";
import { listen } from "./live.js";
import { go, to } from "./route.js";
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

const PAGE = 50;
const MOST = 1000; // Rows shown; more make no browser quicker and no reader wiser.
const GATHER_MS = 200;
const ANNOUNCE_MS = 3000;

const FILTERS = [
  ["user", "User"],
  ["phone_number", "Phone"],
  ["list_id", "List"],
];

// The roles are those of a table: on a phone its rows are laid out otherwise, and lose them.
function Row({ one, isNew, isLast, zone }) {
  const link = useRef(null);
  useEffect(() => {
    if (!isLast) return;
    link.current.focus();
    remember(0); // Once: a row that comes back later would take the focus from the search.
  }, []);
  const [first, ...others] = one.response.body.trimEnd().split("\n");
  const outcome = outcomeOf(one);
  // A click anywhere opens it, but not the end of a selection: its text can be marked and copied.
  const open = (event) => {
    if (!event.target.closest("a, button") && !String(getSelection())) link.current.click();
  };
  return html`<tr role="row" class=${isNew ? "new" : ""} onClick=${open}>
    <td role="cell" class="time"><time datetime=${one.time}>${timeOf(one.time, zone)}</time></td>
    <td role="cell" class="less cut" title=${one.user}>${one.user}</td>
    <td role="cell" class="cut" title=${one.params.phone_number}>${one.params.phone_number ?? ""}</td>
    <td role="cell" class="less cut" title=${one.params.list_id}>${one.params.list_id ?? ""}</td>
    <td role="cell" class="wide"><a class="row-link" ref=${link} href=${to(["requests", one.id])}>
      <span class="unseen">Request ${one.id}: </span>
      <${Outcome} outcome=${outcome} />${" "}
      ${outcome.replaced ? html`<span class="cut-line">${outcome.text}</span>`
        : html`<span class="cut-line"><${AnswerLine} line=${outcome.kind === "nowhere" ? outcome.text : first} result=${one.result} /></span>`}</a>
      ${others.length > 0 && !outcome.replaced && html` <span class="tag" title=${others.join("\n")}>+ ${others.length}${" "}
        ${[...new Set(others.map(resultOf))].join(", ")}</span>`}
      ${one.fault && html` <span class="tag fault">⚡ ${one.fault.rule}</span>`}</td>
    <td role="cell"><${FindingCount} findings=${one.findings} /></td>
    <td role="cell" class="number less">${inWords(waited(one))}</td>
  </tr>`;
}

function Filters({ query, change }) {
  const search = useRef(null);
  useEffect(() => {
    const onKey = (event) => {
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      if (step && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
        const links = [...document.querySelectorAll(".row-link")];
        const place = links.indexOf(document.activeElement);
        const next = links[place < 0 ? 0 : place + step];
        if (!next) return;
        event.preventDefault();
        next.focus();
        return;
      }
      if (event.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      event.preventDefault();
      search.current.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return html`<form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
    <label class="grow">Search
      <input type="search" ref=${search} value=${query.q ?? ""} aria-keyshortcuts="/"
        placeholder="any text of request or answer" onInput=${(e) => change({ q: e.target.value })} />
    </label>
    <label>Result
      <select value=${query.result ?? ""} onChange=${(e) => change({ result: e.target.value })}>
        <option value="">all</option>
        ${["SUCCESS", "NOTICE", "ERROR"].map((one) => html`<option value=${one}>${one}</option>`)}
      </select></label>
    <label>Door
      <select value=${query.door ?? ""} onChange=${(e) => change({ door: e.target.value })}>
        <option value="">all</option>
        ${["documented", "vicidial"].map((one) => html`<option value=${one}>${one}</option>`)}
      </select></label>
    <label>Fault
      <input class="short" value=${query.fault ?? ""} placeholder="id, or any"
        onChange=${(e) => change({ fault: e.target.value.trim() })} /></label>
    <label>Finding
      <input class="short" value=${query.finding ?? ""} placeholder="code"
        onChange=${(e) => change({ finding: e.target.value.trim() })} /></label>
    ${FILTERS.map(([name, label]) => html`<label>${label}
      <input class="short" value=${query[name] ?? ""}
        onChange=${(e) => change({ [name]: e.target.value.trim() })} /></label>`)}
  </form>`;
}

/** Rows in their order, those of one day together. */
function byDay(rows, zone) {
  const days = [];
  for (const one of rows) {
    const day = dayOf(one.time, zone);
    if (days.at(-1)?.[0] !== day) days.push([day, []]);
    days.at(-1)[1].push(one);
  }
  return days;
}

let lastOpened = 0; // The row that the reader came back from takes the focus again.

/** Say which request is being looked at. */
export function remember(id) {
  lastOpened = id;
}

/** The list of requests. */
export function Requests({ query, world }) {
  const [rows, setRows] = useState(null);
  const [isMore, setMore] = useState(false);
  const [fresh, setFresh] = useState(new Set());
  const [isPaused, setPaused] = useState(false);
  const [missed, setMissed] = useState(0);
  const [isOff, setOff] = useState(false);
  const [error, setError] = useState(null);
  const filters = { ...query };
  const asText = JSON.stringify(filters);
  const isFiltered = Object.keys(query).length > 0;
  const newest = useRef(0);

  const ask = (more) => call("GET", withQuery("/requests", { limit: PAGE, ...filters, ...more }));
  const fail = (failure) => setError(failure);

  const load = () =>
    ask({}).then((found) => {
      newest.current = found.meta.last_id;
      setRows(found.requests);
      setOff(found.requestJournalDisabled);
      setMore(found.requests.length === PAGE);
      setFresh(new Set());
      setMissed(0);
      setError(null);
    }, fail);
  useEffect(() => {
    const timer = setTimeout(load, rows === null ? 0 : 150);
    return () => clearTimeout(timer);
  }, [asText]);

  useEffect(() => {
    let timer = 0;
    let pause = GATHER_MS;
    let told = []; // What the events brought, which is what a list without filters would.
    let isBehind = false;
    let isGap = false;
    let isOver = false;
    let toSay = 0;
    let announced = 0;
    const add = (requests) => {
      const known = new Set(requests.map((one) => one.id));
      if (!known.size) return;
      setFresh(known);
      setRows((old) =>
        [...requests, ...(old ?? []).filter((one) => !known.has(one.id))].slice(0, MOST));
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
    const look = async () => {
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
      if (!isOver) timer ||= setTimeout(look, delay);
    };
    const stop = listen((event, data) => {
      if (event === "world" && data.journal?.held === 0) {
        newest.current = data.journal.last_id;
        told = [];
        setRows([]);
        setMore(false);
      } else if (isPaused) {
        // What comes is counted, and loaded when the reader goes on.
        if (event === "request") setMissed((count) => count + 1);
        if (event === "gap") setMissed((count) => count + Math.max(1, data.before - data.after - 1));
      } else if (event === "request" && data.id > newest.current) {
        if (isFiltered) isBehind = true;
        else told.push(data);
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
  }, [asText, isPaused]);

  const change = (values) =>
    go(to(["requests"], { ...query, ...values }), { quietly: true });
  const older = () =>
    ask({ before: rows.at(-1).id }).then((found) => {
      setRows((old) => [...old, ...found.requests]);
      setMore(found.requests.length === PAGE);
    }, fail);
  const pause = () => {
    if (isPaused) load();
    setPaused(!isPaused);
  };

  const zone = world?.clock.timezone ?? "UTC";
  return html`
    <div class="heading"><${Title}>Requests<//>
      <div class="buttons"><button type="button" aria-pressed=${isPaused} onClick=${pause}>
        ${isPaused ? `Go on${missed ? ` (${missed} new)` : ""}` : "Pause"}</button>
      <${Action} label="Clear" method="DELETE" path="/requests" quiet disabled=${!rows?.length}
        confirm="All requests of the journal go." /></div></div>
    ${world?.processes?.length > 1 && html`<p class="note">These are the requests of one process only, of
      the ${world.processes.length} on this database: each keeps a journal of its own, and a reload may show
      another’s. A server with one worker and a database of its own shows all.</p>`}
    <${Filters} query=${query} change=${change} />
    <${Problem} error=${error} />
    ${rows?.length === 0 && html`<div class="empty">
      ${isOff ? html`<p>The journal is off: the server runs with <code>--journal 0</code>.</p>` : isFiltered
        ? html`<p>No request in the journal fits. <a href=${to(["requests"])}>Show all</a></p>`
        : html`<p>No request has come yet. Send one to <code>${base}/API/lmapi.php</code> or
          <code>${base}/vicidial/non_agent_api.php</code>, or <a href=${to(["try"])}>try it here</a>;
          it appears by itself.</p>`}</div>`}
    ${rows?.length > 0 && html`<table class="requests" role="table">
      <caption class="unseen">Requests, newest first</caption>
      <thead role="rowgroup"><tr role="row">
        <th role="columnheader">Time</th><th role="columnheader" class="less">User</th>
        <th role="columnheader">Phone</th><th role="columnheader" class="less">List</th>
        <th role="columnheader">Answer</th><th role="columnheader">Findings</th>
        <th role="columnheader" class="number less">Took</th></tr></thead>
      ${byDay(rows, zone).map(([day, of]) => html`<tbody role="rowgroup" key=${`${day} ${of[0].id}`}>
        <tr role="row" class="day"><th role="columnheader" scope="rowgroup" colspan="7">${day}, ${zone}</th></tr>
        ${of.map((one) => html`<${Row} key=${one.id} one=${one} isNew=${fresh.has(one.id)}
          isLast=${one.id === lastOpened} zone=${zone} />`)}</tbody>`)}
    </table>
    ${isMore && html`<p><button type="button" onClick=${older}>Older requests</button></p>`}`}`;
}
