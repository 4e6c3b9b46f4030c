import { figureNames } from "../../reports/figures/figure-names.ts";
import type { FlagsOf } from "../../settings/flags-of.ts";
import { wordOf } from "../../settings/positionals.ts";
import { verb } from "../verb.ts";
import { paperFlags, shownFlags } from "./shown-flags.ts";

const flags = ["protocol", ...shownFlags, "figureOutput", "lang", "columns", "width", ...paperFlags] as const;

const positionals = { name: wordOf(figureNames, "Which figure") };

export type FigureFlags = FlagsOf<typeof flags, typeof positionals>;

export const figureVerb = verb({
  command: "figure <name>",
  about: "One figure for a paper: SVG, PDF or PNG",
  flags,
  positionals,
  examples: [
    ["figure heatmap -o heatmap.svg", "candidates by categories"],
    ["figure intervals --columns 2 --lang ja -o forest.pdf", "two columns wide, in Japanese"],
  ],
  run: async (given, io) => (await import("./figure.ts")).figure(given, io),
});
