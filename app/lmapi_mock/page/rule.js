// A fault's rule as a form and as JSON: either is made of the other, and nothing of it is lost.

/** Matchers that the form has a word for; another stands in it as JSON. */
export const MATCHERS = {
  equalTo: "is",
  contains: "contains",
  doesNotContain: "does not contain",
  matches: "matches (RE2, whole)",
  doesNotMatch: "does not match",
  equalToNumber: "is the number",
  absent: "was sent?",
  json: "matcher, JSON",
};

/** What a rule may do, by the keys that say it. */
export const EFFECTS = [["status", "body", "headers"], ["fault"], ["answer"], ["page"], ["sql_failures"]];

const HOW_OFTEN = ["skip", "times", "probability", "seed", "ttl"];

const isPlain = (value) => ["string", "number"].includes(typeof value);

function readMatcher(matcher) {
  if (isPlain(matcher)) return { op: "equalTo", value: String(matcher) };
  const [[op, value] = [], ...more] = Object.entries(matcher ?? {});
  if (!more.length && !Array.isArray(matcher)) {
    if (op === "absent" && typeof value === "boolean") return { op, value: value ? "no" : "yes" };
    if (op in MATCHERS && op !== "json" && isPlain(value)) return { op, value: String(value) };
  }
  return { op: "json", value: JSON.stringify(matcher) };
}

/** JSON where it is, else the text: the server then says what it would have accepted. */
function orText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function makeMatcher({ op, value }) {
  if (op === "equalTo") return value;
  if (op === "json") return orText(value);
  if (op === "absent") return { absent: value !== "yes" };
  return { [op]: value };
}

const asNumber = (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Of what ought to be an object, the object; what is none is left over, for the server to say so. */
function taken(name, given, rest) {
  if (given === undefined || isObject(given)) return given ?? {};
  rest[name] = given;
  return {};
}

/** A rule as the form holds it; what the form has no place for is its `rest`. */
export function readRule(rule) {
  if (!isObject(rule)) throw new TypeError("a rule is an object");
  const { id = "", match: pattern, phase = "before", delay: wait, ...others } = rule;
  const rest = {};
  const match = taken("match", pattern, rest);
  const delay = taken("delay", wait, rest);
  const { params: sent, ...conditions } = match;
  const params = taken("params", sent, rest);
  const rows = [...Object.entries(conditions), ...Object.entries(params)]
    .map(([name, matcher]) => ({ name, ...readMatcher(matcher) }));
  const keys = EFFECTS.find((one) => one.some((key) => key in others)) ?? [];
  const own = [...keys, ...HOW_OFTEN];
  const asText = (value) => (typeof value === "object" ? JSON.stringify(value) : String(value));
  return {
    id, rows, phase,
    kind: keys[0] ?? "",
    values: Object.fromEntries(own.filter((key) => key in others).map((key) => [key, asText(others[key])])),
    delay: Object.fromEntries(Object.entries(delay).map(([key, value]) => [key, asText(value)])),
    rest: { ...rest, ...Object.fromEntries(Object.entries(others).filter(([key]) => !own.includes(key))) },
  };
}

/** The rule that a form holds; `own` are the conditions that are no parameters' (user, path, …). */
export function makeRule({ id, rows, phase, kind, values, delay, rest }, own) {
  const rule = id ? { id } : {};
  const match = {};
  for (const row of rows.filter((one) => one.name && (one.value !== "" || one.op !== "json"))) {
    if (own.includes(row.name)) match[row.name] = makeMatcher(row);
    else (match.params ??= {})[row.name] = makeMatcher(row);
  }
  if (Object.keys(match).length) rule.match = match;
  for (const key of HOW_OFTEN) if (values[key]) rule[key] = asNumber(values[key]);
  if (phase !== "before") rule.phase = phase;
  if (delay.type) {
    rule.delay = Object.fromEntries(Object.entries(delay)
      .map(([key, value]) => [key, key === "type" ? value : asNumber(value)]));
  }
  for (const key of EFFECTS.find(([first]) => first === kind) ?? []) {
    if (!values[key]) continue;
    rule[key] = key === "status" ? asNumber(values[key]) : key === "headers" ? orText(values[key]) : values[key];
  }
  return { ...rule, ...rest };
}

const inWords = ({ name, op, value }) => (op === "json" ? `${name} fits ${value}`
  : op === "absent" ? `${name} was ${value === "yes" ? "" : "not "}sent` : `${name} ${MATCHERS[op].split(" (")[0]} ${value || "nothing"}`);

/** Which requests a rule is for, in words. */
export function whenOf(rule) {
  const { rows } = readRule(rule);
  return [
    rows.length ? rows.map(inWords).join(", ") : "any request",
    rule.skip && `after the first ${rule.skip}`,
    rule.probability < 1 && `${Math.round(rule.probability * 1000) / 10} % of them`,
  ].filter(Boolean).join("; ");
}

function delayOf({ type, milliseconds, lower, upper, median }) {
  if (type === "uniform") return `+ ${lower} to ${upper} ms`;
  return `+ ${type === "lognormal" ? `about ${median}` : milliseconds} ms`;
}

/** What a rule does, in words. */
export function thenOf(rule) {
  const isLate = rule.phase === "after_commit";
  const { status = 200, body } = rule;
  const effect = ["status", "body", "headers"].some((key) => key in rule) ? `HTTP ${status}${body ? ` “${body.slice(0, 60)}”` : ""}`
    : rule.fault ?? (rule.answer && `says ${rule.answer}`) ?? (rule.page && `the page ${rule.page}`) ??
      (rule.sql_failures && `SQL fails as ${rule.sql_failures}`) ??
      (rule.delay ? "then serves" : isLate ? "EMPTY_RESPONSE" : "");
  return [rule.delay && delayOf(rule.delay), isLate && "stores", effect].filter(Boolean).join(", ");
}
