// Parts of the page that are loaded when they are asked for, and what keeps a broken one apart.

import { html, useEffect, useErrorBoundary, useState } from "./vendor/preact.js";

const LATER = {
  request: ["request.js", "OneRequest"],
  findings: ["findings.js", "Findings"],
  tables: ["tables.js", "Tables"],
  leads: ["lead.js", "Lead"],
  try: ["try.js", "TryIt"],
  stage: ["stage.js", "Stage"],
  contract: ["contract.js", "Contract"],
};

/** Whether there is such a part. */
export const isPart = (name) => Object.hasOwn(LATER, name);

const loaded = new Map();

async function load(name, times) {
  const [file, View] = LATER[name];
  // A browser asks once only for an address that failed.
  loaded.set(name, (await import(`./${file}${times ? `#${times}` : ""}`))[View]);
  return loaded.get(name);
}

/** Load a part before it is asked for; that it cannot be is said when it is. */
export const fetchEarly = (name) => load(name, 0).catch(() => {});

/** A part, once it is loaded. */
export function Later({ name, ...given }) {
  const [shown, setShown] = useState(loaded.has(name) ? { name, View: loaded.get(name) } : {});
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let isWanted = true;
    if (shown.name === name) return undefined;
    load(name, times).then(
      (View) => isWanted && setShown({ name, View }),
      // The server is away: the part is asked for until it is back.
      (error) => {
        if (!(error instanceof TypeError)) reportError(error);
        else setTimeout(() => isWanted && setTimes((n) => n + 1), 1000);
      },
    );
    return () => (isWanted = false);
  }, [name, times]);
  if (shown.name !== name) {
    return html`<p class="loading" role="status">${times ? "The server does not answer; this part comes when it is back."
      : "Loading…"}</p>`;
  }
  return html`<${shown.View} ...${given} />`;
}

/** What is inside, or that it broke: the header goes on, and another part may be whole. */
export function Guarded({ children }) {
  const [error] = useErrorBoundary();
  if (!error) return children;
  return html`<h1 tabindex="-1">This part of the page broke</h1>
    <div class="problem" role="alert"><p><strong>${error.message}</strong></p>
      <p>The server goes on. <button type="button" onClick=${() => location.reload()}>Reload</button></p></div>`;
}
