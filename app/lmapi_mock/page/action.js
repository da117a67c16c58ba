// What every part is built of: a call shown before it is made, its outcome, errors in words.

import { base, call, hasToken, readContract } from "./api.js";
import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";

/** A text to the clipboard; whether that could be done. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A button that copies what `text()` gives, which may be a promise. */
export function Copy({ text, label = "Copy", describes = "" }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(""), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const click = async () => setSaid((await copy(await text())) ? "Copied" : "Select it and copy");
  return html`<button type="button" class="small" onClick=${click}>
    ${said || label}<span class="unseen"> ${describes}</span>
  </button>`;
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A call of the admin API as a command. */
export function asCurl(method, path, body) {
  const url = quoted(`${location.origin}${base}/__admin${path}`);
  const data = body === undefined ? "" : ` -d ${quoted(JSON.stringify(body))}`;
  const token = hasToken() ? ' -H "Authorization: Bearer $LMAPI_ADMIN_TOKEN"' : "";
  return `curl -X ${method} ${url}${token}${data}`;
}

const KEPT_SHOWN = "lmapi-show-calls";
const wantToKnow = new Set();

/** Whether the reader wants to see the calls that buttons make, which the browser remembers. */
function useCallsShown() {
  const [isShown, setShown] = useState(() => localStorage.getItem(KEPT_SHOWN) === "yes");
  useEffect(() => {
    wantToKnow.add(setShown);
    return () => wantToKnow.delete(setShown);
  }, []);
  return isShown;
}

/** The switch that shows the calls. */
export function ShowCalls() {
  const isShown = useCallsShown();
  const turn = (event) => {
    localStorage.setItem(KEPT_SHOWN, event.target.checked ? "yes" : "no");
    wantToKnow.forEach((tell) => tell(event.target.checked));
  };
  return html`<label class="check"><input type="checkbox" checked=${isShown} onChange=${turn} />Show API calls</label>`;
}

/** The call that an action makes. */
export function CallLine({ method, path, body }) {
  return html`<div class="call">
    <code><b>${method}</b> ${base}/__admin${path}${" "}
      ${body === undefined ? "" : html`<span class="body">${JSON.stringify(body)}</span>`}</code>
    <${Copy} text=${() => asCurl(method, path, body)} label="Copy as curl"
      describes=${`the call ${method} ${path}`} />
  </div>`;
}

/** The same where the reader wants to see such calls. */
export function ShownCall(call) {
  return useCallsShown() ? html`<${CallLine} ...${call} />` : null;
}

/** What the API said when it said no. */
export function Problem({ error }) {
  if (!error) return null;
  return html`<div class="problem" role="alert">
    <p><strong>${error.message}</strong></p>
    ${error.hint && html`<p>${error.hint}</p>`}
  </div>`;
}

/** Say something to whoever cannot see it change. */
export function announce(text) {
  const region = document.getElementById("said");
  if (region) region.textContent = text;
}

/**
 * A button with the call that it makes, which may be shown before and is made when it is pressed.
 *
 * `body` may be a function of what is sent, asked when the button is pressed; `run()` is made in
 * place of the call, where it is more than one. `of` says to whom cannot see it what the button is
 * about. `confirm` is asked first, where it is given. `onDone(result)` hears what came back.
 */
export function Action({ label, of = "", method, path, body, run, onDone, confirm, kind = "", disabled, quiet }) {
  const [error, setError] = useState(null);
  const [state, setState] = useState("");
  const [asks, setAsks] = useState(false);
  const yes = useRef(null);
  const first = useRef(null);
  useEffect(() => {
    if (asks) yes.current?.focus();
  }, [asks]);
  const make = async () => {
    setAsks(false);
    setState("busy");
    setError(null);
    try {
      const result = run ? await run()
        : await call(method, path, typeof body === "function" ? await body() : body);
      announce(`${[label, of].filter(Boolean).join(" ")}: done.`);
      setState("done");
      await onDone?.(result);
    } catch (failure) {
      setError(failure);
      setState("");
    }
  };
  const cancel = () => {
    setAsks(false);
    setTimeout(() => first.current?.focus());
  };
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  };
  const named = html`${label}${of && html`<span class="unseen"> ${of}</span>`}`;
  return html`<div class="action">
    ${asks
      ? html`<div class="confirm" role="group" aria-label="Confirm" onKeyDown=${onKey}>
          <span>${confirm}</span>
          <button type="button" class="danger" ref=${yes} onClick=${make}>${named}</button>
          <button type="button" onClick=${cancel}>Cancel</button>
        </div>`
      : html`<button type="button" class=${kind} ref=${first} disabled=${disabled}
          aria-busy=${state === "busy"}
          onClick=${confirm ? () => setAsks(true) : make}>${named}</button>`}
    ${state === "done" && html`<span class="done">✓ done</span>`}
    ${!quiet && html`<${ShownCall} method=${method} path=${path} body=${body} />`}
    <${Problem} error=${error} />
  </div>`;
}

const RETRY_MS = 1000;

/** What a call gives, with its error, asked again when `wanted` changes or `again()` is called. */
export function useCall(path, wanted = []) {
  const [state, setState] = useState({ data: null, error: null });
  const [times, setTimes] = useState(0);
  // At once, not when the browser has drawn: somebody waits for the answer.
  useLayoutEffect(() => {
    if (path === null) return undefined;
    const control = new AbortController();
    let timer = 0;
    call("GET", path, undefined, { signal: control.signal }).then(
      (data) => setState({ data, error: null, path }),
      (error) => {
        if (error.name === "AbortError") return;
        setState((old) => ({ ...old, error }));
        // What cannot be read while the server is away is read when it is back.
        if (error.code === "unreachable") timer = setTimeout(() => setTimes((n) => n + 1), RETRY_MS);
      },
    );
    return () => {
      control.abort();
      clearTimeout(timer);
    };
  }, [path, times, ...wanted]);
  return { ...state, again: () => setTimes((n) => n + 1) };
}

/** The contract, or why it cannot be read; what the server's absence delayed comes when it is back. */
export function useContract() {
  const [state, setState] = useState({ contract: null, error: null });
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let timer = 0;
    let isWanted = true;
    readContract().then(
      (contract) => isWanted && setState({ contract, error: null }),
      (error) => {
        if (!isWanted) return;
        setState({ contract: null, error });
        if (error.code === "unreachable") timer = setTimeout(() => setTimes((n) => n + 1), RETRY_MS);
      },
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [times]);
  return state;
}

/** A heading that takes the focus when its view is opened. */
export function Title({ children, of }) {
  const heading = useRef(null);
  useEffect(() => {
    if (document.body.dataset.moved) heading.current?.focus();
  }, [of]);
  return html`<h1 tabindex="-1" ref=${heading}>${children}</h1>`;
}

/** Escape goes to another address, unless something nearer has taken it. */
export function useEscape(address) {
  useEffect(() => {
    const onKey = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName)) {
        document.activeElement.blur();
        return;
      }
      location.hash = address;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [address]);
}

/** What scrolls sideways, reached by keyboard; a group, for the section around it is the landmark. */
export const Scrolls = ({ label, children }) =>
  html`<div class="scrolls" role="group" aria-label=${label} tabindex="0">${children}</div>`;
