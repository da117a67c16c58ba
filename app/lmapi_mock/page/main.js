// The page: which part is shown, what the header knows, and the question for the token.

import { call, giveToken, onTokenNeeded } from "./api.js";
import { Problem } from "./action.js";
import { watchForErrors } from "./broken.js";
import { Header, PARTS } from "./header.js";
import { Guarded, isPart, Later } from "./later.js";
import { follow, isConnected, listen } from "./live.js";
import { useRoute } from "./route.js";
import { Requests } from "./requests.js";
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";

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

function View({ route, world }) {
  const [part = "requests", ...rest] = route.parts;
  if (part === "requests") return html`<${Requests} id=${rest[0]} query=${route.query} world=${world} />`;
  if (isPart(part)) {
    return html`<${Later} name=${part} parts=${rest} query=${route.query} world=${world} />`;
  }
  return html`<h1 tabindex="-1">There is no such view</h1>
    <p><a href="#/requests">The requests</a> are a good place to go on.</p>`;
}

function Page() {
  const route = useRoute();
  const [world, setWorld] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [connected, setConnected] = useState(isConnected());
  const [asked, setAsked] = useState(null);
  const part = route.parts[0] ?? "requests";

  const take = (told) => {
    setTrouble(told.error ? { message: told.error, hint: "What the header says is from before." } : null);
    if (!told.error) setWorld(told);
  };

  useEffect(() => {
    onTokenNeeded((wasRefused) => setAsked({ wasRefused, at: Date.now() }));
    const stop = listen((event, data) => {
      // Told anew when requests come, which may have stored leads.
      if (event === "world") take(data);
      if (event === "connection") setConnected(data);
    });
    follow();
    return stop;
  }, []);
  useEffect(() => {
    // A running clock moves on without anybody saying so.
    const look = () => {
      if (document.hidden) return;
      // Where the server does not answer at all, the header says "not connected" already.
      call("GET", "/world").then(take, (error) => error.code !== "unreachable" && setTrouble(error));
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
    <main id="content" tabindex="-1">${trouble && html`<div class="trouble"><${Problem} error=${trouble} /></div>`}<${Guarded} key=${part === "requests" ? part : route.parts.join("/")}><${View} route=${route} world=${world} /><//></main>
    <p id="said" class="unseen" role="status" aria-live="polite"></p>
    ${asked && html`<${AskToken} key=${asked.at} wasRefused=${asked.wasRefused}
      onGiven=${() => setAsked(null)} />`}`;
}

const place = document.getElementById("page");
watchForErrors();
place.textContent = "";
render(html`<${Page} />`, place);
