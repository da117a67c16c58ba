// Try it: add_lead with every parameter explained, what cleaning keeps of it, and the answer.

import { base, call } from "./api.js";
import { announce, Copy, Problem, Title, useContract } from "./action.js";
import { ExactText, Finding, Stages } from "./answer.js";
import { to } from "./route.js";
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

const DOORS = [
  ["/API/lmapi.php", "documented dialect"],
  ["/vicidial/non_agent_api.php", "vicidial dialect"],
];

const AT_FIRST = { user: "6666", pass: "1234", function: "add_lead", source: "test" };
const PREVIEW_MS = 200;
const MANY_CHOICES = 5; // More are suggested, as several of them may be joined.

/** What a function reads; of one that is not there, what add_lead does. */
function parametersOf(contract, name) {
  const known = contract.functions.some((one) => one.name === name) ? name : "add_lead";
  return contract.parameters.filter((one) => one.function === known);
}

const DRAFT = "lmapi-try";

/** What was filled in, which stays until the tab is closed; without its password. */
function draft() {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  return kept && { ...kept, sent: withPassword(kept.sent) };
}

function keep({ sent: { pass, ...sent }, door, method }) {
  sessionStorage.setItem(DRAFT, JSON.stringify({ sent, door, method }));
}

/** The demo user's password where none is given: it is no secret. */
const withPassword = (sent) =>
  (sent.user === AT_FIRST.user && !("pass" in sent) ? { pass: AT_FIRST.pass, ...sent } : sent);

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

function Field({ name, value, choices, describedBy, change, isSecret }) {
  const onInput = (event) => change(name, event.target.value);
  const given = { id: `p-${name}`, name, value, onInput, "aria-describedby": describedBy };
  if (choices.length && choices.length <= MANY_CHOICES) {
    const all = ["", ...choices.filter(Boolean)];
    if (value && !all.includes(value)) all.push(value);
    return html`<select ...${given}>
      ${all.map((one) => html`<option value=${one}>${one || "(not sent)"}</option>`)}</select>`;
  }
  return html`<input ...${given} type=${isSecret ? "password" : "text"} autocomplete="off"
      spellcheck=${false} list=${choices.length ? `l-${name}` : null} />
    ${choices.length > 0 && html`<datalist id="l-${name}">
      ${choices.map((one) => html`<option value=${one} />`)}</datalist>`}`;
}

function Kept({ sent, cleaned, most, isSecret }) {
  if (!sent || cleaned === undefined || isSecret) return null;
  const isCut = most && cleaned.length > most;
  const left = isCut ? cleaned.slice(0, most) : cleaned;
  if (left === sent) return null;
  return html`<span class="kept changed">${left === ""
    ? "nothing of it is kept"
    : html`kept: <code>${left}</code>`}${isCut && ` (cut after ${most} characters)`}</span>`;
}

function Parameter({ one, value, cleaned, change }) {
  const id = `h-${one.name}`;
  const isSecret = one.name === "pass";
  return html`<div class="param">
    <label for="p-${one.name}">${one.name}${one.needed && html` <span class="needed">needed</span>`}</label>
    <${Field} name=${one.name} value=${value} choices=${one.suggested ?? one.choices} change=${change}
      describedBy=${`${id} k-${one.name}`} isSecret=${isSecret} />
    <output id="k-${one.name}" for="p-${one.name}">
      <${Kept} sent=${value} cleaned=${cleaned} most=${one.most} isSecret=${isSecret} /></output>
    <p class="hint" id=${id}>${one.explains}${one.accepts && ` ${one.accepts}.`}${
      one.default && html` Default: <code>${one.default}</code>.`}</p>
  </div>`;
}

function Others({ rows, setRows }) {
  const change = (place, column) => (event) =>
    setRows(rows.map((row, at) => (at === place ? { ...row, [column]: event.target.value } : row)));
  return html`<fieldset><legend>Custom fields, and anything else</legend>
    <p class="hint">A list’s custom fields go by their labels, with custom_fields = Y.</p>
    ${rows.map((row, place) => html`<div class="fields">
      <label>Name <input value=${row.name} onInput=${change(place, "name")} /></label>
      <label>Value <input value=${row.value} onInput=${change(place, "value")} /></label>
      <button type="button" onClick=${() => setRows(rows.filter((_, at) => at !== place))}>Remove
        <span class="unseen"> ${row.name}</span></button></div>`)}
    <button type="button" onClick=${() => setRows([...rows, { name: "", value: "" }])}>
      Another parameter</button>
  </fieldset>`;
}

function Result({ answer }) {
  const { text, status, shown } = answer;
  const section = useRef(null);
  useEffect(() => {
    section.current.scrollIntoView({ block: "nearest" });
  }, [answer]);
  return html`<section aria-labelledby="answered" ref=${section}><h2 id="answered">Answer
      <span class="tag">HTTP ${status}</span></h2>
    <${ExactText} text=${text} label="The answer" />
    ${shown && html`
      <p><a href=${to(["requests", shown.id])}>Request ${shown.id}: ${shown.verdict}</a>
        ${shown.lead_id && html` · <a href=${to(["leads", shown.lead_id])}>lead ${shown.lead_id}</a>`}</p>
      ${(shown.findings ?? []).map((finding) => html`<${Finding} finding=${finding} />`)}
      ${shown.stages.length > 0 && html`<details open=${Boolean(shown.refusal)}>
        <summary>Stages</summary>
        <${Stages} stages=${shown.stages} refusal=${shown.refusal} /></details>`}`}
  </section>`;
}

/** The form. */
export function TryIt({ query }) {
  const { contract: read, error: unread } = useContract();
  const [contract, setContract] = useState(null); // Once the form has been filled in by it.
  const [error, setError] = useState(null);
  const [values, setValues] = useState({});
  const [others, setOthers] = useState([]);
  const [cleaned, setCleaned] = useState({});
  const [kept] = useState(draft);
  const [door, setDoor] = useState(kept?.door ?? DOORS[0][0]);
  const [method, setMethod] = useState(kept?.method ?? "POST");
  const [answer, setAnswer] = useState(null);
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    if (!read) return;
    const isGiven = Object.keys(query).length > 0;
    const given = isGiven ? withPassword(query) : (draft()?.sent ?? AT_FIRST);
    const own = parametersOf(read, given.function);
    const known = new Set(own.map((one) => one.name));
    setValues(Object.fromEntries(own.map(({ name }) => [name, given[name] ?? ""])));
    setOthers(Object.entries(given).filter(([name]) => !known.has(name))
      .map(([name, value]) => ({ name, value })));
    setContract(read);
  }, [read, JSON.stringify(query)]);

  const sent = filled({
    ...values,
    ...Object.fromEntries(others.filter((one) => one.name).map((one) => [one.name, one.value])),
  });
  const asText = JSON.stringify(sent);
  useEffect(() => {
    if (!contract) return undefined;
    keep({ sent, door, method });
    const { pass, ...shown } = sent; // Nobody needs to see what is left of a password.
    const control = new AbortController();
    const timer = setTimeout(
      () => call("POST", "/clean", { params: shown, function: sent.function ?? "" }, { signal: control.signal })
        .then((found) => setCleaned(found.cleaned), (failure) => {
          if (failure.name !== "AbortError") setError(failure);
        }),
      PREVIEW_MS,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [asText, contract, door, method]);

  const change = (name, value) => setValues((old) => ({ ...old, [name]: value }));
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const body = new URLSearchParams(sent);
    const isGet = method === "GET";
    try {
      const response = await fetch(`${base}${door}${isGet ? `?${body}` : ""}`, {
        method,
        body: isGet ? undefined : body,
        headers: { "x-lmapi-explain": "1" },
      });
      const text = await response.text();
      const id = response.headers.get("x-lmapi-request");
      const shown = id ? await call("GET", `/requests/${id}`) : null;
      setAnswer({ text, status: response.status, shown });
      announce(`Answer: ${text.split("\n")[0]}`);
    } catch (failure) {
      setAnswer(null);
      setError(failure instanceof TypeError
        ? { message: "The connection broke before an answer came.",
            hint: "A fault may be on (see Stage), or the server has stopped." }
        : failure);
    }
    setBusy(false);
  };

  if (!contract) return html`<${Title}>Try it<//><${Problem} error=${unread} />`;
  const own = parametersOf(contract, values.function);
  const names = contract.functions.map((one) => one.name);
  const { pass, ...visible } = sent;
  const query_ = new URLSearchParams({ ...visible, ...(pass ? { pass: "PASSWORD" } : {}) });
  const url = `${base}${door}`;
  const curl = method === "GET"
    ? `curl '${location.origin}${url}?${query_}'`
    : `curl '${location.origin}${url}' -d '${query_}'`;
  return html`<${Title}>Try it<//>
    <form class="sides keeps" onSubmit=${submit}>
      <div>
        ${[...new Set(own.map((one) => one.group))].map((group) => html`<fieldset>
          <legend>${group}</legend>
          <div class="params">${own.filter((one) => one.group === group)
            .map((one) => html`<${Parameter} key=${one.name}
              one=${one.name === "function" ? { ...one, suggested: names } : one}
              value=${values[one.name] ?? ""} cleaned=${cleaned[one.name]}
              change=${change} />`)}</div></fieldset>`)}
        <${Others} rows=${others} setRows=${setOthers} />
      </div>
      <div><div class="sticky">
        <div class="fields">
          <label class="grow">To
            <select value=${door} onChange=${(event) => setDoor(event.target.value)}>
              ${DOORS.map(([path, dialect]) =>
                html`<option value=${path}>${path} (${dialect})</option>`)}</select></label>
          <label>By <select value=${method} onChange=${(event) => setMethod(event.target.value)}>
            ${["POST", "GET"].map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
        </div>
        <div class="call"><code><b>${method}</b> ${url} <span class="body">${String(query_)}</span></code>
          <${Copy} text=${() => curl} label="Copy as curl" describes="the request" /></div>
        <div class="buttons send"><button class="primary" aria-busy=${isBusy}>Send</button>
          <button type="button" onClick=${() => {
            setValues({ ...AT_FIRST });
            setOthers([]);
          }}>Start over</button></div>
        <${Problem} error=${error} />
        ${answer && html`<${Result} answer=${answer} />`}
      </div></div>
    </form>`;
}
