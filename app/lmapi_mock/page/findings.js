// Findings by code: what the dialer swallowed, how often, and in which requests.

import { base } from "./api.js";
import { Problem, Scrolls, Title, useCall } from "./action.js";
import { Finding, levelSign } from "./answer.js";
import { listen } from "./live.js";
import { to } from "./route.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";

const GATHER_MS = 300;
const RECOUNT_MS = 30_000;

const requestLink = (id) => html`<a href=${to(["requests", id])}><span class="unseen">request </span>${id}</a>`;

const explained = ({ code }) => html`<a href=${`${base}/__admin/docs/findings#${code}`}
  aria-label=${`Explained: ${code}`}>Explained</a>`;

function OfCode({ one }) {
  return html`<tbody><tr>
      <th scope="row"><a href=${to(["requests"], { finding: one.code })}>${one.code}</a></th>
      <td class="less"><span class=${`finding-count ${one.severity}`}>
        <i aria-hidden="true">${levelSign(one.severity)}</i> ${one.severity}</span></td>
      <td class="number">${one.count.toLocaleString("en")}</td>
      <td>${requestLink(one.first)}</td><td>${requestLink(one.last)}</td>
      <td class="less">${explained(one)}</td>
    </tr>
    <tr class="in-place"><td colspan="6"><${Finding} finding=${one.example} isBrief /><p class="only-narrow">${explained(one)}</p></td></tr></tbody>`;
}

const RANKS = ["error", "warning", "notice", "info"];

/** The codes with a request added that has come since they were counted. */
function withRequest(codes, { id, findings }) {
  const found = new Map(codes.map((one) => [one.code, { ...one }]));
  for (const example of findings) {
    const { code, severity } = example;
    const old = found.get(code) ?? { code, severity, count: 0, first: id };
    const worst = RANKS.indexOf(severity) < RANKS.indexOf(old.severity) ? severity : old.severity;
    found.set(code, { ...old, severity: worst, count: old.count + 1, last: id, example });
  }
  return [...found.values()].sort((one, other) =>
    RANKS.indexOf(one.severity) - RANKS.indexOf(other.severity) || other.count - one.count);
}

/** What was found by code: counted by the server once, and then of what comes, which says it itself. */
function useCodes() {
  const [times, setTimes] = useState(0);
  const { data, error } = useCall("/findings/codes", [times]);
  const [codes, setCodes] = useState(null);
  const last = useRef(0);
  const told = useRef([]);
  const take = () => {
    const fresh = told.current.filter((one) => one.id > last.current);
    told.current = [];
    if (!fresh.length) return;
    last.current = Math.max(...fresh.map((one) => one.id));
    setCodes((old) => fresh.reduce(withRequest, old));
  };
  useLayoutEffect(() => {
    if (!data) return;
    last.current = data.meta.last_id;
    setCodes(data.codes);
    take();
  }, [data]);
  useEffect(() => {
    let adding = 0;
    let counting = 0;
    const count = () => (counting ||= setTimeout(() => {
      counting = 0;
      setTimes((n) => n + 1);
    }, GATHER_MS));
    // The oldest are dropped meanwhile, which nobody is told.
    const recount = setInterval(() => setTimes((n) => n + 1), RECOUNT_MS);
    const stop = listen((event, data) => {
      const isAnew = event === "gap" || (event === "connection" && data) || data.journal?.held === 0;
      if (isAnew) count();
      else if (event === "request" && last.current) {
        told.current.push(data);
        adding ||= setTimeout(() => {
          adding = 0;
          take();
        }, GATHER_MS);
      } else if (event === "request") count();
    });
    return () => {
      stop();
      clearTimeout(adding);
      clearTimeout(counting);
      clearInterval(recount);
    };
  }, []);
  return { codes, error };
}

/** The view of findings. */
export function Findings() {
  const { codes, error } = useCodes();
  return html`<${Title}>Findings<//>
    <p>What the dialer did without a word: the worst first, then the most frequent, each with its newest
      example. A code shows its requests.</p>
    <${Problem} error=${error} />
    ${codes?.length === 0 && html`<div class="empty"><p>Nothing was found in the requests that the
      journal holds.</p></div>`}
    ${codes?.length > 0 && html`<${Scrolls} label="Findings by code"><table class="values">
      <thead><tr><th scope="col">Code</th><th scope="col" class="less">Worst</th><th scope="col" class="number">Count</th>
        <th scope="col">First</th><th scope="col">Last</th><th scope="col" class="less">What it means</th></tr></thead>
      ${codes.map((one) => html`<${OfCode} key=${one.code} one=${one} />`)}</table><//>`}`;
}
