// Faults on the stage: the rules in force, and a form for another, built of the rule's own schema.

import { call } from "./api.js";
import { Action, Problem, Scrolls, ShownCall, useCall, useContract } from "./action.js";
import { EFFECTS, makeRule, MATCHERS, readRule, thenOf, whenOf } from "./rule.js";
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

const PRESETS = {
  "The answer is lost after the lead is stored": { phase: "after_commit", fault: "EMPTY_RESPONSE", times: 1 },
  "The connection is reset": { fault: "CONNECTION_RESET_BY_PEER", times: 1 },
  "HTTP 503": { status: 503, body: "Service Unavailable", times: 1 },
  "A second’s delay": { delay: { type: "fixed", milliseconds: 1000 } },
  "Login refused": { answer: "login_refused", times: 1 },
  "Login locked": { answer: "login_locked", times: 1 },
  "A duplicate": { answer: "duplicate", times: 1 },
  "Not added to the hopper": { answer: "not_added_to_hopper", times: 1 },
  "The dialer’s SQL fails, as with PHP 8": { sql_failures: "php8" },
  "A page of PHP’s, status 200": { page: "php_error", times: 1 },
  "A firewall’s page, status 200": { page: "firewall", times: 1 },
};

/** What the next request may meet at a press. */
const NEXT = {
  "gets HTTP 503": "HTTP 503",
  "gets no answer, though its lead is stored": "The answer is lost after the lead is stored",
  "gets a page of PHP’s": "A page of PHP’s, status 200",
  "is a duplicate": "A duplicate",
  "is refused its login": "Login refused",
};

const KINDS = {
  status: "HTTP answer",
  fault: "Broken connection",
  answer: "The dialer says",
  page: "A page",
  sql_failures: "SQL fails",
  "": "Only a delay",
};

const PHASES = { before: "before anything is stored", after_commit: "after the lead is stored" };

/** Those that would be a lie once all is stored. */
const BEFORE_ONLY = ["answer", "sql_failures"];

const BEGUN = { status: { status: "503" } };

function Limited({ schema, label, name, value, change, placeholder, before = "", after = "" }) {
  return html`<label title=${schema?.description}>${before}<span class="unseen">${label}</span>
    <input class="tiny-field" inputmode="decimal" aria-label=${label} value=${value ?? ""}
      placeholder=${schema?.default ?? placeholder} onInput=${(event) => change(name, event.target.value)} />${after}</label>`;
}

function When({ rows, setRows, names }) {
  const change = (place, values) => setRows(rows.map((row, at) => (at === place ? { ...row, ...values } : row)));
  return html`<datalist id="rule-names">${names.map((name) => html`<option value=${name} />`)}</datalist>
    ${rows.length === 0 && html`<span>any request</span> `}
    ${rows.map((row, place) => html`<div class="condition">
      <input list="rule-names" aria-label=${`Condition ${place + 1}: of what`} placeholder="parameter, user, path, …"
        value=${row.name} onInput=${(event) => change(place, { name: event.target.value })} />
      <select aria-label=${`Condition ${place + 1}: how`} value=${row.op} onChange=${(event) => change(place, { op: event.target.value,
        value: event.target.value === "absent" ? "yes" : row.op === "absent" ? "" : row.value })}>
        ${Object.entries(MATCHERS).map(([op, label]) => html`<option value=${op}>${label}</option>`)}</select>
      ${row.op === "absent"
        ? html`<select aria-label=${`Condition ${place + 1}: whether`} value=${row.value}
            onChange=${(event) => change(place, { value: event.target.value })}>
            <option value="yes">yes</option><option value="no">no</option></select>`
        : html`<input aria-label=${`Condition ${place + 1}: value`} value=${row.value}
            onInput=${(event) => change(place, { value: event.target.value })} />`}
      <button type="button" class="small" onClick=${() => setRows(rows.filter((_, at) => at !== place))}>✕
        <span class="unseen">Remove condition ${place + 1}</span></button></div>`)}
    <button type="button" class="small" onClick=${() => setRows([...rows, { name: "", op: "equalTo", value: "" }])}>
      + ${rows.length ? "and" : "only if"}</button>`;
}

function Effect({ schema, form, set, answers }) {
  const { kind, values } = form;
  const change = (key) => (event) => set({ values: { ...values, [key]: event.target.value } });
  const pick = (key, label) => html`<label>${label}
    <select value=${values[key]} onChange=${change(key)}>${schema[key].enum.map((one) =>
      html`<option value=${one}>${one}</option>`)}</select></label>`;
  if (kind === "status") {
    return html`<div class="fields"><label>Status <input class="short" inputmode="numeric" value=${values.status ?? ""}
        placeholder="200" onInput=${change("status")} /></label>
      <label class="grow">Body <input value=${values.body ?? ""} onInput=${change("body")} /></label>
      <label class="grow">Headers, JSON <input value=${values.headers ?? ""} placeholder='{"retry-after": "5"}'
        onInput=${change("headers")} /></label></div>`;
  }
  if (kind === "fault") return pick("fault", "How it breaks");
  if (kind === "page") return pick("page", "Which page");
  if (kind === "sql_failures") return pick("sql_failures", "As with");
  if (kind === "answer") {
    return html`<label>Answer, by name <input list="rule-answers" value=${values.answer ?? ""} onInput=${change("answer")} /></label>
      <datalist id="rule-answers">${answers.map((name) => html`<option value=${name} />`)}</datalist>`;
  }
  return null;
}

function Delay({ schema, delay, setDelay }) {
  const kinds = schema.delay.anyOf.map((one) => one.properties);
  const own = kinds.find((one) => one.type.const === delay.type);
  const keys = Object.keys(own ?? {}).filter((key) => key !== "type");
  return html`<select aria-label="Delay" value=${delay.type ?? ""}
      onChange=${(event) => setDelay(event.target.value ? { type: event.target.value } : {})}>
      <option value="">none</option>
      ${kinds.map((one) => html`<option value=${one.type.const}>${one.type.const}</option>`)}</select>
    ${keys.map((key) => html` <${Limited} label=${`Delay: ${key}`} name=${key} value=${delay[key]} before=${`${key} `}
      change=${(name, value) => setDelay({ ...delay, [name]: value })} />`)}${keys.length > 0 && " (ms)"}`;
}

/** The form. `editing` is the rule that it changes, if it is one of those in force. */
function RuleForm({ schema, editing, onDone, onCancel }) {
  const { contract } = useContract();
  const own = Object.keys(schema.match.properties).filter((name) => name !== "params");
  const [form, setForm] = useState(() => readRule(editing ?? Object.values(PRESETS)[0]));
  const [text, setText] = useState(null); // As it is typed; null where the form says what it is.
  const [unread, setUnread] = useState("");
  const [tested, setTested] = useState(null);
  const set = (values) => {
    setForm((old) => ({ ...old, ...values }));
    setText(null);
    setUnread("");
    setTested(null);
  };
  const rule = makeRule(form, own);
  const typeJson = (event) => {
    try {
      set(readRule(JSON.parse(event.target.value)));
    } catch (problem) {
      setUnread(problem.message); // The form stays as it was.
    }
    setText(event.target.value);
  };
  const change = (name, value) => set({ values: { ...form.values, [name]: value } });
  const choose = (kind) => {
    const first = schema[kind]?.enum?.[0];
    const begun = BEGUN[kind] ?? (first ? { [kind]: first } : {});
    set({
      kind,
      values: { ...begun, ...form.values },
      phase: BEFORE_ONLY.includes(kind) ? "before" : form.phase,
      delay: kind === "" && !form.delay.type ? { type: "fixed", milliseconds: "1000" } : form.delay,
    });
  };
  const names = [...new Set([...own, ...(contract?.parameters ?? []).map((one) => one.name)])];
  const answers = [...new Set([
    ...Object.values(PRESETS).map((one) => one.answer).filter(Boolean),
    ...(contract?.messages ?? []).filter((one) => one.result === "ERROR" && one.function)
      .map((one) => `${one.function}.${one.name}`),
  ])];
  const test = async () => {
    const counted = await Promise.all([rule.match ?? {}, {}].map((pattern) => call("POST", "/requests/count", pattern)));
    return counted.map((one) => one.count);
  };
  const replace = async () => {
    try {
      await call("DELETE", `/faults/${encodeURIComponent(editing.id)}`);
    } catch (error) {
      if (error.status !== 404) throw error; // Somebody else has removed it.
    }
    try {
      return await call("POST", "/faults", rule);
    } catch (error) {
      await call("POST", "/faults", editing); // As it was, until what is wrong is mended.
      throw error;
    }
  };
  const { values } = form;
  const often = (name, label, words) => html`<${Limited} schema=${schema[name]} label=${label} name=${name}
    value=${values[name]} change=${change} ...${words} />`;
  return html`<div class="rule">
    <label>Begin with <select value="" onChange=${(event) => set(readRule(PRESETS[event.target.value]))}>
      <option value="">…</option>
      ${Object.keys(PRESETS).map((name) => html`<option value=${name}>${name}</option>`)}</select></label>
    <dl class="form-lines">
      <dt>Name</dt><dd><input aria-label="Name of the rule" value=${form.id} placeholder="made up"
        onInput=${(event) => set({ id: event.target.value })} /></dd>
      <dt>When</dt><dd><${When} rows=${form.rows} setRows=${(rows) => set({ rows })} names=${names} /></dd>
      <dt>Then</dt><dd><div class="segments" role="radiogroup" aria-label="Then">${["status", "fault", "answer", "page", "sql_failures", ""]
        .map((kind) => html`<label class="check"><input type="radio" name="kind" checked=${form.kind === kind}
          onChange=${() => choose(kind)} />${KINDS[kind]}</label>`)}</div>
        <${Effect} schema=${schema} form=${form} set=${set} answers=${answers} /></dd>
      <dt>How</dt><dd><div class="segments" role="radiogroup" aria-label="How">${schema.phase.enum.map((phase) =>
        html`<label class="check"><input type="radio" name="phase" checked=${form.phase === phase}
          disabled=${phase !== "before" && BEFORE_ONLY.includes(form.kind)}
          onChange=${() => set({ phase })} />${PHASES[phase] ?? phase}</label>`)}</div></dd>
      <dt>How often</dt><dd class="sentence">
        ${often("skip", "Leave alone first", { before: "leave ", placeholder: "0", after: " alone, then " })}
        ${often("times", "Times", { placeholder: "ever", after: " times," })}
        ${often("probability", "Chance, 0 to 1", { before: "with chance ", after: "," })}
        ${often("ttl", "How long it lives", { before: "for ", placeholder: "ever", after: " s," })}
        ${often("seed", "Seed", { before: "seed ", placeholder: "drawn" })}</dd>
      <dt>Delay</dt><dd class="sentence"><${Delay} schema=${schema} delay=${form.delay} setDelay=${(delay) => set({ delay })} /></dd>
    </dl>
    <div class="buttons">
      ${editing
        ? html`<${Action} label="Save the rule" kind="primary" method="POST" path="/faults" body=${rule} run=${replace} quiet
            disabled=${Boolean(unread)} onDone=${onDone} />
          <button type="button" onClick=${onCancel}>Cancel</button>`
        : html`<${Action} label="Add the fault" kind="primary" method="POST" path="/faults" body=${rule} quiet
            disabled=${Boolean(unread)} onDone=${onDone} />`}
      <${Action} label="Test against the journal" method="POST" path="/requests/count" body=${rule.match ?? {}} run=${test} quiet
        onDone=${setTested} />
      ${tested && html`<span class="quiet" id="tested">is for ${tested[0].toLocaleString("en")} of the${" "}
        ${tested[1].toLocaleString("en")} requests in the journal</span>`}
    </div>
    <${ShownCall} method="POST" path="/faults" body=${rule} />
    <details><summary>JSON</summary>
      <label>The rule, JSON <textarea spellcheck=${false} value=${text ?? JSON.stringify(rule, null, 2)} onInput=${typeJson}></textarea></label>
      ${unread && html`<p class="problem" role="alert">This is no rule in JSON: ${unread}</p>`}</details>
  </div>`;
}

function Struck({ one: { seen, fired, times, remaining, expires_in: left } }) {
  return html`${fired}${times != null && ` of ${times}`}
    <div class="quiet">${seen} met${left !== null && `, gone in ${Math.round(left)} s`}</div>`;
}

/** What a rule was given as: without what has become of it. */
const given = ({ seen, fired, remaining, expires_in: left, seed, ...rule }) => rule;

function Rules({ rules, onDone, onRemoved, edit, wanted }) {
  const found = useRef(null);
  useEffect(() => found.current?.scrollIntoView({ block: "center" }), [wanted]);
  // With roles, as on a phone its rows are no table's to the browser.
  return html`<${Scrolls} label="Rules"><table class="rules" role="table">
    <thead role="rowgroup"><tr role="row"><th role="columnheader">Rule</th><th role="columnheader">When</th>
      <th role="columnheader">Then</th><th role="columnheader">Struck</th>
      <th role="columnheader"><span class="unseen">What to do</span></th></tr></thead>
    <tbody role="rowgroup">${rules.map((one) => {
      const isSpent = one.remaining === 0;
      const isWanted = one.id === wanted;
      return html`<tr role="row" key=${one.id} ref=${isWanted ? found : null} aria-current=${isWanted ? "true" : null}
          class=${isSpent ? "quiet" : ""}>
        <th role="rowheader"><span class=${`tag ${isSpent ? "" : "fault"}`}>${isSpent ? "spent" : "armed"}</span> ${one.id}</th>
        <td role="cell" class="wide">${whenOf(one)}</td><td role="cell" class="wide">${thenOf(one)}</td>
        <td role="cell" class="struck"><${Struck} one=${one} /></td>
        <td role="cell" class="does">
          ${isSpent /* With keys: the button under the pointer stays the one that it was. */
            ? html`<${Action} key="again" label="Once more" of=${one.id} kind="small either" method="POST" path="/faults" body=${given(one)} quiet onDone=${onDone} />`
            : html`<button key="edit" type="button" class="small either" onClick=${() => edit(given(one))}>Edit<span class="unseen"> ${one.id}</span></button>`}
          <${Action} key="remove" label="Remove" of=${one.id} kind="small" method="DELETE" path=${`/faults/${encodeURIComponent(one.id)}`} onDone=${() => onRemoved(one.id)} />
        </td></tr>`;
    })}</tbody></table><//>`;
}

/** The card of faults; `wanted` is the one that the reader was led to. */
export function Faults({ version, wanted }) {
  const { data, error, again } = useCall("/faults", [version]);
  const { data: api, error: unread } = useCall("/openapi.json");
  const [editing, setEditing] = useState(null);
  const rules = data?.faults ?? [];
  const armed = rules.filter((one) => one.remaining !== 0);
  const done = () => {
    setEditing(null);
    again();
  };
  // A rule that is being saved is away for a moment: only who removes it here closes its form.
  const removed = (id) => (id === editing?.id ? done() : again());
  return html`<section class="card" aria-labelledby="faults"><h2 id="faults">Faults${" "}
      <span class=${`tag ${armed.length ? "fault" : ""}`}>${armed.length ? `${armed.length} on` : "off"}</span></h2>
    <${Problem} error=${error} />
    <div class="next" role="group" aria-labelledby="next"><b id="next">The next request, once,</b>
      ${Object.entries(NEXT).map(([label, preset]) => html`<${Action} key=${label} label=${label} kind="small" quiet
        method="POST" path="/faults" body=${PRESETS[preset]} onDone=${again} />`)}</div>
    ${data && wanted && !rules.some((one) => one.id === wanted) && html`<p class="note">The rule ${wanted} is not in force any more.</p>`}
    ${rules.length > 0 && html`<${Rules} rules=${rules} onDone=${again} onRemoved=${removed} edit=${setEditing} wanted=${wanted} />
      <${Action} label="All faults off" method="DELETE" path="/faults" onDone=${done} />`}
    <h3>${editing ? `Rule ${editing.id}` : "New fault"}</h3>
    <${Problem} error=${unread} />
    ${api && html`<${RuleForm} key=${editing?.id ?? ""} schema=${api.components.schemas.FaultRule.properties}
      editing=${editing} onDone=${done} onCancel=${() => setEditing(null)} />`}
  </section>`;
}
