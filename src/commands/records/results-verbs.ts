import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords, word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const listed = ["config", "results", "format", "json"] as const;
const checked = ["config", "results", "repair", "format", "json"] as const;

const kept = ["config", "results"] as const;
const removed = { candidates: someWords("Ids or results folders") };
const renamed = { candidate: word("Id or results folder"), id: word("The new id") };

export type RemoveResultsFlags = FlagsOf<typeof kept, typeof removed>;
export type RenameResultsFlags = FlagsOf<typeof kept, typeof renamed>;
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

export const removeResultsVerb = verb({
  command: "results rm <candidates..>",
  about: "Put candidates into the archive; nothing is deleted",
  flags: kept,
  positionals: removed,
  examples: [
    ["results rm my-model", "its records go to results/.archive"],
    ["results rm en-mt-bench/my-model", "only those of one question set"],
  ],
  run: async (given, io) => (await import("./put-away.ts")).removeResults(given, io),
});

export const renameResultsVerb = verb({
  command: "results rename <candidate> <id>",
  about: "Give a candidate another id; its records stay what they are",
  flags: kept,
  positionals: renamed,
  examples: [
    ["results rename my-model my-model-v1", "before a new checkpoint takes the name"],
    ["results rename gpt-4o+import gpt-4o-published", "an import that shares its name with a run"],
  ],
  run: async (given, io) => (await import("./put-away.ts")).renameResults(given, io),
});
