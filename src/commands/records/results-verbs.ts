import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const listed = ["config", "results", "format", "json"] as const;
const checked = ["config", "results", "repair", "format", "json"] as const;

export type ListResultsFlags = FlagsOf<typeof listed>;
export type CheckResultsFlags = FlagsOf<typeof checked>;

export const listResultsVerb = verb({
  command: "results list",
  about: "Every candidate's folder and what stands in it",
  flags: listed,
  examples: [
    ["results list", "candidates, counts and protocols"],
    ["results list --results night", "those of another folder"],
  ],
  run: async (given, io) => (await import("./list-results.ts")).listResults(given, io),
});

export const checkResultsVerb = verb({
  command: "results check",
  about: "Name every damaged line and every file that is not ours",
  flags: checked,
  examples: [
    ["results check", "reads everything, changes nothing"],
    ["results check --repair", "moves damaged lines aside, so that their calls are due again"],
  ],
  run: async (given, io) => (await import("./check-results.ts")).checkResults(given, io),
});
