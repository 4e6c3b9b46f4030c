import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords, word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const fetched = ["all", "from", "format", "json"] as const;
const varied = ["variantSeed", "setOutput"] as const;
const original = { set: word("Question set with generators: ja-original") };
const ids = { ids: anyWords("Question sets and judges") };

export type FetchFlags = FlagsOf<typeof fetched, typeof ids>;
export type VaryFlags = FlagsOf<typeof varied, typeof original>;

const checked = ["errata", "format", "json"] as const;
const listed = ["format", "json"] as const;

export type ListFlags = FlagsOf<typeof listed>;
const set = { set: word("Id or folder") };

export type CheckQuestionsFlags = FlagsOf<typeof checked, typeof set>;

export const listQuestionsVerb = verb({
  command: "questions list",
  about: "Known question sets",
  flags: listed,
  examples: [
    ["questions list", "ids for --questions"],
    ["questions list | grep ' ja '", "the Japanese ones"],
  ],
  run: async (given, io) => (await import("./list.ts")).listQuestions(given, io),
});

export const checkQuestionsVerb = verb({
  command: "questions check <set>",
  about: "Everything that can be said about a set without a model",
  flags: checked,
  positionals: set,
  examples: [
    ["questions check ja-original", "one that comes with the program"],
    ["questions check questions/ours --errata doubts.yaml", "one of your own, with what mtbench audit -o wrote"],
  ],
  run: async (given, io) => (await import("./check-questions.ts")).checkQuestions(given, io),
});

export const varyQuestionsVerb = verb({
  command: "questions vary <set>",
  about: "Write a set with new figures, names and conditions, its references computed",
  flags: varied,
  positionals: original,
  examples: [
    ["questions vary ja-original --seed 7 -o questions/fresh", "same seed, same bytes"],
    ["questions vary ja-original --seed 8 -o ours-8", "others; run --questions ja-original@seed:8 needs no folder"],
  ],
  run: async (given, io) => (await import("./vary-questions.ts")).varyQuestions(given, io),
});

export const listJudgesVerb = verb({
  command: "judges list",
  about: "Known judges",
  flags: listed,
  examples: [
    ["judges list", "ids for --judge"],
    ["judges list | grep strict", "the column that says who refuses deviations"],
  ],
  run: async (given, io) => (await import("./list.ts")).listKnownJudges(given, io),
});

export const fetchVerb = verb({
  command: "fetch [ids..]",
  about: "Bring the pinned public files of question sets and judges",
  flags: fetched,
  positionals: ids,
  examples: [
    ["fetch ja-mt-bench-v3 llm-jp-judge-v2", "those of one question set and one judge"],
    ["fetch --all --from /mnt/mirror", "everything, from a copy"],
  ],
  run: async (given, io) => (await import("./fetch.ts")).fetch(given, io),
});
