// The outcomes as tabs, each with how many requests came to it; counted anew while they come.

import { call, withQuery } from "./api.js";
import { fits, isToldByRequest } from "./filters.js";
import { listen } from "./live.js";
import { OUTCOMES } from "./outcome.js";
import { to } from "./route.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const WITHIN_S = 0.4; // How long the server may look before it says how far it came.
const GATHER_MS = 200;
const COUNT_MS = 1000;
const RECOUNT_MS = 10_000; // Where what comes is added: the oldest are dropped meanwhile.

/**
 * How many requests came to what, of those that filters leave.
 *
 * `within` is for how many seconds the server may count at a time, and `rests` how many times as
 * long it is left alone then: `isWhole` says whether all are counted already.
 */
function useCounts(filters, { within = WITHIN_S, rests = 0 } = {}) {
  const asText = JSON.stringify(filters);
  const [counts, setCounts] = useState({ outcomes: {}, total: null, last: 0, isWhole: false });
  const isTold = isToldByRequest(filters);
  useEffect(() => {
    let isOver = false;
    let isDue = false;
    let timer = 0;
    let counted = 0;
    let adding = 0;
    let told = []; // What came since, which is added where the request itself tells whether it fits.
    const count = async () => {
      const began = Date.now();
      [isDue, told] = [false, []];
      const sums = {};
      let [total, before, last] = [0, "", null];
      do {
        const asked = Date.now();
        const found = await call("GET", withQuery("/requests/outcomes", { ...filters, before, within }));
        for (const [name, number] of Object.entries(found.outcomes)) sums[name] = (sums[name] ?? 0) + number;
        total += found.total;
        before = found.next;
        last ??= found.last_id;
        if (before !== null && rests) {
          setCounts((old) => (old.isWhole ? old : { outcomes: { ...sums }, total, last: 0, isWhole: false }));
          await new Promise((resume) => setTimeout(resume, rests * (Date.now() - asked)));
        }
      } while (before !== null && !isOver);
      if (!isOver) setCounts({ outcomes: sums, total, last, isWhole: true });
      counted = Date.now();
      if (told.length) adding ||= setTimeout(add, GATHER_MS);
      rest(Math.max(COUNT_MS, 5 * (counted - began)));
    };
    const add = () => {
      const came = told;
      told = [];
      adding = 0;
      setCounts((old) => {
        const outcomes = { ...old.outcomes };
        const fresh = came.filter((one) => one.id > old.last);
        for (const one of fresh) outcomes[one.outcome] = (outcomes[one.outcome] ?? 0) + 1;
        return { ...old, outcomes, total: old.total + fresh.length, last: Math.max(old.last, ...fresh.map((one) => one.id)) };
      });
    };
    // A server that has much to do is asked the less.
    const rest = (pause) => {
      timer = setTimeout(() => {
        timer = 0;
        if (isDue) soon();
      }, pause);
    };
    const soon = () => {
      if (isOver) return;
      const isLate = isDue || Date.now() - counted >= RECOUNT_MS;
      if (!isLate && told.length) adding ||= setTimeout(add, GATHER_MS);
      if (timer || !isLate) return;
      timer = -1;
      count().catch(() => (timer = 0)); // The list below says what is wrong; the next event asks again.
    };
    isDue = true;
    soon();
    const stop = listen((event, data) => {
      if (event === "request" && isTold) {
        if (fits(data, filters)) told.push(data);
      } else if (event === "request" || event === "gap" || (event === "connection" && data)) isDue = true;
      else if (event === "world" && data.journal?.held === 0) isDue = true;
      else return;
      soon();
    });
    return () => {
      isOver = true;
      stop();
      clearTimeout(timer);
      clearTimeout(adding);
    };
  }, [asText]);
  return counts;
}

const inFigures = (number) => number?.toLocaleString("en") ?? "…";

const GRAVE = "warning"; // What is of no weight is found in nearly all.

/** Those that have a finding of weight; what is found in each is work, so they are counted at leisure. */
function WithFindings({ query }) {
  const { finding, ...others } = query;
  const { total, isWhole } = useCounts({ ...others, finding: GRAVE }, { within: 0.1, rests: 3 });
  const isChosen = finding === GRAVE;
  return html`<a class="notice apart" href=${to(["requests"], { ...query, finding: isChosen ? "" : GRAVE })}
    aria-current=${isChosen ? "true" : null}><span aria-hidden="true">▲ </span>with findings${" "}
    <span class="count">${inFigures(total)}${total !== null && !isWhole && html`+<span class="unseen"> and more, they are being counted</span>`}</span></a>`;
}

/** The outcomes with their counts, each a filter. */
export function Tabs({ query }) {
  const { outcome: chosen = "", ...filters } = query;
  const { outcomes, total } = useCounts(filters);
  const names = Object.keys(OUTCOMES).filter((name) => outcomes[name] || name === chosen ||
    ["added", "refused"].includes(name));
  const tab = (outcome, label, number, kind) => html`<a href=${to(["requests"], { ...query, outcome })} class=${kind}
    aria-current=${chosen === outcome ? "true" : null}>${label}${" "}
    <span class="count">${inFigures(number)}</span></a>`;
  return html`<nav class="tabs" aria-label="Outcomes">
    ${tab("", "All", total, "")}
    ${names.map((name) => tab(name, html`${OUTCOMES[name][1] === "fault" && html`<span aria-hidden="true">⚡ </span>`}${
      OUTCOMES[name][0]}`, outcomes[name] ?? 0, OUTCOMES[name][1]))}
    <${WithFindings} query=${query} /></nav>`;
}
