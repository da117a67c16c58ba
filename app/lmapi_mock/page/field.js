// A parameter's field: what may be sent, what is known for it, what cleaning keeps of it.

import { html } from "./vendor/preact.js";

const MANY_CHOICES = 5; // More are suggested, as several of them may be joined.

function Control({ name, value, choices, known, describedBy, change, isSecret }) {
  const onInput = (event) => change(name, event.target.value);
  const given = { id: `p-${name}`, name, value, onInput, "aria-describedby": describedBy };
  if (choices.length && choices.length <= MANY_CHOICES) {
    const all = ["", ...choices.filter(Boolean)];
    if (value && !all.includes(value)) all.push(value);
    return html`<select ...${given}>
      ${all.map((one) => html`<option value=${one}>${one || "(not sent)"}</option>`)}</select>`;
  }
  const offered = known?.rows ?? choices.filter(Boolean).map((one) => ({ value: one, label: "" }));
  return html`<input ...${given} type=${isSecret ? "password" : "text"} autocomplete="off"
      spellcheck=${false} list=${offered.length ? `l-${name}` : null} />
    ${offered.length > 0 && html`<datalist id="l-${name}">${offered.map((one) =>
      html`<option value=${one.value} label=${one.label && `${one.value}: ${one.label}`} />`)}</datalist>`}`;
}

/** What cleaning keeps of a value, where that is another. */
export function Kept({ sent, cleaned, most, isSecret }) {
  if (!sent || cleaned === undefined || isSecret) return null;
  const isCut = most && cleaned.length > most;
  const left = isCut ? cleaned.slice(0, most) : cleaned;
  if (left === sent) return null;
  return html`<span class="kept changed">${left === ""
    ? "nothing of it is kept"
    : html`kept: <code>${left}</code>`}${isCut && ` (cut after ${most} characters)`}</span>`;
}

// Others may name several at once, or all, or what no table has.
const ALWAYS_ONE = { user: /./, callback_user: /./, source_user: /./, list_id: /^\d+$/ };

/** What a value names, or that nothing of this world is called so. */
function Means({ name, value, known }) {
  if (!value || !known) return null;
  const found = known.rows.find((one) => one.value === value);
  if (found) return html`<span class="kept">${found.label}</span>`;
  return known.isWhole && ALWAYS_ONE[name]?.test(value)
    ? html`<span class="kept">There is none of this name here.</span>` : null;
}

/** A parameter with its field and its explanation. */
export function Parameter({ one, value, cleaned, known, change }) {
  const id = `h-${one.name}`;
  const isSecret = one.name === "pass";
  return html`<div class="param">
    <label for="p-${one.name}">${one.name}${one.needed && html` <span class=${value ? "quiet" : "needed"}>needed</span>`}</label>
    <${Control} name=${one.name} value=${value} choices=${one.choices} known=${known} change=${change}
      describedBy=${`${id} k-${one.name}`} isSecret=${isSecret} />
    <output id="k-${one.name}" for="p-${one.name}">
      <${Kept} sent=${value} cleaned=${cleaned} most=${one.most} isSecret=${isSecret} />
      <${Means} name=${one.name} value=${value} known=${known} /></output>
    <p class="hint" id=${id}>${one.explains}${one.accepts && ` ${one.accepts}.`}${
      one.default && html` Default: <code>${one.default}</code>.`}</p>
  </div>`;
}
