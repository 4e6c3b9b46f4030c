import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "corrected", "matchesFormat", "shortJson"] as const;

const positionals = { candidates: anyWords("Ids: matches of these alone; one id: all of its matches") };

export type MatchesFlags = FlagsOf<typeof flags, typeof positionals>;

export const matchesVerb = verb({
  command: "matches [candidates..]",
  about: "What the matches that are there say, imported ones too; calls nobody",
  flags,
  positionals,
  examples: [
    ["matches", "net wins, win rates and strengths of every judge that compared answers"],
    ["matches my-model old-model --format markdown", "one pair, for a page"],
  ],
  run: async (given, io) => (await import("./matches.ts")).matches(given, io),
});
