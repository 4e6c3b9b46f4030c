import { InputError } from "../errors.ts";
import { flagName } from "../settings/setting.ts";
import { type SettingName, settingNames, settingOf } from "../settings/settings.ts";

/**
 * Refuses what could not be told any more once yargs has taken the words apart: an empty word, such as `--revision "$UNSET"`
 * leaves behind in a script, which would be taken for a name or for the working directory; and `--strict=yes`, which yargs
 * reads as `--strict=false`, so that a gate would be laxer than it was asked to be.
 */
export function refuseWords(argv: readonly string[]): void {
  const mayBeEmpty = flagsWith((name) => settingOf(name).mayBeEmpty === true);
  const switches = flagsWith((name) => settingOf(name).kind === "switch");
  for (const [at, word] of argv.entries()) {
    if (word === "--") return;
    const { flag, value } = flagIn(word, argv[at - 1] ?? "");
    if (switches.has(flag) && value !== "true" && value !== "false") {
      throw new InputError(`${flag} is a switch: it takes no value, got ${JSON.stringify(value)}`);
    }
    if ((word !== "" && (flag === "" || value !== "")) || mayBeEmpty.has(flag)) continue;
    throw new InputError(flag === "" ? "one of the words is empty" : `${flag}: expected a value, got nothing`, {
      hint: "Leave it out, or look whether a variable of your script is unset.",
    });
  }
}

/** The flag that a word sets, or that an empty word is the value of; empty where it is neither. */
function flagIn(word: string, before: string): { readonly flag: string; readonly value: string } {
  const [, flag, value = ""] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  if (flag !== undefined) return { flag, value };
  return { flag: word === "" && before.startsWith("-") ? before : "", value: "" };
}

function flagsWith(fits: (name: SettingName) => boolean): Set<string> {
  return new Set(settingNames.filter(fits).map((name) => `--${flagName(settingOf(name).as ?? name)}`));
}
