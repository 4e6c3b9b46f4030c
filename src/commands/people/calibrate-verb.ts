import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "deskPlan", "format", "json"] as const;

export type CalibrateFlags = FlagsOf<typeof flags>;

export const calibrateVerb = verb({
  command: "calibrate",
  about: "What people would give to all questions, from their ratings of some and the judge's of all",
  flags,
  examples: [
    ["calibrate", "of the only plan that there is"],
    ["calibrate --plan 3f2a --json", "of one of several, for a script"],
  ],
  run: async (given, io) => (await import("./calibrate.ts")).calibrate(given, io),
});
