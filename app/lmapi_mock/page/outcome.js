// What became of a request, in a word and a colour: what its client got goes before all else.

import { to } from "./route.js";
import { html } from "./vendor/preact.js";

const SILENT = ["EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER"];

/** What a request did, whatever its client heard of it. */
export function doneBy({ fault, lead_id: lead, verdict }) {
  if (lead) return `stored as lead ${lead}`;
  return fault.phase === "before" ? "nothing was stored" : verdict;
}

/** The first line of a body that says anything: a page's begins with marks. */
const firstWords = (body) =>
  body.split("\n").map((line) => line.replace(/<[^>]*>/g, "").trim()).find(Boolean) ?? "nothing";

/** The word and kind of each outcome of the server's, in the order of the tabs. */
export const OUTCOMES = {
  added: ["added", "success"],
  done: ["done", "success"],
  notice: ["notice", "notice"],
  refused: ["refused", "error"],
  login: ["login", "error"],
  failed: ["failed", "error"],
  fault: ["fault", "fault"],
  not_found: ["not found", "nowhere"],
};

/** A line of an answer without its result and function, which the outcome's word says already. */
export const shortened = (line, fn) => {
  const rest = line.replace(/^(SUCCESS|NOTICE|ERROR): /, "");
  return fn && rest.startsWith(`${fn} `) ? rest.slice(fn.length + 1) : rest;
};

/**
 * A request's outcome: `word`, its `kind` (success, notice, error, fault, nowhere), and `text`,
 * what there is to say of it; `replaced` if a fault sent something else than the answer.
 */
export function outcomeOf(one) {
  const effect = one.fault?.effect ?? {};
  const { status, body } = one.response;
  const [word, kind] = OUTCOMES[one.outcome];
  if ("fault" in effect) {
    const said = SILENT.includes(effect.fault) ? "no answer" : "broken answer";
    return { word: said, kind, text: `${doneBy(one)}; ${effect.fault}`, replaced: true };
  }
  if ("status" in effect) {
    const isPage = effect.status === 200 && effect.body.trimStart().startsWith("<");
    const text = `${doneBy(one)}; ${firstWords(effect.body)}`;
    return { word: isPage ? "error page" : String(effect.status), kind, text, replaced: true };
  }
  if (one.outcome === "not_found") return { word: String(status), kind, text: one.request.path };
  const line = body.split("\n")[0];
  return { word: status === 200 ? word : String(status), kind, text: line };
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
    <p><strong>⚡ Fault <a href=${to(["stage"], { fault: rule })}>${rule}</a></strong>, ${phase === "before" ? "before anything was done" : "after all was done"}.</p>
    <p><b>The client got</b> ${outcome.replaced
      ? "fault" in effect ? `no whole answer: ${effect.fault}.` : `HTTP ${effect.status} in place of the answer.`
      : effect ? `the answer below, which the fault made (${made}).` : "the answer below."}</p>
    <p><b>What was done:</b> ${doneBy(one)}.</p>
    <p><b>It waited</b> ${inWords(waited(one))}${delay > 0 && `, ${inWords(delay)} of them for the fault's delay`}.</p>
  </div>`;
}
