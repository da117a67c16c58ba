// Two texts as one: what was lost struck out, what came marked, the rest as it is.

import { html, useState } from "./vendor/preact.js";

const MOST_CELLS = 250_000; // Of the comparison of two middles; longer ones are shown whole.
const LONG = 300;
const AROUND = 24; // Characters that are left on both sides of a change in a long text.

function merge(parts) {
  const merged = [];
  for (const [kind, text] of parts) {
    if (!text) continue;
    if (merged.at(-1)?.[0] === kind) merged.at(-1)[1] += text;
    else merged.push([kind, text]);
  }
  return merged;
}

/** The middle by the longest common subsequence. */
function compare(a, b) {
  if (!a.length || !b.length || a.length * b.length > MOST_CELLS) {
    return [["lost", a.join("")], ["new", b.join("")]];
  }
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const parts = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) parts.push(["same", a[i++]]) && j++;
    else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
      parts.push(["lost", a[i++]]);
    } else parts.push(["new", b[j++]]);
  }
  return parts;
}

/** The parts of two texts in order, each `[kind, text]`: same, lost (of `before`), new (of `after`). */
export function partsOf(before, after) {
  const a = Array.from(before);
  const b = Array.from(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return merge([
    ["same", a.slice(0, start).join("")],
    ...compare(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ["same", a.slice(a.length - end).join("")],
  ]);
}

function shortened(text, kind, isFirst, isLast) {
  if (text.length <= 4 * AROUND) return text;
  const head = isFirst && kind === "same" ? "" : text.slice(0, AROUND);
  const tail = isLast && kind === "same" ? "" : text.slice(-AROUND);
  return `${head || text.slice(0, AROUND)}…${tail}`;
}

const SEEN = { "\n": "↵\n", "\t": "⇥", "\u00a0": "⍽" };
/** Blanks that would not be seen where they are all that changed. */
const visible = (text) => text.replace(/[\n\t\u00a0]/g, (one) => SEEN[one]).replace(/^ +| +$/g, (all) => "␣".repeat(all.length));

/** One text with its changes; a long one is cut around them until the reader wants it whole. */
export function Diff({ before, after }) {
  const [isWhole, setWhole] = useState(false);
  const parts = partsOf(before, after);
  const length = Math.max(before.length, after.length);
  const isLong = length > LONG;
  const text = (part, kind, place) =>
    (isLong && !isWhole ? shortened(part, kind, place === 0, place === parts.length - 1) : part);
  return html`<code class="value diff">${parts.map(([kind, part], place) => {
    const said = text(part, kind, place);
    if (kind === "lost") return html`<del title="lost">${visible(said)}</del>`;
    return kind === "new" ? html`<ins title="came to it">${visible(said)}</ins>` : said;
  })}</code>${isLong && html` <button type="button" class="small" aria-expanded=${isWhole}
    onClick=${() => setWhole(!isWhole)}>${isWhole ? "Less" : `All ${length.toLocaleString("en")} characters`}</button>`}`;
}
