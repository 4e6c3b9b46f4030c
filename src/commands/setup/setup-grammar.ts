import type { Argv } from "yargs";
import type { Dispatch } from "../grammar/dispatch.ts";
import { configOption } from "../grammar/shared-options.ts";

/** Verbs that set things up or look things up, and spend nothing: models, config, init. */
export function addSetupCommands(args: Argv, dispatch: Dispatch): Argv {
  return args
    .command("models", "Look at known models", (command) =>
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
    )
    .command("config", "Look at the configuration", (command) =>
      command
        .command(
          "show",
          "What is in force and where each value comes from",
          (show) =>
            show
              .option("model", { type: "string", array: true, describe: "Candidates; left out: the file's" })
              .option("questions", { type: "string", requiresArg: true })
              .option("judge", { type: "string", requiresArg: true })
              .option("references", { type: "string", requiresArg: true })
              .option("results", { type: "string", requiresArg: true })
              .option("trials", { type: "string", requiresArg: true })
              .option("seed", { type: "string", requiresArg: true })
              .option("max-concurrency", { type: "string", requiresArg: true })
              .option("config", configOption)
              .option("json", { type: "boolean", default: false, describe: "As JSON" }),
          (flags) => dispatch(async (io) => (await import("./config-commands.ts")).showConfig(flags, io)),
        )
        .command("schema", "The JSON Schema of the file, for editors", {}, () =>
          dispatch(async (io) => (await import("./config-commands.ts")).printConfigSchema(io)),
        )
        .demandCommand(1, "name what to do: show or schema"),
    )
    .command(
      "init",
      "Write a first mtbench.config.yaml",
      (command) =>
        command
          .option("model", { type: "string", describe: "Catalogue id, or as its server calls it", requiresArg: true })
          .option("server", { type: "string", describe: "Base URL of its server", requiresArg: true })
          .option("api-key-env", { type: "string", describe: "Environment variable with its key", requiresArg: true })
          .option("questions", { type: "string", describe: "Question set", requiresArg: true })
          .option("judge", { type: "string", describe: "Rating procedure", requiresArg: true })
          .option("judge-model", { type: "string", describe: "Judge model: name@baseUrl or an id", requiresArg: true })
          .option("out", {
            type: "string",
            default: "mtbench.config.yaml",
            describe: "File to write",
            requiresArg: true,
          })
          .option("force", { type: "boolean", default: false, describe: "Write over a file that is there" })
          .option("yes", { alias: "y", type: "boolean", default: false, describe: "Ask nothing" }),
      (flags) => dispatch(async (io) => (await import("./init.ts")).init(flags, io)),
    );
}
