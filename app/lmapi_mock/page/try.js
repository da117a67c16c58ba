// Try it: any function of the endpoint, what cleaning keeps of what is sent, and the answer beside it.

import { base, call, doorOf, namespace, pageOf } from "./api.js";
import { announce, Copy, Problem, Title, useContract } from "./action.js";
import { ExactText, Finding, Stages } from "./answer.js";
import { dropStage, nameOf, needsStage, setStage } from "./example.js";
import { Kept, Parameter } from "./field.js";
import { useCustomFields, useKnown } from "./known.js";
import { Mends } from "./mends.js";
import { FaultSaid } from "./outcome.js";
import { go, to } from "./route.js";
import { SAMPLES } from "./samples.js";
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

const DOORS = [
  ["/API/lmapi.php", "documented dialect"],
  ["/vicidial/non_agent_api.php", "vicidial dialect"],
];

const AT_FIRST = { user: "6666", pass: "1234", function: "add_lead", source: "test" };
const PREVIEW_MS = 200;

const LOGIN = ["user", "pass", "source"];
/** What most requests send, where the contract's own order does not begin with it. */
const SENT_BY_MOST = { add_lead: ["phone_number", "list_id", "first_name", "last_name", "vendor_lead_code"] };
const FIRST = 5;
const BEGINNING = ["Required", "Search", "Changes", "Settings"];
const SELDOM = ["phone_code", "campaing"];

const REST = "Anything else";
const WITH_CUSTOM_FIELDS = ["add_lead", "update_lead"];

/** What a function reads; of one that is not there, what add_lead does. */
function parametersOf(contract, name) {
  const known = contract.functions.some((one) => one.name === name) ? name : "add_lead";
  return contract.parameters.filter((one) => one.function === known);
}

/** The fields to begin with: needed ones, then those that the function is about. */
function firstOf(own, name) {
  if (SENT_BY_MOST[name]) return SENT_BY_MOST[name];
  const those = own.filter((one) => BEGINNING.includes(one.group) &&
    ![...LOGIN, ...SELDOM, "function"].includes(one.name));
  return [...those.filter((one) => one.needed), ...those.filter((one) => !one.needed)]
    .slice(0, FIRST).map((one) => one.name);
}

const DRAFT = "lmapi-try";

/** What was filled in at this address, or last where it names nothing; without its password. */
function draft(isOwn) {
  const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
  if (!kept || (isOwn && kept.at !== location.hash)) return null;
  return { ...kept, sent: withPassword(kept.sent) };
}

function keep({ sent: { pass, ...sent }, door, method }) {
  sessionStorage.setItem(DRAFT, JSON.stringify({ sent, door, method, at: location.hash }));
}

/** The demo user's password where none is given: it is no secret. */
const withPassword = (sent) =>
  (sent.user === AT_FIRST.user && !("pass" in sent) ? { pass: AT_FIRST.pass, ...sent } : sent);

const filled = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value));

function Section({ title, of, count, isOpen, onToggle, children }) {
  return html`<details class="card section" open=${isOpen}
    onToggle=${(event) => onToggle(event.target.open)}>
    <summary><b>${title}</b> ${count > 0 && html`<span class="tag">${count} filled in</span> `}
      ${of > 0 && html`<span class="quiet">${of} field${of > 1 ? "s" : ""}</span>`}</summary>
    <div>${children}</div></details>`;
}

function CustomFields({ fields, rows, cleaned, change }) {
  return html`<div class="params">${fields.map((one) => {
    const value = rows.find((row) => row.name === one.field_label)?.value ?? "";
    const id = `f-${one.field_label}`;
    return html`<div class="param" key=${id}><label for=${id}>${one.field_label}</label>
      <input id=${id} value=${value} autocomplete="off" aria-describedby="${id}-h"
        onInput=${(event) => change(one.field_label, event.target.value)} />
      <output for=${id}><${Kept} sent=${value} cleaned=${cleaned[one.field_label]} /></output>
      <p class="hint" id="${id}-h">${one.field_name}: ${one.field_type}, ${one.type}</p></div>`;
  })}</div>`;
}

function Others({ rows, shown, cleaned, setRows }) {
  const change = (place, column) => (event) =>
    setRows(rows.map((row, at) => (at === place ? { ...row, [column]: event.target.value } : row)));
  return html`
    <p class="hint">Whatever else is to be sent; what nothing reads is told in the findings.</p>
    ${rows.map((row, place) => shown(row) && html`<div class="fields">
      <label>Name <input value=${row.name} onInput=${change(place, "name")} /></label>
      <label>Value <input value=${row.value} onInput=${change(place, "value")} /></label>
      <button type="button" onClick=${() => setRows(rows.filter((_, at) => at !== place))}>Remove
        <span class="unseen"> ${row.name}</span></button>
      <${Kept} sent=${row.value} cleaned=${cleaned[row.name]} /></div>`)}
    <button type="button" onClick=${() => setRows([...rows, { name: "", value: "" }])}>
      Another parameter</button>`;
}

function FillIn({ contract, name, example, onSample }) {
  const messages = contract.messages.filter((one) => one.example.parameters.function === name);
  const choose = (event) => {
    const [kind, ...chosen] = event.target.value.split(":");
    if (kind === "sample") onSample(SAMPLES[chosen.join(":")]());
    else if (kind === "example") go(to(["try", chosen.join(":")]));
  };
  const results = ["SUCCESS", "NOTICE", "ERROR"];
  return html`<label class="grow">Fill in
    <select value=${example ? `example:${nameOf(example)}` : ""} onChange=${choose}>
      <option value="">a lead or an example</option>
      ${name === "add_lead" && html`<optgroup label="Sample leads">${Object.keys(SAMPLES).map((one) =>
        html`<option value=${`sample:${one}`}>${one}</option>`)}</optgroup>`}
      ${results.map((result) => {
        const those = messages.filter((one) => one.result === result);
        return those.length > 0 && html`<optgroup label=${`What gets ${result}`}>${those.map((one) =>
          html`<option value=${`example:${nameOf(one)}`}>${one.reason}</option>`)}</optgroup>`;
      })}</select></label>`;
}

function Result({ answer }) {
  const { text, status, shown, place, problem } = answer;
  const section = useRef(null);
  useEffect(() => {
    // Where there is no room beside the form it stands above it.
    if (matchMedia("(max-width: 860px)").matches) section.current.scrollIntoView();
  }, [answer]);
  const link = (parts, label) => (place === null ? label
    : html`<a href=${place === namespace ? to(parts) : `${pageOf(place)}${to(parts)}`}>${label}</a>`);
  return html`<section class="card result" aria-labelledby="answered" ref=${section}><h2 id="answered">Answer
      ${status && html` <span class="tag">HTTP ${status}</span>`}</h2>
    <${Problem} error=${problem} />
    ${(status && problem !== BROKEN) && html`<${ExactText} text=${text} label="The answer" />`}
    ${shown && html`
      <p>${link(["requests", shown.id], `Request ${shown.id}: ${shown.verdict}`)}
        ${shown.lead_id && html` · ${link(["leads", shown.lead_id], `lead ${shown.lead_id}`)}`}</p>
      ${shown.fault && html`<${FaultSaid} one=${shown} />`}
      ${shown.sent > 1 && html`<p class="note">The browser itself sent it ${shown.sent} times, as browsers do where a
        connection ends without a word. This is the last of them.</p>`}
      ${place === null && html`<p class="quiet">It was sent in a namespace of its own, which is dropped again.</p>`}
      ${shown.refusal && html`<div class="problem"><p>${shown.refusal.cause}</p>
        <p><b>To let it pass:</b> ${shown.refusal.remedy}</p>
        ${place === namespace && html`<${Mends} mends=${shown.refusal.mends} params=${shown.params} />`}</div>`}
      ${(shown.findings ?? []).map((finding) => html`<${Finding} finding=${finding} />`)}
      ${shown.stages.length > 0 && html`<details>
        <summary>Stages</summary>
        <${Stages} stages=${shown.stages} refusal=${shown.refusal} /></details>`}`}
  </section>`;
}

const LOOKS = 5;
const LOOK_AGAIN_MS = 100;

/** What the journal of a namespace has of a request by our name of it, which a fault's answer lacks. */
async function entryOf(name, requestId) {
  const at = pageOf(name);
  for (let looks = 0; looks < LOOKS; looks++) {
    const { requests } = await call("GET", "/requests?limit=50", undefined, { at });
    const found = requests.filter((one) => one.request_id === requestId);
    // A browser sends again by itself what was lost on a connection that it had used before.
    if (found.length) return { ...(await call("GET", `/requests/${found[0].id}`, undefined, { at })), sent: found.length };
    await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MS)); // It is kept when all is over.
  }
  return null;
}

const BROKEN = {
  message: "The connection broke before an answer came.",
  hint: "A fault may be on (see Stage), or the server has stopped.",
};

/** Send to a door of a namespace; the answer, and what the journal has of it. */
async function deliver(name, door, method, sent) {
  const body = new URLSearchParams(sent);
  const isGet = method === "GET";
  const requestId = `page-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  let response;
  let text = "";
  let problem = null;
  try {
    response = await fetch(`${doorOf(name, door)}${isGet ? `?${body}` : ""}`, {
      method,
      body: isGet ? undefined : body,
      headers: { "x-lmapi-explain": "1", "x-request-id": requestId },
    });
    text = await response.text();
  } catch (failure) {
    if (!(failure instanceof TypeError)) throw failure;
    problem = BROKEN;
  }
  const id = response?.headers.get("x-lmapi-request");
  const shown = await (id ? call("GET", `/requests/${id}`, undefined, { at: pageOf(name) })
    : entryOf(name, requestId)).catch((failure) => {
    problem ??= failure;
    return null;
  });
  return { text, status: response?.status, shown, place: name, problem };
}

/** The same with the stage that an example needs, which goes again unless it is to be kept. */
async function deliverStaged(example, isKept, ...sent) {
  const name = await setStage(example);
  try {
    return { ...(await deliver(name, ...sent)), place: isKept ? name : null };
  } finally {
    if (!isKept) await dropStage(name);
  }
}

function Staged({ example, isKept, setKept, isBusy, send }) {
  const { cause, result, example: { clock, before } } = example;
  const needs = [
    before.length > 0 && `${before.length} request${before.length > 1 ? "s" : ""} before it`,
    clock && "the clock set",
    needsStage({ ...example.example, clock: null, before: [] }) && "rows of its own",
  ].filter(Boolean);
  return html`<div class="note"><p>Gets the ${result} <code>${nameOf(example)}</code>: ${cause}</p>
    <p>${needs.length ? `It needs ${needs.join(", ")}.` : "It needs no more than the demo data."}</p>
    <div class="buttons"><button type="button" class="primary" aria-busy=${isBusy} onClick=${send}>
      Set the stage and send</button>
      <label class="check"><input type="checkbox" checked=${isKept}
        onChange=${(event) => setKept(event.target.checked)} />keep the namespace, to look around</label></div></div>`;
}

/** The form. */
export function TryIt({ parts, query }) {
  const { contract: read, error: unread } = useContract();
  const [contract, setContract] = useState(null); // Once the form has been filled in by it.
  const [error, setError] = useState(null);
  const [values, setValues] = useState({});
  const [others, setOthers] = useState([]);
  const [cleaned, setCleaned] = useState({});
  const [search, setSearch] = useState("");
  const [opened, setOpened] = useState({});
  const [kept] = useState(() => draft(false));
  const [door, setDoor] = useState(kept?.door ?? DOORS[0][0]);
  const [method, setMethod] = useState(kept?.method ?? "POST");
  const [answer, setAnswer] = useState(null);
  const [isBusy, setBusy] = useState(false);
  const [isStageKept, setStageKept] = useState(false);
  const at = parts[0] === "at" ? parts[1] : undefined; // The field that the reader was led to.
  const wanted = at ? undefined : parts[0];
  const example = wanted && contract?.messages.find((one) => nameOf(one) === wanted);

  const fillIn = (given, from) => {
    const own = new Set(parametersOf(from, given.function).map((one) => one.name));
    const is = ([name]) => own.has(name);
    setValues(Object.fromEntries(Object.entries(given).filter(is)));
    setOthers(Object.entries(given).filter((one) => !is(one)).map(([name, value]) => ({ name, value })));
    const meant = parametersOf(from, given.function).find((one) => one.name === at);
    setOpened(meant ? { [meant.group]: !firstOf(parametersOf(from, given.function), given.function).includes(at) } : {});
  };
  useEffect(() => {
    if (!contract || !at) return;
    const field = document.getElementById(`p-${at}`);
    field?.scrollIntoView({ block: "center" });
    field?.focus();
    field?.select?.(); // What is typed takes the place of what was sent.
  }, [contract, at]);
  useEffect(() => {
    if (!read) return;
    const isGiven = Boolean(wanted) || Object.keys(query).length > 0;
    const known = read.messages.find((one) => nameOf(one) === wanted);
    fillIn(draft(isGiven)?.sent ??
      (known ? known.example.parameters : withPassword({ ...(isGiven ? {} : AT_FIRST), ...query })), read);
    setContract(read);
  }, [read, wanted, JSON.stringify(query)]);

  const name = values.function ?? "";
  const own = contract ? parametersOf(contract, name) : [];
  const names = new Set(own.map((one) => one.name));
  const sent = filled({
    ...Object.fromEntries(own.map((one) => [one.name, values[one.name]])),
    ...Object.fromEntries(others.filter((one) => one.name).map((one) => [one.name, one.value])),
  });
  const known = useKnown([...names].filter((one) => name !== "add_user" || one !== "agent_user"));
  const { list, fields } = useCustomFields(values.list_id, WITH_CUSTOM_FIELDS.includes(name));
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

  const change = (one, value) => setValues((old) => ({ ...old, [one]: value }));
  const changeCustom = (label, value) => {
    setOthers((old) => (old.some((row) => row.name === label)
      ? old.map((row) => (row.name === label ? { name: label, value } : row))
      : [...old, { name: label, value }]));
    if (!values.custom_fields) change("custom_fields", "Y");
  };
  const send = async (delivery) => {
    setBusy(true);
    setError(null);
    try {
      const found = await delivery();
      setAnswer(found);
      announce(`Answer: ${found.problem?.message ?? found.text.split("\n")[0]}`);
    } catch (failure) {
      setAnswer(null);
      setError(failure);
    }
    setBusy(false);
  };
  const submit = (event) => {
    event.preventDefault();
    send(() => deliver(namespace, door, method, sent));
  };

  const startOver = () => {
    sessionStorage.removeItem(DRAFT);
    fillIn(AT_FIRST, contract);
    setAnswer(null);
    go(to(["try"]), { quietly: true });
  };

  if (!contract) return html`<${Title}>Try it<//><${Problem} error=${unread} />`;
  const first = firstOf(own, name);
  const sought = search.trim().toLowerCase();
  const fits = (one) => !sought || `${one.name} ${one.explains}`.toLowerCase().includes(sought);
  const place = ({ name: one, group }) => (first.includes(one) ? "first"
    : LOGIN.includes(one) ? "login" : one === "function" ? "" : group);
  const of = (where) => own.filter((one) => place(one) === where && fits(one));
  const inOrder = first.map((one) => own.find((each) => each.name === one)).filter(fits);
  const groups = [...new Set(own.map(place))].filter((one) => !["first", "login", ""].includes(one) && of(one).length);
  const isOpen = (title, those) => (sought ? those.length > 0 : opened[title] ?? those.some((one) => sent[one.name]));
  const parameter = (one) => html`<${Parameter} key=${one.name} one=${one} value=${values[one.name] ?? ""}
    cleaned=${cleaned[one.name]} known=${known[one.name]} change=${change} />`;
  const section = (title, those, children) => html`<${Section} key=${title} title=${title} isOpen=${isOpen(title, those)}
    of=${title === REST ? 0 : those.length} count=${those.filter((one) => sent[one.name]).length}
    onToggle=${(now) => !sought && setOpened((old) => ({ ...old, [title]: now }))}>${children}<//>`;
  const custom = fields.map((one) => ({ name: one.field_label, explains: one.field_name ?? "" })).filter(fits);
  const isCustom = (row) => fields.some((one) => one.field_label === row.name);
  const free = others.filter((row) => !isCustom(row));
  const nothing = sought && ![...own, ...custom].some((one) => one.name !== "function" && fits(one));
  const does = contract.functions.find((one) => one.name === name)?.does;
  const named = contract.functions.map((one) => one.name);
  const query_ = new URLSearchParams({ ...sent, ...(sent.pass ? { pass: "PASSWORD" } : {}) });
  const url = `${base}${door}`;
  const curl = method === "GET"
    ? `curl '${location.origin}${url}?${query_}'`
    : `curl '${location.origin}${url}' -d '${query_}'`;
  return html`<${Title}>Try it<//>
    <form class="sides try" onSubmit=${submit}>
      <div>
        <div class="fields">
          <label class="grow" for="p-function">Function
            <select id="p-function" value=${name} aria-describedby="h-function"
              onChange=${(event) => change("function", event.target.value)}>
              ${!named.includes(name) && html`<option value=${name}>${name || "(not sent)"}</option>`}
              ${named.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
          <${FillIn} contract=${contract} name=${name} example=${example}
            onSample=${(lead) => fillIn({ ...AT_FIRST, ...filled({ user: values.user, pass: values.pass,
              source: values.source, list_id: values.list_id }), ...lead }, contract)} />
          <label class="grow">Search fields <input type="search" value=${search}
            onInput=${(event) => setSearch(event.target.value)} /></label>
        </div>
        <p class="quiet" id="h-function">${does ?? own.find((one) => one.name === "function")?.explains}</p>
        ${example && html`<${Staged} example=${example} isKept=${isStageKept} setKept=${setStageKept}
          isBusy=${isBusy} send=${() => send(() => deliverStaged(example, isStageKept, door, method, sent))} />`}
        ${inOrder.length > 0 && html`<fieldset><legend>Sent by most</legend>
          <div class="params">${inOrder.map(parameter)}</div></fieldset>`}
        ${of("login").length > 0 && html`<fieldset><legend>Login</legend>
          <div class="params login">${of("login").map(parameter)}</div></fieldset>`}
        ${groups.map((group) => section(group, of(group),
          html`<div class="params">${of(group).map(parameter)}</div>`))}
        ${custom.length > 0 && section(`Custom fields of list ${list}`, custom,
          html`<${CustomFields} fields=${fields.filter((one) => custom.some((each) => each.name === one.field_label))}
            rows=${others} cleaned=${cleaned} change=${changeCustom} />`)}
        ${nothing && html`<p class="empty">No field of ${name} is called so.</p>`}
        ${!sought && section(REST, free, html`<${Others} rows=${others} cleaned=${cleaned}
          shown=${(row) => !isCustom(row)} setRows=${setOthers} />`)}
      </div>
      <div class=${answer ? "early" : ""}><div class="sticky">
        <div class="fields">
          <label class="grow">To
            <select value=${door} onChange=${(event) => setDoor(event.target.value)}>
              ${DOORS.map(([path, dialect]) =>
                html`<option value=${path}>${path} (${dialect})</option>`)}</select></label>
          <label>By <select value=${method} onChange=${(event) => setMethod(event.target.value)}>
            ${["POST", "GET"].map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
        </div>
        <div class="buttons send"><button class=${example ? "" : "primary"} aria-busy=${isBusy}>Send</button>
          <button type="button" onClick=${startOver}>Start over</button></div>
        <${Problem} error=${error} />
        ${answer && html`<${Result} answer=${answer} />`}
        <details class="request" open><summary>The request</summary>
          <div class="call"><code><b>${method}</b> ${url} <span class="body">${String(query_)}</span></code>
            <${Copy} text=${() => curl} label="Copy as curl" describes="the request" /></div></details>
      </div></div>
    </form>`;
}
