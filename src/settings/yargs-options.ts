import type { Options } from "yargs";
import { inForce } from "./in-force.ts";
import { flagName, type Said, settingGroups } from "./setting.ts";
import { type SettingName, settingOf } from "./settings.ts";

/**
 * The flags as yargs wants them. It only finds the words of each flag: what they mean is `readFlags`'s, and so are defaults,
 * choices and what must be there. For `--help` and the shell's completion (`told`) it learns of them too; for every other
 * command line it lays its help out all the same, and in vain, so nothing is shown there.
 */
export function yargsOptions(names: readonly SettingName[], file: unknown, told: boolean): Record<string, Options> {
  const inOrder = settingGroups.flatMap((group) => names.filter((name) => settingOf(name).group === group));
  return Object.fromEntries(
    inForce(inOrder, {}, file).map(({ property, setting, value }) => [
      flagName(property),
      {
        ...words(setting),
        group: `${setting.group}:`,
        ...(told ? { ...fact(setting), ...shown(value) } : { hidden: true }),
      },
    ]),
  );
}

/** How a flag's or a positional's words are read, and what `--help` says of it. */
export function words(setting: Said): Options {
  const describe = setting.help;
  const alias = setting.alias === undefined ? {} : { alias: setting.alias };
  switch (setting.kind) {
    case "switch":
      return { type: "boolean", describe, ...alias };
    case "text":
    case "number":
      return { type: "string", requiresArg: true, describe, ...alias };
    case "list":
      return { type: "string", array: true, describe, ...alias };
    default:
      return setting.kind satisfies never;
  }
}

/** What is told and not judged. */
export function fact(setting: Said): Options {
  return {
    ...(setting.choices === undefined ? {} : { choices: setting.choices }),
    ...(setting.required === undefined ? {} : { demandOption: true }),
  };
}

/** A switch that is off says nothing, and neither does an empty list. */
function shown(value: unknown): Options {
  if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) return {};
  const text = Array.isArray(value)
    ? value.join(", ")
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);
  return { defaultDescription: text };
}
