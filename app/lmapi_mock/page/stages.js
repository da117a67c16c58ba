// The stages of a request, folded to the one that decided.

import { Stages } from "./answer.js";
import { html, useState } from "./vendor/preact.js";

const DECIDED = ["refused", "failed"];

/** How many stages passed, were skipped, decided it, were not reached; all of them when asked for. */
export function FoldedStages({ stages, refusal }) {
  const [isWhole, setWhole] = useState(false);
  const count = (verdict) => stages.filter((one) => one.verdict === verdict).length;
  const decided = stages.filter((one) => DECIDED.includes(one.verdict)).map((one) => ({ ...one, lines: [] }));
  const said = stages.filter((one) => one.verdict === "said");
  const [passed, skipped, missed] = ["passed", "skipped", "not reached"].map(count);
  const pill = (number, kind, sign, word) => number > 0 &&
    html`<span class=${`outcome ${kind}`}><span aria-hidden="true">${sign} </span>${number} ${word}</span>`;
  return html`<p class="steps">
      ${pill(passed, "success", "✓", "passed")} ${pill(skipped, "", "–", "skipped")}
      ${said.map((one) => html` <span class="outcome success"><span aria-hidden="true">✓ </span>${one.name}</span>`)}
      ${decided.map((one, place) => html` ${passed + skipped + said.length + place > 0 &&
        html`<span aria-hidden="true">→ </span>`}<span class="outcome error"><span aria-hidden="true">✕ </span>${one.name}</span>`)}
      ${missed > 0 && html` <span aria-hidden="true">→</span> ${pill(missed, "", "·", "not reached")}`}
      <button type="button" class="small" aria-expanded=${isWhole} onClick=${() => setWhole(!isWhole)}>
        ${isWhole ? "Fold them" : `Show all ${stages.length}`}</button></p>
    ${(isWhole || decided.length > 0) && html`<${Stages} stages=${isWhole ? stages : decided}
      refusal=${isWhole ? refusal : null} />`}`;
}
