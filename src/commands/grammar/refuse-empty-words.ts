import { InputError } from "../../errors.ts";

/** An empty text says the same there as leaving the flag out: no further arguments. */
const mayBeEmpty = new Set(["--llama-server-args"]);

/**
 * The refusal of an empty word, such as `--revision "$UNSET"` leaves behind in a script: it would be taken for a name, or
 * for the working directory. Null when there is none.
 */
export function emptyValue(argv: readonly string[]): InputError | null {
  for (const [at, word] of argv.entries()) {
    if (word === "--") break;
    const before = argv[at - 1] ?? "";
    const flag = /^(--[^=]+)=$/.exec(word)?.[1] ?? (word === "" && before.startsWith("-") ? before : null);
    if (flag === null ? word !== "" : mayBeEmpty.has(flag)) continue;
    const hint = "Leave it out, or look whether a variable of your script is unset.";
    return new InputError(flag === null ? "one of the words is empty" : `${flag}: expected a value, got nothing`, {
      hint,
    });
  }
  return null;
}
