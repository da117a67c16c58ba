// An example of the contract, sent with the stage that it needs, in a namespace of its own.

import { call, doorOf, pageOf } from "./api.js";

const DOOR = "/API/lmapi.php";

/** How a message is named: `add_lead.DUPLIST`, or `LOGIN_LOCKED` for one of every function. */
export const nameOf = (message) => [message.function, message.name].filter(Boolean).join(".");

/** The namespace in which an example is tried; the reader's own worlds stay as they are. */
const namespaceFor = (message) =>
  `try-${nameOf(message)}-${Math.random().toString(36).slice(2, 8)}`;

/** Whether an example needs more than the seed. */
export const needsStage = ({ clock, rows, columns, custom_tables: custom, before }) =>
  Boolean(clock || before.length || [rows, columns, custom].some((one) => Object.keys(one).length));

async function setColumns(table, columns, at) {
  let after = "";
  do {
    const page = await call("GET", `/tables/${table}?limit=100${after && `&after=${after}`}`, undefined, { at });
    for (const { key } of page.rows) {
      await call("PATCH", `/tables/${table}/${encodeURIComponent(key)}`, columns, { at });
    }
    after = page.next ? encodeURIComponent(page.next) : "";
  } while (after);
}

async function makeStage({ clock, rows, columns, custom_tables: custom, before }, name) {
  const at = pageOf(name);
  await call("POST", "/reset", undefined, { at });
  if (clock) await call("PUT", "/clock", clock, { at });
  for (const [table, values] of Object.entries(columns)) await setColumns(table, values, at);
  if (Object.keys(rows).length || Object.keys(custom).length) {
    await call("POST", "/state", { tables: rows, custom_tables: custom }, { at });
  }
  for (const sent of before) {
    await fetch(doorOf(name, DOOR), { method: "POST", body: new URLSearchParams(sent) });
  }
}

/** Drop a namespace that an example was tried in. */
export const dropStage = (name) => call("DELETE", `/namespaces/${encodeURIComponent(name)}`);

/** Make what a message's example needs: seed, clock, rows and what came before; the namespace of it. */
export async function setStage(message) {
  const name = namespaceFor(message);
  try {
    await makeStage(message.example, name);
  } catch (error) {
    await dropStage(name).catch(() => {}); // Where it was not made there is none to drop.
    throw error;
  }
  return name;
}
