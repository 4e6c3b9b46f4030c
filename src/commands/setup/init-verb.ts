import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "firstModel",
  "server",
  "apiKeyEnv",
  "firstQuestions",
  "firstJudge",
  "judgeModel",
  "configOut",
  "force",
  "yes",
  "format",
  "json",
] as const;

export type InitFlags = FlagsOf<typeof flags>;

export const initVerb = verb({
  command: "init",
  about: "Write a first mtbench.config.yaml",
  flags,
  examples: [
    ["init", "asks for what it needs"],
    ["init --yes --model my-model --server http://127.0.0.1:8000/v1", "asks nothing"],
  ],
  run: async (given, io) => (await import("./init.ts")).init(given, io),
});
