// What this world has already, to be offered where a parameter names it: users, lists, campaigns.

import { call } from "./api.js";
import { useEffect, useState } from "./vendor/preact.js";

/** Tables whose rows parameters name, each with its key and the column that says what a row is. */
const TABLES = {
  vicidial_users: ["user", "full_name"],
  vicidial_lists: ["list_id", "list_name"],
  vicidial_campaigns: ["campaign_id", "campaign_name"],
  vicidial_user_groups: ["user_group", "group_name"],
  vicidial_filter_phone_groups: ["filter_phone_group_id", "filter_phone_group_name"],
  vicidial_inbound_groups: ["group_id", "group_name"],
  vicidial_scripts: ["script_id", "script_name"],
  vicidial_call_times: ["call_time_id", "call_time_name"],
};

const NAMED = {
  user: "vicidial_users",
  user_field: "vicidial_users",
  agent_user: "vicidial_users",
  source_user: "vicidial_users",
  callback_user: "vicidial_users",
  list_id: "vicidial_lists",
  list_id_field: "vicidial_lists",
  entry_list_id: "vicidial_lists",
  custom_fields_copy: "vicidial_lists",
  campaign_id: "vicidial_campaigns",
  agent_user_group: "vicidial_user_groups",
  group: "vicidial_filter_phone_groups",
  group_id: "vicidial_inbound_groups",
  drop_inbound_group: "vicidial_inbound_groups",
  script: "vicidial_scripts",
  local_call_time: "vicidial_call_times",
};

const MOST = 100;

/**
 * What is known for each of these parameters: `{ NAME: { rows: [{ value, label }], isWhole } }`;
 * of a table that is not whole, more rows are there than are offered.
 */
export function useKnown(names) {
  const [tables, setTables] = useState({});
  const wanted = [...new Set(names.map((name) => NAMED[name]).filter(Boolean))];
  useEffect(() => {
    for (const table of wanted.filter((one) => !(one in tables))) {
      const [key, label] = TABLES[table];
      call("GET", `/tables/${table}?limit=${MOST}&sort=${key}`).then(
        ({ rows, next }) => setTables((old) => ({
          ...old,
          [table]: {
            rows: rows.map(({ row }) => ({ value: String(row[key]), label: row[label] ?? "" })),
            isWhole: !next,
          },
        })),
        () => {}, // A form without suggestions is a form still; its own calls say what is wrong.
      );
    }
  }, [wanted.join()]);
  return Object.fromEntries(names
    .filter((name) => tables[NAMED[name]])
    .map((name) => [name, tables[NAMED[name]]]));
}

const LIST_BY_DEFAULT = "999";

/** The custom fields of a list, as rows of vicidial_lists_fields; none for what is no list's number. */
export function useCustomFields(list, isWanted) {
  const [fields, setFields] = useState([]);
  const id = list || LIST_BY_DEFAULT;
  useEffect(() => {
    setFields([]);
    if (!isWanted || !/^\d{1,18}$/.test(id)) return undefined;
    const control = new AbortController();
    const timer = setTimeout(
      () => call("GET", `/lists/${id}/fields`, undefined, { signal: control.signal }).then(
        (found) => setFields(found.fields.map(({ row, type }) => ({ ...row, type }))),
        () => {}, // As above.
      ),
      150,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [id, isWanted]);
  return { list: id, fields };
}
