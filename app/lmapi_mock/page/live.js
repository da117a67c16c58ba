// What happens on the server as it happens: GET /__admin/requests/events, read as it comes.
// fetch and not EventSource, which could not send the token.

import { send } from "./api.js";

const listeners = new Set();
let lastId = null;
let isOpen = false;

/** Call `hear(event, data)` for "request", "world", "gap" and "connection"; returns how to stop. */
export function listen(hear) {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

/** Whether the server is heard. */
export const isConnected = () => isOpen;

function tell(event, data) {
  for (const hear of listeners) {
    try {
      hear(event, data);
    } catch (error) {
      reportError(error); // Its own fault, which is said, and no lost connection.
    }
  }
}

function connected(now) {
  if (now === isOpen) return;
  isOpen = now;
  tell("connection", now);
}

function take(block) {
  const field = { event: "message", data: "" };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) field[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  if (field.id) lastId = field.id;
  if (field.data) tell(field.event, JSON.parse(field.data));
}

async function read() {
  const since = lastId === null ? "" : `?since=${lastId}`;
  const answer = await send("GET", `/requests/events${since}`);
  if (!answer.ok) throw new Error(`The events answered ${answer.status}.`);
  connected(true);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    blocks.forEach(take);
  }
}

/** Listen to the server for as long as the page is open. */
export async function follow() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      await read();
      pause = 250;
    } catch {
      // Shown in the header as "not connected"; tried again below.
    }
    connected(false);
    await new Promise((resume) => setTimeout(resume, pause));
  }
}
