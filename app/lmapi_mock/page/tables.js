// Tables: searched, sorted and paged by the server; rows added, changed and removed by its API.

import { base, call, withQuery } from "./api.js";
import { Action, Problem, Scrolls, ShowCalls, ShownCall, Title, useCall, useEscape } from "./action.js";
import { useFollowed } from "./following.js";
import { askBeforeLeaving, go, to } from "./route.js";
import { html, useEffect, useLayoutEffect, useState } from "./vendor/preact.js";

const PAGE = 50;
const SEARCH_MS = 250;

/** The tables that a tester looks at first, with the columns that say most, in their order. */
const FIRST = {
  vicidial_list: ["Leads", "lead_id", "list_id", "phone_number", "first_name", "last_name", "status",
    "vendor_lead_code", "state", "postal_code", "gmt_offset_now", "entry_date"],
  vicidial_hopper: ["Hopper"],
  vicidial_callbacks: ["Callbacks"],
  vicidial_dnc: ["DNC"],
  vicidial_campaign_dnc: ["Campaign DNC"],
  vicidial_lists: ["Lists", "list_id", "list_name", "campaign_id", "active"],
  vicidial_campaigns: ["Campaigns", "campaign_id", "campaign_name", "active"],
  vicidial_users: ["Users", "user", "full_name", "user_level", "user_group", "active",
    "modify_leads", "vdc_agent_api_access", "api_list_restrict", "api_allowed_functions"],
};
const MOST_COLUMNS = 10;
const SECRET = /^(pass|pass_hash)$/;

const labelOf = (name) => FIRST[name]?.[0] ?? name;

/** Where a row is shown; a lead has a page of its own. */
export const rowAddress = (table, key) =>
  (table === "vicidial_list" ? to(["leads", key]) : to(["tables", table, key]));

const shownValue = (name, value) => {
  if (value === null) return html`<span class="quiet">NULL</span>`;
  if (SECRET.test(name)) return value === "" ? "" : "••••";
  return String(value);
};

/** Rows of a table, each linked to its own view. */
export function DataTable({ table, rows, columns, label, sort, desc, onSort }) {
  return html`<${Scrolls} label=${label}><table class="data">
    <thead><tr>${columns.map((name) => html`<th scope="col"
      aria-sort=${sort === name ? (desc ? "descending" : "ascending") : null}>${onSort
        ? html`<button type="button" class="sort" onClick=${() => onSort(name)}>${name}${" "}
            <span aria-hidden="true">${sort === name ? (desc ? "▼" : "▲") : "↕"}</span></button>`
        : name}</th>`)}</tr></thead>
    <tbody>${rows.map(({ key, row }) => html`<tr key=${key}>${columns.map((name, place) =>
      html`<td>${place === 0 && key != null
        ? html`<a href=${rowAddress(table, key)}>${shownValue(name, row[name])}</a>`
        : shownValue(name, row[name])}</td>`)}</tr>`)}</tbody>
  </table><//>`;
}

function Picker({ tables, chosen, world }) {
  const known = tables.filter(({ name }) => name in FIRST);
  const order = Object.keys(FIRST);
  known.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const others = tables.filter(({ name }) => !(name in FIRST));
  const link = ({ name, rows }) => html`<li><a href=${to(["tables", name])}
    aria-current=${name === chosen ? "page" : null}>${labelOf(name)}${" "}
    <span class="quiet">${(name === "vicidial_list" && world ? world.leads : rows).toLocaleString("en")}</span></a></li>`;
  return html`<nav aria-label="Tables" class="pick"><ul class="chips">${known.map(link)}</ul>
    <details open=${others.some(({ name }) => name === chosen)}><summary>Other tables</summary>
      <ul class="chips">${others.map(link)}</ul></details></nav>`;
}

function Browse({ table, query }) {
  const [page, setPage] = useState(null);
  const [error, setError] = useState(null);
  const [before, setBefore] = useState([]);
  const [everything, setEverything] = useState(false);
  const [times, setTimes] = useState(0);
  const { sort = "", desc = "", after = "", q = "" } = query;
  const where = Object.fromEntries(Object.entries(query).filter(([name]) => name.startsWith("where.")));
  const path = withQuery(`/tables/${table.name}`, { q, sort, desc, after, limit: PAGE, ...where });
  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(
      () => call("GET", path, undefined, { signal: control.signal }).then(
        (found) => (setPage({ ...found, path }), setError(null)),
        (failure) => failure.name !== "AbortError" && setError(failure),
      ),
      page ? SEARCH_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [path, times]);

  const { ahead, more } = useFollowed(path, page?.path === path ? page : null, (found) => setPage({ ...found, path }));

  const change = (values) => {
    setBefore([]);
    go(to(["tables", table.name], { ...query, after: "", ...values }), { quietly: true });
  };
  const turn = (cursor) => go(to(["tables", table.name], { ...query, after: cursor }));
  const next = () => {
    setBefore([...before, after]);
    turn(page.next);
  };
  const previous = () => {
    setBefore(before.slice(0, -1));
    turn(before.at(-1) ?? "");
  };
  const all = table.columns.map(({ name }) => name);
  const chosen = (FIRST[table.name] ?? []).slice(1).filter((name) => all.includes(name));
  const columns = everything ? all : chosen.length ? chosen : all.slice(0, MOST_COLUMNS);
  const onSort = (name) =>
    change({ sort: name, desc: sort === name && desc !== "true" ? "true" : "" });
  const total = page && `${page.more ? "more than " : ""}${page.total.toLocaleString("en")}`;
  return html`
    <form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
      <label class="grow">Search ${labelOf(table.name)}
        <input type="search" value=${q} onInput=${(event) => change({ q: event.target.value })} /></label>
      ${columns.length < all.length || everything ? html`<label class="check"><input type="checkbox"
        checked=${everything} onChange=${(event) => setEverything(event.target.checked)} />
        All ${all.length} columns</label>` : ""}
      <button type="button" onClick=${() => setTimes(times + 1)}>Refresh</button>
      ${table.editable && html`<a href=${to(["tables", table.name, "new"])} class="button">Add a row</a>`}
      <${ShowCalls} />
    </form>
    <${ShownCall} method="GET" path=${path} />
    <${Problem} error=${error} />
    ${page && html`
      <p role="status" class="quiet">${total} row${page.total === 1 ? "" : "s"}${q && " found"}${
        page.note && `; ${page.note}`}</p>
      ${ahead && html`<p class="fresh"><button type="button" class="primary" onClick=${() => setPage({ ...ahead, path })}>${
        more ? `${more} new row${more === 1 ? "" : "s"}: show` : "Other rows now: show"}</button></p>`}
      ${page.rows.length > 0 && html`<${DataTable} table=${table.name} rows=${page.rows} columns=${columns}
        label=${labelOf(table.name)} sort=${sort} desc=${desc === "true"} onSort=${onSort} />`}
      <div class="buttons">
        <button type="button" disabled=${!after} onClick=${previous}>← Previous</button>
        <button type="button" disabled=${!page.next} onClick=${next}>Next →</button></div>`}`;
}

function Input({ column, value, change, isNew, isWanted }) {
  const id = `c-${column.name}`;
  const onInput = (event) => change(column.name, event.target.value);
  const isSecret = SECRET.test(column.name);
  const shown = value === null || value === undefined ? "" : String(value);
  const hint = [column.type, column.nullable && "may be NULL",
    isNew && column.default !== null && column.default !== "" && `default ${column.default}`]
    .filter(Boolean).join(", ");
  const given = { id, onInput, "aria-describedby": `${id}-h` };
  const choices = column.choices && [...new Set([...(isNew ? [""] : []), ...column.choices, shown])];
  return html`<div class=${`param ${isWanted ? "wanted" : ""}`}><label for=${id}>${column.name}</label>
    ${choices
      ? html`<select ...${given} value=${shown}>${choices.map((one) =>
          html`<option value=${one}>${one || (isNew ? "(default)" : "(empty)")}</option>`)}</select>`
      : html`<input ...${given} type=${isSecret ? "password" : "text"} autocomplete="off"
          value=${shown} placeholder=${value === null ? "NULL" : ""} />`}
    <p class="hint" id="${id}-h">${hint}</p></div>`;
}

function RowForm({ table, row, onChange, changes, isNew, wanted = [] }) {
  useEffect(() => {
    const first = wanted.length && document.getElementById(`c-${wanted[0]}`);
    first?.scrollIntoView?.({ block: "center" });
    first?.focus?.();
  }, []);
  return html`<form class="columns-form" onSubmit=${(event) => event.preventDefault()}>
    ${table.columns.map((column) => html`<${Input} key=${column.name} column=${column} isNew=${isNew} isWanted=${wanted.includes(column.name)}
      value=${column.name in changes ? changes[column.name]
        : row && !SECRET.test(column.name) ? row[column.name] : undefined}
      change=${onChange} />`)}</form>`;
}

const hidden = (changes) => Object.fromEntries(
  Object.entries(changes).map(([name, value]) => [name, SECRET.test(name) ? "••••" : value]),
);

/** What was typed into a row's form: it survives a reload, but for passwords, and is left knowingly. */
function useDraft(table, id, given = {}) {
  const place = `lmapi-row ${base} ${table.name}/${id}`;
  const [changes, setChanges] = useState(() => JSON.parse(sessionStorage.getItem(place) ?? JSON.stringify(given)));
  const onChange = (name, value) => setChanges((old) => ({ ...old, [name]: value }));
  const forget = () => {
    sessionStorage.removeItem(place);
    askBeforeLeaving(null);
    setChanges({});
  };
  const useUnsaved = (unsaved) => {
    const isUnsaved = Object.keys(unsaved).length > 0;
    // With the drawing, not after it: who sees a draft may leave it at once.
    useLayoutEffect(() => {
      if (!isUnsaved) return undefined;
      const open = Object.entries(unsaved).filter(([name]) => !SECRET.test(name));
      sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(open)));
      askBeforeLeaving({
        question: `What you changed in ${labelOf(table.name)} ${id} is not saved. Leave, and lose it?`,
        forget,
      });
      return () => {
        sessionStorage.removeItem(place);
        askBeforeLeaving(null);
      };
    }, [JSON.stringify(unsaved)]);
  };
  return { changes, onChange, forget, useUnsaved };
}

function NewRow({ table, onWritten, query }) {
  const { changes, onChange, forget, useUnsaved } = useDraft(table, "new", query);
  const sent = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== ""));
  // What a link has filled in is nobody's work.
  useUnsaved(Object.fromEntries(Object.entries(sent).filter(([name, value]) => value !== query[name])));
  const path = `/tables/${table.name}`;
  return html`<${Title} of="new">New row of ${labelOf(table.name)}<//>
    <p>What is left empty gets its default${table.generated && html`; <code>${table.generated}</code> is numbered by the database`}.</p>
    <${RowForm} table=${table} changes=${changes} onChange=${onChange} isNew />
    <${Action} label="Add" kind="primary" method="POST" path=${path} body=${sent} quiet
      onDone=${({ rows }) => (forget(), onWritten(), go(rowAddress(table.name, rows[0].key)))} />
    <${ShownCall} method="POST" path=${path} body=${hidden(sent)} />`;
}

function Fields({ list }) {
  const path = `/lists/${encodeURIComponent(list)}/fields`;
  const { data, error, again } = useCall(path);
  const [label, setLabel] = useState("");
  const [type, setType] = useState("varchar(255)");
  if (!data) return html`<${Problem} error=${error} />`;
  return html`<section class="card" aria-labelledby="fields"><h2 id="fields">Custom fields</h2>
    ${data.fields.length === 0 && html`<p>This list has none.</p>`}
    <ul class="plain">${data.fields.map(({ key, row, type: kind }) => html`<li key=${key}>
      <code>${row.field_label}</code> <span class="quiet">${row.field_type} ${kind}</span>
      <${Action} label=${`Remove ${row.field_label}`} kind="danger small" method="DELETE"
        path=${`${path}/${encodeURIComponent(row.field_label)}`} onDone=${again}
        confirm="Its column and all that is in it go." /></li>`)}</ul>
    <h3>Another</h3>
    <div class="fields">
      <label>Label <input value=${label} onInput=${(event) => setLabel(event.target.value)} /></label>
      <label>Column type <input value=${type} onInput=${(event) => setType(event.target.value)} /></label>
    </div>
    <${Action} label="Add the field" method="POST" path=${path} disabled=${!label}
      body=${{ field_label: label, field_type: "TEXT", type }}
      onDone=${() => (setLabel(""), again())} />
  </section>`;
}

function OneRow({ table, id, onWritten, query }) {
  const path = `/tables/${table.name}/${encodeURIComponent(id)}`;
  const { data, error, again } = useCall(path);
  const { changes, onChange, forget, useUnsaved } = useDraft(table, id);
  useEscape(to(["tables", table.name]));
  const changed = Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => value !== String(data?.row[name] ?? "")),
  );
  useUnsaved(changed);
  const written = (result) => {
    forget();
    onWritten();
    if (result?.key && result.key !== id) go(to(["tables", table.name, result.key]));
    else again();
  };
  return html`<${Title} of=${id}>${labelOf(table.name)}, row ${id}<//>
    <${Problem} error=${error} />
    ${data && html`
      <${RowForm} table=${table} row=${data.row} changes=${changes} onChange=${onChange}
        wanted=${query.at ? query.at.split(",") : []} />
      ${table.editable && html`
        <${Action} label="Save" kind="primary" method="PATCH" path=${path} body=${changed} quiet
          disabled=${Object.keys(changed).length === 0} onDone=${written} />
        <${ShownCall} method="PATCH" path=${path} body=${hidden(changed)} />
        <${Action} label="Remove this row" kind="danger" method="DELETE" path=${path}
          confirm=${`Remove ${id} from ${table.name}?`}
          onDone=${() => (forget(), onWritten(), go(to(["tables", table.name])))} />`}
      ${table.name === "vicidial_lists" && html`<${Fields} list=${data.row.list_id} />`}`}`;
}

/** The tables, one of them, or one row. */
export function Tables({ parts, query, world }) {
  const { data, error, again } = useCall("/tables");
  const [name = "vicidial_list", id] = parts;
  const table = data?.tables.find((one) => one.name === name);
  if (!data) return html`<${Title}>Tables<//><${Problem} error=${error} />`;
  if (!table) {
    return html`<${Title}>Tables<//><${Picker} tables=${data.tables} chosen=${name} world=${world} />
      <${Problem} error=${{ message: `There is no table ${name}.` }} />`;
  }
  if (id) {
    const View = id === "new" ? NewRow : OneRow;
    return html`<p><a href=${to(["tables", name])}>← ${labelOf(name)}</a></p>
      <${View} key=${`${name}/${id}`} table=${table} id=${id} onWritten=${again} query=${query} />`;
  }
  return html`<${Title} of=${name}>${labelOf(name)}<//>
    <${Picker} tables=${data.tables} chosen=${name} world=${world} />
    <${Browse} key=${name} table=${table} query=${query} />`;
}
