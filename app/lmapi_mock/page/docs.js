// The admin API's documentation, made of its OpenAPI document.

import { base, call } from "./api.js";
import { Problem, Scrolls } from "./action.js";
import { html, render, useEffect, useState } from "./vendor/preact.js";

function typeOf(schema = {}) {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.enum) return schema.enum.join(", ");
  if (schema.type === "array") return `array of ${typeOf(schema.items)}`;
  return [schema.type].flat().filter(Boolean).join(" or ") || "any";
}

function named(schema, document) {
  const name = schema?.$ref?.split("/").at(-1);
  return name ? document.components.schemas[name] : schema;
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
  const schema = named(answer?.content?.["application/json"]?.schema, api);
  return Object.entries(schema?.properties ?? {}).map(([name, one]) => ({
    name, place: status, schema: one, description: one.description ?? named(one, api)?.description,
  }));
}

function Operation({ path, method, operation, document: api }) {
  const body = named(Object.values(operation.requestBody?.content ?? {})[0]?.schema, api);
  const rows = [
    ...(operation.parameters ?? []).map((one) => ({
      name: one.name, place: one.in, required: one.required, schema: one.schema,
      description: one.description,
    })),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => ({
      name, place: "body", required: body.required?.includes(name), schema,
      description: schema.description,
    })),
  ];
  const description = operation.description ?? "";
  return html`<details class="message"><summary><code><b>${method.toUpperCase()}</b> ${base}${path}</code>
      <span class="quiet">${description.split("\n")[0]}</span></summary>
    <div>
      ${description.split("\n\n").slice(1).map((text) => html`<p>${text}</p>`)}
      ${rows.length > 0 && html`<${Values} label="Parameter" rows=${rows} />`}
      ${answerOf(operation, api).length > 0 &&
        html`<${Values} label="Answer" rows=${answerOf(operation, api)} />`}
      ${body && !body.properties && html`<p>Body: JSON, ${typeOf(body)}.</p>`}
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
