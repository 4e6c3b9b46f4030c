import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";
import { ratingFlags, spendingFlags } from "./asking-flags.ts";

const flags = [
  "questions",
  "references",
  "categories",
  "seed",
  "shard",
  "retryFailed",
  "llamaServer",
  "llamaServerArgs",
  "judge",
  "judgePrompts",
  ...ratingFlags,
  "rules",
  "config",
  "results",
  "limit",
  "maxConcurrency",
  "firstTokenTimeout",
  "idleTimeout",
  ...spendingFlags,
  "format",
  "json",
  "events",
] as const;

const positionals = { candidates: anyWords("Ids; none: everyone who has answers") };

export type JudgeFlags = FlagsOf<typeof flags, typeof positionals>;

export const judgeVerb = verb({
  command: "judge [candidates..]",
  about: "Rate the answers that are there",
  flags,
  positionals,
  examples: [
    ["judge", "everyone's answers, by the usual judge"],
    ["judge my-model --judge-mode batch", "one candidate's, at half the price within a day"],
  ],
  run: async (given, io) => (await import("./judge.ts")).judge(given, io),
});
