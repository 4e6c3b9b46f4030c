import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "model",
  "apiKeyEnv",
  "questions",
  "references",
  "thinking",
  "reasoningEffort",
  "maxThinkingTokens",
  "systemAsUser",
  "maxAnswerTokens",
  "firstTokenTimeout",
  "idleTimeout",
  "llamaServer",
  "llamaServerArgs",
  "judge",
  "judgeModel",
  "judgeApiKeyEnv",
  "answersOnly",
  "config",
  "results",
  "format",
  "json",
] as const;

export type DoctorFlags = FlagsOf<typeof flags>;

export const doctorVerb = verb({
  command: "doctor",
  makesResults: true,
  about: "Ask every model a few words, and say what would spoil a run",
  flags,
  examples: [
    ["doctor", "the candidates and the judge of the configuration"],
    ["doctor --model my-model@http://127.0.0.1:8000/v1 --answers-only", "one server, without a judge"],
  ],
  run: async (given, io) => (await import("./doctor.ts")).doctor(given, io),
});
