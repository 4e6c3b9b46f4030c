import type { FlagsOf, Positionals } from "../settings/flags-of.ts";
import type { InForce } from "../settings/in-force.ts";
import type { SettingName } from "../settings/settings.ts";
import type { Ending } from "./exit-code.ts";
import type { Io } from "./terminal/io.ts";

type Example = readonly [commandLine: string, what: string];

interface Declaration<Names extends readonly SettingName[], Words extends Positionals> {
  /** As it is typed: `compare <candidates..>`, `baseline save <candidate>`. */
  readonly command: string;
  /** One line of `--help`, without a full stop. */
  readonly about: string;
  readonly flags: Names;
  readonly positionals?: Words;
  readonly examples: readonly [Example, Example];
  /** It writes into `--results` and makes the folder; others read there, and want it to be. */
  readonly makesResults?: true;
  /** Loads what it needs when it is called: `--help` reads every declaration, and must not load their rooms. */
  readonly run: (flags: FlagsOf<Names, Words>, io: Io, values: readonly InForce[]) => Promise<Ending>;
}

/** A verb as the command line knows it: its flags are words yet. */
export interface Verb {
  readonly command: string;
  readonly about: string;
  readonly flags: readonly SettingName[];
  readonly positionals: Positionals;
  readonly examples: readonly Example[];
  readonly run: (given: Readonly<Record<string, unknown>>, file: unknown, io: Io) => Promise<Ending>;
}

/** Declares a verb: which flags of the table and which words it takes, and what carries it out. */
export function verb<
  const Names extends readonly SettingName[],
  const Words extends Positionals = Record<never, never>,
>(declaration: Declaration<Names, Words>): Verb {
  const { run } = declaration;
  const names: readonly SettingName[] = declaration.flags;
  const positionals: Positionals = declaration.positionals ?? {};
  return {
    ...declaration,
    positionals,
    async run(given, file, io) {
      const { readFlags } = await import("../settings/read-flags.ts");
      const { flags, inForce } = await readFlags({ names, positionals }, given, file);
      if (declaration.makesResults !== true && names.includes("results")) {
        await (await import("./require-results.ts")).requireResults(inForce, io.cwd);
      }
      // Each value was judged by the schema that FlagsOf takes its type from.
      return run(flags as FlagsOf<Names, Words>, io, inForce);
    },
  };
}
