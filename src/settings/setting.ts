import type { Kind } from "./kinds.ts";

/** Headings of `--help`, in its order. */
export const settingGroups = ["What to ask", "Which judge", "Where it goes", "Limits", "Output"] as const;

export type SettingGroup = (typeof settingGroups)[number];

/** What a command line says: with a flag (`Setting`), or as a word without one. */
export interface Said<T = unknown> extends Kind<T> {
  /** One line of `--help`, without a full stop. */
  readonly help: string;
  /** What it is where nobody says otherwise; without one the commands get `undefined`. */
  readonly default?: T;
  /** The command refuses to go without it, and says this. */
  readonly required?: string;
  /** A single letter. */
  readonly alias?: string;
}

/** One flag of the command line. Its name there is its name in the table, `maxCost` as `--max-cost`. */
export interface Setting<T = unknown> extends Said<T> {
  readonly group: SettingGroup;
  /** What follows where nobody sets it and it has no default, in words. */
  readonly meaning?: string;
  /** Path of mtbench.config.yaml that may set it: `trials`, `gate.margin`. */
  readonly file?: string;
  /** Its name on the command line where several commands mean different things by one word; in camel case. */
  readonly as?: string;
  readonly mayBeEmpty?: true;
  /** Not handed to the commands: it only says otherwise what another one says (`--format json`, `--json`). */
  readonly settled?: true;
}

/** `maxCost` as `max-cost`. */
export function flagName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
