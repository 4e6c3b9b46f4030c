import type { Argv } from "yargs";
import { figureNames } from "../../reports/figures/figure-registry.ts";
import type { Dispatch } from "../grammar/dispatch.ts";

const results = { type: "string", default: "results", describe: "Folder of the records", requiresArg: true } as const;

function sourceOptions<T>(args: Argv<T>) {
  return args
    .option("results", results)
    .option("candidates", { type: "string", array: true, describe: "Only these candidates" })
    .option("baseline", {
      type: "string",
      describe: "Candidate that differences are taken from (default: the best)",
      requiresArg: true,
    });
}

function textOptions<T>(args: Argv<T>) {
  return args
    .option("thoughts", {
      choices: ["none", "head", "full"] as const,
      default: "full" as const,
      describe: "How much of the models' thinking goes in",
    })
    .option("questions", {
      type: "string",
      array: true,
      describe: "Question sets or folders to take texts from (default: those that the results name)",
    })
    .option("references", { type: "string", array: true, describe: "Reference files that are in no question set" });
}

/** The verbs that show results to readers. */
export function addReportCommands<T>(args: Argv<T>, dispatch: Dispatch): Argv<T> {
  return args
    .command(
      "report",
      "One HTML file for readers, tables and figures for a paper",
      (command) =>
        textOptions(sourceOptions(command))
          .option("lang", {
            choices: ["ja", "en", "both"] as const,
            describe: "Language of the page (default: both, the questions' own first)",
          })
          .option("output", {
            alias: "o",
            type: "string",
            describe: "Folder to write (default reports/<question set>)",
            requiresArg: true,
          })
          .option("figures", { type: "boolean", default: true, describe: "Write figures too (--no-figures: not)" })
          .option("font", { type: "string", describe: "Font file for the figures", requiresArg: true }),
      (flags) => dispatch(async (io) => (await import("./report.ts")).report(flags, io)),
    )
    .command(
      "figure <name>",
      "One figure for a paper: SVG, PDF or PNG",
      (command) =>
        sourceOptions(command)
          .positional("name", { choices: figureNames, demandOption: true, describe: "Which figure" })
          .option("output", {
            alias: "o",
            type: "string",
            demandOption: "name a file that ends in .svg, .pdf or .png",
            describe: "File to write; its ending says the format",
            requiresArg: true,
          })
          .option("protocol", {
            type: "string",
            describe: "Start of the protocol key, where the results hold several",
            requiresArg: true,
          })
          .option("lang", {
            choices: ["ja", "en"] as const,
            default: "en" as const,
            describe: "Language of the labels",
          })
          .option("columns", {
            choices: ["1", "2"] as const,
            describe: "Width in columns of a paper: 84 or 174 mm (default: the figure's own)",
          })
          .option("font", { type: "string", describe: "Font file", requiresArg: true }),
      (flags) => dispatch(async (io) => (await import("./figure.ts")).figure(flags, io)),
    )
    .command(
      "view",
      "The report in a browser, live while a run writes",
      (command) =>
        textOptions(sourceOptions(command))
          .option("port", { type: "string", describe: "Port on loopback (default: a free one)", requiresArg: true })
          .option("open", { type: "boolean", default: true, describe: "Open the browser (--no-open: not)" }),
      (flags) => dispatch(async (io) => (await import("./view.ts")).view(flags, io)),
    ) as Argv<T>;
}
