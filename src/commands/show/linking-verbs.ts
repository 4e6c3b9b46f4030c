import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";

const publishedFlags = ["config", "results", "anchors", "without", "format", "json"] as const;
const flags = [...publishedFlags, "linkedFrom", "linkedTo"] as const;

export type LinkingFlags = FlagsOf<typeof flags>;
export type LinkingPublishedFlags = FlagsOf<typeof publishedFlags>;

export const linkingVerb = verb({
  command: "linking",
  about: "What scores would be under another procedure, with intervals, from models that both rated",
  flags,
  examples: [
    ["linking", "your own tables, linked with every other that rated the same models"],
    ["linking --from nejumi-4 --to swallow-leaderboard-v2", "one published table under another's procedure"],
  ],
  run: async (given, io) => (await import("./linking.ts")).linking(given, io),
});

export const linkingPublishedVerb = verb({
  command: "linking published",
  about: "Which published tables can be linked with each other, how well, and which cannot",
  flags: publishedFlags,
  examples: [
    ["linking published", "offline, from what ships"],
    ["linking published --anchors likely --json", "with more anchors, for a script"],
  ],
  run: async (given, io) => (await import("./linking-published.ts")).linkingPublished(given, io),
});
