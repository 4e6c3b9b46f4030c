import { isPlainObject } from "../files/plain-shape.ts";

/** What a file of JSON lines holds, by its first row. */
export type RowKind =
  | { readonly kind: "answers" }
  | { readonly kind: "judgments" }
  | { readonly kind: "questions" }
  /** Nothing that is imported, in words: `pairwise judgments`. */
  | { readonly kind: "other"; readonly title: string }
  /** It could not be told: the reader of the wanted kind says why. */
  | { readonly kind: "unknown" };

/** Other shapes that stand beside FastChat's or are taken for them, by fields that only they have. */
const others: readonly { readonly fields: readonly string[]; readonly title: string }[] = [
  { fields: ["model_1", "model_2"], title: "pairwise judgments (two models a row)" },
  { fields: ["g1_winner"], title: "pairwise judgments (two models a row)" },
  { fields: ["model_a", "model_b", "winner"], title: "votes on pairs of models" },
  { fields: ["prompt_template"], title: "judge prompts (judge_prompts.jsonl)" },
  { fields: ["judge_model", "judge_prompt"], title: "judgments in the schema of Nejumi (judge_model, judge_prompt)" },
  { fields: ["ID", "prompt", "response"], title: "answers in the schema of llm-jp-judge (ID, prompt, response)" },
  { fields: ["ModelAnswer"], title: "answers in the schema of shaberi (Question, ModelAnswer)" },
];

/** The kind of a file's rows. A JSON array is its own kind: none of the files is one. */
export function recogniseRows(text: string): RowKind {
  const trimmed = text.replace(/^\uFEFF/u, "").trimStart();
  if (trimmed.startsWith("[")) return { kind: "other", title: arrayTitle(trimmed) };
  const row = firstRow(trimmed);
  if (row === null) {
    if (spansLines(trimmed)) {
      return { kind: "other", title: "one JSON document over several lines, not JSON lines (one row a line)" };
    }
    return holdsNoJson(trimmed) ? { kind: "other", title: noJsonTitle(trimmed) } : { kind: "unknown" };
  }
  const other = others.find(({ fields }) => fields.every((field) => field in row));
  if (other !== undefined) return { kind: "other", title: other.title };
  if ("choices" in row) return { kind: "answers" };
  if ("judgment" in row && ("score" in row || "judge" in row)) return { kind: "judgments" };
  if ("question_id" in row && "turns" in row) return { kind: "questions" };
  return { kind: "unknown" };
}

function firstRow(text: string): Readonly<Record<string, unknown>> | null {
  const line = text.split("\n", 1)[0] ?? "";
  try {
    const row: unknown = JSON.parse(line.replace(/-?\b(?:Infinity|NaN)\b/gu, "null"));
    return isPlainObject(row) ? row : null;
  } catch {
    return null;
  }
}

/** A file whose first lines are none of them JSON is of another kind, and has no mistake a line. */
function holdsNoJson(text: string): boolean {
  const lines = text
    .split("\n", 20)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.length > 1 && !lines.some((line) => /^[{}[\]"]/u.test(line));
}

function noJsonTitle(text: string): string {
  const [head = "", next = ""] = text.split("\n", 2);
  const separators = (line: string, mark: string) => line.split(mark).length - 1;
  const isTable = [",", "\t", ";"].some((mark) => separators(head, mark) > 1 && separators(next, mark) > 0);
  return `${isTable ? "a table of separated values" : "no JSON at all"}, not JSON lines (one row a line)`;
}

function arrayTitle(text: string): string {
  const first = /^\[\s*\{/u.test(text) ? firstObject(text) : null;
  const other = first === null ? undefined : others.find(({ fields }) => fields.every((field) => field in first));
  return `one JSON array${other === undefined ? "" : ` of ${other.title}`}, not JSON lines (one row a line)`;
}

function firstObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const all: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(all) ? all[0] : null;
    return isPlainObject(first) ? first : null;
  } catch {
    return null;
  }
}

function spansLines(text: string): boolean {
  if (!/^\{\s*\n/u.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
