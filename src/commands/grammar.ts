import type { Argv } from "yargs";
import type { FlagDefaults } from "../config/settings.ts";
import { addDecisionCommands, gateOptions } from "./decision-grammar.ts";
import { engineOptions } from "./engine-flags.ts";
import type { Ending } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { configOption } from "./setup-grammar.ts";
import { addResultsCheck, addStatus, spendingOptions } from "./spending-grammar.ts";

/** Runs a command and keeps how it ended. The command's room is loaded only when it is called, so that --help is quick. */
export type Dispatch = (work: (io: Io) => Promise<Ending>) => Promise<void>;

/** Options that several verbs share; their defaults are the configuration's, then the built-in ones. */
function sharedOptions(defaults: FlagDefaults) {
  return {
    results: { type: "string", default: defaults.results, describe: "Folder of the records", requiresArg: true },
    questions: {
      type: "string",
      default: defaults.questions,
      describe: "Question set: an id (mtbench questions list) or a folder",
      requiresArg: true,
    },
    judge: {
      type: "string",
      default: defaults.judge,
      describe: "Rating procedure: a name of the configuration, an id (mtbench judges list) or a folder",
      requiresArg: true,
    },
    references: {
      type: "string",
      default: defaults.references,
      describe: "Reference answers: a name in the set, or a file",
      requiresArg: true,
    },
    maxConcurrency: {
      type: "string",
      default: defaults.maxConcurrency,
      describe: "Calls at once to each server",
      requiresArg: true,
    },
    config: configOption,
  } as const;
}

const model = {
  type: "string",
  array: true,
  describe: "Candidates: names of the configuration, catalogue ids, name@baseUrl or a GGUF file",
} as const;

const shardOption = {
  type: "string",
  describe: "Only the I-th of N parts (I/N); a cluster's scheduler starts the others",
  requiresArg: true,
} as const;

const queueOption = {
  type: "string",
  describe: "Hand calls to mtbench worker processes: redis://host:port, or env:NAME of a variable with the address",
  requiresArg: true,
} as const;

function askingOptions<T>(args: Argv<T>, defaults: FlagDefaults) {
  return optionsOfAsking(args.option("model", { ...model, default: [...defaults.model] }), defaults);
}

/** All of them but the model, which `gate` may do without. */
function optionsOfAsking<T>(args: Argv<T>, defaults: FlagDefaults) {
  const { questions, judge, references, results, maxConcurrency, config } = sharedOptions(defaults);
  return engineOptions(args)
    .option("deterministic", {
      type: "boolean",
      default: false,
      describe: "Candidates: one call at a time, no prompt cache, fixed seeds",
    })
    .option("id", { type: "string", describe: "Name of the candidate's row and folder", requiresArg: true })
    .option("revision", { type: "string", describe: "Commit or hash of the weights", requiresArg: true })
    .option("questions", questions)
    .option("judge", judge)
    .option("judge-prompts", {
      type: "string",
      describe: "FastChat judge_prompts.jsonl instead of --judge",
      requiresArg: true,
    })
    .option("references", references)
    .option("results", results)
    .option("trials", {
      type: "string",
      default: defaults.trials,
      describe: "Answers to each question (default: the judge's)",
      requiresArg: true,
    })
    .option("categories", { type: "string", array: true, describe: "Only these categories" })
    .option("limit", { type: "string", describe: "Only the first N questions", requiresArg: true })
    .option("seed", {
      type: "string",
      default: defaults.seed,
      describe: "Seed of the sampling (default 0)",
      requiresArg: true,
    })
    .option("max-concurrency", maxConcurrency)
    .option("thinking", { choices: ["on", "off"] as const, describe: "Whether the candidates think first" })
    .option("reasoning-effort", {
      type: "string",
      describe: "How hard the candidates think, by their own levels",
      requiresArg: true,
    })
    .option("max-thinking-tokens", {
      type: "string",
      describe: "Tokens for thinking on top of the answer's (default: by family)",
      requiresArg: true,
    })
    .option("retry-truncated", {
      type: "boolean",
      describe: "Ask once more with twice the thinking tokens where a thought was cut",
    })
    .option("config", config)
    .option("api-key-env", {
      type: "string",
      describe: "Environment variable with the candidates' key",
      requiresArg: true,
    })
    .option("shard", shardOption)
    .option("queue", queueOption)
    .option("fresh", { type: "boolean", default: false, describe: "Archive the old records and begin anew" })
    .option("retry-failed", { type: "string", array: true, describe: "Failure reasons to try again" })
    .option("json", { type: "boolean", default: false, describe: "Print the final record as JSON" })
    .option("events", { type: "string", describe: "Write what happens to a file, or - for stdout", requiresArg: true });
}

function judgingOptions<T>(args: Argv<T>) {
  return args
    .option("judge-model", { type: "string", describe: "Judge model: name@baseUrl or an id", requiresArg: true })
    .option("judge-api-key-env", {
      type: "string",
      describe: "Environment variable with the judge's key",
      requiresArg: true,
    })
    .option("judge-mode", {
      choices: ["calls", "batch"] as const,
      describe: "One call a judgment, or all in a batch: half the price, within a day (default: calls)",
    })
    .option("judge-repeats", { type: "string", describe: "Judgments of each answer (default 1)", requiresArg: true });
}

/** Every verb and its flags. */
export function addCommands(args: Argv, dispatch: Dispatch, defaults: FlagDefaults): Argv {
  const { results, questions, judge, references, config } = sharedOptions(defaults);
  return addStatus(addDecisionCommands(args, dispatch, results), dispatch, results)
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
      (flags) => dispatch(async (io) => (await import("./run.ts")).run(flags, io, { rating: false })),
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
    .command(
      "show <candidate> <question>",
      "What was asked, answered, thought and judged",
      (command) =>
        command
          .positional("candidate", { type: "string", demandOption: true, describe: "Id of the candidate" })
          .positional("question", { type: "string", demandOption: true, describe: "Id of the question" })
          .option("turn", { type: "string", describe: "Only this turn", requiresArg: true })
          .option("results", results),
      (flags) => dispatch(async (io) => (await import("./show.ts")).show(flags, io)),
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
    )
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
      (flags) => dispatch(async (io) => (await import("./leaderboard.ts")).leaderboard(flags, io)),
    )
    .command(
      "gate",
      "Pass, regression or undecided against a baseline: exit code 0, 1 or 3",
      (command) => gateOptions(judgingOptions(optionsOfAsking(command.option("model", model), defaults))),
      (flags) => dispatch(async (io) => (await import("./gate.ts")).gate(flags, io)),
    );
}
