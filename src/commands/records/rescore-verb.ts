import type { FlagsOf } from "../../settings/flags-of.ts";
import { word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["readingJudge", "protocol", "extraction", "config", "results", "format", "json"] as const;

const positionals = { candidate: word("Id or results folder") };

export type RescoreFlags = FlagsOf<typeof flags, typeof positionals>;

export const rescoreVerb = verb({
  command: "rescore <candidate>",
  about: "Read the judge's stored texts again by another rule, without any call",
  flags,
  positionals,
  examples: [
    ["rescore my-model --extraction mtbench-2", "by our own reader"],
    ["rescore my-model --judge llm-jp-judge-v2", "as that judge reads"],
  ],
  run: async (given, io) => (await import("./rescore.ts")).rescore(given, io),
});
