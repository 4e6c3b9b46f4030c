import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "config",
  "results",
  "candidates",
  "pairs",
  "ratedQuestions",
  "rater",
  "people",
  "twice",
  "deskSeed",
  "protocol",
  "countedEstimate",
  "rubric",
  "mask",
  "deskPlan",
  "deskTexts",
  "port",
  "open",
] as const;

export type RateFlags = FlagsOf<typeof flags>;

export const rateVerb = verb({
  command: "rate",
  about: "People rate answers blind, in a browser on this machine",
  flags,
  examples: [
    ["rate --candidates my-model --questions 24 --people 3", "a plan for three people, kept on disk, and its desk"],
    ["rate --by aoi", "goes on where aoi stopped"],
  ],
  run: async (given, io, values) => (await import("./rate.ts")).rate(given, io, values),
});
