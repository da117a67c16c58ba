// What would let a refused request pass, as things to press: sent otherwise, or changed where it lies.

import { withQuery } from "./api.js";
import { useCall } from "./action.js";
import { to } from "./route.js";
import { html } from "./vendor/preact.js";

const MOST_COLUMNS = 4;

/** What a row of a table is called where it is named by its key. */
const CALLED = {
  vicidial_list: "lead", vicidial_users: "user", vicidial_user_groups: "group", vicidial_lists: "list",
  vicidial_campaigns: "campaign",
};

/** Where a request is edited: Try it, filled in, at a field; the journal has no password, the form its own. */
export function editAddress({ pass: _, ...sent }, name) {
  return name ? to(["try", "at", name], sent) : to(["try"], sent);
}

function Edited({ mend: { parameter: name, value }, params }) {
  const { [name]: was, ...others } = params;
  const changed = value === null ? params : value === "" ? others : { ...others, [name]: value };
  const said = value === null ? `another ${name}` : value === "" ? `no ${name}` : `${name}=${value}`;
  return html`<a class="button small" href=${editAddress(changed, name)}><span class="unseen">Edit and resend with </span>${said}</a>`;
}

/** A row that is to be changed, found by what its column holds; where there is none, it may be added. */
function Lies({ mend: { table, column, holds, of_user: user, columns } }) {
  const owner = useCall(user && withQuery("/tables/vicidial_users", { "where.user": user, limit: 1 }));
  const value = user ? owner.data?.rows[0]?.row.user_group : holds;
  const isOnly = column === null && columns.length > 0; // As of the settings, which are one row.
  const path = isOnly || (value && column)
    ? withQuery(`/tables/${table}`, { limit: 1, ...(isOnly ? {} : { [`where.${column}`]: value }) }) : null;
  const { data, error } = useCall(path);
  if ((user && !owner.data && !owner.error) || (path && !data && !error)) return null;
  const key = data?.rows[0]?.key;
  const what = [...columns.slice(0, MOST_COLUMNS), columns.length > MOST_COLUMNS && "…"].filter(Boolean).join(", ");
  if (key) {
    const address = table === "vicidial_list" ? to(["leads", key]) : to(["tables", table, key], { at: columns.join(",") });
    return html`<a class="button small" href=${address}><span class="unseen">Change </span>${
      CALLED[table] ?? table}${value && ` ${value}`}${what && `: ${what}`}</a>`;
  }
  return value
    ? html`<a class="button small" href=${to(["tables", table, "new"], { [column]: value })}><span class="unseen">Add </span>${
      CALLED[table] ?? table} ${value}, which is to be added</a>`
    : html`<a class="button small" href=${to(["tables", table])}><span class="unseen">Look at </span>${table}</a>`;
}

/** The ways out of a refusal, each led to. */
export function Mends({ mends, params }) {
  const sent = mends.filter((one) => one.parameter);
  const rows = mends.filter((one) => one.table);
  return html`${sent.length > 0 && html`<p class="mends"><b aria-hidden="true">Edit and resend with</b> ${sent.map((one) =>
      html`<${Edited} mend=${one} params=${params} /> `)}</p>`}
    ${rows.length > 0 && html`<p class="mends"><b aria-hidden="true">Or change</b> ${rows.map((one) => html`<${Lies} mend=${one} /> `)}</p>`}`;
}
