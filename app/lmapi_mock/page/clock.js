// The clock on the stage: frozen, stepped, taken to a day of the calendar or to a change of the time.

import { call } from "./api.js";
import { Action, ShownCall } from "./action.js";
import { html, useState } from "./vendor/preact.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [["−1 day", -DAY], ["−1 h", -HOUR], ["+1 min", MINUTE], ["+1 h", HOUR], ["+1 day", DAY],
  ["+31 days", 31 * DAY]];

const ZONES = Intl.supportedValuesOf?.("timeZone") ?? [];

/** The offset of a zone at an instant, in seconds. */
function offsetOf(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(instant);
  const { year, month, day, hour, minute, second } =
    Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  return (Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000) / 1000;
}

/** When a zone's clocks change next, in milliseconds, and by how many seconds; null within a year. */
function nextChange(from, zone) {
  const before = offsetOf(from, zone);
  for (let day = from; day < from + 366 * DAY * 1000; day += DAY * 1000) {
    if (offsetOf(day + DAY * 1000, zone) === before) continue;
    let [low, high] = [day, day + DAY * 1000];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2);
      if (offsetOf(middle, zone) === before) low = middle;
      else high = middle;
    }
    return { at: Math.floor(high / MINUTE / 1000) * MINUTE * 1000, by: offsetOf(high, zone) - before };
  }
  return null;
}

/** Where a clock may be taken: a minute before something that goes wrong easily. */
function jumpsOf({ now, local, timezone }) {
  const from = Date.parse(now);
  const passed = local.slice(11).split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const jumps = [["a minute before midnight", DAY - MINUTE - passed + (passed > DAY - 2 * MINUTE ? DAY : 0)]];
  const change = nextChange(from + 2 * MINUTE * 1000, timezone);
  if (change) {
    const day = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, day: "numeric", month: "short" }).format(change.at);
    jumps.push([`a minute before clocks go ${change.by > 0 ? "forward" : "back"}, ${day}`,
      (change.at - from) / 1000 - MINUTE]);
  }
  return jumps;
}

/** The clock's card. */
export function Clock({ clock, onDone }) {
  const [at, setAt] = useState("");
  const [zone, setZone] = useState("");
  const [seconds, setSeconds] = useState("60");
  if (!clock) return null;
  const step = (label, length) => html`<${Action} key=${label} label=${label} kind="small" method="POST"
    path="/clock/advance" body=${{ seconds: length }} quiet onDone=${onDone} />`;
  return html`<section class="card" aria-labelledby="clock"><h2 id="clock">Clock</h2>
    <p class="clock-face">${clock.frozen && html`<span aria-hidden="true">❄ </span>`}${clock.local}${" "}
      <small class="quiet">${clock.timezone}, ${clock.frozen ? "frozen" : "running"}</small></p>
    <div class="buttons">
      ${clock.frozen
        ? html`<${Action} key="run" label="Let it run" kind="primary" method="PUT" path="/clock" body=${{ now: null }} quiet onDone=${onDone} />`
        : html`<${Action} key="now" label="Freeze now" kind="primary" method="PUT" path="/clock" quiet
            body=${async () => ({ now: (await call("GET", "/clock")).now })} onDone=${onDone} />`}
    </div>
    <${ShownCall} method="PUT" path="/clock" body=${{ now: clock.frozen ? null : clock.now }} />
    <div class="fields">
      <label class="grow">Freeze at, in ${clock.timezone}
        <input type="datetime-local" step="1" value=${at} onInput=${(event) => setAt(event.target.value)} /></label>
      <${Action} label="Freeze" method="PUT" path="/clock" quiet disabled=${!at}
        body=${{ now: at.length === 16 ? `${at}:00` : at }} onDone=${onDone} /></div>
    ${at && html`<${ShownCall} method="PUT" path="/clock" body=${{ now: at }} />`}
    <h3>Step</h3>
    <div class="buttons">${STEPS.map(([label, length]) => step(label, length))}</div>
    <div class="buttons">${jumpsOf(clock).map(([label, length]) => step(`To ${label}`, length))}</div>
    <div class="fields">
      <label>Seconds <input type="number" class="short" value=${seconds}
        onInput=${(event) => setSeconds(event.target.value)} /></label>
      <${Action} label="Step" method="POST" path="/clock/advance" body=${{ seconds: Number(seconds) }} quiet onDone=${onDone} /></div>
    <${ShownCall} method="POST" path="/clock/advance" body=${{ seconds: Number(seconds) }} />
    <h3>Time zone</h3>
    <div class="fields">
      <label class="grow">IANA name <input list="zones" value=${zone} placeholder=${clock.timezone}
        onInput=${(event) => setZone(event.target.value)} /></label>
      <datalist id="zones">${ZONES.map((name) => html`<option value=${name} />`)}</datalist>
      <${Action} label="Move there" method="PUT" path="/clock" disabled=${!zone} body=${{ timezone: zone }} quiet onDone=${onDone} /></div>
    ${zone && html`<${ShownCall} method="PUT" path="/clock" body=${{ timezone: zone }} />`}
  </section>`;
}
