// What became of a request, in a word and a colour: what its client got goes before all else.

import { resultOf } from "./answer.js";
import { html } from "./vendor/preact.js";

const SILENT = ["EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER"];

/** What a request did, whatever its client heard of it. */
function doneBy({ fault, lead_id: lead, verdict }) {
  if (lead) return `stored as lead ${lead}`;
  return fault.phase === "before" ? "nothing was stored" : verdict;
}

/**
 * A request's outcome: `word`, its `kind` (success, notice, error, fault, nowhere), and `text`,
 * what there is to say of it; `replaced` if a fault sent something else than the answer.
 */
export function outcomeOf(one) {
  const effect = one.fault?.effect ?? {};
  const { status, body, dialect } = one.response;
  if ("fault" in effect) {
    const word = SILENT.includes(effect.fault) ? "no answer" : "broken answer";
    return { word, kind: "fault", text: `${doneBy(one)}; ${effect.fault}`, replaced: true };
  }
  if ("status" in effect) {
    const isPage = effect.status === 200 && effect.body.trimStart().startsWith("<");
    return {
      word: isPage ? "error page" : String(effect.status),
      kind: "fault",
      text: `${doneBy(one)}; ${effect.body.trim().split("\n")[0]}`,
      replaced: true,
    };
  }
  const line = body.split("\n")[0];
  if (!dialect) return { word: String(status), kind: "nowhere", text: one.request.path };
  if (status !== 200) return { word: String(status), kind: "error", text: line };
  const result = one.result || resultOf(line);
  if (result === "ERROR") {
    return { word: one.verdict === "refused by authenticate" ? "login" : "refused", kind: "error", text: line };
  }
  if (result === "NOTICE") return { word: "notice", kind: "notice", text: line };
  return { word: one.lead_id && one.function === "add_lead" ? "added" : "done", kind: "success", text: line };
}

/** The word, coloured. */
export const Outcome = ({ outcome }) =>
  html`<b class=${`outcome ${outcome.kind}`}>${outcome.kind === "fault" &&
    html`<span aria-hidden="true">⚡ </span>`}${outcome.word}</b>`;

/** How long its client waited, in milliseconds: a fault's delay is part of it. */
export const waited = (one) => one.duration_ms + (one.fault?.delay_ms ?? 0);

/** A duration in words. */
export const inWords = (ms) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`);

/** What a fault did to a request. */
export function FaultSaid({ one }) {
  const { rule, phase, delay_ms: delay, effect } = one.fault;
  const outcome = outcomeOf(one);
  const made = effect && Object.entries(effect).map(([name, value]) => `${name} ${value}`).join(", ");
  return html`<div class="problem fault">
    <p><strong>⚡ Fault ${rule}</strong>, ${phase === "before" ? "before anything was done" : "after all was done"}.</p>
    <p><b>The client got</b> ${outcome.replaced
      ? "fault" in effect ? `no whole answer: ${effect.fault}.` : `HTTP ${effect.status} in place of the answer.`
      : effect ? `the answer below, which the fault made (${made}).` : "the answer below."}</p>
    <p><b>Stored:</b> ${doneBy(one)}.</p>
    <p><b>It waited</b> ${inWords(waited(one))}${delay > 0 && `, ${inWords(delay)} of them for the fault's delay`}.</p>
  </div>`;
}
