import type { Argv } from "yargs";
import type { FlagDefaults } from "../../config/values-in-force.ts";
import type { Dispatch } from "../grammar/dispatch.ts";
import { engineOptions } from "../grammar/engine-options.ts";
import {
  askingOptions,
  judgingOptions,
  modelOption,
  queueOption,
  shardOption,
  sharedOptions,
} from "../grammar/shared-options.ts";
import { spendingOptions } from "./spending-grammar.ts";

/** Verbs that call models. `gate` does only with --until-decided and stands with the decisions. */
export function addAskingCommands<T>(args: Argv<T>, dispatch: Dispatch, defaults: FlagDefaults): Argv<T> {
  const { results, questions, judge, references, config } = sharedOptions(defaults);
  return args
    .command(
      "run",
      "Ask the questions, rate the answers, show the leaderboard",
      (command) => spendingOptions(judgingOptions(askingOptions(command, defaults))),
      (flags) => dispatch(async (io) => (await import("./run.ts")).run(flags, io)),
    )
    .command(
      "answer",
      "Ask the questions only",
      (command) => spendingOptions(askingOptions(command, defaults)),
      (flags) => dispatch(async (io) => (await import("./run.ts")).run(flags, io, { isRated: false })),
    )
    .command(
      "judge [candidates..]",
      "Rate the answers that are there",
      (command) =>
        engineOptions(spendingOptions(judgingOptions(command)))
          .positional("candidates", {
            type: "string",
            array: true,
            default: [] as string[],
            describe: "Ids; none: all",
          })
          .option("questions", questions)
          .option("judge", judge)
          .option("judge-prompts", {
            type: "string",
            describe: "FastChat judge_prompts.jsonl instead of --judge",
            requiresArg: true,
          })
          .option("references", references)
          .option("config", config)
          .option("rules", {
            type: "string",
            describe: "Answering rules, where a folder holds several",
            requiresArg: true,
          })
          .option("results", results)
          .option("categories", { type: "string", array: true, describe: "Only these categories" })
          .option("limit", { type: "string", describe: "Only the first N questions", requiresArg: true })
          .option("seed", { type: "string", describe: "Seed of the judge's sampling (default 0)", requiresArg: true })
          .option("max-concurrency", {
            type: "string",
            describe: "Calls at once to the judge's server",
            requiresArg: true,
          })
          .option("shard", shardOption)
          .option("retry-failed", { type: "string", array: true, describe: "Reasons of unrated turns to try again" })
          .option("json", { type: "boolean", default: false, describe: "Print the final record as JSON" })
          .option("events", {
            type: "string",
            describe: "Write what happens to a file, or - for stdout",
            requiresArg: true,
          }),
      (flags) => dispatch(async (io) => (await import("./judge.ts")).judge(flags, io)),
    )
    .command(
      "doctor",
      "Ask every model a few words, and say what would spoil a run",
      (command) => {
        return engineOptions(command)
          .option("model", { ...modelOption, default: [...defaults.model] })
          .option("questions", questions)
          .option("judge", judge)
          .option("judge-model", { type: "string", describe: "Judge model: name@baseUrl or an id", requiresArg: true })
          .option("answers-only", { type: "boolean", default: false, describe: "Do not look at the judge" })
          .option("references", references)
          .option("results", results)
          .option("thinking", { choices: ["on", "off"] as const, describe: "As for run" })
          .option("reasoning-effort", { type: "string", describe: "As for run", requiresArg: true })
          .option("max-thinking-tokens", { type: "string", describe: "As for run", requiresArg: true })
          .option("api-key-env", {
            type: "string",
            describe: "Environment variable with the candidates' key",
            requiresArg: true,
          })
          .option("judge-api-key-env", {
            type: "string",
            describe: "Environment variable with the judge's key",
            requiresArg: true,
          })
          .option("config", config)
          .option("json", { type: "boolean", default: false, describe: "Print the findings as JSON" });
      },
      (flags) => dispatch(async (io) => (await import("../setup/doctor.ts")).doctor(flags, io)),
    )
    .command(
      "worker",
      "Take calls from a queue and ask a server of this machine's",
      (command) =>
        command
          .option("queue", { ...queueOption, demandOption: "name the queue" })
          .option("model", {
            type: "string",
            array: true,
            default: [] as string[],
            describe: "Models that are served here, as name@http://host:port/v1",
          })
          .option("max-concurrency", { type: "string", describe: "Calls at once", requiresArg: true })
          .option("api-key-env", { type: "string", describe: "Environment variable with the key", requiresArg: true }),
      (flags) => dispatch(async (io) => (await import("./worker.ts")).worker(flags, io)),
    )
    .command(
      "demo",
      "The whole road offline, with controls of known quality",
      (command) =>
        command
          .option("results", {
            type: "string",
            describe: "Folder of the records (default .mtbench/demo)",
            requiresArg: true,
          })
          .option("json", { type: "boolean", default: false, describe: "Print the final record as JSON" }),
      (flags) => dispatch(async (io) => (await import("./demo.ts")).demo(flags, io)),
    );
}
