// One lead with all that hangs on it.

import { Action, Problem, Title, useCall, useEscape } from "./action.js";
import { go, to } from "./route.js";
import { DataTable } from "./tables.js";
import { html } from "./vendor/preact.js";

const filled = (row) => Object.entries(row).filter(([, value]) => value !== null && value !== "");

function Columns({ row }) {
  return html`<dl class="columns">${filled(row).map(([name, value]) =>
    html`<div><dt>${name}</dt><dd>${String(value)}</dd></div>`)}</dl>`;
}

function Rows({ id, title, table, rows }) {
  return rows.length > 0 && html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>
    <${DataTable} table=${table} label=${title} columns=${Object.keys(rows[0])}
      rows=${rows.map((row) => ({ key: null, row }))} /></section>`;
}

const Requests = ({ ids }) =>
  ids.map((id, place) => html`${place > 0 && ", "}<a href=${to(["requests", id])}>${id}</a>`);

/** The view of one lead. */
export function Lead({ parts: [id] }) {
  const { data, error } = useCall(`/leads/${encodeURIComponent(id)}`);
  useEscape(to(["tables", "vicidial_list"]));
  const back = html`<p><a href=${to(["tables", "vicidial_list"])}>← Leads</a></p>`;
  if (!data) return html`${back}<${Title} of=${id}>Lead ${id}<//><${Problem} error=${error} />`;
  const name = [data.lead.first_name, data.lead.last_name].filter(Boolean).join(" ");
  const nothing = [["alt phones", data.alt_phones.length], ["custom fields", data.custom], ["row in the hopper", data.hopper.length],
    ["callback", data.callbacks.length], ["row in the API's log", data.api_log.length]]
    .filter(([, has]) => !has).map(([what]) => what);
  return html`${back}
    <${Title} of=${id}>Lead ${id}${name && `: ${name}`}<//>
    <p>${data.requests.length > 0 && html`Stored by request <${Requests} ids=${data.requests} />. `}
      ${data.refused.length > 0 && html`Refused as its duplicates: <${Requests} ids=${data.refused} />.`}
      ${data.requests.length + data.refused.length === 0 &&
        html`<span class="quiet">No request in the journal stored it.</span>`}</p>
    <section aria-labelledby="lead"><h2 id="lead">vicidial_list</h2>
      <${Columns} row=${data.lead} />
      <p><a href=${to(["tables", "vicidial_list", id])}>Change it</a></p></section>
    <${Rows} id="alt" title="Alt phones" table="vicidial_list_alt_phones" rows=${data.alt_phones} />
    ${data.custom && html`<section aria-labelledby="custom"><h2 id="custom">Custom fields</h2>
      <p class="quiet"><code>${data.custom.table}</code></p><${Columns} row=${data.custom.row} /></section>`}
    <${Rows} id="hopper" title="Hopper" table="vicidial_hopper" rows=${data.hopper} />
    <${Rows} id="callbacks" title="Callbacks" table="vicidial_callbacks" rows=${data.callbacks} />
    <${Rows} id="log" title="Log of the API" table="vicidial_api_log" rows=${data.api_log} />
    ${nothing.length > 0 && html`<p class="quiet">It has no ${nothing.join(", no ")}.</p>`}
    <${Action} label="Remove this lead" kind="danger" method="DELETE"
      path=${`/tables/vicidial_list/${encodeURIComponent(id)}`}
      confirm=${`Remove lead ${id} from vicidial_list?`}
      onDone=${() => go(to(["tables", "vicidial_list"]))} />`;
}
