import { type LaunchSpec, launchShard } from "../../launch/launch-spec.ts";
import { withConfig } from "../../launch/with-config.ts";
import { type ThinkingChoice, thinkingOf } from "../../models/choose-thinking.ts";
import type { Shard } from "../../results/shard.ts";
import type { Io } from "../terminal/io.ts";
import type { JudgeCardFlags } from "./judge-card-verb.ts";
import type { JudgeFlags } from "./judge-verb.ts";
import type { RunFlags } from "./run-verb.ts";

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

/** Numbers of the flags, with what follows from leaving one out; combinations that cannot be are refused. */
export function readNumbers(flags: Partial<AskingFlags>): RunNumbers {
  return {
    trials: flags.trials,
    repeats: flags.judgeRepeats ?? 1,
    limit: flags.limit,
    seed: flags.seed ?? 0,
    maxConcurrency: flags.maxConcurrency,
    thinking: thinkingOf(flags),
    shard: launchShard(flags),
    reopened: new Set(flags.retryFailed),
  };
}

/** The flags of `run` for one judge, which are those of `answer` and `gate` too. */
export type AskingFlags = Omit<RunFlags, "judge" | "reuseAnswers"> & { readonly judge: string };

/** The launch that the flags of `run` (or, without rating, of `answer`) describe under the configuration. */
export async function askingSpec(
  given: AskingFlags,
  { isRated }: { readonly isRated: boolean },
  io: Io,
): Promise<LaunchSpec> {
  const { flags, own, priceOf } = await withConfig(given, io);
  const numbers = readNumbers(flags);
  const { id, revision, apiKeyEnv, deterministic, queue, fresh } = flags;
  const { thinking, trials } = numbers;
  return {
    ...commonSpec(flags, numbers),
    systemAsUser: flags.systemAsUser,
    maxAnswerTokens: flags.maxAnswerTokens,
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

/** Rates what the flags of `run` had asked for another judge: `rules` are those of the answers. */
export async function reusingSpec(
  given: AskingFlags,
  reused: { readonly candidates: readonly string[]; readonly rules: string; readonly askedFor: string },
  io: Io,
): Promise<LaunchSpec> {
  const { flags, own, priceOf } = await withConfig(given, io);
  const { candidates, rules, askedFor } = reused;
  const work = { kind: "judge", candidates, rules, askedFor } as const;
  return { ...commonSpec(flags, readNumbers(flags)), work, own, priceOf };
}

/** The launch that the flags of `judge` describe under the configuration. */
export async function judgingSpec(given: JudgeFlags, io: Io): Promise<LaunchSpec> {
  const { flags, own, priceOf } = await withConfig(given, io);
  const { candidates, rules } = flags;
  const numbers = readNumbers(flags);
  return { ...commonSpec(flags, numbers), work: { kind: "judge", candidates, rules }, own, priceOf };
}

/** The launch that the flags of `judges card` describe under the configuration. */
export async function cardSpec(given: JudgeCardFlags, io: Io): Promise<LaunchSpec> {
  const { flags, own, priceOf } = await withConfig(given, io);
  const { queue, repeats, fresh } = flags;
  const numbers = { ...readNumbers(flags), repeats };
  return { ...commonSpec(flags, numbers), work: { kind: "card", queue, fresh }, own, priceOf };
}

/** What every launch has in common, whatever it is to do. */
export function commonSpec(
  flags: Omit<
    JudgeFlags,
    | "candidates"
    | "rules"
    | "categories"
    | "json"
    | "events"
    | "config"
    | "seed"
    | "shard"
    | "retryFailed"
    | "limit"
    | "judgeRepeats"
    | "maxConcurrency"
  > &
    Partial<Pick<JudgeFlags, "categories">>,
  { limit, repeats, seed, shard, reopened, maxConcurrency }: RunNumbers,
): Omit<LaunchSpec, "work" | "own" | "priceOf"> {
  const { questions, references, judge, judgePrompts, judgeModel, judgeApiKeyEnv, judgeMode, results } = flags;
  return {
    ...{ questions, references, judge, judgePrompts, judgeModel, judgeApiKeyEnv, judgeMode, results },
    ...{ limit, repeats, seed, shard, reopened, maxConcurrency },
    categories: flags.categories,
    ...{ firstTokenTimeout: flags.firstTokenTimeout, idleTimeout: flags.idleTimeout },
    // The configuration's budget is the flag's value where the flag was left out.
    limits: { tokens: flags.maxTokensTotal ?? null, money: flags.maxCost ?? null },
    isDry: flags.dryRun,
    llamaServer: flags.llamaServer,
    llamaServerArgs: flags.llamaServerArgs,
  };
}
