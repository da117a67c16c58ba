// One request: why it ended as it did, what became of its values, what was written.

import { call } from "./api.js";
import { Action, CallLine, Copy, Problem, Title, useCall, useEscape } from "./action.js";
import { AnswerLine, Cut, ExactText } from "./answer.js";
import { editAddress, Mends } from "./mends.js";
import { doneBy, FaultSaid, inWords, Outcome, outcomeOf, waited } from "./outcome.js";
import { Named, Parameters } from "./parameters.js";
import { go, to } from "./route.js";
import { FoldedStages } from "./stages.js";
import { dayOf, timeOf } from "./times.js";
import { html, useState } from "./vendor/preact.js";
import { Rows } from "./written.js";

function Received({ request }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const body = request.body ?? `(base64) ${request.body_base64}`;
  const text = [`${request.method} ${request.url}`, ...headers, "", body].join("\n").trimEnd();
  return html`<section aria-labelledby="received"><h2 id="received">As received</h2>
    <details><summary>${headers.length} headers, ${request.body_size.toLocaleString("en")} bytes of body</summary>
      <pre tabindex="0" aria-label="The request" class="wraps">${text}</pre>
      <p class="quiet">From ${request.remote_ip}; passwords are hidden.</p></details>
  </section>`;
}

function Answers({ shown }) {
  const { dialect, body, status } = shown.response;
  const { replaced } = outcomeOf(shown);
  const { effect, phase } = shown.fault ?? {};
  const title = html`<h2 id="answers">Answer <${Copy} text=${() => body} describes="the answer" /></h2>`;
  if (replaced) {
    return html`<section aria-labelledby="answers">${title}
      ${"status" in effect ? html`<h3>As it went out, HTTP ${effect.status}</h3>
        <${ExactText} text=${effect.body} label="The answer as it went out" />`
        : html`<p>None went out: ${effect.fault}.</p>`}
      ${phase !== "before" && html`<h3>What the endpoint had answered, which nobody got</h3>
        <${ExactText} text=${body} label="The answer that was not sent" />`}</section>`;
  }
  const others = Object.entries(shown.answers).filter(([name]) => name !== dialect);
  const differ = dialect ? others.filter(([, text]) => text !== body) : [];
  const wasChanged = dialect && shown.answers[dialect] !== body;
  return html`<section aria-labelledby="answers">${title}
    <${ExactText} text=${body} label=${dialect ? `The answer in the ${dialect} dialect` : "The answer as it went out"} />
    <p class="quiet">${dialect ? `${dialect} dialect, ` : ""}sent with HTTP ${status}${
      wasChanged ? ", changed by the fault" : ""}${
      dialect && differ.length === 0 ? `; ${others.map(([name]) => name).join(", ")} says the same` : ""}</p>
    ${differ.map(([name, text]) => html`<h3>The ${name} dialect would say</h3>
      <${ExactText} text=${text} label=${`The answer in the ${name} dialect`} />`)}
  </section>`;
}

/** The lead that was there already, and who stored it. */
function Duplicate({ lead }) {
  const { data } = useCall(`/leads/${lead}`);
  const first = data?.requests.at(-1);
  return html`<p>It is a duplicate of <a href=${to(["leads", lead])}>lead ${lead}</a>${first &&
    html`, stored by <a href=${to(["requests", first])}>request ${first}</a>`}.</p>`;
}

function Why({ refusal, line, result, params }) {
  return html`<div class="problem cause">
    <p><strong><${AnswerLine} line=${line} result=${result} /></strong></p>
    <p class=${`because ${refusal.because ? "clause" : ""}`}>${refusal.because ?? refusal.cause}</p>
    ${refusal.lead_id && html`<${Duplicate} lead=${refusal.lead_id} />`}
    <p><b>To let it pass:</b> <${Cut} text=${refusal.remedy} />${refusal.message && html` <a
      href=${to(["contract", refusal.message])}>${refusal.message} in the contract</a>`}</p>
    <${Mends} mends=${refusal.mends} params=${params} /></div>`;
}

function Again({ id, params }) {
  const [pass, setPass] = useState("");
  const [shown, setShown] = useState(null);
  const text = (kind) => async () => {
    const found = await call("GET", `/requests/${id}/${kind}`);
    setShown({ kind, text: found });
    return found;
  };
  const address = `${location.origin}${location.pathname}${to(["requests", id])}`;
  return html`<section class="again" aria-label="Send it again">
    <div class="buttons">
      <a class="button primary" href=${editAddress(params, "phone_number" in params ? "phone_number" : "")}>Edit and resend</a>
      <${Action} label="Replay" method="POST" path=${`/requests/${id}/replay`}
        body=${pass ? { pass } : {}} quiet onDone=${(replayed) => go(to(["requests", replayed.id]))} />
      <${Copy} text=${text("curl")} label="Copy as curl" describes=${`request ${id}`} />
      <${Copy} text=${text("pytest")} label="Copy as pytest" describes=${`request ${id}`} />
      <${Copy} text=${() => address} label="Copy link" describes=${`to request ${id}`} />
    </div>
    ${shown && html`<pre tabindex="0" aria-label=${`The request as ${shown.kind}`}>${shown.text}</pre>`}
    <details><summary class="quiet">The call, and another password</summary>
      <${CallLine} method="POST" path=${`/requests/${id}/replay`} body=${pass ? { pass: "…" } : {}} />
      <form onSubmit=${(event) => event.preventDefault()}>
        <label>Another password than the one that was sent
          <input type="password" autocomplete="off" value=${pass}
            onInput=${(event) => setPass(event.target.value)} /></label></form></details>
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

const MOST_OF_FACT = 40;

/** The view of one request; `list` is the address of the list that it was opened from. */
export function OneRequest({ id, world, list, newer, older, isQuiet }) {
  const { data: shown, error } = useCall(`/requests/${encodeURIComponent(id)}`);
  useEscape(list);
  const step = (address, sign, name) => html`<a class="button small" href=${address ?? null}
    aria-disabled=${address ? null : "true"} title=${name}><span aria-hidden="true">${sign}</span><span class="unseen">${name}</span></a>`;
  const back = html`<p class="back"><a href=${list}><span aria-hidden="true">← </span>All requests</a> <kbd class="quiet">Esc</kbd>
    <span class="steps">${step(newer, "↑", "Newer request")} ${step(older, "↓", "Older request")}</span></p>`;
  const heading = (text) => (isQuiet ? html`<h1 tabindex="-1">${text}</h1>` : html`<${Title} of=${id}>${text}<//>`);
  if (error) return html`${back}${heading(`Request ${id}`)}<${Problem} error=${error} />`;
  if (!shown || String(shown.id) !== id) return html`${back}<p class="loading">Loading…</p>`;
  const first = shown.response.body.split("\n")[0];
  const outcome = outcomeOf(shown);
  const zone = world?.clock.timezone ?? "UTC";
  const { user, list_id: listId, phone_number: phone } = shown.params;
  const isRefused = shown.refusal && !outcome.replaced;
  // What its client got goes before what was done, of which it may not have heard.
  const became = outcome.replaced ? `${outcome.word}, ${doneBy(shown)}`
    : shown.outcome === "not_found" ? "not found"
    : ["done", "notice"].includes(shown.outcome) ? `${shown.function} ${outcome.word}` : shown.verdict;
  const facts = [
    phone && html`<b><${Cut} text=${phone} most=${MOST_OF_FACT} /></b>`,
    listId && html`list <${Named} name="list_id" value=${listId} />`,
    user && html`user <${Named} name="user" value=${user} />`,
    shown.lead_id && html`<a href=${to(["leads", shown.lead_id])}>lead ${shown.lead_id}</a>`,
  ].filter(Boolean);
  return html`${back}
    ${heading(`Request ${id}: ${became}`)}
    <p class="quiet facts"><${Outcome} outcome=${outcome} /> ${shown.request.method} ${shown.request.path}
      ${outcome.replaced ? "" : ` · HTTP ${shown.response.status}`} · ${inWords(waited(shown))} ·
      <span> ${dayOf(shown.time, zone)} ${timeOf(shown.time, zone)} ${zone}</span></p>
    ${facts.length > 0 && html`<p class="facts">${facts.map((one, place) => html`${place > 0 && " · "}${one}`)}</p>`}
    ${isRefused ? html`<${Why} refusal=${shown.refusal} line=${first} result=${shown.result} params=${shown.params} />`
      : !outcome.replaced && html`<p class="lead-line"><${AnswerLine} line=${first} result=${shown.result} /></p>`}
    ${shown.fault && html`<${FaultSaid} one=${shown} />`}
    <${Again} id=${id} params=${shown.params} />
    <${Parameters} document=${shown} />
    <section aria-labelledby="stages"><h2 id="stages">Stages</h2>
      ${shown.stages.length ? html`<${FoldedStages} key=${id} stages=${shown.stages} refusal=${shown.refusal} />`
        : html`<p>None: this is answered before any.</p>`}</section>
    <${Answers} shown=${shown} />
    <${Rows} key=${`rows ${id}`} rows=${shown.rows} />
    ${shown.rows.some((row) => row.table === "vicidial_url_log") && html`<${Called} lead=${shown.lead_id} />`}
    <${Received} request=${shown.request} />`;
}
