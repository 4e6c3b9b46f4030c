import type { Argv } from "yargs";
import type { Dispatch } from "../grammar/dispatch.ts";

/** Verbs about what is kept by hand: question sets, rating procedures, and the public files of both. */
export function addDataCommands<T>(args: Argv<T>, dispatch: Dispatch): Argv<T> {
  return args
    .command("questions", "Look at question sets", (command) =>
      command
        .command("list", "Known question sets", {}, () =>
          dispatch(async (io) => (await import("./list.ts")).listQuestions(io)),
        )
        .command(
          "check <set>",
          "Everything that can be said about a set without a model",
          (check) => check.positional("set", { type: "string", demandOption: true, describe: "Id or folder" }),
          (flags) => dispatch(async (io) => (await import("./check-questions.ts")).checkQuestions(flags.set, io)),
        )
        .demandCommand(1, "name what to do: list or check"),
    )
    .command("judges", "Look at rating procedures", (command) =>
      command
        .command("list", "Known judges", {}, () =>
          dispatch(async (io) => (await import("./list.ts")).listKnownJudges(io)),
        )
        .demandCommand(1, "name what to do: list"),
    )
    .command(
      "fetch [ids..]",
      "Bring the pinned public files of question sets and judges",
      (command) =>
        command
          .positional("ids", {
            type: "string",
            array: true,
            default: [] as string[],
            describe: "Question sets and judges",
          })
          .option("all", { type: "boolean", default: false, describe: "Everything that is known" })
          .option("from", {
            type: "string",
            describe: "A folder of the URLs' shape, instead of the network",
            requiresArg: true,
          }),
      (flags) => dispatch(async (io) => (await import("./fetch.ts")).fetch(flags, io)),
    );
}
