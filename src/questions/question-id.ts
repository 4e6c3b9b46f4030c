import { z } from "zod";
import { describeValue } from "../text/check-shape.ts";

/** Characters of an id; it stands in tables and messages. */
const longestId = 200;

/**
 * Ids are numbers or any text on one line; `7`, `"7"` and `"007"` are one id, and white space around a text is none of it.
 */
export const questionIdSchema = z.unknown().transform((value, context) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (typeof value === "string") {
    const id = value.trim();
    if (/^\d+$/.test(id)) return id.replace(/^0+(?=\d)/, "");
    if (id !== "" && [...id].length <= longestId && !/\p{Cc}/u.test(id)) return id;
  }
  context.issues.push({
    code: "custom",
    message: `expected a whole number, or a text of at most ${longestId} characters on one line, got ${describeValue(value)}`,
    input: value,
  });
  return z.NEVER;
});

/** As FastChat's files write an id: a number where it is one. */
export function writtenId(id: string): number | string {
  return /^\d+$/.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

/**
 * The order of ids wherever questions are sorted: runs of digits by their value, everything else by code unit, so that
 * `q2` goes before `q10`. 0 for equal ids alone.
 */
export function compareIds(a: string, b: string): number {
  const [first, second] = [partsOf(a), partsOf(b)];
  for (const [index, part] of first.entries()) {
    const other = second[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  if (second.length > first.length) return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function partsOf(id: string): string[] {
  return id.match(/[0-9]+|[^0-9]+/g) ?? [];
}

function compareParts(a: string, b: string): number {
  if (/^[0-9]/.test(a) && /^[0-9]/.test(b)) {
    // Digits of any number, also beyond what a number can hold.
    const [x, y] = [a, b].map((digits) => digits.replace(/^0+(?=[0-9])/, ""));
    if (x !== undefined && y !== undefined && x.length !== y.length) return x.length - y.length;
    return x === y ? 0 : (x ?? "") < (y ?? "") ? -1 : 1;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}
