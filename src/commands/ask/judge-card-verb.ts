import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";
import { calledFlags, paceFlags, placeFlags, shownFlags, spendingFlags } from "./asking-flags.ts";

const flags = [
  "judge",
  "judgePrompts",
  "judgeModel",
  "judgeApiKeyEnv",
  "judgeMode",
  "cardRepeats",
  "comparedCards",
  "cardQuestions",
  "references",
  "seed",
  "queue",
  ...calledFlags,
  ...placeFlags,
  "fresh",
  ...paceFlags,
  ...spendingFlags,
  ...shownFlags,
] as const;

export type JudgeCardFlags = FlagsOf<typeof flags>;

export const judgeCardVerb = verb({
  command: "judges card",
  makesResults: true,
  about: "Try a judge on answers of known quality before it is believed",
  flags,
  examples: [
    ["judges card --judge mtbench-ja --judge-model ours@http://127.0.0.1:8000/v1", "may this model judge?"],
    ["judges card --compare gpt-4o ours", "two cards side by side; nobody is called"],
  ],
  run: async (given, io) => (await import("./judge-card.ts")).judgeCard(given, io),
});
