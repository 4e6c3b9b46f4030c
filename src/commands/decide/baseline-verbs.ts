import type { FlagsOf } from "../../settings/flags-of.ts";
import { word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["protocol", "config", "results", "output", "format", "json"] as const;
const shown = ["format", "json"] as const;
const file = { file: word("Baseline file") };

const positionals = { candidate: word("Id or results folder") };

export type ShowBaselineFlags = FlagsOf<typeof shown, typeof file>;
export type SaveBaselineFlags = FlagsOf<typeof flags, typeof positionals>;

export const saveBaselineVerb = verb({
  command: "baseline save <candidate>",
  about: "Write one candidate's ratings into a file to be committed",
  flags,
  positionals,
  examples: [
    ["baseline save my-model -o baseline.json", "by its id"],
    ["baseline save results/ja-mt-bench-v3/my-model -o baseline.json", "by its folder"],
  ],
  run: async (given, io) => (await import("./baseline.ts")).saveBaseline(given, io),
});

export const showBaselineVerb = verb({
  command: "baseline show <file>",
  about: "What a baseline file says",
  flags: shown,
  positionals: file,
  examples: [
    ["baseline show baseline.json", "candidate, protocol, score and interval"],
    ["baseline show ci/baseline.json", "that of another folder"],
  ],
  run: async (given, io) => (await import("./baseline.ts")).showBaseline(given, io),
});
