import { isPlainObject } from "../files/plain-shape.ts";
import { blankPattern } from "./verdict-patterns.ts";

/** A reply that is an object, or ends in one, and what stands before that. */
export interface JsonVerdict {
  /** Every rating of the object's own level; two different ones contradict each other. */
  readonly values: readonly number[];
  readonly before: string;
}

const names =
  /^(?:(?:overall|final|total)[ _-]?)?(?:rating|score|grade|verdict)$|^(?:総合|最終)?(?:評価|評点|点数|スコア)$/iu;
/** Longer objects are no verdicts. */
const longest = 100_000;

/** The rating of a JSON object that ends the reply; what its texts quote is no part of it. Null: no such object. */
export function jsonVerdict(reply: string): JsonVerdict | null {
  const text = reply.trim();
  if (!/\}(?:\s{0,3}`{3})?$/.test(text.slice(-10))) return null;
  const fence = text.lastIndexOf("```", text.length - 4);
  const inFence = text.endsWith("```") && fence >= 0;
  const start = inFence ? fence : text.startsWith("{") ? 0 : text.lastIndexOf("\n{");
  if (start < 0 || text.length - start > longest) return null;
  const part = inFence ? text.slice(fence + 3, -3).replace(/^[A-Za-z]{0,10}\s/u, "") : text.slice(start);
  const value = parsed(part);
  if (!isPlainObject(value)) return null;
  const values = Object.entries(value).flatMap(([name, given]) => (names.test(name) ? numberOf(given) : []));
  return values.length === 0 ? null : { values, before: text.slice(0, start) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function numberOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "string") return [];
  const text = value
    .normalize("NFKC")
    .trim()
    .replace(/^\[\[(.{1,12})\]\]$/u, "$1");
  return blankPattern.test(text) && /^\d/.test(text) ? [Number.parseFloat(text)] : [];
}
