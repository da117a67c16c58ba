// Stage: the clock, faults, snapshots, reset, and how the server is set.

import { call, namespace, pageOf } from "./api.js";
import { Action, Problem, Scrolls, ShowCalls, Title, useCall } from "./action.js";
import { Clock } from "./clock.js";
import { Faults } from "./faults.js";
import { listen } from "./live.js";
import { dateOf, timeOf } from "./times.js";
import { html, useEffect, useState } from "./vendor/preact.js";

function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Snapshots({ zone, onDone }) {
  const { data, error, again } = useCall("/snapshots");
  const [name, setName] = useState("");
  const [upload, setUpload] = useState(null);
  const [problem, setProblem] = useState(null);
  const path = `/snapshots/${encodeURIComponent(name || "NAME")}`;
  const one = (each) => `/snapshots/${encodeURIComponent(each)}`;
  const read = async (event) => {
    const [file] = event.target.files;
    setUpload(null);
    setProblem(null);
    try {
      setUpload(file ? JSON.parse(await file.text()) : null);
    } catch (failure) {
      setProblem({ message: `${file.name} is no JSON: ${failure.message}` });
    }
  };
  return html`<section class="card" aria-labelledby="snapshots"><h2 id="snapshots">Snapshots</h2>
    <p class="quiet">Database and clock, kept under a name to go back to.</p>
    <${Problem} error=${error} />
    ${data?.snapshots.length > 0 && html`<${Scrolls} label="Snapshots"><table>
      <thead><tr><th scope="col">Name</th><th scope="col" class="number">Leads</th><th scope="col">Saved</th>
        <th scope="col"><span class="unseen">What to do</span></th></tr></thead>
      <tbody>${data.snapshots.map((each) => html`<tr key=${each.name}><th scope="row">${each.name}</th>
        <td class="number">${each.leads.toLocaleString("en")}</td>
        <td class="stamp">${dateOf(each.saved_at, zone)} ${timeOf(each.saved_at, zone)}</td>
        <td class="does">
          <${Action} label="Restore" of=${each.name} kind="small" method="POST" path=${`${one(each.name)}/restore`} onDone=${onDone}
            confirm="What is in the database now goes." />
          <${Action} label="Download" of=${each.name} kind="small" method="GET" path=${`${one(each.name)}?secrets=yes`}
            onDone=${(content) => save(each.name, content)} />
          <${Action} label="Remove" of=${each.name} kind="danger small" method="DELETE" path=${one(each.name)} onDone=${again}
            confirm="It cannot be restored any more." /></td></tr>`)}</tbody></table><//>`}
    <div class="fields"><label class="grow">Name <input value=${name} placeholder="letters, digits, . - _"
      onInput=${(event) => setName(event.target.value)} /></label>
    <${Action} label="Save the present state" kind="primary" method="PUT" path=${path} disabled=${!name}
      onDone=${() => (setName(""), again())} /></div>
    <label>Or from a file <input type="file" accept=".json,application/json" onChange=${read} /></label>
    <${Problem} error=${problem} />
    ${upload && html`<${Action} label="Upload it" method="PUT" path=${`${path}/document`} disabled=${!name}
      body=${upload} quiet onDone=${() => (setUpload(null), setName(""), again())} />`}
  </section>`;
}

function Reset({ onDone }) {
  return html`<section class="card" aria-labelledby="reset"><h2 id="reset">Reset</h2>
    <p>Back to the seed; the clock runs, journal and faults are emptied.</p>
    <${Action} label="Reset everything" kind="danger" method="POST" path="/reset"
      confirm="All leads, requests and faults go." onDone=${onDone} />
    <p>Or the journal alone:</p>
    <${Action} label="Empty the journal" method="DELETE" path="/requests" onDone=${onDone}
      confirm="All requests of the journal go." />
  </section>`;
}

const ago = (seconds) => (seconds < 60 ? `${Math.round(seconds)} s` : seconds < 3600 ? `${Math.round(seconds / 60)} min`
  : `${Math.round(seconds / 3600)} h`);

function Namespaces({ version }) {
  const { data, error, again } = useCall("/namespaces", [version]);
  const [name, setName] = useState("");
  return html`<section class="card" aria-labelledby="namespaces"><h2 id="namespaces">Namespaces</h2>
    <p class="quiet">Each is a world of its own, made when it is first used.</p>
    <${Problem} error=${error} />
    ${data?.namespaces.length > 0 && html`<${Scrolls} label="Namespaces"><table>
      <thead><tr><th scope="col">Name</th><th scope="col" class="number">Requests</th><th scope="col">State</th>
        <th scope="col">Used</th><th scope="col"><span class="unseen">What to do</span></th></tr></thead>
      <tbody>${data.namespaces.map((each) => html`<tr key=${each.name}>
        <th scope="row"><a href=${pageOf(each.name)}>${each.name}</a>${each.name === namespace && " (this one)"}</th>
        <td class="number">${each.requests.toLocaleString("en")}</td>
        <td>${each.frozen && html`<span class="tag">❄ frozen</span> `}${each.faults > 0 && html`<span class="tag fault">⚡ ${each.faults} on</span>`}</td>
        <td>${ago(each.idle_s)} ago</td>
        <td class="does">${each.name !== namespace && html`<${Action} label="Drop" of=${each.name} kind="danger small" method="DELETE"
          path=${`/namespaces/${encodeURIComponent(each.name)}`} onDone=${again}
          confirm="Its leads, requests and faults go." />`}</td></tr>`)}</tbody></table><//>`}
    <form class="fields" onSubmit=${(event) => {
      event.preventDefault();
      location.href = pageOf(name);
    }}>
      <label>Name <input required value=${name} onInput=${(event) => setName(event.target.value)} /></label>
      <button>Open it</button>
      ${namespace && html`<a class="button" href=${pageOf("")}>The server’s own world</a>`}</form>
  </section>`;
}

function Settings() {
  const { data, error } = useCall("/settings");
  const changed = (data?.settings ?? []).filter((one) => one.value !== one.default);
  return html`<details class="card section" id="settings"><summary><b>Settings</b>${" "}
      <span class="quiet">${changed.length ? `changed: ${changed.map((one) => one.name).join(", ")}` : "all as they are by default"}</span></summary>
    <p class="quiet">What this server was started with; a flag or a variable changes it at the next start.</p>
    <${Problem} error=${error} />
    ${data && html`<${Scrolls} label="Settings"><table>
      <thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Default</th>
        <th scope="col">Flag</th></tr></thead>
      <tbody>${data.settings.map((one) => html`<tr><th scope="row"><code>${one.name}</code><div class="meaning">${one.meaning}</div></th>
        <td class=${one.value !== one.default ? "changed" : ""}><code class="value">${one.value}</code></td>
        <td><code class="value">${one.default}</code></td><td><code class="flag">${one.flag}</code></td></tr>`)}</tbody>
    </table><//>`}
  </details>`;
}

/** The view of the stage. */
export function Stage({ world, query }) {
  const [clock, setClock] = useState(world?.clock ?? null);
  const [version, setVersion] = useState(0);
  const look = () => call("GET", "/clock").then(setClock, () => {}); // The header says why not.
  useEffect(() => {
    look();
    return listen((event, data) => {
      if (event !== "world" || data.error) return;
      setClock(data.clock);
      setVersion((number) => number + 1);
    });
  }, []);
  useEffect(() => {
    if (world) setClock(world.clock);
  }, [world]);
  return html`<div class="heading"><${Title}>Stage<//><${ShowCalls} /></div>
    <div class="stage">
      <div class="cards"><${Faults} version=${version} wanted=${query.fault} /></div>
      <div class="cards">
        <${Clock} clock=${clock} onDone=${look} />
        <${Snapshots} zone=${clock?.timezone ?? "UTC"} onDone=${look} />
        <${Namespaces} version=${version} />
        <${Reset} onDone=${look} />
      </div>
    </div>
    <${Settings} />`;
}
