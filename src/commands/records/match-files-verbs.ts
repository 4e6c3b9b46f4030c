import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords, word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const imported = ["questions", "config", "results", "format", "json"] as const;
const importedWords = { files: someWords("FastChat's model_judgment files of pairs: gpt-4_pair.jsonl") };
const exported = ["config", "results", "exportOut", "format", "json"] as const;
const agreed = ["config", "results", "format", "json"] as const;
const agreedWords = { votes: word("Votes, a JSON array as FastChat's compute_agreement.py reads it") };

export type ImportMatchesFlags = FlagsOf<typeof imported, typeof importedWords>;
export type ExportMatchesFlags = FlagsOf<typeof exported>;
export type AgreementMatchesFlags = FlagsOf<typeof agreed, typeof agreedWords>;

export const importMatchesVerb = verb({
  command: "import matches <files..>",
  makesResults: true,
  about: "FastChat's pairwise judgments, both orders of each row",
  flags: imported,
  positionals: importedWords,
  examples: [
    ["import matches gpt-4_pair.jsonl --questions en-mt-bench", "verdicts are read from the judge's words again"],
    ["import matches pairwise/gpt-4/*.jsonl --questions ja-vicuna-qa", "the form of Japanese Vicuna QA, too"],
  ],
  run: async (given, io) => (await import("./import-matches.ts")).importMatchFiles(given, io),
});

export const exportMatchesVerb = verb({
  command: "export matches",
  about: "Matches as FastChat's pairwise files, and as votes",
  flags: exported,
  examples: [
    ["export matches --out fastchat", "a <judge>_pair.jsonl and <judge>_votes.json for every judge"],
    ["export matches --results night --out fastchat", "what another folder holds"],
  ],
  run: async (given, io) => (await import("./export-matches.ts")).exportMatchFiles(given, io),
});

export const agreementMatchesVerb = verb({
  command: "agreement matches <votes>",
  about: "How far judges that compare agree with people's votes on the same two answers",
  flags: agreed,
  positionals: agreedWords,
  examples: [
    ["agreement matches human_votes.json", "every judge whose matches are in results"],
    ["agreement matches human_votes.json --json", "for a script"],
  ],
  run: async (given, io) => (await import("./agreement-matches.ts")).agreementMatches(given, io),
});
