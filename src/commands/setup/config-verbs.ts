import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const shown = [
  "model",
  "questions",
  "references",
  "trials",
  "seed",
  "judge",
  "config",
  "results",
  "maxConcurrency",
  "format",
  "json",
] as const;

export type ShowConfigFlags = FlagsOf<typeof shown>;

export const showConfigVerb = verb({
  command: "config show",
  makesResults: true,
  about: "What is in force and where each value comes from",
  flags: shown,
  examples: [
    ["config show", "every setting, with the line that sets it"],
    ["config show --config night.yaml --seed 7", "of another file, with a flag before it"],
  ],
  run: async (given, io, values) => (await import("./config-commands.ts")).showConfig(given, io, values),
});

export const configSchemaVerb = verb({
  command: "config schema",
  about: "The JSON Schema of the file, for editors",
  flags: [],
  examples: [
    ["config schema", "on the screen"],
    ["config schema > mtbench.schema.json", "into a file"],
  ],
  run: async (_, io) => (await import("./config-commands.ts")).printConfigSchema(io),
});
