import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "format", "json"] as const;

export type StatusFlags = FlagsOf<typeof flags>;

export const statusVerb = verb({
  command: "status",
  about: "How far every run is, while it runs or afterwards",
  flags,
  examples: [
    ["status", "answers, ratings, failures, tokens and cost by candidate"],
    ["status --results night --json", "for a script"],
  ],
  run: async (given, io) => (await import("./status.ts")).status(given, io),
});
