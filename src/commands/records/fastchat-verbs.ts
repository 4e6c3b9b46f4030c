import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const imported = ["importedQuestions", "readingJudge", "ratings", "config", "results", "answers", "judgments"] as const;
const exported = ["config", "results", "exportOut"] as const;

export type ImportFastChatFlags = FlagsOf<typeof imported>;
export type ExportFastChatFlags = FlagsOf<typeof exported>;

export const importFastChatVerb = verb({
  command: "import fastchat",
  about: "FastChat's model_answer and model_judgment",
  flags: imported,
  examples: [
    [
      "import fastchat --questions en-mt-bench --answers model_answer/a.jsonl --judgments model_judgment/gpt-4_single.jsonl",
      "answers and their ratings",
    ],
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
