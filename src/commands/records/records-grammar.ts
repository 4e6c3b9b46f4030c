import type { Argv } from "yargs";
import type { FlagDefaults } from "../../config/values-in-force.ts";
import { addResultsCheck, addStatus } from "../ask/spending-grammar.ts";
import type { Dispatch } from "../grammar/dispatch.ts";
import { sharedOptions } from "../grammar/shared-options.ts";

/** Verbs that look at records, unite them, or carry them to and from other harnesses. None calls a model. */
export function addRecordCommands<T>(args: Argv<T>, dispatch: Dispatch, defaults: FlagDefaults): Argv<T> {
  const { results, questions } = sharedOptions(defaults);
  return addStatus(args, dispatch, results)
    .command(
      "show <candidate> <question>",
      "What was asked, answered, thought and judged",
      (command) =>
        command
          .positional("candidate", { type: "string", demandOption: true, describe: "Id of the candidate" })
          .positional("question", { type: "string", demandOption: true, describe: "Id of the question" })
          .option("turn", { type: "string", describe: "Only this turn", requiresArg: true })
          .option("results", results),
      (flags) => dispatch(async (io) => (await import("../show/show.ts")).show(flags, io)),
    )
    .command("results", "Look at the records", (command) =>
      addResultsCheck(command, dispatch, results)
        .command(
          "list",
          "Every candidate's folder and what stands in it",
          (list) => list.option("results", results),
          (flags) => dispatch(async (io) => (await import("./list-results.ts")).listResults(flags, io)),
        )
        .demandCommand(1, "name what to do: list or check"),
    )
    .command(
      "merge <folders..>",
      "Unite what shards or machines wrote apart",
      (command) =>
        command
          .positional("folders", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "Folders of records (--results), or of single candidates",
          })
          .option("out", {
            alias: "o",
            type: "string",
            demandOption: "name the folder to write",
            describe: "Folder of the united records; what is there already is united too",
            requiresArg: true,
          })
          .option("json", { type: "boolean", default: false, describe: "Print what was united as JSON" }),
      (flags) => dispatch(async (io) => (await import("./merge.ts")).merge(flags, io)),
    )
    .command("import", "Read another harness's files", (command) =>
      command
        .command(
          "fastchat",
          "FastChat's model_answer and model_judgment",
          (fastchat) =>
            fastchat
              .option("questions", {
                type: "string",
                demandOption: "name the question set that was asked",
                describe: questions.describe,
                requiresArg: true,
              })
              .option("judge", { type: "string", describe: "Read ratings as this judge does", requiresArg: true })
              .option("answers", {
                type: "string",
                array: true,
                default: [] as string[],
                describe: "model_answer files",
              })
              .option("judgments", {
                type: "string",
                array: true,
                default: [] as string[],
                describe: "model_judgment files (single)",
              })
              .option("ratings", {
                choices: ["reparsed", "recorded"] as const,
                default: "reparsed" as const,
                describe: "Read the judge's texts again, or take the scores that stand beside them",
              })
              .option("results", results),
          (flags) => dispatch(async (io) => (await import("./import-fastchat.ts")).importFastChat(flags, io)),
        )
        .demandCommand(1, "name the format: fastchat"),
    )
    .command("export", "Write files for another harness", (command) =>
      command
        .command(
          "fastchat",
          "Files that FastChat's show_result.py reads",
          (fastchat) =>
            fastchat.option("results", results).option("out", {
              type: "string",
              demandOption: "name a folder",
              describe: "Folder to write",
              requiresArg: true,
            }),
          (flags) => dispatch(async (io) => (await import("./export-fastchat.ts")).exportFastChat(flags, io)),
        )
        .demandCommand(1, "name the format: fastchat"),
    );
}
