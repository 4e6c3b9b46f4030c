import { z } from "zod";
import { didYouMean } from "./nearest.ts";

/** One thing wrong with a parsed file. `path` leads to the value; `text` says what was expected and what was found. */
export interface ShapeProblem {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

export type CheckedShape<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

/** Checks unknown data against a schema and words every problem in our own way, with the nearest name for unknown keys. */
export function checkShape<T>(schema: z.ZodType<T>, data: unknown): CheckedShape<T> {
  const result = schema.safeParse(data, { error: (issue) => wordProblem(issue) });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.map((issue) => ({ path: issue.path, text: issue.message })) };
}

/** `sampling.temperature`, `turns[0]`: how a problem names its place inside a file. Empty for the whole. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text;
}

/** `<place>: <path>: <text>`, the form in which all problems of files are reported. */
export function problemLine(place: string, problem: ShapeProblem): string {
  const path = pathText(problem.path);
  return path === "" ? `${place}: ${problem.text}` : `${place}: ${path}: ${problem.text}`;
}

/** A value as a short phrase for messages: `"abc"`, `3`, `a list of 2`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function wordProblem(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${typeNames[issue.expected] ?? issue.expected}, got ${describeValue(issue.input)}`;
    case "invalid_value":
      return expectOneOf(issue.values.map(String), issue.input);
    case "unrecognized_keys":
      return wordUnknownKeys(issue.keys, issue.inst);
    case "too_small":
      return `expected ${issue.inclusive === false ? "more than" : "at least"} ${sizeOf(issue.minimum, issue.origin)}, got ${describeValue(issue.input)}`;
    case "too_big":
      return `expected ${issue.inclusive === false ? "less than" : "at most"} ${sizeOf(issue.maximum, issue.origin)}, got ${describeValue(issue.input)}`;
    case "invalid_union":
      if (Array.isArray(issue.options) && issue.discriminator !== undefined) {
        return expectOneOf(issue.options.map(String), fieldOf(issue.input, issue.discriminator));
      }
      return wordUnion(issue.errors, issue.input);
    case "invalid_format":
      return `expected the form of ${issue.format === "regex" ? String(issue.pattern) : issue.format}, got ${describeValue(issue.input)}`;
    default:
      return undefined;
  }
}

function expectOneOf(known: readonly string[], input: unknown): string {
  const expected = known.length === 1 ? JSON.stringify(known[0]) : `one of ${known.join(", ")}`;
  const hint = typeof input === "string" ? didYouMean(input, known) : "";
  return `expected ${expected}, got ${describeValue(input)}${hint === "" ? "" : `; ${hint}`}`;
}

function wordUnknownKeys(keys: readonly string[], schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const words = keys.map((key) => {
    const hint = didYouMean(key, known);
    return `unknown key ${JSON.stringify(key)}${hint === "" ? "" : `; ${hint}`}`;
  });
  return `${words.join(" | ")}${known.length === 0 ? "" : ` (known: ${known.join(", ")})`}`;
}

function wordUnion(branches: readonly (readonly z.core.$ZodIssue[])[], input: unknown): string {
  const deep = branches.find((issues) => issues.some((issue) => issue.path.length > 0));
  if (deep !== undefined) {
    return deep
      .map((issue) => (issue.path.length === 0 ? issue.message : `${pathText(issue.path)}: ${issue.message}`))
      .join("; ");
  }
  const types = branches.flatMap((issues) =>
    issues.map((issue) =>
      issue.code === "invalid_type" ? (typeNames[issue.expected] ?? issue.expected) : issue.message,
    ),
  );
  return `expected ${[...new Set(types)].join(" or ")}, got ${describeValue(input)}`;
}

function sizeOf(limit: number | bigint, origin: string): string {
  if (origin === "string") return `${limit} ${Number(limit) === 1 ? "character" : "characters"}`;
  if (origin === "array" || origin === "set") return `${limit} ${Number(limit) === 1 ? "entry" : "entries"}`;
  return String(limit);
}

function fieldOf(input: unknown, name: string): unknown {
  if (typeof input !== "object" || input === null) return undefined;
  return new Map<string, unknown>(Object.entries(input)).get(name);
}
