import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";
import { shownFlags, textFlags } from "./shown-flags.ts";

const flags = [...shownFlags, ...textFlags, "port", "open"] as const;

export type ViewFlags = FlagsOf<typeof flags>;

export const viewVerb = verb({
  command: "view",
  about: "The report in a browser, live while a run writes",
  flags,
  examples: [
    ["view", "opens a browser, on a free port of this machine"],
    ["view --no-open --port 8080", "for a machine that is reached through ssh -L 8080:127.0.0.1:8080"],
  ],
  run: async (given, io) => (await import("./view.ts")).view(given, io),
});
