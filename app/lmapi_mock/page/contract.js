// The contract, readable: every answer with its cause and a request that produces it.

import { Problem, Scrolls, Title, useContract } from "./action.js";
import { AnswerLine } from "./answer.js";
import { nameOf } from "./example.js";
import { go, to } from "./route.js";
import { html, useEffect } from "./vendor/preact.js";

const asLines = (parameters) =>
  Object.entries(parameters).map(([name, value]) => `${name}=${value}`).join("\n");
const has = (thing) => thing && Object.keys(thing).length > 0;

function Before({ example }) {
  return html`
    ${example.clock && html`<p>With the clock set so: <code>${JSON.stringify(example.clock)}</code></p>`}
    ${has(example.rows) && html`<p>With these rows:</p><pre tabindex="0" aria-label="Rows">${
      JSON.stringify(example.rows, null, 1)}</pre>`}
    ${has(example.columns) && html`<p>With these columns set:</p><pre tabindex="0" aria-label="Columns">${
      JSON.stringify(example.columns, null, 1)}</pre>`}
    ${has(example.custom_tables) && html`<p>With these custom tables:</p>
      <pre tabindex="0" aria-label="Custom tables">${JSON.stringify(example.custom_tables, null, 1)}</pre>`}
    ${example.before.length > 0 && html`<p>After ${example.before.length === 1 ? "this request"
      : `these ${example.before.length} requests`}:</p><pre tabindex="0" aria-label="Requests before">${
      example.before.map(asLines).join("\n\n")}</pre>`}
    ${has(example.before) && html`<p>This one:</p>`}`;
}

/** Opens Try it with the request filled in, which sets the stage for it there. */
const Try = ({ one }) => html`<p><a class="button" href=${to(["try", nameOf(one)])}>Try this request</a>
  <span class="quiet"> in a namespace of its own, with all that it needs</span></p>`;

function Message({ one, isOpen }) {
  const { documented, vicidial, example } = one;
  return html`<details class="message" id=${idOf(one)} open=${isOpen}>
    <summary><${AnswerLine} line=${documented} result=${one.result} /></summary>
    <div>
      ${documented === vicidial
        ? html`<p>The same in both dialects.</p>`
        : html`<p>VICIdial 2.14-202: <${AnswerLine} line=${vicidial} result=${one.result} /></p>`}
      <p><b>When</b> ${one.cause}</p>
      <p><b>To get past it</b> ${one.remedy}</p>
      <p class="quiet">${one.stage ? html`Stage <code>${one.stage}</code>: ` : ""}${one.stage_does} ·
        HTTP ${one.status} · ${one.logged ? "logged" : "not logged"} in vicidial_api_log ·${" "}
        <code>${one.name}</code></p>
      <h3>A request that produces it</h3>
      <${Before} example=${example} />
      <pre class="wraps" tabindex="0" aria-label="Parameters">${
        asLines(example.parameters)}</pre>
      <p>prints <${AnswerLine} line=${example.prints.documented} result=${one.result} /></p>
      ${example.prints.vicidial !== example.prints.documented &&
        html`<p>or <${AnswerLine} line=${example.prints.vicidial} result=${one.result} /></p>`}
      <${Try} one=${one} />
    </div>
  </details>`;
}

function Parameters({ parameters, name }) {
  return html`<${Scrolls} label=${`Parameters of ${name}`}><table>
    <thead><tr><th scope="col">Parameter</th><th scope="col">What it is</th>
      <th scope="col">Accepts</th><th scope="col">Characters kept</th>
      <th scope="col">Stored in</th></tr></thead>
    <tbody>${parameters.map((one) => html`<tr>
      <th scope="row"><code>${one.name}</code>${one.needed && html` <span class="needed">needed</span>`}</th>
      <td>${one.explains}${one.default && html` Default: <code>${one.default}</code>.`}</td>
      <td>${one.accepts}${one.choices.length > 0 &&
        html` ${one.choices.filter(Boolean).map((choice) => html`<code>${choice}</code> `)}`}</td>
      <td>${one.kept}${one.plus_is_space && "; + becomes a space"}</td>
      <td>${one.stored_in && html`<code>${one.stored_in}</code>`}${one.most && `, ${one.most} characters`}</td>
    </tr>`)}</tbody></table><//>`;
}

const idOf = (one) => `m-${nameOf(one)}`;

/** Whether an address, `FUNCTION.NAME` or NAME alone, means this message. */
const means = (address, one) => Boolean(address) && [idOf(one), `m-${one.name}`].includes(`m-${address}`);

const RESULTS = ["ERROR", "NOTICE", "SUCCESS"];

/** The view of the contract. */
export function Contract({ parts, query }) {
  const { contract, error } = useContract();
  const { q: search = "", result = "", function: name = "" } = query;
  const change = (values) => go(to(["contract", ...parts], { ...query, ...values }), { quietly: true });
  useEffect(() => {
    if (contract && parts[0]) {
      const found = contract.messages.find((one) => means(parts[0], one));
      if (found) document.getElementById(idOf(found))?.scrollIntoView();
    }
  }, [contract, parts[0]]);
  if (!contract) return html`<${Title}>Contract<//><${Problem} error=${error} />`;
  const wanted = search.toLowerCase();
  const fits = (one) => (!name || one.function === name) &&
    JSON.stringify(one).toLowerCase().includes(wanted);
  const messages = contract.messages.filter((one) => fits(one) && (!result || one.result === result));
  const parameters = contract.parameters.filter(fits);
  return html`<${Title}>Contract<//>
    <form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
      <label class="grow">Search messages and parameters
        <input type="search" value=${search} onInput=${(event) => change({ q: event.target.value })} /></label>
      <label>Function <select value=${name} onChange=${(event) => change({ function: event.target.value })}>
        <option value="">all</option>${contract.functions.map((one) =>
          html`<option value=${one.name}>${one.name}</option>`)}</select></label>
      <label>Result <select value=${result} onChange=${(event) => change({ result: event.target.value })}>
        <option value="">all</option>${RESULTS.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
    </form>
    <section aria-labelledby="messages">
      <h2 id="messages">What it can print <span class="tag">${messages.length} of ${contract.messages.length}</span></h2>
      ${messages.map((one, place) => html`${one.function !== messages[place - 1]?.function &&
        html`<h3 key=${`of ${one.function}`}>${place === 0 || one.function ? one.function || "Of any function" : one.function}</h3>`}
        <${Message} key=${idOf(one)} one=${one} isOpen=${means(parts[0], one)} />`)}
    </section>
    <section aria-labelledby="parameters">
      <h2 id="parameters">Parameters <span class="tag">${parameters.length} of ${contract.parameters.length}</span></h2>
      ${contract.functions.map((one) => {
        const own = parameters.filter((parameter) => parameter.function === one.name);
        return own.length > 0 && html`<h3>${one.name}</h3><p>${one.does}</p>
          <${Parameters} parameters=${own} name=${one.name} />`;
      })}
    </section>`;
}
