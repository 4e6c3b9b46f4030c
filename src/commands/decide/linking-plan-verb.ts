import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "linkedTo",
  "within",
  "linkedFrom",
  "anchors",
  "without",
  "config",
  "results",
  "questions",
  "judge",
  "judgeModel",
  "references",
  "format",
  "json",
] as const;

export type LinkingPlanFlags = FlagsOf<typeof flags>;

export const linkingPlanVerb = verb({
  command: "linking plan",
  about: "Which open models to run so that a score of yours is known on another scale, and what rating them costs",
  flags,
  examples: [
    ["linking plan --to swallow-leaderboard-v2/ja", "to within 0.4 points"],
    ["linking plan --to nejumi-4 --within 0.8 --json", "for a script"],
  ],
  run: async (given, io) => (await import("./linking-plan.ts")).linkingPlan(given, io),
});
