// The parameters of a request: what changed on the way from sent to kept to stored, the rest folded.

import { readContract } from "./api.js";
import { Cut, Finding } from "./answer.js";
import { Diff } from "./diff.js";
import { to } from "./route.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const LONG = 120;

const LINKS = {
  user: (value) => to(["tables", "vicidial_users"], { q: value }),
  list_id: (value) => to(["tables", "vicidial_lists", value]),
  campaign_id: (value) => to(["tables", "vicidial_campaigns", value]),
  lead_id: (value) => to(["leads", value]),
};

const LONGEST_NAME = 40; // What is longer names nothing.

/** A value, which leads to what it names where it names something. */
export function Named({ name, value }) {
  if (value.length > LONGEST_NAME) return html`<${Cut} text=${value} most=${LONGEST_NAME} />`;
  const address = value && LINKS[name]?.(value);
  return address ? html`<a href=${address}>${value}</a>` : value;
}

function storedValue(name, contract, rows) {
  const place = contract.find((one) => one.name === name)?.stored_in;
  const [table, column] = place ? place.split(".") : [null, name];
  const row = rows.find((one) => (table ? one.table === table : one.table.startsWith("custom_")) &&
    one.row !== null && column in one.row);
  if (!row) return null;
  const value = row.row[column];
  return value === null ? "NULL" : String(value);
}

/** What became of each parameter: `sent`, `kept`, `stored` (null where it is not), what was found. */
function journeys(shown, contract) {
  return Object.entries(shown.params).map(([name, sent]) => {
    const isSecret = name === "pass";
    const isKnown = contract.some((one) => one.name === name);
    const cleaned = isSecret ? sent : (shown.cleaned[name] ?? null);
    const kept = cleaned ?? (isKnown ? "" : null);
    const stored = isSecret || kept === null ? null : storedValue(name, contract, shown.rows);
    const findings = shown.findings.filter((one) => one.parameter === name);
    const isChanged = kept === null || kept !== sent || (stored !== null && stored !== kept);
    return { name, sent, kept, stored, findings, isChanged, isKnown };
  });
}

function Changed({ one, hasContract, isHere }) {
  const { name, sent, kept, stored } = one;
  const end = stored ?? kept;
  const was = stored === null ? "kept" : stored === kept ? "kept and stored" : "kept";
  const result = (value) => {
    if (value === "") return html`<b class="nothing">nothing</b>`;
    // A long one is seen in the difference, whole if that is opened.
    return value.length > LONG ? `${value.length.toLocaleString("en")} characters` : html`<code class="value">${value}</code>`;
  };
  return html`<tr><th scope="row">${name}</th><td>
    ${kept === null
      ? html`<code class="value"><${Cut} text=${sent} /></code>
          <p class="end">${!isHere ? "read by nobody" : hasContract ? "not read by the function" : ""}</p>`
      : kept === sent && (stored === null || stored === kept)
        ? html`<code class="value"><${Cut} text=${sent} /></code>${stored !== null && html`<p class="end">stored as sent</p>`}`
        : html`<${Diff} before=${sent} after=${end} />
          <p class="end">${kept !== sent || stored === null ? html`${was} ${result(kept)}` : ""}${
            stored !== null && stored !== kept && html`${kept !== sent ? ", " : ""}stored ${result(stored)}`}</p>`}
    ${one.findings.map((finding) => html`<${Finding} finding=${finding} />`)}</td></tr>`;
}

/** The section of parameters. */
export function Parameters({ document: shown }) {
  const [contract, setContract] = useState(null);
  useEffect(() => {
    readContract().then(
      (read) => setContract(read.parameters.filter((one) => one.function === shown.function)),
      () => {},
    ); // Without it only the stored values stay empty.
  }, [shown.function]);
  const all = journeys(shown, contract ?? []);
  const names = all.map((one) => one.name);
  const others = shown.findings.filter((one) => !names.includes(one.parameter));
  const told = all.filter((one) => one.isChanged || one.findings.length)
    .sort((a, b) => b.isChanged - a.isChanged);
  const same = all.filter((one) => !told.includes(one));
  const changed = told.filter((one) => one.isChanged).length;
  return html`<section aria-labelledby="parameters"><h2 id="parameters">Parameters${" "}
      <span class="count">${all.length}${all.length > 0 && `, of which ${changed || "none"} changed on the way`}</span></h2>
    ${others.map((finding) => html`<${Finding} finding=${finding} />`)}
    ${all.length === 0 && html`<p>None were sent.</p>`}
    ${told.length > 0 && html`<table class="changes" aria-label="Parameters that changed">
      <colgroup><col class="name" /><col /></colgroup><tbody>${told.map((one) => html`<${Changed} key=${one.name} one=${one} hasContract=${contract !== null}
        isHere=${shown.outcome !== "not_found"} />`)}</tbody></table>`}
    ${same.length > 0 && html`<details class="unchanged"><summary>${same.length} kept as sent<span class="quiet">: ${same.map((one) => one.name).join(", ")}</span></summary>
      <dl class="columns">${same.map(({ name, sent }) => html`<div><dt>${name}</dt>
        <dd>${sent === "" ? html`<span class="quiet">empty</span>` : LINKS[name]
          ? html`<${Named} name=${name} value=${sent} />` : html`<${Cut} text=${sent} />`}</dd></div>`)}</dl></details>`}
  </section>`;
}
