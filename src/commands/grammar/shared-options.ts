import type { Argv } from "yargs";
import type { FlagDefaults } from "../../config/values-in-force.ts";
import { engineOptions } from "./engine-options.ts";

/** A configuration by name; cli.ts looks for it before the flags are read, since it holds their defaults. */
export const configOption = {
  type: "string",
  describe: "Configuration file (default: mtbench.config.yaml here, where there is one)",
  requiresArg: true,
} as const;

/** Options that several verbs share; their defaults are the configuration's, then the built-in ones. */
export function sharedOptions(defaults: FlagDefaults) {
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

export const modelOption = {
  type: "string",
  array: true,
  describe: "Candidates: names of the configuration, catalogue ids, name@baseUrl or a GGUF file",
} as const;

export const shardOption = {
  type: "string",
  describe: "Only the I-th of N parts (I/N); a cluster's scheduler starts the others",
  requiresArg: true,
} as const;

export const queueOption = {
  type: "string",
  describe: "Hand calls to mtbench worker processes: redis://host:port, or env:NAME of a variable with the address",
  requiresArg: true,
} as const;

export function askingOptions<T>(args: Argv<T>, defaults: FlagDefaults) {
  return optionsOfAsking(args.option("model", { ...modelOption, default: [...defaults.model] }), defaults);
}

/** All of them but the model, which `gate` may do without. */
export function optionsOfAsking<T>(args: Argv<T>, defaults: FlagDefaults) {
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

export function judgingOptions<T>(args: Argv<T>) {
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

/** The folder of the records, with the default that the configuration file gives it. */
export type ResultsOption = ReturnType<typeof sharedOptions>["results"];
