export type PlainObject = { readonly [name: string]: unknown };

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}
