// The filters of requests: their fields, what is known to fill in, and whether a request fits.

import { call } from "./api.js";
import { useKnown } from "./known.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const DOORS = ["documented", "vicidial"];
const FIELDS = [
  ["door", "Door", "all", DOORS],
  ["user", "User", "any"],
  ["list_id", "List", "any"],
  ["phone_number", "Phone", "any"],
  ["function", "Function", "any"],
  ["fault", "Fault", "id, or any"],
  ["finding", "Finding", "code, or any"],
];
const KNOWN = [...FIELDS.map(([name]) => name), "result"];

const SEVERITIES = ["info", "warning", "error"];

/** Whether one of the findings is of a severity, or above it. */
const isAsBad = (findings, severity) =>
  findings.some((one) => SEVERITIES.indexOf(one.severity) >= SEVERITIES.indexOf(severity));

const isOf = (value, wanted, all) => all.includes(wanted) || (wanted === "any" && value);

/** By the filter's name, whether a request passes it: what the server does with the same words. */
const TELLS = {
  outcome: (one, wanted) => one.outcome === wanted,
  result: (one, wanted) => one.result === wanted,
  door: (one, wanted) => one.response.dialect === wanted,
  user: (one, wanted) => one.user === wanted,
  function: (one, wanted) => one.function === wanted,
  list_id: (one, wanted) => one.params.list_id === wanted,
  phone_number: (one, wanted) => one.params.phone_number === wanted,
  fault: (one, wanted) => isOf(one.fault, wanted, one.fault ? [one.fault.rule] : []),
  finding: ({ findings }, wanted) => (SEVERITIES.includes(wanted) ? isAsBad(findings, wanted)
    : isOf(findings.length > 0, wanted, findings.map(({ code }) => code))),
};

/** Whether requests tell themselves if they pass these filters; a search is the server's to do. */
export const isToldByRequest = (filters) => Object.keys(filters).every((name) => Object.hasOwn(TELLS, name));

/** Whether a request passes filters of which all can be told. */
export const fits = (one, filters) =>
  Object.entries(filters).every(([name, wanted]) => TELLS[name](one, wanted));

/** What can be filled in, by the filter's name, as `{ value, label }`: read once somebody wants to. */
function useOffered(isWanted) {
  const known = useKnown(isWanted ? ["user", "list_id"] : []);
  const [offered, setOffered] = useState({});
  useEffect(() => {
    if (!isWanted) return;
    const offer = (name, path, first, read) => call("GET", path).then(
      (found) => setOffered((old) => ({ ...old, [name]: [...first, ...read(found)] })),
      () => {}, // A field without suggestions is a field still; the list says what is wrong.
    );
    const any = { value: "any", label: "" };
    const bad = SEVERITIES.slice(1).map((value) => ({ value, label: "and above" }));
    offer("finding", "/findings/codes", [any, ...bad], ({ codes }) =>
      codes.map(({ code, count }) => ({ value: code, label: count.toLocaleString("en") })));
    offer("fault", "/faults", [any], ({ faults }) => faults.map(({ id }) => ({ value: id, label: "" })));
  }, [isWanted]);
  return { ...offered, user: known.user?.rows, list_id: known.list_id?.rows };
}

function Field({ name, label, hint, choices, offered, value, change }) {
  const set = (event) => change({ [name]: event.target.value.trim() });
  if (choices) {
    return html`<label>${label} <select value=${value} onChange=${set}>
      <option value="">${hint}</option>${choices.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>`;
  }
  const id = offered?.length ? `offered-${name}` : null;
  return html`<label>${label} <input class="short" value=${value} placeholder=${hint} list=${id} onChange=${set} /></label>
    ${id && html`<datalist id=${id}>${offered.map((one) => html`<option value=${one.value}>${one.label}</option>`)}</datalist>`}`;
}

/** The filters beside search and outcome; those that are set are seen, and taken off, at any time. */
export function Fields({ query, change, children }) {
  const set = KNOWN.filter((name) => query[name]);
  const [isOpen, setOpen] = useState(set.length > 0);
  const offered = useOffered(isOpen);
  const nameOf = (name) => FIELDS.find(([one]) => one === name)?.[1] ?? "Result";
  return html`<div class="filtering">${children}
      <button type="button" aria-expanded=${isOpen} aria-controls="fields" onClick=${() => setOpen(!isOpen)}>
        Filter${set.length > 0 && ` (${set.length})`}</button>
      ${!isOpen && set.map((name) => html`<button type="button" class="set" onClick=${() => change({ [name]: "" })}>
        ${nameOf(name)} <b>${query[name]}</b> <span aria-hidden="true">✕</span><span class="unseen">, take off</span></button>`)}
    </div>
    <div class="fields" id="fields" hidden=${!isOpen}>${FIELDS.map(([name, label, hint, choices]) => html`<${Field}
      key=${name} name=${name} label=${label} hint=${hint} choices=${choices} offered=${offered[name]}
      value=${query[name] ?? ""} change=${change} />`)}
      ${query.result && html`<label>Result <select value=${query.result} onChange=${(event) => change({ result: event.target.value })}>
        <option value="">all</option>${["SUCCESS", "NOTICE", "ERROR"].map((one) => html`<option value=${one}>${one}</option>`)}</select></label>`}
      ${set.length > 0 && html`<button type="button" onClick=${() => change(Object.fromEntries(KNOWN.map((name) => [name, ""])))}>Take all off</button>`}</div>`;
}
