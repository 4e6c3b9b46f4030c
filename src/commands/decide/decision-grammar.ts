import type { Argv } from "yargs";
import type { FlagDefaults } from "../../config/values-in-force.ts";
import { extractions } from "../../judges/judge.ts";
import type { Dispatch } from "../grammar/dispatch.ts";
import { judgingOptions, modelOption, optionsOfAsking, sharedOptions } from "../grammar/shared-options.ts";

const protocol = {
  type: "string",
  describe: "Beginning of a protocol key, where a folder is rated under several",
  requiresArg: true,
} as const;
const json = { type: "boolean", default: false, describe: "Print the final record as JSON" } as const;

/** Verbs that draw conclusions from measurements. None calls a model, but for `gate --until-decided`. */
export function addDecisionCommands<T>(args: Argv<T>, dispatch: Dispatch, defaults: FlagDefaults): Argv<T> {
  const { results } = sharedOptions(defaults);
  return args
    .command(
      "leaderboard",
      "Scores, intervals and ranks of all records, by protocol",
      (command) =>
        command
          .option("results", results)
          .option("by", {
            choices: ["category"] as const,
            describe: "Categories with intervals, lengths, Japanese ratio",
          })
          .option("aggregate", {
            choices: ["mtbench", "pooled", "macro", "swallow", "fastchat"] as const,
            default: "mtbench" as const,
            describe: "How ratings are averaged",
          })
          .option("format", {
            choices: ["table", "json", "csv", "markdown", "latex"] as const,
            default: "table" as const,
          }),
      (flags) => dispatch(async (io) => (await import("../show/leaderboard.ts")).leaderboard(flags, io)),
    )
    .command(
      "compare <candidates..>",
      "Paired differences of candidates, the first being the baseline",
      (command) =>
        command
          .positional("candidates", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "Ids or results folders",
          })
          .option("results", results)
          .option("protocol", protocol)
          .option("common-questions", {
            type: "boolean",
            default: false,
            describe: "Compare on the questions that all were asked, where their sets differ",
          })
          .option("moved", {
            type: "string",
            default: "5",
            describe: "How many of the questions that moved most to show",
            requiresArg: true,
          })
          .option("format", { choices: ["table", "json", "markdown"] as const, default: "table" as const }),
      (flags) => dispatch(async (io) => (await import("./compare.ts")).compare(flags, io)),
    )
    .command("baseline", "Save or show what a gate compares with", (command) =>
      command
        .command(
          "save <candidate>",
          "Write one candidate's ratings into a file to be committed",
          (save) =>
            save
              .positional("candidate", { type: "string", demandOption: true, describe: "Id or results folder" })
              .option("results", results)
              .option("protocol", protocol)
              .option("output", {
                alias: "o",
                type: "string",
                demandOption: "name the file to write",
                describe: "File to write",
                requiresArg: true,
              }),
          (flags) => dispatch(async (io) => (await import("./baseline.ts")).saveBaseline(flags, io)),
        )
        .command(
          "show <file>",
          "What a baseline file says",
          (show) => show.positional("file", { type: "string", demandOption: true, describe: "Baseline file" }),
          (flags) => dispatch(async (io) => (await import("./baseline.ts")).showBaseline(flags, io)),
        )
        .demandCommand(1, "name what to do: save or show"),
    )
    .command(
      "noise <folders..>",
      "Run-to-run spread of one candidate, and the margin and trials to use in a gate",
      (command) =>
        command
          .positional("folders", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "Results folders (or ids) of one candidate",
          })
          .option("results", results)
          .option("protocol", protocol)
          .option("lasting-sd", {
            type: "string",
            describe: "Standard deviation of the lasting differences between two equally good candidates (default 1.3)",
            requiresArg: true,
          })
          .option("json", json),
      (flags) => dispatch(async (io) => (await import("./noise.ts")).noise(flags, io)),
    )
    .command(
      "rescore <candidate>",
      "Read the judge's stored texts again by another rule, without any call",
      (command) =>
        command
          .positional("candidate", { type: "string", demandOption: true, describe: "Id or results folder" })
          .option("results", results)
          .option("protocol", protocol)
          .option("extraction", { type: "string", describe: `One of: ${extractions.join(", ")}`, requiresArg: true })
          .option("judge", { type: "string", describe: "Read as this judge does", requiresArg: true })
          .option("json", json),
      (flags) => dispatch(async (io) => (await import("../records/rescore.ts")).rescore(flags, io)),
    )
    .command(
      "gate",
      "Pass, regression or undecided against a baseline: exit code 0, 1 or 3",
      (command) => gateOptions(judgingOptions(optionsOfAsking(command.option("model", modelOption), defaults))),
      (flags) => dispatch(async (io) => (await import("./gate.ts")).gate(flags, io)),
    );
}

/** What `gate` takes besides the options of `run`, which it needs for --until-decided. */
function gateOptions<T>(args: Argv<T>) {
  const number = (describe: string) => ({ type: "string", describe, requiresArg: true }) as const;
  return args
    .option("baseline", {
      type: "string",
      demandOption: "name a baseline file or a results folder",
      describe: "Baseline file (mtbench baseline save), results folder or id",
      requiresArg: true,
    })
    .option("candidate", { type: "string", describe: "Results folder or id of the candidate", requiresArg: true })
    .option("protocol", protocol)
    .option("margin", number("How much worse the candidate may be, in points (default 0.5)"))
    .option("alpha", number("Chance of each wrong verdict, one-sided (default 0.05)"))
    .option("strict", { type: "boolean", describe: "Any worsening that is shown is a regression" })
    .option("by-category", { type: "boolean", describe: "Also look for regressions in each category, Holm-corrected" })
    .option("min-score", number("Lowest score allowed, held by its interval"))
    .option("min-rated", number("Least share of planned ratings, 0-1 (default 0.95)"))
    .option("max-unrated", number("Largest share of ratings that the judge may leave out, 0-1"))
    .option("max-truncated", number("Largest share of answers cut at the token limit, 0-1"))
    .option("undecided", {
      choices: ["pass", "fail"] as const,
      describe: "What an undecided comparison ends with instead of exit code 3; never applied to an incomplete one",
    })
    .option("until-decided", {
      type: "boolean",
      default: false,
      describe: "Run more trials of --model only while undecided; error rates stay what they claim",
    })
    .option("max-trials", number("Most trials that --until-decided may run, fixed before the first"))
    .option("junit", { type: "string", describe: "Write JUnit XML to a file", requiresArg: true })
    .option("summary", { type: "string", describe: "Append a Markdown summary to a file", requiresArg: true })
    .option("annotations", { choices: ["github"] as const, describe: "Annotate the CI run" })
    .option("report-url", { type: "string", describe: "Link to the full report in the summary", requiresArg: true });
}
