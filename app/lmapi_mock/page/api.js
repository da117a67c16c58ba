// Calls of the admin API: the page does nothing that these do not.

const [, mount, named] =
  /^(.*?)(?:\/ns\/([^/]+))?\/__admin(?:\/|$)/.exec(location.pathname) ?? ["", "", undefined];

/** The namespace that the page is of, empty for the server's own world. */
export const namespace = named ? decodeURIComponent(named) : "";

/** What every path of this namespace begins with, and of the place where all this is mounted. */
export const base = named ? `${mount}/ns/${named}` : mount;

/** Where the page of a namespace is; of the server's own world where it has no name. */
export const pageOf = (name) => doorOf(name, "/__admin");

/** Where a path of a namespace is; of the server's own world where it has no name. */
export const doorOf = (name, path) =>
  `${mount}${name ? `/ns/${encodeURIComponent(name)}` : ""}${path}`;

/** What the API said when it said no. */
export class ApiError extends Error {
  constructor(status, { code = "", message = "", hint = "" }) {
    super(message || `The server answered ${status}.`);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

const KEPT_TOKEN = "lmapi-admin-token";
let tokenAsked = null;
let askForToken = () => {};

/** Say who asks the reader for the token: a function, called with whether one was refused. */
export function onTokenNeeded(ask) {
  askForToken = ask;
  if (tokenAsked) ask(tokenAsked.wasRefused); // A call was refused before anybody could ask.
}

/** Whether the reader has given a token. */
export const hasToken = () => sessionStorage.getItem(KEPT_TOKEN) !== null;

/** The reader's token; every call that waited for it is made again. */
export function giveToken(token) {
  sessionStorage.setItem(KEPT_TOKEN, token);
  tokenAsked?.give();
  tokenAsked = null;
}

function waitForToken(wasRefused) {
  if (!tokenAsked) {
    tokenAsked = { wasRefused };
    tokenAsked.given = new Promise((give) => (tokenAsked.give = give));
    askForToken(wasRefused);
  }
  return tokenAsked.given;
}

/**
 * A fetch of an admin path with the token; asks for one as often as the server wants another.
 *
 * `at` is where the admin API is, of another namespace than the page's.
 */
export async function send(method, path, { body, signal, at = `${base}/__admin` } = {}) {
  for (;;) {
    const token = sessionStorage.getItem(KEPT_TOKEN);
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer;
    try {
      answer = await fetch(`${at}${path}`, {
        method,
        headers,
        signal,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(0, {
        code: "unreachable",
        message: "The server does not answer.",
        hint: "Is it still running? The page goes on by itself when it is back.",
      });
    }
    if (answer.status !== 401) return answer;
    // Where another was given meanwhile, this says nothing of that one.
    if (sessionStorage.getItem(KEPT_TOKEN) !== token) continue;
    await waitForToken(Boolean(token));
  }
}

/** Make a call; its JSON, or its text where it is none, or null for no content. */
export async function call(method, path, body, { signal, at } = {}) {
  const answer = await send(method, path, { body, signal, at });
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") || "").includes("json");
  const content = isJson && text ? JSON.parse(text) : text || null;
  if (!answer.ok) throw new ApiError(answer.status, (isJson && content?.error) || {});
  return content;
}

let contract = null;

/** The contract, read once. */
export function readContract() {
  contract ??= call("GET", "/contract").catch((error) => {
    contract = null;
    throw error;
  });
  return contract;
}

/** A path with a query of those values that are something. */
export function withQuery(path, values) {
  const query = new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== "" && value != null),
  );
  return query.size ? `${path}?${query}` : path;
}
