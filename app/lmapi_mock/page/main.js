// The page: which part is shown, what the header knows, and the question for the token.

import { call, giveToken, onTokenNeeded } from "./api.js";
import { watchForErrors } from "./broken.js";
import { Header, PARTS } from "./header.js";
import { follow, isConnected, listen } from "./live.js";
import { useRoute } from "./route.js";
import { Requests } from "./requests.js";
import { html, render, useEffect, useErrorBoundary, useRef, useState } from "./vendor/preact.js";

// What is not shown first is loaded when it is asked for.
const LATER = {
  request: ["request.js", "OneRequest"],
  findings: ["findings.js", "Findings"],
  tables: ["tables.js", "Tables"],
  leads: ["lead.js", "Lead"],
  try: ["try.js", "TryIt"],
  stage: ["stage.js", "Stage"],
  contract: ["contract.js", "Contract"],
};

async function load(name, times) {
  const [file, View] = LATER[name];
  // A browser asks once only for an address that failed.
  return (await import(`./${file}${times ? `#${times}` : ""}`))[View];
}

function Later({ name, ...given }) {
  const [shown, setShown] = useState({});
  const [times, setTimes] = useState(0);
  useEffect(() => {
    let isWanted = true;
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

function AskToken({ wasRefused, onGiven }) {
  const dialog = useRef(null);
  const [token, setToken] = useState("");
  useEffect(() => {
    if (!dialog.current.open) dialog.current.showModal();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    onGiven();
    giveToken(token.trim());
  };
  return html`<dialog ref=${dialog} aria-labelledby="token-title"
    onCancel=${(event) => event.preventDefault()} onClose=${() => dialog.current?.showModal()}>
    <form onSubmit=${submit}>
      <h2 id="token-title">This server wants its token</h2>
      <p>It was started with <code>--admin-token</code> or <code>LMAPI_ADMIN_TOKEN</code>.
        The token is kept until this tab is closed.</p>
      ${wasRefused && html`<p class="problem" role="alert">That was not the token.</p>`}
      <label>Token
        <input type="password" autocomplete="off" required autofocus value=${token}
          onInput=${(event) => setToken(event.target.value)} /></label>
      <p><button class="primary">Open the page</button></p>
    </form>
  </dialog>`;
}

/** What is inside, or that it broke: the header goes on, and another part may be whole. */
function Guarded({ children }) {
  const [error] = useErrorBoundary();
  if (!error) return children;
  return html`<h1 tabindex="-1">This part of the page broke</h1>
    <div class="problem" role="alert"><p><strong>${error.message}</strong></p>
      <p>The server goes on. <button type="button" onClick=${() => location.reload()}>Reload</button></p></div>`;
}

function View({ route, world }) {
  const [part = "requests", ...rest] = route.parts;
  if (part === "requests" && !rest.length) return html`<${Requests} query=${route.query} world=${world} />`;
  if (part === "requests") return html`<${Later} name="request" id=${rest[0]} world=${world} />`;
  if (part in LATER) {
    return html`<${Later} name=${part} parts=${rest} query=${route.query} world=${world} />`;
  }
  return html`<h1 tabindex="-1">There is no such view</h1>
    <p><a href="#/requests">The requests</a> are a good place to go on.</p>`;
}

function Page() {
  const route = useRoute();
  const [world, setWorld] = useState(null);
  const [connected, setConnected] = useState(isConnected());
  const [asked, setAsked] = useState(null);
  const part = route.parts[0] ?? "requests";

  useEffect(() => {
    onTokenNeeded((wasRefused) => setAsked({ wasRefused, at: Date.now() }));
    const stop = listen((event, data) => {
      // Told anew when requests come, which may have stored leads; an error is shown elsewhere.
      if (event === "world" && !data.error) setWorld(data);
      if (event === "connection") setConnected(data);
    });
    follow();
    return stop;
  }, []);
  useEffect(() => {
    // A running clock moves on without anybody saying so.
    const look = () => {
      if (document.hidden) return;
      call("GET", "/world").then(setWorld, () => {}); // The header says "not connected" already.
    };
    const timer = setInterval(look, 5000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    const label = PARTS.find(([name]) => name === part)?.[1] ?? "";
    document.title = [route.parts.slice(1).join(" "), label, "lmapi-mock"]
      .filter(Boolean)
      .join(" · ");
  }, [location.hash]);
  useEffect(() => {
    const moved = () => (document.body.dataset.moved = "yes");
    addEventListener("hashchange", moved, { once: true });
    return () => removeEventListener("hashchange", moved);
  }, []);

  const shownPart = part === "leads" ? "tables" : part;
  return html`
    <${Header} part=${shownPart} world=${world} connected=${connected} />
    <main id="content" tabindex="-1"><${Guarded} key=${route.parts.join("/")}><${View} route=${route} world=${world} /><//></main>
    <p id="said" class="unseen" role="status" aria-live="polite"></p>
    ${asked && html`<${AskToken} key=${asked.at} wasRefused=${asked.wasRefused}
      onGiven=${() => setAsked(null)} />`}`;
}

const place = document.getElementById("page");
watchForErrors();
place.textContent = "";
render(html`<${Page} />`, place);
