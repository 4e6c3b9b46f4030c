import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const exported = ["config", "results", "deskPlan", "sheetOf", "deskTexts", "sheetOutput", "bom"] as const;
const imported = ["config", "results", "deskPlan", "deskTexts", "format", "json"] as const;
const importedWords = { files: someWords("CSV files that mtbench export ratings wrote and people filled in") };

export type ExportRatingsFlags = FlagsOf<typeof exported>;
export type ImportRatingsFlags = FlagsOf<typeof imported, typeof importedWords>;

export const exportRatingsVerb = verb({
  command: "export ratings",
  about: "People's ratings as CSV, or a part of a plan to be rated in a spreadsheet",
  flags: exported,
  examples: [
    ["export ratings --by kiri -o kiri.csv --bom", "what kiri is to rate, blind, for Excel"],
    ["export ratings -o ratings.csv", "everything that people gave, with candidates and the judge's ratings"],
  ],
  run: async (given, io) => (await import("./export-ratings.ts")).exportRatings(given, io),
});

export const importRatingsVerb = verb({
  command: "import ratings <files..>",
  about: "Ratings that people gave in a spreadsheet",
  flags: imported,
  positionals: importedWords,
  examples: [
    ["import ratings kiri.csv", "what kiri filled in; nothing of it where a row is wrong"],
    ["import ratings *.csv --plan 3f0a", "several people's, under one of several plans"],
  ],
  run: async (given, io) => (await import("./import-ratings.ts")).importRatings(given, io),
});
