import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = [
  "servedModel",
  "workerQueue",
  "apiKeyEnv",
  "config",
  "maxConcurrency",
  "firstTokenTimeout",
  "idleTimeout",
] as const;

export type WorkerFlags = FlagsOf<typeof flags>;

export const workerVerb = verb({
  command: "worker",
  about: "Take calls from a queue and ask a server of this machine's",
  flags,
  examples: [
    ["worker --queue redis://head:6379 --model my-model@http://127.0.0.1:8000/v1", "beside every server"],
    ["worker --queue env:QUEUE_URL --model models/small.gguf", "the address stands in a variable"],
  ],
  run: async (given, io) => (await import("./worker.ts")).worker(given, io),
});
