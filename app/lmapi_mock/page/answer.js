// An answer of the endpoint, a finding and a verdict, each by shape and word and then by colour.

import { html, useState } from "./vendor/preact.js";

const MOST = 300;

/** A text, of which a long one is cut until the reader wants it whole. */
export function Cut({ text, most = MOST }) {
  const [isWhole, setWhole] = useState(false);
  if (text.length <= most) return text;
  return html`${isWhole ? text : `${text.slice(0, most)}…`} <button type="button" class="small"
    aria-expanded=${isWhole} onClick=${() => setWhole(!isWhole)}>
    ${isWhole ? "Less" : `All ${text.length.toLocaleString("en")} characters`}</button>`;
}

const SIGNS = { SUCCESS: "✓", NOTICE: "!", ERROR: "✕" };

/** What an answer's first line says, by its first word where it has one. */
export const resultOf = (line) => /^(SUCCESS|NOTICE|ERROR):/.exec(line)?.[1] ?? "";

/** One line of an answer. */
export function AnswerLine({ line, result = resultOf(line) }) {
  return html`<span class=${`answer ${result.toLowerCase()}`}>
    <i class="sign" aria-hidden="true">${SIGNS[result] ?? "·"}</i><${Cut} text=${line || "(nothing)"} /></span>`;
}

/** Lines exactly as they were sent, with their ends. */
export function ExactText({ text, label }) {
  const bytes = new TextEncoder().encode(text).length;
  const lines = text.split("\n");
  return html`<figure class="exact">
    <pre tabindex="0" aria-label=${label}>${lines.map((line, place) => html`${
      line && html`<span class=${`answer ${resultOf(line).toLowerCase()}`}>${line}</span>`}${
      place < lines.length - 1 && html`<span class="end" aria-hidden="true"></span>${"\n"}`}`)}</pre>
    <figcaption>${bytes} byte${bytes === 1 ? "" : "s"}, ${text.endsWith("\n")
      ? "ends with a newline" : "no newline at the end"}</figcaption>
  </figure>`;
}

const LEVELS = { error: "✕", warning: "▲", notice: "!", info: "i" };

/** The sign of a finding's severity. */
export const levelSign = (severity) => LEVELS[severity] ?? "•";

const LOST = 8;

/** What a finding is about, in a word or two. */
function inShort({ code, parameter, message }) {
  const lost = code === "dropped-characters" && [...message.matchAll(/`([^`]+)`/g)].map(([, one]) => one).join("");
  if (lost) return `lost ${lost.length > LOST ? `${lost.slice(0, LOST)}…` : lost}`;
  return code === "unknown-parameter" ? `${parameter}?` : parameter || code;
}

/** A sentence, what stands between backquotes as code. */
const withCode = (text) => text.split("`").map((part, place) => (place % 2 ? html`<code>${part}</code>` : part));

/** The gravest finding by what it is of, and how many more there are. */
export function FindingCount({ findings }) {
  if (!findings?.length) return null;
  const order = Object.keys(LEVELS);
  const [worst] = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  if (worst.severity === "info") {
    return html`<span class="finding-count quiet" title=${worst.message}>${findings.length} note${
      findings.length > 1 ? "s" : ""}</span>`;
  }
  return html`<span class=${`finding-count ${worst.severity}`} title=${worst.message}>
    <i aria-hidden="true">${levelSign(worst.severity)}</i> <span class="unseen">${worst.severity}: </span>${
    inShort(worst)}${findings.length > 1 && html` <span class="more">+${findings.length - 1}</span>`}</span>`;
}

/** A finding in words. */
export function Finding({ finding, isBrief = false }) {
  return html`<div class=${`finding ${finding.severity}`}>
    <i class="sign" aria-hidden="true">${levelSign(finding.severity)}</i>
    <span>${!isBrief && html`<b>${finding.severity}</b> `}${finding.message.length > MOST || finding.message.split("`").length % 2 === 0
      ? html`<${Cut} text=${finding.message} />` : withCode(finding.message)}${!isBrief && html` <code class="quiet">${finding.code}</code>`}</span>
  </div>`;
}

const VERDICTS = {
  passed: "✓",
  said: "✓",
  skipped: "–",
  refused: "✕",
  failed: "✕",
  "not reached": "·",
};

/** The stages of a request in order, each with what became of it. */
export function Stages({ stages, refusal }) {
  return html`<ol class="stages">
    ${stages.map((stage) => html`<li class=${stage.verdict.replace(" ", "-")}>
      <i class="sign" aria-hidden="true">${VERDICTS[stage.verdict] ?? "·"}</i>
      <div>
        <b>${stage.name}</b> <span class="verdict">${stage.verdict}</span>
        <span class="does">${stage.does}</span>
        ${stage.lines.map((line) => html`<div><${AnswerLine} line=${line} /></div>`)}
        ${stage.verdict === "refused" && refusal && html`<p class="why">${refusal.cause}</p>
          <p class="why"><b>To let it pass:</b> ${refusal.remedy}</p>`}
      </div>
    </li>`)}
  </ol>`;
}
