import { isPlainObject } from "../../files/plain-shape.ts";

/** What an error body says, in whichever shape. Empty strings where it says nothing. */
export interface ErrorBody {
  readonly message: string;
  /** `type`, `code` and their like at every depth, lower case, in one string to search in. */
  readonly codes: string;
  /** A 4xx or 5xx number in the body itself, for errors inside a 200 or a stream; null when absent. */
  readonly status: number | null;
  /** llama-server's counts on an overflow; null when absent. */
  readonly promptTokens: number | null;
  readonly contextTokens: number | null;
  /** Request fields that it points at: OpenAI's `param`, the last step of FastAPI's `loc`, wherever they are wrapped. */
  readonly parameters: readonly string[];
}

/** Reads an error body of any shape seen: JSON however it is wrapped, an HTML page, plain text, nothing. */
export function readErrorBody(body: string): ErrorBody {
  const json = parsedValue(body);
  // Google's compatible API puts the error into a list of one.
  if (!isPlainObject(json) && !Array.isArray(json)) return { ...nothing, message: plainText(body) };
  const found = startFindings();
  collect(json, found, 0);
  const messages = [...new Set(found.messages)];
  return {
    message: messages.length > 0 ? messages.join("; ") : Object.keys(json).length > 0 ? body : "",
    codes: found.codes.join(" ").toLowerCase(),
    status: found.statuses[0] ?? null,
    promptTokens: found.promptTokens,
    contextTokens: found.contextTokens,
    parameters: [...new Set(found.parameters)],
  };
}

/** Whether a JSON value that came with a good status is an error all the same. */
export function isErrorBody(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { error, object, choices } = value;
  if (error !== null && error !== undefined && error !== "") return true;
  if (object === "error") return true;
  if (choices !== null && choices !== undefined) return false;
  const found = startFindings();
  collect(value, found, 0);
  return found.messages.length > 0;
}

/** Where servers and gateways put words for people, and wrap one another's errors. */
const messageKeys = new Set([
  ..."message msg error detail details errors error_message error_msg errormessage err_msg status_msg".split(" "),
  ..."error_description description reason reasons raw body cause base_resp metadata innererror response".split(" "),
]);
const codeKeys = new Set(["type", "code", "error_code", "errorcode", "error_type", "status", "status_code", "reason"]);
const parameterKeys = new Set(["param", "params", "parameter", "field", "fields", "property", "argument", "loc"]);

interface Findings {
  readonly messages: string[];
  readonly codes: string[];
  readonly statuses: number[];
  readonly parameters: string[];
  promptTokens: number | null;
  contextTokens: number | null;
  /** Values that may still be looked at. */
  left: number;
}

const startFindings = (): Findings => ({
  messages: [],
  codes: [],
  statuses: [],
  parameters: [],
  promptTokens: null,
  contextTokens: null,
  left: 400,
});

const deepest = 8;

/** Everything that an error says, the outer words first. */
function collect(value: unknown, found: Findings, depth: number): void {
  found.left -= 1;
  if (depth > deepest || found.left < 0) return;
  if (Array.isArray(value)) {
    for (const one of value.slice(0, 50)) collect(one, found, depth + 1);
  } else if (typeof value === "string") {
    collectText(value, found, depth);
  } else if (isPlainObject(value)) {
    collectObject(value, found, depth);
  }
}

/** Words, or another error as JSON. */
function collectText(text: string, found: Findings, depth: number): void {
  const inner = /^\s{0,8}[{[]/u.test(text) ? parsedValue(text) : undefined;
  if (typeof inner === "object" && inner !== null) collect(inner, found, depth + 1);
  else if (text.trim() !== "") found.messages.push(text);
}

function collectObject(object: object, found: Findings, depth: number): void {
  const entries: [string, unknown][] = Object.entries(object).slice(0, 50);
  for (const [key, one] of entries) collectField(key.toLowerCase(), one, found);
  const words = entries
    .filter(([key, one]) => messageKeys.has(key.toLowerCase()) && one !== null)
    .map(([, one]) => one);
  // An object's own words come before those of what it wraps.
  for (const one of words.filter((word) => typeof word === "string")) collect(one, found, depth + 1);
  for (const one of words.filter((word) => typeof word !== "string")) collect(one, found, depth + 1);
}

function collectField(key: string, value: unknown, found: Findings): void {
  if (key === "n_prompt_tokens" && typeof value === "number") found.promptTokens ??= value;
  if (key === "n_ctx" && typeof value === "number") found.contextTokens ??= value;
  // OpenRouter shows what its moderation took offence at.
  if (key === "flagged_input") found.codes.push(key);
  if (codeKeys.has(key) && (typeof value === "string" || typeof value === "number")) {
    found.codes.push(String(value).slice(0, 200));
    const status = Number(value);
    if (Number.isInteger(status) && status >= 400 && status < 600) found.statuses.push(status);
  }
  if (!parameterKeys.has(key)) return;
  const steps = Array.isArray(value) ? value : [value];
  const names = steps.filter((step): step is string => typeof step === "string" && step !== "");
  const last = key === "loc" ? names.slice(-1) : names;
  found.parameters.push(...last);
}

const nothing: ErrorBody = {
  message: "",
  codes: "",
  status: null,
  promptTokens: null,
  contextTokens: null,
  parameters: [],
};

function parsedValue(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A page's title, or its text without tags; of the beginning, which is as much as anybody is shown. */
function plainText(body: string): string {
  const page = body.slice(0, 20_000).trimStart();
  if (!page.startsWith("<")) return body;
  const title = between(page, "<title", "</title>")
    ?.replace(/^[^>]{0,200}>/u, "")
    .trim();
  return `an HTML page instead of JSON: ${title || wordsOf(page)}`;
}

/** The text between two tags, the first with its attributes; null when there is none. Linear in the page. */
function between(page: string, open: string, close: string): string | null {
  const low = page.toLowerCase();
  const start = low.indexOf(open);
  const end = start === -1 ? -1 : low.indexOf(close, start);
  return end === -1 ? null : page.slice(start + open.length, end);
}

/** What a page shows, without tags, scripts and styles. Goes over it once. */
function wordsOf(page: string): string {
  const low = page.toLowerCase();
  let words = "";
  let at = 0;
  while (at < page.length) {
    const tag = page.indexOf("<", at);
    if (tag === -1) return words + page.slice(at);
    words += `${page.slice(at, tag)} `;
    const hidden = ["script", "style"].find((name) => low.startsWith(name, tag + 1));
    const end = hidden === undefined ? page.indexOf(">", tag) : low.indexOf(`</${hidden}>`, tag);
    if (end === -1) return words;
    at = hidden === undefined ? end + 1 : end + hidden.length + 3;
  }
  return words;
}
