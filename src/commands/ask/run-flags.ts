import { answerFailureReasons } from "../../answers/answer.ts";
import { InputError } from "../../errors.ts";
import { unratedReasons } from "../../judgments/judgment.ts";
import type { ThinkingChoice } from "../../models/choose-thinking.ts";
import type { OwnModels } from "../../models/own-models.ts";
import { type ResolvedModel, resolveModel } from "../../models/resolve-model.ts";
import type { Shard } from "../../results/shard.ts";
import { listFrom, shardOf, wholeNumber } from "../grammar/parse-flags.ts";
import type { JudgeMode } from "../launch/judge-mode.ts";

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

/** The candidates that --model names, or those of the configuration. */
export function readModels(flags: RunFlags, own: OwnModels): ResolvedModel[] {
  if (flags.model.length === 0) {
    throw new InputError("name at least one model with --model", {
      hint: "An id of the catalogue (mtbench models list), name@http://host:port/v1, or candidates in mtbench.config.yaml.",
    });
  }
  const models = flags.model.map((text) => resolveModel(text, flags.apiKeyEnv ?? null, own));
  refuseSharedKey(flags.apiKeyEnv, models);
  if (flags.id !== undefined && models.length > 1) {
    throw new InputError(`--id names one candidate, and --model names ${models.length}`, {
      hint: "Run them one at a time, or leave --id out.",
    });
  }
  if (flags.id !== undefined) refuseUnreadableName(flags.id);
  const ids = models.map((model) => flags.id ?? model.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError(`--model names ${twice} twice`);
  return models;
}

/** A name stands in messages, tables and reports, where nobody would see it or it would move the cursor. */
function refuseUnreadableName(id: string): void {
  if (id.trim() !== "" && !/\p{Cc}/u.test(id)) return;
  throw new InputError(`--id: expected a name of visible characters, got ${JSON.stringify(id)}`);
}

/** One key for several vendors would hand it to all of them. */
function refuseSharedKey(apiKeyEnv: string | undefined, models: readonly ResolvedModel[]): void {
  const hosts = new Set(
    models.map(({ place }) => (place.kind === "server" ? new URL(place.address.baseUrl).hostname : "this machine")),
  );
  if (apiKeyEnv === undefined || hosts.size < 2) return;
  throw new InputError(`--api-key-env names one key, and the candidates are at ${hosts.size} hosts`, {
    problems: [...hosts],
    hint: "Leave it out for vendors of the catalogue, and give other servers their apiKeyEnv in mtbench.config.yaml.",
  });
}
