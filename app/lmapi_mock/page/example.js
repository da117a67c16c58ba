// The stage that an example of the contract needs, set in a namespace of its own.

import { call, doorOf, pageOf } from "./api.js";

const DOOR = "/API/lmapi.php";

/** The namespace in which a message's example is tried; the reader's own worlds stay as they are. */
export const namespaceOf = (message) =>
  `try-${[message.function, message.name].filter(Boolean).join(".")}`;

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

/** Make the message's namespace what its example needs: seed, clock, rows and what came before. */
export async function setStage(message) {
  const { clock, rows, columns, custom_tables: custom, before } = message.example;
  const name = namespaceOf(message);
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
  return name;
}
