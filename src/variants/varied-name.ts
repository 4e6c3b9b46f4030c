import { InputError } from "../errors.ts";

/** The only set that there are generators for. */
export const variedSet = "ja-original";

/** What a name such as ja-original@seed:7 stands for. */
export interface VariedName {
  readonly of: string;
  readonly seed: string;
}

/** Null for the name of a set, or a path, without a seed. */
export function parseVariedName(name: string): VariedName | null {
  const [, of, seed] = /^([^@/\\]+)@seed:(.*)$/.exec(name) ?? [];
  if (of === undefined || seed === undefined) return null;
  return { of, seed: checkSeed(seed) };
}

/** @throws InputError for a seed that no set can be named after. */
export function checkSeed(seed: string): string {
  if (/^[A-Za-z0-9._-]{1,80}$/.test(seed)) return seed;
  throw new InputError(`seed: expected up to 80 letters, digits, ".", "_" and "-", got ${JSON.stringify(seed)}`);
}
