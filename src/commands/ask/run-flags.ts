import { answerFailureReasons } from "../../answers/answer.ts";
import { InputError } from "../../errors.ts";
import { unratedReasons } from "../../judgments/judgment.ts";
import type { JudgeMode } from "../../launch/judge-mode.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import { withConfig } from "../../launch/with-config.ts";
import type { ThinkingChoice } from "../../models/choose-thinking.ts";
import type { Shard } from "../../results/shard.ts";
import type { BudgetLimits } from "../../runs/budget.ts";
import { budgetLimits } from "../grammar/budget-limits.ts";
import { listFrom, listOf, shardOf, wholeNumber } from "../grammar/parse-flags.ts";
import type { Io } from "../terminal/io.ts";

/** Flags of `run` and `answer` as the grammar reads them: texts, checked here. */
export interface RunFlags {
  readonly model: readonly string[];
  readonly id?: string | undefined;
  readonly revision?: string | undefined;
  readonly judge: string;
  readonly judgePrompts?: string | undefined;
  readonly judgeModel?: string | undefined;
  readonly questions: string;
  readonly references?: string | undefined;
  readonly results: string;
  readonly trials?: string | undefined;
  readonly judgeRepeats?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly limit?: string | undefined;
  readonly seed?: string | undefined;
  readonly maxConcurrency?: string | undefined;
  readonly thinking?: "on" | "off" | undefined;
  readonly reasoningEffort?: string | undefined;
  readonly maxThinkingTokens?: string | undefined;
  readonly retryTruncated?: boolean | undefined;
  readonly config?: string | undefined;
  readonly apiKeyEnv?: string | undefined;
  readonly judgeApiKeyEnv?: string | undefined;
  readonly judgeMode?: JudgeMode;
  readonly fresh: boolean;
  readonly shard?: string | undefined;
  readonly queue?: string | undefined;
  readonly retryFailed?: readonly string[] | undefined;
  readonly json: boolean;
  readonly events?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly maxCost?: string | undefined;
  readonly maxTokensTotal?: string | undefined;
  readonly llamaServer?: string | undefined;
  readonly llamaServerArgs?: string | undefined;
  /** One call at a time, no prompt cache, fixed seeds: the same answers again from the same machine. */
  readonly deterministic?: boolean | undefined;
}

/** Flags of `judge`. */
export interface JudgeFlags
  extends Pick<
    RunFlags,
    | "judge"
    | "judgePrompts"
    | "judgeModel"
    | "questions"
    | "references"
    | "results"
    | "categories"
    | "limit"
    | "seed"
    | "maxConcurrency"
    | "llamaServer"
    | "llamaServerArgs"
    | "judgeApiKeyEnv"
    | "judgeMode"
    | "judgeRepeats"
    | "retryFailed"
    | "shard"
    | "config"
    | "json"
    | "events"
    | "dryRun"
    | "maxCost"
    | "maxTokensTotal"
  > {
  /** Ids of candidates; empty: everyone who has answers. */
  readonly candidates: readonly string[];
  /** Beginning of the hash of the answering rules whose answers are rated. */
  readonly rules?: string | undefined;
}

export interface RunNumbers {
  readonly trials: number | undefined;
  /** Judgments of each answer. */
  readonly repeats: number;
  readonly limit: number | undefined;
  /** Null: the whole run. */
  readonly shard: Shard | null;
  readonly seed: number;
  readonly maxConcurrency: number | undefined;
  /** As the flags ask it of every candidate. */
  readonly thinking: ThinkingChoice;
  readonly reopened: ReadonlySet<string>;
}

/** Numbers and lists of the flags, refused by name when they are none. */
export function readNumbers(flags: RunFlags): RunNumbers {
  return {
    trials: wholeNumber("trials", flags.trials, 1),
    repeats: wholeNumber("judge-repeats", flags.judgeRepeats, 1) ?? 1,
    limit: wholeNumber("limit", flags.limit, 1),
    seed: wholeNumber("seed", flags.seed, 0) ?? 0,
    maxConcurrency: wholeNumber("max-concurrency", flags.maxConcurrency, 1),
    thinking: thinkingOf(flags),
    shard: sharding(flags),
    reopened: new Set(
      listFrom("retry-failed", flags.retryFailed, [...new Set([...answerFailureReasons, ...unratedReasons])]),
    ),
  };
}

function sharding(flags: RunFlags): Shard | null {
  const shard = shardOf(flags.shard);
  if (shard === null) return null;
  if (flags.judgeMode === "batch") {
    throw new InputError("--shard and --judge-mode batch: a batch is one file of all judgments", {
      hint: "Answer in shards (mtbench answer --shard), then rate everything with mtbench judge --judge-mode batch.",
    });
  }
  if (!flags.fresh) return shard;
  throw new InputError("--fresh would archive what the other shards have written", {
    hint: "Archive the folder once before the shards start, or give the new run a name with --id.",
  });
}

function thinkingOf(
  flags: Pick<RunFlags, "thinking" | "reasoningEffort" | "maxThinkingTokens" | "retryTruncated">,
): ThinkingChoice {
  const { thinking, reasoningEffort, retryTruncated } = flags;
  const maxThinkingTokens = wholeNumber("max-thinking-tokens", flags.maxThinkingTokens, 0);
  return {
    ...(thinking === undefined ? {} : { thinking }),
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(maxThinkingTokens === undefined ? {} : { maxThinkingTokens }),
    ...(retryTruncated === undefined ? {} : { retryTruncated }),
  };
}

/** The launch that the flags of `run` (or, without rating, of `answer`) describe under the configuration. */
export async function askingSpec(
  given: RunFlags,
  { isRated }: { readonly isRated: boolean },
  io: Io,
): Promise<LaunchSpec> {
  const { flags, own, priceOf, budget } = await withConfig(given, io);
  const numbers = readNumbers(flags);
  const { id, revision, apiKeyEnv, queue, fresh } = flags;
  const { thinking, trials } = numbers;
  const deterministic = flags.deterministic ?? false;
  return {
    ...commonSpec(flags, numbers, budget),
    work: {
      kind: "ask",
      models: flags.model,
      isRated,
      id,
      revision,
      apiKeyEnv,
      thinking,
      trials,
      deterministic,
      fresh,
      queue,
    },
    own,
    priceOf,
  };
}

/** The launch that the flags of `judge` describe under the configuration. */
export async function judgingSpec(given: JudgeFlags, io: Io): Promise<LaunchSpec> {
  const { flags, own, priceOf, budget } = await withConfig(given, io);
  const { candidates, rules } = flags;
  const numbers = readNumbers({ ...flags, model: [], fresh: false });
  return { ...commonSpec(flags, numbers, budget), work: { kind: "judge", candidates, rules }, own, priceOf };
}

function commonSpec(
  flags: Omit<JudgeFlags, "candidates" | "rules">,
  { limit, repeats, seed, shard, reopened, maxConcurrency }: RunNumbers,
  budget: BudgetLimits["money"],
): Omit<LaunchSpec, "work" | "own" | "priceOf"> {
  const { questions, references, judge, judgePrompts, judgeModel, judgeApiKeyEnv, judgeMode, results } = flags;
  return {
    ...{ questions, references, judge, judgePrompts, judgeModel, judgeApiKeyEnv, judgeMode, results },
    ...{ limit, repeats, seed, shard, reopened, maxConcurrency },
    categories: listOf("categories", flags.categories),
    limits: budgetLimits(flags, budget),
    isDry: flags.dryRun === true,
    llamaServer: flags.llamaServer,
    llamaServerArgs: flags.llamaServerArgs,
  };
}
