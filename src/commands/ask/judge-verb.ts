import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";
import { calledFlags, paceFlags, placeFlags, ratingFlags, shownFlags, spendingFlags } from "./asking-flags.ts";

const flags = [
  "questions",
  "references",
  "categories",
  "seed",
  "shard",
  ...calledFlags,
  "judges",
  "judgePrompts",
  ...ratingFlags,
  "rules",
  ...placeFlags,
  "limit",
  ...paceFlags,
  ...spendingFlags,
  ...shownFlags,
] as const;

const positionals = { candidates: anyWords("Ids; none: everyone who has answers") };

type GivenFlags = FlagsOf<typeof flags, typeof positionals>;

/** With one judge. */
export type JudgeFlags = Omit<GivenFlags, "judge"> & { readonly judge: string };

/** With as many as were named; ids of candidates that stand behind `--judge` are still among them. */
export type JudgesFlags = GivenFlags;

export const judgeVerb = verb({
  command: "judge [candidates..]",
  about: "Rate the answers that are there",
  flags,
  positionals,
  examples: [
    ["judge", "everyone's answers, by the usual judge"],
    ["judge my-model --judge nejumi-4 swallow-ja", "one candidate's, by two procedures"],
  ],
  run: async (given, io) => (await import("./judge.ts")).judge(given, io),
});
