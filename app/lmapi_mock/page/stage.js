// Stage: the clock, faults, snapshots, reset, and how the server is set.

import { call, namespace, pageOf } from "./api.js";
import { Action, CallLine, Problem, Scrolls, Title, useCall } from "./action.js";
import { listen } from "./live.js";
import { html, useEffect, useState } from "./vendor/preact.js";

const STEPS = [
  ["1 minute", 60],
  ["1 hour", 3600],
  ["1 day", 86_400],
  ["31 days", 31 * 86_400],
];

const ZONES = Intl.supportedValuesOf?.("timeZone") ?? [];

function Clock({ clock, onDone }) {
  const [at, setAt] = useState("");
  const [zone, setZone] = useState("");
  const [seconds, setSeconds] = useState("60");
  if (!clock) return null;
  const now = at ? `${at.length === 16 ? `${at}:00` : at}Z` : clock.now;
  return html`<section class="card" aria-labelledby="clock"><h2 id="clock">Clock</h2>
    <p class="clock-face">${clock.frozen && html`<span aria-hidden="true">❄ </span>`}${clock.local}</p>
    <p class="quiet">${clock.timezone}, ${clock.frozen ? "frozen" : "running"}</p>
    <h3>Freeze</h3>
    <label>At, in UTC; empty is now
      <input type="datetime-local" step="1" value=${at} onInput=${(event) => setAt(event.target.value)} /></label>
    <${Action} label="Freeze" kind="primary" method="PUT" path="/clock" quiet
      body=${at ? { now } : async () => ({ now: (await call("GET", "/clock")).now })} onDone=${onDone} />
    <${CallLine} method="PUT" path="/clock" body=${{ now }} />
    ${clock.frozen && html`<${Action} label="Let it run" method="PUT" path="/clock" body=${{ now: null }} onDone=${onDone} />`}
    <h3>Step</h3>
    <div class="fields">
      <label>By <select value=${STEPS.some(([, length]) => String(length) === seconds) ? seconds : ""}
        onChange=${(event) => event.target.value && setSeconds(event.target.value)}>
        <option value="">other</option>
        ${STEPS.map(([name, length]) => html`<option value=${String(length)}>${name}</option>`)}</select></label>
      <label>Seconds <input type="number" class="short" value=${seconds}
        onInput=${(event) => setSeconds(event.target.value)} /></label></div>
    <${Action} label="Step" method="POST" path="/clock/advance" body=${{ seconds: Number(seconds) }} onDone=${onDone} />
    <h3>Time zone</h3>
    <label>IANA name <input list="zones" value=${zone} placeholder=${clock.timezone}
      onInput=${(event) => setZone(event.target.value)} /></label>
    <datalist id="zones">${ZONES.map((name) => html`<option value=${name} />`)}</datalist>
    <${Action} label="Move there" method="PUT" path="/clock" disabled=${!zone} body=${{ timezone: zone }} onDone=${onDone} />
  </section>`;
}

const PRESETS = {
  "The answer is lost after the lead is stored": { phase: "after_commit", fault: "EMPTY_RESPONSE", times: 1 },
  "The connection is reset": { fault: "CONNECTION_RESET_BY_PEER" },
  "HTTP 503": { status: 503, body: "Service Unavailable" },
  "A second’s delay": { delay: { type: "fixed", milliseconds: 1000 } },
  "Login refused": { answer: "login_refused" },
  "Login locked": { answer: "login_locked" },
  "A duplicate": { answer: "duplicate" },
  "Not added to the hopper": { answer: "not_added_to_hopper" },
  "The dialer’s SQL fails, as with PHP 8": { sql_failures: "php8" },
  "A page of PHP’s, status 200": { page: "php_error" },
  "A firewall’s page, status 200": { page: "firewall" },
};

function Faults({ version, onDone }) {
  const { data, error, again } = useCall("/faults", [version]);
  const [text, setText] = useState(JSON.stringify(Object.values(PRESETS)[0], null, 2));
  let rule = null;
  let unread = "";
  try {
    rule = JSON.parse(text);
  } catch (problem) {
    unread = problem.message;
  }
  const done = () => {
    again();
    onDone();
  };
  const rules = data?.faults ?? [];
  const armed = rules.filter((one) => one.remaining !== 0);
  return html`<section class="card" aria-labelledby="faults"><h2 id="faults">Faults${" "}
      <span class=${`tag ${armed.length ? "fault" : ""}`}>${armed.length ? `${armed.length} on` : "off"}</span></h2>
    <${Problem} error=${error} />
    <ul class="plain">${rules.map((one) => {
      const { id, seen, fired, remaining, expires_in: left, seed, ...given } = one;
      const isSpent = remaining === 0;
      return html`<li key=${id}><span class=${`tag ${isSpent ? "" : "fault"}`}>${isSpent ? "spent" : "armed"}</span>${" "}
        <code><b>${id}</b> ${JSON.stringify(given)}</code>
        <p class="quiet">met ${seen} times, struck ${fired}${remaining !== null && `, ${remaining} left`}${
          left !== null && `, gone in ${Math.round(left)} s`}, seed ${seed}</p>
        ${isSpent && html`<${Action} label=${`${id} once more`} method="POST" path="/faults" body=${{ ...given, id }} quiet onDone=${done} />`}
        <${Action} label=${`Remove ${id}`} method="DELETE" path=${`/faults/${encodeURIComponent(id)}`} onDone=${done} /></li>`;
    })}</ul>
    <h3>Another</h3>
    <label>What happens <select onChange=${(event) => setText(JSON.stringify(PRESETS[event.target.value], null, 2))}>
      ${Object.keys(PRESETS).map((name) => html`<option value=${name}>${name}</option>`)}</select></label>
    <label>The rule, JSON <textarea spellcheck=${false} value=${text}
      onInput=${(event) => setText(event.target.value)}></textarea></label>
    ${unread && html`<p class="problem" role="alert">This is no JSON: ${unread}</p>`}
    <${Action} label="Add the fault" kind="primary" method="POST" path="/faults" body=${rule ?? {}}
      disabled=${rule === null} onDone=${done} />
    ${rules.length > 0 && html`<${Action} label="All faults off" method="DELETE" path="/faults" onDone=${done} />`}
  </section>`;
}

function save(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function Snapshots({ onDone }) {
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
    <ul class="plain">${(data?.snapshots ?? []).map((each) => html`<li key=${each.name}>
      <b>${each.name}</b> <span class="quiet">${each.leads.toLocaleString("en")} leads, ${each.saved_at.replace("T", " ").replace("Z", " UTC")}</span>
      <${Action} label=${`Restore ${each.name}`} method="POST" path=${`${one(each.name)}/restore`} onDone=${onDone}
        confirm="What is in the database now goes." />
      <${Action} label=${`Download ${each.name}`} method="GET" path=${`${one(each.name)}?secrets=yes`}
        onDone=${(content) => save(each.name, content)} />
      <${Action} label=${`Remove ${each.name}`} kind="danger" method="DELETE" path=${one(each.name)} onDone=${again}
        confirm="It cannot be restored any more." /></li>`)}</ul>
    <h3>Another</h3>
    <label>Name <input value=${name} onInput=${(event) => setName(event.target.value)} /></label>
    <${Action} label="Save the present state" kind="primary" method="PUT" path=${path} disabled=${!name}
      onDone=${() => (setName(""), again())} />
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

function Namespaces() {
  const { data, error, again } = useCall("/namespaces");
  const [name, setName] = useState("");
  return html`<section class="card" aria-labelledby="namespaces"><h2 id="namespaces">Namespaces</h2>
    <p class="quiet">Each is a world of its own, made when it is first used.</p>
    <${Problem} error=${error} />
    <ul class="plain">${(data?.namespaces ?? []).map((each) => html`<li key=${each.name}>
      <a href=${pageOf(each.name)}>${each.name}</a>
      ${each.name !== namespace && html`<${Action} label=${`Drop ${each.name}`} kind="danger" method="DELETE"
        path=${`/namespaces/${encodeURIComponent(each.name)}`} onDone=${again}
        confirm="Its leads, requests and faults go." />`}</li>`)}</ul>
    <form class="fields" onSubmit=${(event) => {
      event.preventDefault();
      location.href = pageOf(name);
    }}>
      <label>Name <input required value=${name} onInput=${(event) => setName(event.target.value)} /></label>
      <button>Open it</button></form>
  </section>`;
}

function Settings() {
  const { data, error } = useCall("/settings");
  return html`<section class="card" aria-labelledby="settings"><h2 id="settings">Settings</h2>
    <p class="quiet">What this server was started with; a flag or a variable changes it at the next start.</p>
    <${Problem} error=${error} />
    ${data && html`<${Scrolls} label="Settings"><table>
      <thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">Default</th>
        <th scope="col">Flag</th></tr></thead>
      <tbody>${data.settings.map((one) => html`<tr><th scope="row"><code>${one.name}</code><div class="meaning">${one.meaning}</div></th>
        <td class=${one.value !== one.default ? "changed" : ""}><code class="value">${one.value}</code></td>
        <td><code class="value">${one.default}</code></td><td><code class="flag">${one.flag}</code></td></tr>`)}</tbody>
    </table><//>`}
  </section>`;
}

/** The view of the stage. */
export function Stage({ world }) {
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
  return html`<${Title}>Stage<//>
    <div class="cards">
      <${Clock} clock=${clock} onDone=${look} />
      <${Faults} version=${version} onDone=${() => {}} />
      <${Snapshots} onDone=${look} />
      <${Reset} onDone=${look} />
      <${Namespaces} />
    </div>
    <${Settings} />`;
}
