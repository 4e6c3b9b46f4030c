import type { Argv } from "yargs";
import type { Dispatch } from "./grammar.ts";

/** Verbs that set things up or look things up, and spend nothing: models, config, init. */
export function addSetupCommands(args: Argv, dispatch: Dispatch): Argv {
  return args.command("models", "Look at known models", (command) =>
    command
      .command(
        "list",
        "Every known model and how it is reached",
        (list) =>
          list
            .option("format", { choices: ["table", "markdown", "json"] as const, default: "table" as const })
            .option("language", {
              choices: ["en", "ja"] as const,
              default: "en" as const,
              describe: "Of the markdown",
            }),
        (flags) => dispatch(async (io) => (await import("./models.ts")).listModels(flags, io)),
      )
      .command(
        "show <id>",
        "What is known of a model, and where from",
        (show) =>
          show
            .positional("id", { type: "string", demandOption: true, describe: "Id of the catalogue" })
            .option("json", { type: "boolean", default: false, describe: "As JSON" }),
        (flags) => dispatch(async (io) => (await import("./models.ts")).showModel(flags, io)),
      )
      .demandCommand(1, "name what to do: list or show"),
  );
}
