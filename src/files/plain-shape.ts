/** Shape checks without allocation, for records that are read by the hundred thousand. */

export type PlainObject = { readonly [name: string]: unknown };

/** An object (not a list) with exactly so many fields. */
export function isObjectOf(value: unknown, fields: number): value is PlainObject {
  if (!isPlainObject(value)) return false;
  let count = 0;
  for (const _ in value) count += 1;
  return count === fields;
}

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): boolean {
  return typeof value === "string";
}

export function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

export function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

export function isNumberOrNull(value: unknown): boolean {
  return value === null || isNumber(value);
}

/** A whole number of at least `minimum`. */
export function isCount(value: unknown, minimum: number): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= minimum;
}
