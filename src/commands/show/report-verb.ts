import type { FlagsOf } from "../../settings/flags-of.ts";
import { verb } from "../verb.ts";
import { paperFlags, shownFlags, textFlags } from "./shown-flags.ts";

const flags = [
  ...shownFlags,
  ...textFlags,
  "reportOutput",
  "pageLang",
  "figures",
  ...paperFlags,
  "bom",
  "author",
  "pageUrl",
] as const;

export type ReportFlags = FlagsOf<typeof flags>;

export const reportVerb = verb({
  command: "report",
  about: "One HTML file for readers, tables and figures for a paper",
  flags,
  examples: [
    ["report", "everything that is in results, into reports/<question set>"],
    ["report --candidates base tuned --baseline base -o reports/tuned", "two of them, with their differences"],
  ],
  run: async (given, io) => (await import("./report.ts")).report(given, io),
});
