import type { Argv } from "yargs";
import type { Dispatch } from "../grammar/dispatch.ts";
import type { ResultsOption } from "../grammar/shared-options.ts";

function choiceOptions<T>(args: Argv<T>) {
  return args
    .option("anchors", {
      choices: ["sure", "likely"] as const,
      default: "sure" as const,
      describe: "Models that both sides state to be the same, or also those that most likely are",
    })
    .option("without", { type: "string", array: true, describe: "Rows or models that are not to be anchors" })
    .option("json", { type: "boolean", default: false, describe: "Print the links as JSON" });
}

/** Linked scales: what a score would be under another procedure. No verb of these calls a model. */
export function addLinkingCommands<T>(args: Argv<T>, dispatch: Dispatch, results: ResultsOption): Argv<T> {
  return args.command(
    "linking",
    "What scores would be under another procedure, with intervals, from models that both rated",
    (command) =>
      choiceOptions(command)
        .command(
          "published",
          "Which published tables can be linked with each other, how well, and which cannot",
          (sub) => choiceOptions(sub).option("results", results),
          (flags) => dispatch(async (io) => (await import("./linking-published.ts")).linkingPublished(flags, io)),
        )
        .option("results", results)
        .option("from", { type: "string", array: true, describe: "Tables whose scores are linked (default: your own)" })
        .option("to", {
          type: "string",
          array: true,
          describe: "Tables that they are linked to: ids, or the beginning of a protocol key (default: all)",
        }),
    (flags) => dispatch(async (io) => (await import("./linking.ts")).linking(flags, io)),
  ) as Argv<T>;
}
