// One request: as received, as cleaned, as stored; why it ended as it did.

import { call, readContract } from "./api.js";
import { Action, CallLine, Copy, Problem, Scrolls, Title, useCall, useEscape } from "./action.js";
import { AnswerLine, Cut, ExactText, Finding, Stages } from "./answer.js";
import { FaultSaid, inWords, Outcome, outcomeOf, waited } from "./outcome.js";
import { dayOf, timeOf } from "./times.js";
import { remember } from "./requests.js";
import { go, to } from "./route.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const MASKED = "****";

function Received({ request }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body ?? `(base64) ${request.body_base64}`;
  const text = [`${request.method} ${request.url}`, ...headers, "", body].join("\n").trimEnd();
  return html`<section aria-labelledby="received"><h2 id="received">As received</h2>
    <pre tabindex="0" aria-label="The request" class="wraps">${text}</pre>
    <p class="quiet">From ${request.remote_ip}; passwords are hidden.</p>
  </section>`;
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

function Value({ value, before }) {
  if (value == null) return html`<td class="quiet">–</td>`;
  const changed = before != null && value !== before;
  return html`<td class=${changed ? "changed" : ""}>${value === ""
    ? html`<span class="quiet">empty</span>`
    : html`<code class="value"><${Cut} text=${value} /></code>`}${changed &&
      html`<span class="unseen"> (changed)</span>`}</td>`;
}

function Parameters({ document: shown }) {
  const [contract, setContract] = useState([]);
  useEffect(() => {
    readContract().then(
      (read) => setContract(read.parameters.filter((one) => one.function === shown.function)),
      () => {},
    ); // Without it only the stored column stays empty.
  }, []);
  const findings = shown.findings ?? [];
  const names = Object.keys(shown.params);
  const others = findings.filter((one) => !names.includes(one.parameter));
  return html`<section aria-labelledby="parameters"><h2 id="parameters">Parameters</h2>
    ${others.map((finding) => html`<${Finding} finding=${finding} />`)}
    ${names.length === 0 ? html`<p>None were sent.</p>` : html`<${Scrolls} label="Parameters">
      <table class="values">
        <thead><tr><th scope="col">Parameter</th><th scope="col">As sent</th>
          <th scope="col">As cleaned</th><th scope="col">As stored</th></tr></thead>
        ${names.map((name) => {
          const sent = shown.params[name];
          const isSecret = name === "pass";
          const cleaned = isSecret ? sent : (shown.cleaned[name] ?? null);
          const isKnown = contract.some((one) => one.name === name);
          const kept = cleaned ?? (isKnown ? "" : null);
          const own = findings.filter((one) => one.parameter === name);
          return html`<tbody>
            <tr><th scope="row">${name}</th>
              <${Value} value=${sent} /><${Value} value=${kept} before=${sent} />
              <${Value} value=${isSecret ? null : storedValue(name, contract, shown.rows)}
                before=${kept || null} /></tr>
            ${own.length > 0 && html`<tr class="in-place"><td colspan="4">
              ${own.map((finding) => html`<${Finding} finding=${finding} />`)}</td></tr>`}
          </tbody>`;
        })}
      </table><//>`}
  </section>`;
}

function Answers({ shown }) {
  const { dialect, body, status } = shown.response;
  const wasChanged = dialect && shown.answers[dialect] !== body;
  const { replaced } = outcomeOf(shown);
  const { effect, phase } = shown.fault ?? {};
  if (replaced) {
    return html`<section aria-labelledby="answers"><h2 id="answers">Answer</h2>
      ${"status" in effect ? html`<h3>As it went out, HTTP ${effect.status}</h3>
        <${ExactText} text=${effect.body} label="The answer as it went out" />`
        : html`<p>None went out: ${effect.fault}.</p>`}
      ${phase !== "before" && html`<h3>What the endpoint had answered, which nobody got</h3>
        <${ExactText} text=${body} label="The answer that was not sent" />`}</section>`;
  }
  return html`<section aria-labelledby="answers"><h2 id="answers">Answer</h2>
    ${(!dialect || wasChanged) && html`<h3>As it went out, HTTP ${status}</h3>
      <${ExactText} text=${body} label="The answer as it went out" />`}
    ${dialect && html`<div class="halves">
      ${Object.entries(shown.answers).map(([name, text]) => html`<div>
        <h3>${name} dialect ${name === dialect && !wasChanged && html`<span class="tag">sent, HTTP ${status}</span>`}</h3>
        <${ExactText} text=${text} label=${`The answer in the ${name} dialect`} /></div>`)}
    </div>`}
  </section>`;
}

function Rows({ rows }) {
  return html`<section aria-labelledby="rows"><h2 id="rows">Rows written</h2>
    ${rows.length === 0 && html`<p>None.</p>`}
    ${rows.map(({ table, change, row, before }) => html`<details><summary><code>${table}</code>${" "}
        <span class="quiet">${change}, ${Object.keys(row ?? before).length} columns</span></summary>
      <dl class="columns">${Object.entries(row ?? before)
        .filter(([name, value]) => before?.[name] || (value !== null && value !== ""))
        .map(([name, value]) => html`<div><dt>${name}</dt>
          <dd>${/^pass/.test(name) ? MASKED : change === "updated" && before[name] !== value
            ? `${before[name] ?? "NULL"} → ${value ?? "NULL"}` : String(value)}</dd></div>`)}</dl>
      <p class="quiet">Columns that are empty or NULL are left out.</p></details>`)}
  </section>`;
}

function Again({ id, params }) {
  // The journal has no password: the form fills in its own.
  const { pass: _, ...editable } = params;
  const [pass, setPass] = useState("");
  const [shown, setShown] = useState(null);
  const text = (kind) => async () => {
    const found = await call("GET", `/requests/${id}/${kind}`);
    setShown({ kind, text: found });
    return found;
  };
  return html`<section class="again" aria-labelledby="again"><h2 id="again">Again</h2>
    <div class="buttons">
      <a class="button" href=${to(["try"], editable)}>Edit and resend</a>
      <${Copy} text=${text("curl")} label="Copy as curl" describes=${`request ${id}`} />
      <${Copy} text=${text("pytest")} label="Copy as pytest" describes=${`request ${id}`} />
    </div>
    ${shown && html`<pre tabindex="0" aria-label=${`The request as ${shown.kind}`}>${shown.text}</pre>`}
    <form onSubmit=${(event) => event.preventDefault()}>
      <label>Another password than the one that was sent
        <input type="password" autocomplete="off" value=${pass}
          onInput=${(event) => setPass(event.target.value)} /></label></form>
    <${Action} label="Replay" kind="primary" method="POST" path=${`/requests/${id}/replay`}
      body=${pass ? { pass } : {}} quiet onDone=${(replayed) => go(to(["requests", replayed.id]))} />
    <${CallLine} method="POST" path=${`/requests/${id}/replay`} body=${pass ? { pass: "…" } : {}} />
  </section>`;
}

/** What was called for the new lead, or would have been. */
function Called({ lead }) {
  const { data } = useCall(`/calls?lead_id=${lead}`);
  if (!data) return null;
  const title = data.call_urls === "yes" ? "Called" : "Would have been called";
  return html`<section aria-labelledby="called"><h2 id="called">${title}</h2>
    ${data.calls.map((call) => html`<p><code>${call.url}</code></p><p class="quiet">${call.response || "no answer yet"}</p>`)}
  </section>`;
}

/** The view of one request. */
export function OneRequest({ id, world }) {
  const { data: shown, error } = useCall(`/requests/${encodeURIComponent(id)}`);
  remember(Number(id));
  useEscape(to(["requests"]));
  const back = html`<p><a href=${to(["requests"])}>← All requests</a> <kbd class="quiet">Esc</kbd></p>`;
  if (error) return html`${back}<${Title} of=${id}>Request ${id}<//><${Problem} error=${error} />`;
  if (!shown || String(shown.id) !== id) return html`${back}<p class="loading">Loading…</p>`;
  const first = shown.response.body.split("\n")[0];
  const outcome = outcomeOf(shown);
  const zone = world?.clock.timezone ?? "UTC";
  return html`${back}
    <${Title} of=${id}>Request ${id}: ${shown.verdict}<//>
    <p class="lead-line"><${Outcome} outcome=${outcome} /> ${outcome.replaced ? outcome.text
      : html`<${AnswerLine} line=${first} result=${shown.result} />`}</p>
    ${shown.refusal && !outcome.replaced && html`<div class="problem cause">
      <p>${shown.refusal.because ?? shown.refusal.cause}</p>
      <p><b>To let it pass:</b> ${shown.refusal.remedy}</p></div>`}
    ${shown.fault && html`<${FaultSaid} one=${shown} />`}
    <p class="quiet">${dayOf(shown.time, zone)} ${timeOf(shown.time, zone)} ${zone} ·
      ${outcome.replaced ? "" : `HTTP ${shown.response.status} ·`} ${inWords(waited(shown))}
      ${shown.lead_id && html` · <a href=${to(["leads", shown.lead_id])}>lead ${shown.lead_id}</a>`}</p>
    <div class="sides three">
      <div class="tall">
        <${Parameters} document=${shown} />
        <${Answers} shown=${shown} />
        <${Rows} rows=${shown.rows} />
        ${shown.rows.some((row) => row.table === "vicidial_url_log") && html`<${Called} lead=${shown.lead_id} />`}
        <${Received} request=${shown.request} />
      </div>
      <div class="early">
        <section aria-labelledby="stages"><h2 id="stages">Stages</h2>
          ${shown.stages.length
            ? html`<${Stages} stages=${shown.stages} refusal=${shown.refusal} />`
            : html`<p>None: this is answered before any.</p>`}
        </section>
      </div>
      <${Again} id=${id} params=${shown.params} />
    </div>`;
}
