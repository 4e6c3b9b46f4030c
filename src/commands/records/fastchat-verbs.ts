import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const imported = [
  "importedQuestions",
  "readingJudge",
  "ratings",
  "config",
  "results",
  "answers",
  "judgments",
  "format",
  "json",
] as const;
const exported = ["config", "results", "exportOut", "format", "json"] as const;

const importedWords = { folders: anyWords("FastChat's own folders: question.jsonl, model_answer/, model_judgment/") };

type ImportedFlags = FlagsOf<typeof imported, typeof importedWords>;
export type ImportFastChatFlags = Omit<ImportedFlags, "folders"> & Partial<Pick<ImportedFlags, "folders">>;
export type ExportFastChatFlags = FlagsOf<typeof exported>;

export const importFastChatVerb = verb({
  command: "import fastchat [folders..]",
  makesResults: true,
  about: "FastChat's model_answer and model_judgment",
  flags: imported,
  positionals: importedWords,
  examples: [
    ["import fastchat data/mt_bench", "everything in FastChat's own folder"],
    ["import fastchat --questions ja-mt-bench-v3 --answers a.jsonl", "answers only, to be rated by mtbench judge"],
  ],
  run: async (given, io) => (await import("./import-fastchat.ts")).importFastChat(given, io),
});

export const exportFastChatVerb = verb({
  command: "export fastchat",
  about: "Files that FastChat's show_result.py reads",
  flags: exported,
  examples: [
    ["export fastchat --out fastchat", "everything that is in results"],
    ["export fastchat --results night --out fastchat", "what another folder holds"],
  ],
  run: async (given, io) => (await import("./export-fastchat.ts")).exportFastChat(given, io),
});
