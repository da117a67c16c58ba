// The rows that a request wrote: of a changed one what it was and what it is.

import { Cut } from "./answer.js";
import { Named } from "./parameters.js";
import { html } from "./vendor/preact.js";

const SECRET = /^pass/;
const MASKED = "****";
const shown = (value) => (value === null || value === undefined ? "NULL" : String(value));
const isFilled = ([, value]) => value !== null && value !== "";

const Value = ({ value }) => (value === "" ? html`<span class="quiet">empty</span>`
  : html`<code class="value"><${Cut} text=${shown(value)} /></code>`);

function Values({ values }) {
  return html`<dl class="columns">${values.map(([name, value]) => html`<div><dt>${name}</dt>
    <dd>${SECRET.test(name) ? MASKED : /^(lead_id|list_id|campaign_id)$/.test(name)
      ? html`<${Named} name=${name} value=${shown(value)} />` : html`<${Cut} text=${shown(value)} />`}</dd></div>`)}</dl>`;
}

function Changed({ row, before }) {
  const changed = Object.keys(row).filter((name) => shown(before[name]) !== shown(row[name]));
  const same = Object.entries(row).filter(([name, value]) => !changed.includes(name) && isFilled([name, value]));
  return html`${changed.length === 0 ? html`<p>Set to what it was.</p>` : html`<table class="changes" aria-label="Columns that changed">
      <colgroup><col class="name" /><col /></colgroup><thead><tr><th scope="col">Column</th><th scope="col">Before → after</th></tr></thead>
      <tbody>${changed.map((name) => html`<tr><th scope="row">${name}</th><td>${SECRET.test(name) ? MASKED
        : html`<${Value} value=${before[name]} />${" → "}<${Value} value=${row[name]} />`}</td></tr>`)}</tbody></table>`}
    ${same.length > 0 && html`<details><summary>${same.length} as before</summary><${Values} values=${same} /></details>`}`;
}

const LOGS = /^vicidial_(api_log|api_urls|url_log)$/;

/** The section of rows, those that are changed in sight. */
export function Rows({ rows }) {
  const logs = rows.filter((one) => LOGS.test(one.table));
  const told = rows.filter((one) => !logs.includes(one));
  const one = ({ table, change, row, before }) => html`<details open=${change === "updated"}>
    <summary><code>${table}</code> <span class="quiet">${change}${row?.lead_id ? `, lead ${row.lead_id}` : ""}</span></summary>
    ${change === "updated" ? html`<${Changed} row=${row} before=${before} />`
      : html`<${Values} values=${Object.entries(row ?? before).filter(isFilled)} />
        <p class="quiet">Columns that are empty or NULL are left out.</p>`}</details>`;
  return html`<section aria-labelledby="rows"><h2 id="rows">Rows written <span class="count">${rows.length}</span></h2>
    ${rows.length === 0 && html`<p>None.</p>`}
    ${told.map(one)}
    ${logs.length > 0 && html`<details class="logs"><summary>${logs.length} rows of its log<span class="quiet">: ${[...new Set(logs.map((log) => log.table))].join(", ")}</span></summary>${logs.map(one)}</details>`}
  </section>`;
}
