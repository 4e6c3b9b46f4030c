import type { FlagsOf } from "../../settings/flags-of.ts";
import { anyWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = [
  "control",
  "protocol",
  "probe",
  "probedModel",
  "apiKeyEnv",
  "probedQuestions",
  "config",
  "results",
  "format",
  "json",
] as const;

const positionals = { runs: anyWords("The run on the original questions, then those on the variants") };

export type FreshnessFlags = FlagsOf<typeof flags, typeof positionals>;

export const freshnessVerb = verb({
  command: "freshness [runs..]",
  about: "What becomes of a score when the questions are new",
  flags,
  positionals,
  examples: [
    ["freshness results/ja-original/a results/ja-original%40seed%3a7/a", "the change, with its interval"],
    ["freshness --probe --model my-model@http://127.0.0.1:8000/v1", "does it know the questions by heart?"],
  ],
  run: async (given, io) => (await import("./freshness.ts")).freshnessCommand(given, io),
});
