// The admin API's documentation, made of its OpenAPI document.

import { base, call } from "./api.js";
import { Copy, Problem, Scrolls } from "./action.js";
import { html, render, useEffect, useState } from "./vendor/preact.js";

const nameIn = (schema) => schema?.$ref?.split("/").at(-1);

function typeOf(schema = {}) {
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return [...new Set(several.map(typeOf))].join(" or ");
  if (schema.$ref) return nameIn(schema);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(", ");
  if (schema.type === "array") return `array of ${typeOf(schema.items)}`;
  if (schema.additionalProperties?.constructor === Object && !schema.properties) return `object of ${typeOf(schema.additionalProperties)}`;
  return [schema.type].flat().filter(Boolean).join(" or ") || "any";
}

function named(schema, document) {
  const name = nameIn(schema);
  return name ? document.components.schemas[name] : schema;
}

/** What a schema may be, that is no null. */
const kindsOf = (schema, document) =>
  (schema?.anyOf ?? [schema]).map((one) => named(one, document)).filter((one) => one && one.type !== "null");

const DEEPEST = 4;

/** The values of an object with those inside them, by their path: `delay.milliseconds`. */
function inside(schema, document, place, path = "", depth = 1) {
  return kindsOf(schema, document).flatMap((kind) =>
    Object.entries(kind.properties ?? {}).flatMap(([name, one]) => {
      const own = {
        name: path + name, place, required: kind.required?.includes(name), schema: one,
        description: one.description ?? named(one, document)?.description,
      };
      return depth < DEEPEST ? [own, ...inside(one, document, place, `${path}${name}.`, depth + 1)] : [own];
    }));
}

/** A body as it may be sent: the schema's example, or one made of its parts'. */
function exampleOf(schema, document) {
  const kind = named(schema, document);
  const given = schema.examples?.[0] ?? kind.examples?.[0];
  if (given !== undefined) return given;
  const [first = {}] = kindsOf(kind, document);
  if (first !== kind) return exampleOf(first, document);
  const parts = Object.entries(kind.properties ?? {})
    .map(([name, one]) => [name, exampleOf(one, document)])
    .filter(([, value]) => value !== undefined);
  return parts.length ? Object.fromEntries(parts) : undefined;
}

function Values({ label, rows }) {
  return html`<${Scrolls} label=${label}><table>
    <thead><tr><th scope="col">${label}</th><th scope="col">In</th><th scope="col">Type</th>
      <th scope="col">Meaning</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row"><code>${row.name}</code>${
      row.required && html` <span class="needed">needed</span>`}</th><td>${row.place}</td>
      <td>${typeOf(row.schema)}${row.schema?.default != null &&
        html`, default <code>${JSON.stringify(row.schema.default)}</code>`}</td>
      <td>${row.description}</td></tr>`)}</tbody></table><//>`;
}

function answerOf(operation, api) {
  const [status, answer] = Object.entries(operation.responses).find(([one]) => one[0] === "2") ?? [];
  return inside(answer?.content?.["application/json"]?.schema, api, status, "", DEEPEST);
}

function Example({ path, method, kind, value }) {
  const isForm = kind.includes("form");
  const sent = isForm ? String(new URLSearchParams(value)) : JSON.stringify(value, null, 1);
  const curl = `curl -X ${method.toUpperCase()} '${location.origin}${base}${path}'${
    isForm ? "" : " -H 'content-type: application/json'"} -d '${(isForm ? sent : JSON.stringify(value)).replaceAll("'", "'\\''")}'`;
  return html`<p>Body, <code>${kind}</code>: <${Copy} text=${() => curl} label="Copy as curl"
      describes=${`${method} ${path}`} /></p>
    <pre class="wraps" tabindex="0" aria-label=${`A body of ${method.toUpperCase()} ${path}`}>${sent}</pre>`;
}

function Operation({ path, method, operation, document: api }) {
  const [kind, { schema: body } = {}] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const rows = [
    ...(operation.parameters ?? []).map((one) => ({
      name: one.name, place: one.in, required: one.required, schema: one.schema,
      description: one.description,
    })),
    ...inside(body, api, "body"),
  ];
  const example = body && exampleOf(body, api);
  const description = operation.description ?? "";
  return html`<details class="message"><summary><code><b>${method.toUpperCase()}</b> ${base}${path}</code>
      <span class="quiet">${description.split("\n")[0]}</span></summary>
    <div>
      ${description.split("\n\n").slice(1).map((text) => html`<p>${text}</p>`)}
      ${rows.length > 0 && html`<${Values} label="Parameter" rows=${rows} />`}
      ${answerOf(operation, api).length > 0 &&
        html`<${Values} label="Answer" rows=${answerOf(operation, api)} />`}
      ${body && !rows.some(({ place }) => place === "body") && html`<p>Body: ${typeOf(body)}.</p>`}
      ${example !== undefined && html`<${Example} path=${path} method=${method} kind=${kind} value=${example} />`}
      <p class="quiet">Answers ${Object.entries(operation.responses)
        .map(([status, { description: text }]) => `${status} (${text})`).join(", ")}.
        Errors are <code>${'{"error": {"code", "message", "hint"}}'}</code>.</p>
    </div></details>`;
}

function Docs() {
  const [api, setApi] = useState(null);
  const [error, setError] = useState(null);
  const [search, setSearch] = useState("");
  useEffect(() => {
    call("GET", "/openapi.json").then(setApi, setError);
  }, []);
  const all = Object.entries(api?.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  const found = all.filter(({ path, method, operation }) =>
    `${method} ${path} ${operation.description}`.toLowerCase().includes(search.toLowerCase()));
  const tags = [...new Set(found.map(({ operation }) => operation.tags?.[0] ?? ""))];
  return html`<header class="top"><div class="bar"><a class="brand" href="${base}/__admin">lmapi-mock</a>
      <nav aria-label="Elsewhere"><a href="${base}/__admin">The page</a>
        <a href="${base}/__admin/openapi.json">openapi.json</a></nav></div></header>
    <main><h1>The admin API</h1><${Problem} error=${error} />
      ${api && html`<p>${api.info.description}</p>
        <form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
          <label class="grow">Search <input type="search" value=${search}
            onInput=${(event) => setSearch(event.target.value)} /></label></form>`}
      ${tags.map((tag) => html`<section aria-labelledby="tag-${tag}"><h2 id="tag-${tag}">${tag}</h2>
        ${found.filter(({ operation }) => (operation.tags?.[0] ?? "") === tag).map((one) =>
          html`<${Operation} key=${one.method + one.path} ...${one} document=${api} />`)}</section>`)}
    </main>`;
}

const place = document.getElementById("page");
place.textContent = "";
render(html`<${Docs} />`, place);
