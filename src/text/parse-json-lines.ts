import type { z } from "zod";
import { messageOf } from "../errors.ts";
import { checkShape, problemLine } from "./check-shape.ts";
import { parseJson } from "./parse-json.ts";

export interface JsonLine<T> {
  /** 1-based. */
  readonly line: number;
  readonly value: T;
}

export interface JsonLines<T> {
  readonly lines: readonly JsonLine<T>[];
  /** Every line that could not be read, as `<place>:<line>: <path>: <what was expected>`. */
  readonly problems: readonly string[];
}

/** A file of another kind has a problem a line; nobody reads them all, and each takes its time. */
const mostProblems = 1_000;

/**
 * Reads JSONL kept by people or by other programs: a byte order mark, CRLF and blank lines are tolerated. Only a line feed
 * ends a line, for texts hold U+2028 and its kin unescaped.
 */
export function parseJsonLines<T>(text: string, schema: z.ZodType<T>, place: string): JsonLines<T> {
  const lines: JsonLine<T>[] = [];
  const problems: string[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (raw.trim() === "") continue;
    const line = index + 1;
    if (problems.length >= mostProblems) {
      problems.push(`${place}:${line}: nothing was read from here on, for so much is wrong before`);
      break;
    }
    let data: unknown;
    try {
      data = parseLine(raw);
    } catch (error) {
      problems.push(`${place}:${line}: not JSON: ${messageOf(error)}`);
      continue;
    }
    const checked = checkShape(schema, data);
    if (checked.ok) lines.push({ line, value: checked.value });
    else problems.push(...checked.problems.map((problem) => problemLine(`${place}:${line}`, problem)));
  }
  return { lines, problems };
}

/**
 * Python writes NaN and Infinity, which JSON does not have. Here they are null: a field that is not read does not matter, and
 * one that is read refuses null unless it may be missing.
 *
 * @throws SyntaxError
 */
function parseLine(raw: string): unknown {
  try {
    return parseJson(raw);
  } catch (error) {
    const plain = raw.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gu, (word) =>
      word.startsWith('"') ? word : "null",
    );
    if (plain === raw) throw error;
    return parseJson(plain);
  }
}
