import type { Argv } from "yargs";
import type { Dispatch } from "../grammar/dispatch.ts";
import type { ResultsOption } from "../grammar/shared-options.ts";

/** Flags about money of every command that calls models. */
export function spendingOptions<T>(args: Argv<T>) {
  return args
    .option("dry-run", {
      type: "boolean",
      default: false,
      describe: "Show what is due and what it will cost; call nobody",
    })
    .option("max-cost", {
      type: "string",
      describe: 'Most that the results folder may cost in all: 5 (US dollars) or "800 JPY"',
      requiresArg: true,
    })
    .option("max-tokens-total", {
      type: "string",
      describe: "Most tokens that the results folder may take in all",
      requiresArg: true,
    });
}

/** `mtbench status`, and what `mtbench results` can do beside listing. */
export function addStatus<T>(args: Argv<T>, dispatch: Dispatch, results: ResultsOption): Argv<T> {
  return args.command(
    "status",
    "How far every run is, while it runs or afterwards",
    (command) =>
      command
        .option("results", results)
        .option("config", { type: "string", describe: "Configuration file, for prices", requiresArg: true })
        .option("json", { type: "boolean", default: false, describe: "Print it as JSON" }),
    (flags) => dispatch(async (io) => (await import("../show/status.ts")).status(flags, io)),
  );
}

export function addResultsCheck<T>(args: Argv<T>, dispatch: Dispatch, results: ResultsOption): Argv<T> {
  return args.command(
    "check",
    "Name every damaged line and every file that is not ours",
    (check) =>
      check
        .option("results", results)
        .option("repair", { type: "boolean", default: false, describe: "Move damaged lines into files of their own" }),
    (flags) => dispatch(async (io) => (await import("../records/check-results.ts")).checkResults(flags, io)),
  );
}
