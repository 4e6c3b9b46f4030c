import { verb } from "../verb.ts";
import { askingFlags, spendingFlags } from "./asking-flags.ts";

export const answerVerb = verb({
  command: "answer",
  makesResults: true,
  about: "Ask the questions only",
  flags: ["model", "judge", ...askingFlags, ...spendingFlags],
  examples: [
    ["answer --model my-model@http://127.0.0.1:8000/v1", "answers today, ratings later with mtbench judge"],
    ["answer --model models/small.gguf --shard 3/16", "the third of sixteen parts, on this machine"],
  ],
  run: async (given, io) => (await import("./run.ts")).answer(given, io),
});
