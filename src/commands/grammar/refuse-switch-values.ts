import { InputError } from "../../errors.ts";

/**
 * The refusal of `--strict=yes`, which yargs reads as `--strict=false`: a gate would be laxer than it was asked to be. Null
 * when every switch has no value, or true or false.
 */
export function wrongSwitch(flags: Readonly<Record<string, unknown>>, argv: readonly string[]): InputError | null {
  for (const word of argv) {
    if (word === "--") break;
    const [, name = "", value = ""] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
    if (typeof flags[name] !== "boolean" || value === "true" || value === "false") continue;
    return new InputError(`--${name} is a switch: it takes no value, got ${JSON.stringify(value)}`);
  }
  return null;
}
