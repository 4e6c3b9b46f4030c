import { InputError } from "../../errors.ts";

/**
 * The refusal of a flag that takes one value and was given twice; null when there is none. `declared` is what yargs hands
 * to a check beside the flags; its types do not say so, and a schema would take longer to load than `--help` may.
 */
export function repeatedFlag(flags: Readonly<Record<string, unknown>>, declared: unknown): InputError | null {
  const lists = new Set(["_", ...listsIn(declared)]);
  for (const [name, value] of Object.entries(flags)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (Array.isArray(value) && !lists.has(flag)) return new InputError(`--${flag} was given ${value.length} times`);
  }
  return null;
}

function listsIn(declared: unknown): string[] {
  if (typeof declared !== "object" || declared === null || !("array" in declared) || !Array.isArray(declared.array)) {
    throw new Error("yargs no longer says which flags are lists");
  }
  return declared.array.filter((name: unknown) => typeof name === "string");
}
