import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "config",
  "results",
  "leaderboardFormat",
  "shortJson",
  "by",
  "aggregate",
  "linked",
  "names",
  "bom",
] as const;

export type LeaderboardFlags = FlagsOf<typeof flags>;

export const leaderboardVerb = verb({
  command: "leaderboard",
  about: "Scores, intervals and ranks of all records, by protocol",
  flags,
  examples: [
    ["leaderboard --by category", "with each category's interval"],
    ["leaderboard --format latex > table.tex", "for a paper"],
  ],
  run: async (given, io) => (await import("./leaderboard.ts")).leaderboard(given, io),
});
