// The header: where one is, and the state that nobody should forget.

import { base, call, namespace, pageOf } from "./api.js";
import { to } from "./route.js";
import { html, useEffect, useState } from "./vendor/preact.js";

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
  return html`<label class="chip">
    <span>Namespace</span>
    <select value=${namespace} onFocus=${read}
      onChange=${(event) => (location.href = `${pageOf(event.target.value)}${location.hash}`)}>
      ${all.map((name) => html`<option value=${name}>${name || "(the server’s own)"}</option>`)}
    </select>
  </label>`;
}

function ClockChip({ clock }) {
  return clock.frozen
    ? html`<a class="chip loud" href=${to(["stage"])} id="clock-chip">
        <span>❄ Clock frozen at</span> <b>${clock.local}</b> <span>${clock.timezone}</span></a>`
    : html`<a class="chip" href=${to(["stage"])} id="clock-chip">
        <span>Clock</span> ${clock.local} <span>${clock.timezone}</span></a>`;
}

function Processes({ all }) {
  const versions = new Set(all.map((one) => one.version));
  return html`<details class=${`chip ${versions.size > 1 ? "wrong" : ""}`} id="processes-chip">
    <summary><span>Processes</span> ${all.length}${versions.size > 1 && ", of several versions"}</summary>
    <ul>${all.map((one) => html`<li>${one.host}:${one.pid}, version ${one.version}, since ${one.since}</li>`)}</ul>
  </details>`;
}

/** The header of every view. */
export function Header({ part, world, connected }) {
  return html`<header class="top">
    <a class="skip" href="#content" onClick=${(event) => {
      event.preventDefault();
      document.querySelector("main h1, main")?.focus();
    }}>Skip to the content</a>
    <div class="bar">
      <a class="brand" href=${to(["requests"])}>lmapi-mock</a>
      <nav aria-label="Parts">
        ${PARTS.map(([name, label]) => html`<a href=${to([name])}
          aria-current=${(part === name) ? "page" : null}>${label}</a>`)}
        <a href="${base}/__admin/docs">API</a>
      </nav>
    </div>
    <section class=${`state ${connected || !world ? "" : "old"}`} aria-label="State of the server">
      <${Namespaces} />
      ${world && html`
        <${ClockChip} clock=${world.clock} />
        <a class=${`chip ${world.faults ? "fault" : ""}`} href=${to(["stage"])} id="faults-chip">
          ${world.faults
            ? html`<b>⚡ ${world.faults} fault${world.faults > 1 ? "s" : ""} on</b>`
            : html`<span>Faults</span> off`}${world.spent_faults > 0 && html`<span>, ${world.spent_faults} spent</span>`}</a>
        <span class="chip"><span>Database</span> ${world.database}${world.existing && ", a dialer’s own"}</span>
        ${world.processes?.length > 1 && html`<${Processes} all=${world.processes} />`}
        <span class="chip"><span>Leads</span> ${world.leads.toLocaleString("en")}</span>
        <a class="chip" href="${base}/__admin/docs"><span>Version</span> ${world.version}</a>`}
      <span class=${`chip ${connected ? "" : "wrong"}`} id="connection">
        ${connected ? html`<i class="dot" aria-hidden="true"></i> live` : world ? "not connected; what is shown is as last heard" : "not connected"}</span>
    </section>
  </header>`;
}
