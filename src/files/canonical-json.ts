import { hash } from "node:crypto";

/** Anything that survives a JSON round trip. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * JSON with object keys sorted by UTF-16 code units and no white space, so that equal values have equal bytes.
 * Fields that are `undefined` are left out; a number that JSON cannot hold (NaN, infinities) throws a TypeError.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
  const fields: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const field = value[name];
    if (field !== undefined) fields.push(`${JSON.stringify(name)}:${canonicalJson(field)}`);
  }
  return `{${fields.join(",")}}`;
}

/** sha256 of the canonical form, 64 lower-case hex digits. */
export function hashOf(value: Json): string {
  return sha256(canonicalJson(value));
}

/** sha256 over what identifies a call, in the order given. Cheaper than `hashOf`: a resumed run takes one for every call. */
export function keyOf(...parts: readonly (string | number | boolean | null)[]): string {
  return sha256(JSON.stringify(parts));
}

/** sha256 of a text (UTF-8) or of bytes, 64 lower-case hex digits. */
export function sha256(content: string | Uint8Array): string {
  return hash("sha256", content);
}

export type TextHash = (text: string) => string;

/**
 * The same for texts that are hashed again and again: a question, a prompt, the answer that the next turn and its judgments
 * show. Remembers the last few.
 */
export function textHasher(): TextHash {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = sha256(text);
    if (text.length > longestRemembered) return found;
    if (known.size >= mostRemembered) known.clear();
    known.set(text, found);
    return found;
  };
}

const mostRemembered = 1000;
const longestRemembered = 20_000;

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
