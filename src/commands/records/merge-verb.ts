import type { FlagsOf } from "../../settings/flags-of.ts";
import { someWords } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";

const flags = ["config", "results", "mergedOut", "format", "json"] as const;

const positionals = {
  folders: someWords("Folders of records, folders of single candidates, or ids of candidates in --results"),
};

type AllFlags = FlagsOf<typeof flags, typeof positionals>;
/** `results` is only where ids are looked up. */
export type MergeFlags = Omit<AllFlags, "results"> & Partial<Pick<AllFlags, "results">>;

export const mergeVerb = verb({
  command: "merge <folders..>",
  about: "Unite what shards or machines wrote apart",
  flags,
  positionals,
  examples: [
    ["merge node-1 node-2 -o results", "the records of two machines"],
    ["merge shards/* -o results --json", "those of many, and what was united as JSON"],
  ],
  run: async (given, io) => (await import("./merge.ts")).merge(given, io),
});
