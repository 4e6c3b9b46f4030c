import type { FlagsOf } from "../../settings/flags-of.ts";
import { optionalWord, word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "turn", "worst", "format", "json"] as const;

const positionals = { candidate: word("Id of the candidate"), question: optionalWord("Id of the question") };

export type ShowFlags = FlagsOf<typeof flags, typeof positionals>;

export const showVerb = verb({
  command: "show <candidate> [question]",
  about: "What was asked, answered, thought and judged, with reference and judge prompt",
  flags,
  positionals,
  examples: [
    ["show my-model 111", "both turns of question 111"],
    ["show my-model --worst 5", "the five turns rated lowest"],
  ],
  run: async (given, io) => (await import("./show.ts")).show(given, io),
});
