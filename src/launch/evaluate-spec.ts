import { z } from "zod";
import type { AnswerFailureReason } from "../answers/answer.ts";
import { chooseJudge } from "../config/choose-judge.ts";
import type { Config } from "../config/config-schema.ts";
import { loadConfig, noConfig, ownModelsOf } from "../config/load-config.ts";
import { InputError } from "../errors.ts";
import type { UnratedReason } from "../judgments/judgment.ts";
import { type ThinkingChoice, thinkingOf } from "../models/choose-thinking.ts";
import type { Currency } from "../models/currencies.ts";
import type { Shard } from "../results/shard.ts";
import type { Setting } from "../settings/setting.ts";
import { settings } from "../settings/settings.ts";
import { describeValue } from "../text/check-shape.ts";
import { didYouMean } from "../text/nearest.ts";
import { priceLookup } from "./endpoints/prices.ts";
import { type LaunchSpec, launchShard, type ModelSource } from "./launch-spec.ts";

/** Why an answer or a rating is not there; `retryFailed` takes these. */
type FailureReason = AnswerFailureReason | UnratedReason;

/** What every launch of the API takes. Each field means what the flag of its name does, and has its default. */
interface CommonSpec {
  /** Question set: an id or a folder. */
  readonly questions?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Only the first so many questions; at least 1. */
  readonly limit?: number | undefined;
  /**
   * Only the `index`-th of `count` parts of the conversations, 1-based; other processes take the others. Not with `fresh`, nor
   * with `judgeMode: "batch"`. Absent: all of them.
   */
  readonly shard?: Shard | undefined;
  /** Reference answers: a name in the set, or a file. */
  readonly references?: string | undefined;
  /** Rating procedure: a name of the configuration, an id or a folder. */
  readonly judge?: string | undefined;
  /** A FastChat file of judge prompts instead of `judge`. */
  readonly judgePrompts?: string | undefined;
  /** The model that rates, as text or as a function. Absent: the one that the procedure names. */
  readonly judgeModel?: ModelSource | undefined;
  /** Judgments of each answer; at least 1, which is the default. */
  readonly judgeRepeats?: number | undefined;
  /** `batch`: all judgments in a batch at half the price, within a day. */
  readonly judgeMode?: "calls" | "batch" | undefined;
  /** Name of the environment variable with the judge's key. */
  readonly judgeApiKeyEnv?: string | undefined;
  /** Of the sampling; a whole number of at least 0. */
  readonly seed?: number | undefined;
  /** Folder of the records, relative to `cwd`. */
  readonly results?: string | undefined;
  /** Calls at once to each server; at least 1. Absent: what each offers. */
  readonly maxConcurrency?: number | undefined;
  /** Seconds to a call's first token, and between two; 0: no limit. Absent: by server and model. */
  readonly firstTokenTimeout?: number | undefined;
  readonly idleTimeout?: number | undefined;
  /** Failures of earlier launches that are tried again. */
  readonly retryFailed?: readonly FailureReason[] | undefined;
  /** Most that the results folder may cost in all. */
  readonly maxCost?: { readonly amount: number; readonly currency: Currency } | undefined;
  /** Most tokens, of prompts and replies together, that the results folder may take in all. */
  readonly maxTokensTotal?: number | undefined;
  /** The llama-server program for GGUF files, and more arguments for it. */
  readonly llamaServer?: string | undefined;
  readonly llamaServerArgs?: string | undefined;
  /** Path of the configuration; absent: `mtbench.config.yaml` in `cwd`, where there is one; null: none. */
  readonly config?: string | null | undefined;
}

/**
 * What `evaluate` does. Every field but the models means what the flag of `mtbench run` of the same name does, and has its
 * default: the configuration's value, then the built-in one.
 */
export interface EvaluateSpec extends CommonSpec, ThinkingChoice {
  /** Who is asked: texts as `--model` takes them, or functions. Absent: the configuration's candidates. */
  readonly models?: readonly ModelSource[] | undefined;
  /** Name of the row and the folder; only with one model. Absent: the model's own. */
  readonly id?: string | undefined;
  /** A commit, or a hash of the weights. */
  readonly revision?: string | undefined;
  /** Name of the environment variable with the candidates' key. */
  readonly apiKeyEnv?: string | undefined;
  /** Answers to each question; at least 1. Absent: the judge's number. */
  readonly trials?: number | undefined;
  /** The system prompt stands before the first question, for templates that take no system message; another protocol. */
  readonly systemAsUser?: boolean | undefined;
  /** Tokens for the visible answer; at least 1. Another number than the procedure's is another protocol. */
  readonly maxAnswerTokens?: number | undefined;
  /** Archive the old records and begin anew. */
  readonly fresh?: boolean | undefined;
  /** Ask only, rate nothing, as `mtbench answer` does; `judgeAnswers` rates later. */
  readonly answersOnly?: boolean | undefined;
  /** Candidates: one call at a time, no prompt cache, fixed seeds. */
  readonly deterministic?: boolean | undefined;
  /**
   * Calls are handed to `mtbench worker` processes: `redis://host:port`, or `env:NAME` for the address in a variable of `env`. A
   * function's calls stay in this process. Needs the packages bullmq and ioredis. Absent: calls are made here.
   */
  readonly queue?: string | undefined;
}

/** What `judgeAnswers` does. Every field means what the flag of `mtbench judge` of the same name does, and has its default. */
export interface JudgeSpec extends CommonSpec {
  /** Ids of candidates; absent or empty: everyone who has answers to the set. */
  readonly candidates?: readonly string[] | undefined;
  /** Beginning of the hash of the answering rules; needed where a folder holds answers under several. */
  readonly rules?: string | undefined;
}

/** Fields that the table of settings knows by the same name; it says what each may be. */
type Checked<Spec> = readonly (keyof Spec & keyof typeof settings)[];

const checkedAlways = [
  ...(["questions", "categories", "limit", "shard", "references", "judge", "judgePrompts"] as const),
  ...([
    "judgeRepeats",
    "judgeMode",
    "judgeApiKeyEnv",
    "seed",
    "results",
    "maxConcurrency",
    "maxCost",
    "maxTokensTotal",
  ] as const),
  ...(["retryFailed", "firstTokenTimeout", "idleTimeout", "llamaServer", "llamaServerArgs"] as const),
] as const satisfies Checked<CommonSpec>;

const checkedOfAsking = [
  ...(["id", "revision", "apiKeyEnv", "thinking", "reasoningEffort", "maxThinkingTokens", "retryTruncated"] as const),
  ...checkedAlways,
  ...(["trials", "fresh", "answersOnly", "deterministic", "queue", "systemAsUser", "maxAnswerTokens"] as const),
] as const satisfies Checked<EvaluateSpec>;

const checkedOfJudging = ["candidates", "rules", ...checkedAlways] as const satisfies Checked<JudgeSpec>;

/**
 * The launch that a spec describes.
 *
 * @throws InputError with every wrong field at once, or for a configuration that is not valid.
 */
export async function launchSpecOf(spec: EvaluateSpec, cwd: string): Promise<LaunchSpec> {
  await refuseWrongFields(spec, checkedOfAsking, ["models", "judgeModel", "config"]);
  const shard = launchShard(spec);
  const { common, file } = await commonSpec(spec, cwd);
  const { id, revision, apiKeyEnv, queue } = spec;
  const models = spec.models ?? Object.keys(file.candidates ?? {});
  if (queue !== undefined) refuseIdleQueue([...models, ...(spec.answersOnly === true ? [] : [common.judgeModel])]);
  return {
    ...common,
    shard,
    work: {
      kind: "ask",
      models,
      isRated: spec.answersOnly !== true,
      ...{ id, revision, apiKeyEnv },
      thinking: thinkingOf(spec),
      trials: spec.trials ?? file.trials,
      deterministic: spec.deterministic === true,
      fresh: spec.fresh === true,
      queue,
    },
    systemAsUser: spec.systemAsUser,
    maxAnswerTokens: spec.maxAnswerTokens ?? file.maxAnswerTokens,
  };
}

/** The same, of answers that are there. */
export async function judgingSpecOf(spec: JudgeSpec, cwd: string): Promise<LaunchSpec> {
  await refuseWrongFields(spec, checkedOfJudging, ["judgeModel", "config"]);
  const shard = launchShard(spec);
  const { common } = await commonSpec(spec, cwd);
  return { ...common, shard, work: { kind: "judge", candidates: spec.candidates ?? [], rules: spec.rules } };
}

async function commonSpec(
  spec: CommonSpec,
  cwd: string,
): Promise<{ readonly common: Omit<LaunchSpec, "work" | "shard">; readonly file: Config }> {
  const loaded = spec.config === null ? noConfig : await loadConfig({ cwd, path: spec.config });
  const file = loaded.config;
  const named = typeof spec.judgeModel === "string" ? spec.judgeModel : undefined;
  const chosen = chooseJudge(loaded, spec.judge ?? file.judge ?? settings.judge.default, named);
  const { categories, limit, judgePrompts, judgeApiKeyEnv, judgeMode } = spec;
  const { firstTokenTimeout, idleTimeout, llamaServer, llamaServerArgs } = spec;
  const common = {
    questions: spec.questions ?? file.questions ?? settings.questions.default,
    references: spec.references ?? file.references,
    ...{ categories, limit, judgePrompts, judgeApiKeyEnv, judgeMode },
    ...{ firstTokenTimeout, idleTimeout, llamaServer, llamaServerArgs },
    judge: chosen.judge,
    judgeModel: spec.judgeModel ?? chosen.judgeModel,
    repeats: spec.judgeRepeats ?? 1,
    ...placeOf(spec, file),
    reopened: new Set<string>(spec.retryFailed),
    maxConcurrency: spec.maxConcurrency ?? file.maxConcurrency,
    limits: { tokens: spec.maxTokensTotal ?? null, money: spec.maxCost ?? file.budget ?? null },
    isDry: false,
    own: ownModelsOf(loaded),
    priceOf: priceLookup(file.prices ?? {}),
  };
  return { common, file };
}

function placeOf(spec: CommonSpec, file: Config): Pick<LaunchSpec, "seed" | "results"> {
  return {
    seed: spec.seed ?? file.seed ?? settings.seed.default,
    results: spec.results ?? file.results ?? settings.results.default,
  };
}

function refuseIdleQueue(asked: readonly (ModelSource | undefined)[]): void {
  if (asked.some((model) => typeof model !== "object")) return;
  throw new InputError("queue: only functions are asked, and their calls stay in this process", {
    hint: "Leave queue out, or name a model of a server that workers serve too.",
  });
}

/** Who writes JavaScript has no compiler that would say so. `others` are checked where they are read. */
async function refuseWrongFields<Spec extends CommonSpec>(
  spec: Spec,
  checked: Checked<Spec>,
  others: readonly (keyof Spec & string)[],
): Promise<void> {
  const problems: string[] = [];
  const known: readonly string[] = [...checked, ...others];
  for (const name of Object.keys(spec).filter((one) => !known.includes(one))) {
    const close = didYouMean(name, known);
    problems.push(`${name}: there is no such field${close === "" ? "" : `; ${close}`}`);
  }
  for (const name of checked) {
    const value: unknown = spec[name];
    const setting: Setting = settings[name];
    if (value === undefined || setting.type(z).safeParse(value).success) continue;
    problems.push(`${name}: expected ${setting.expectedValue ?? setting.expected}, got ${describeValue(value)}`);
  }
  const reasons: readonly string[] = (await settings.retryFailed.known?.()) ?? [];
  for (const reason of spec.retryFailed ?? []) {
    if (!reasons.includes(reason)) problems.push(`retryFailed: unknown ${JSON.stringify(reason)}`);
  }
  if (problems.length > 0) throw new InputError("the evaluation's spec is not valid", { problems });
}
