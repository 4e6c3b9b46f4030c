import type { FlagsOf } from "../../settings/flags-of.ts";
import { askingFlags, ratingFlags, spendingFlags } from "../ask/asking-flags.ts";
import { verb } from "../verb.ts";

const flags = [
  "trialModel",
  "judge",
  ...askingFlags,
  ...ratingFlags,
  "protocol",
  "baseline",
  "candidate",
  ...spendingFlags,
  "gateBy",
  "comparingJudge",
  "steps",
  "margin",
  "alpha",
  "strict",
  "byCategory",
  "minScore",
  "minRated",
  "maxUnrated",
  "maxTruncated",
  "undecided",
  "calibrated",
  "deskPlan",
  "untilDecided",
  "maxTrials",
  "junit",
  "summary",
  "annotations",
  "reportUrl",
] as const;

export type GateFlags = FlagsOf<typeof flags>;

export const gateVerb = verb({
  command: "gate",
  makesResults: true,
  about: "Pass, regression or undecided against a baseline: exit code 0, 1 or 3",
  flags,
  examples: [
    ["gate --baseline baseline.json --candidate my-model", "with the rules of the configuration"],
    [
      "gate --baseline baseline.json --until-decided --max-trials 4 --model my-model@http://127.0.0.1:8000/v1",
      "asks more only while it is undecided",
    ],
  ],
  async run(given, io, values) {
    if (given.by === "matches") return (await import("./match-gate.ts")).matchGate(given, values, io);
    return (await import("./gate.ts")).gate(given, io);
  },
});
