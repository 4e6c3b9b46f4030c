import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = [
  "protocol",
  "config",
  "results",
  "commonQuestions",
  "calibrated",
  "deskPlan",
  "compareFormat",
  "shortJson",
  "moved",
] as const;

const positionals = { candidates: someWords("Ids or results folders; the first is what the others are compared with") };

export type CompareFlags = FlagsOf<typeof flags, typeof positionals>;

export const compareVerb = verb({
  command: "compare <candidates..>",
  about: "Paired differences of candidates, the first being the baseline",
  flags,
  positionals,
  examples: [
    ["compare base tuned", "tuned minus base, question by question"],
    ["compare base a b --format markdown", "several at once, Holm-corrected, for a page"],
  ],
  run: async (given, io) => (await import("./compare.ts")).compare(given, io),
});
