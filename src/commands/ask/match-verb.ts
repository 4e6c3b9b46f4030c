import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";
import { calledFlags, paceFlags, placeFlags, ratingFlags, shownFlags, spendingFlags } from "./asking-flags.ts";

const flags = [
  "matchQuestions",
  "references",
  "categories",
  "seed",
  "shard",
  "queue",
  ...calledFlags,
  "matchJudge",
  "judgePrompts",
  "steps",
  ...ratingFlags,
  "rules",
  "against",
  "planPairs",
  "corrected",
  ...placeFlags,
  "limit",
  ...paceFlags,
  ...spendingFlags,
  ...shownFlags,
] as const;

const positionals = { candidates: someWords("Ids or results folders; all are compared with all") };

export type MatchFlags = FlagsOf<typeof flags, typeof positionals>;

export const matchVerb = verb({
  command: "match <candidates..>",
  about: "Compare the answers that are there, two side by side, every turn in both orders",
  flags,
  positionals,
  examples: [
    ["match my-model old-model", "how much better one is, by a judge that sees both answers"],
    ["match my-model other-model third-model --plan 2", "which pairs would tell most about open ranks; calls nobody"],
  ],
  run: async (given, io) => (await import("./match.ts")).match(given, io),
});
