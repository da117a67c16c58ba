// Findings by code: what the dialer swallowed, how often, and in which requests.

import { base } from "./api.js";
import { Problem, Scrolls, Title, useCall } from "./action.js";
import { Finding, levelSign } from "./answer.js";
import { listen } from "./live.js";
import { to } from "./route.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const GATHER_MS = 1000;

const requestLink = (id) => html`<a href=${to(["requests", id])}>request ${id}</a>`;

function OfCode({ one }) {
  return html`<tbody><tr>
      <th scope="row"><a href=${to(["requests"], { finding: one.code })}>${one.code}</a></th>
      <td><span class=${`finding-count ${one.severity}`}>
        <i aria-hidden="true">${levelSign(one.severity)}</i> ${one.severity}</span></td>
      <td class="number">${one.count.toLocaleString("en")}</td>
      <td>${requestLink(one.first)}</td><td>${requestLink(one.last)}</td>
      <td><a href=${`${base}/__admin/docs/findings#${one.code}`}
        aria-label=${`Explained: ${one.code}`}>Explained</a></td>
    </tr>
    <tr class="in-place"><td colspan="6"><${Finding} finding=${one.example} /></td></tr></tbody>`;
}

/** Counts anew while requests come, a second apart. */
function useNews() {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let timer = 0;
    const stop = listen((event) => {
      if (event === "connection") return;
      timer ||= setTimeout(() => {
        timer = 0;
        setTimes((n) => n + 1);
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return times;
}

/** The view of findings. */
export function Findings() {
  const { data, error } = useCall("/findings/codes", [useNews()]);
  return html`<${Title}>Findings<//>
    <p>What the dialer did without a word: the worst first, then the most frequent, each with its newest
      example. A code shows its requests.</p>
    <${Problem} error=${error} />
    ${data?.codes.length === 0 && html`<div class="empty"><p>Nothing was found in the requests that the
      journal holds.</p></div>`}
    ${data?.codes.length > 0 && html`<${Scrolls} label="Findings by code"><table class="values">
      <thead><tr><th scope="col">Code</th><th scope="col">Worst</th><th scope="col" class="number">Count</th>
        <th scope="col">First</th><th scope="col">Last</th><th scope="col">What it means</th></tr></thead>
      ${data.codes.map((one) => html`<${OfCode} key=${one.code} one=${one} />`)}</table><//>`}`;
}
