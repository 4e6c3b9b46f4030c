import type { Setting } from "./setting.ts";
import { type SettingName, settingOf } from "./settings.ts";

/** Where a value in force comes from. */
export type Origin = "flag" | "file" | "default";

/** A flag's value before it is read: words of the command line, or what the configuration file or the table says. */
export interface InForce {
  readonly name: SettingName;
  readonly setting: Setting;
  /** As the commands call it, `maxCost`. */
  readonly property: string;
  /** Undefined: nobody set it, and it has no default. */
  readonly value: unknown;
  readonly origin: Origin;
}

/** Flags before the file, the file before the table. `given` holds what stood on the command line, by property. */
export function inForce(
  names: readonly SettingName[],
  given: Readonly<Record<string, unknown>>,
  file: unknown,
): InForce[] {
  return names.map((name) => {
    const setting = settingOf(name);
    const property = setting.as ?? name;
    const at = { name, setting, property };
    if (given[property] !== undefined) return { ...at, value: given[property], origin: "flag" };
    const written = setting.file === undefined ? undefined : fileValue(file, setting.file);
    if (written !== undefined) return { ...at, value: written, origin: "file" };
    return { ...at, value: setting.default, origin: "default" };
  });
}

/** What the file says there. Where it describes things by names of its own, as candidates, their names are the value. */
function fileValue(file: unknown, path: string): unknown {
  let value = file;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  // The gate's rules say null where there is no bound, which a flag says by being left out.
  if (value === null) return undefined;
  return path === "candidates" && typeof value === "object" ? Object.keys(value) : value;
}
