import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["protocol", "config", "results", "lastingSd", "format", "json"] as const;

const positionals = { folders: someWords("Results folders (or ids) of one candidate") };

export type NoiseFlags = FlagsOf<typeof flags, typeof positionals>;

export const noiseVerb = verb({
  command: "noise <folders..>",
  about: "Run-to-run spread of one candidate, and the margin and trials to use in a gate",
  flags,
  positionals,
  examples: [
    ["noise my-model", "from the trials of one folder"],
    ["noise monday/ja-mt-bench-v3/m tuesday/ja-mt-bench-v3/m", "from two runs of the same candidate"],
  ],
  run: async (given, io) => (await import("./noise.ts")).noise(given, io),
});
