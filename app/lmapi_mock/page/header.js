// The header: where one is, and the state that nobody should forget, in one line at any width.

import { base, call, namespace, pageOf } from "./api.js";
import { to } from "./route.js";
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

export const PARTS = [
  ["requests", "Requests"],
  ["findings", "Findings"],
  ["tables", "Tables"],
  ["try", "Try it"],
  ["stage", "Stage"],
  ["contract", "Contract"],
];

function Namespaces() {
  const [names, setNames] = useState([]);
  const read = () =>
    call("GET", "/namespaces").then(
      (found) => setNames(found.namespaces.map((one) => one.name)),
      () => {}, // The picker then offers what it knew before; the view below says what is wrong.
    );
  useEffect(() => {
    read();
  }, []);
  const all = [...new Set(["", namespace, ...names])];
  return html`<label class=${`chip ${namespace ? "named" : ""}`} title="The namespace that is shown">
    <span class="tight">Namespace</span>
    <select value=${namespace} onFocus=${read}
      onChange=${(event) => (location.href = `${pageOf(event.target.value)}${location.hash}`)}>
      ${all.map((name) => html`<option value=${name}>${name || "own world"}</option>`)}
    </select>
  </label>`;
}

function ClockChip({ clock }) {
  const [day, time] = clock.local.split(" ");
  const moment = html`<span class="tight">${day}${" "}</span>${time}`;
  return clock.frozen
    ? html`<a class="chip loud" href=${to(["stage"])} id="clock-chip" title=${`The clock is frozen, ${clock.timezone}`}>
        <span><span aria-hidden="true">❄ </span><span class="words">Clock frozen at </span></span><b>${moment}</b>
        <span class="words">${clock.timezone}</span></a>`
    : html`<a class="chip" href=${to(["stage"])} id="clock-chip" title=${`The dialer’s clock, ${clock.timezone}`}>
        <span class="words">Clock </span>${moment}<span class="words">${clock.timezone}</span></a>`;
}

function FaultsChip({ armed, spent }) {
  const used = spent > 0 ? `, ${spent} spent` : "";
  return html`<a class=${`chip ${armed ? "fault" : ""}`} href=${to(["stage"])} id="faults-chip">
    ${armed
      ? html`<b><span aria-hidden="true">⚡ </span>${armed}<span class="tight"> fault${armed > 1 ? "s" : ""} on${used}</span></b>`
      : html`<span class="tight">Faults off${used}</span>`}</a>`;
}

/** What is looked at now and then: where the data are, whose server it is. */
function Server({ world, connected }) {
  const box = useRef(null);
  useEffect(() => {
    // As a menu: what is pressed or reached elsewhere closes it, and Escape does.
    const leave = (event) => {
      if (box.current?.open && !box.current.contains(event.target)) box.current.open = false;
    };
    const onKey = (event) => {
      if (event.key !== "Escape" || !box.current?.open) return;
      event.preventDefault();
      box.current.open = false;
      box.current.querySelector("summary").focus();
    };
    addEventListener("pointerdown", leave);
    addEventListener("keydown", onKey, true);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("keydown", onKey, true);
    };
  }, []);
  const all = world?.processes ?? [];
  const versions = new Set(all.map((one) => one.version));
  const isMixed = versions.size > 1;
  return html`<details ref=${box} id="processes-chip" class=${`chip server ${connected && !isMixed ? "" : "wrong"}`}>
    <summary><span id="connection">${connected ? html`<i class="dot" aria-hidden="true"></i>${" "}
      <span class="tight">live</span>` : "not connected"}</span>${all.length > 1 && html` <span>
      Processes ${all.length}${isMixed && ", of several versions"}</span>`}</summary>
    <div class="sheet">
      ${!connected && world && html`<p>What is shown is as last heard.</p>`}
      ${world && html`<dl>
        <dt>Leads</dt><dd>${world.leads.toLocaleString("en")}</dd>
        <dt>Database</dt><dd>${world.database}${world.existing && ", a dialer’s own"}</dd>
        <dt>Time zone</dt><dd>${world.clock.timezone}</dd>
        <dt>Version</dt><dd>${world.version}</dd></dl>`}
      ${all.length > 1 && html`<ul>${all.map((one) =>
        html`<li>${one.host}:${one.pid}, version ${one.version}, since ${one.since}</li>`)}</ul>`}
    </div>
  </details>`;
}

/** The header of every view. */
export function Header({ part, world, connected }) {
  const [isOpen, setOpen] = useState(false);
  const label = PARTS.find(([name]) => name === part)?.[1] ?? "Menu";
  useEffect(() => {
    const close = () => setOpen(false);
    addEventListener("hashchange", close);
    return () => removeEventListener("hashchange", close);
  }, []);
  return html`<header class="top">
    <a class="skip" href="#content" onClick=${(event) => {
      event.preventDefault();
      document.querySelector("main h1, main")?.focus();
    }}>Skip to the content</a>
    <div class="bar">
      <a class="brand" href=${to(["requests"])}>lmapi-mock</a>
      <button type="button" class="menu" aria-expanded=${isOpen} aria-controls="parts"
        onClick=${() => setOpen(!isOpen)}><span aria-hidden="true">☰ </span>${label}</button>
      <nav id="parts" class=${isOpen ? "open" : ""} aria-label="Parts">
        ${PARTS.map(([name, text]) => html`<a href=${to([name])}
          aria-current=${(part === name) ? "page" : null}>${text}</a>`)}
        <a href="${base}/__admin/docs">API</a>
      </nav>
      <section class=${`state ${connected || !world ? "" : "old"}`} aria-label="State of the server">
        <${Namespaces} />
        ${world && html`
          <${ClockChip} clock=${world.clock} />
          <${FaultsChip} armed=${world.faults} spent=${world.spent_faults} />
          <a class="chip leads" href=${to(["tables", "vicidial_list"])}><b>${world.leads.toLocaleString("en")}</b> leads</a>`}
        <${Server} world=${world} connected=${connected} />
      </section>
    </div>
  </header>`;
}
