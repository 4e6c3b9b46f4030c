import type { FlagsOf } from "../../settings/flags-of.ts";
import { word } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "elsewhereFormat", "shortJson", "bom"] as const;

const positionals = { candidate: word("Id of the candidate, or of a model in published tables") };

export type ElsewhereFlags = FlagsOf<typeof flags, typeof positionals>;

export const elsewhereVerb = verb({
  command: "elsewhere <candidate>",
  about: "One candidate by every board's procedure: rated here, published, linked",
  flags,
  positionals,
  examples: [
    ["elsewhere my-model", "after run --judge nejumi-4 swallow-ja"],
    ["elsewhere qwen3-8b --format csv", "what is published of a model, with the doubts, one row a figure"],
  ],
  run: async (given, io) => (await import("./elsewhere.ts")).elsewhere(given, io),
});
