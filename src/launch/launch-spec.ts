import { InputError } from "../errors.ts";
import type { VerdictSteps } from "../judges/judge.ts";
import type { ThinkingChoice } from "../models/choose-thinking.ts";
import type { OwnModels } from "../models/own-models.ts";
import type { Shard } from "../results/shard.ts";
import type { JudgeMode } from "../runs/batch/judge-modes.ts";
import type { BudgetLimits } from "../runs/budget-ledger.ts";
import type { FunctionModel } from "./endpoints/function-model.ts";
import type { PriceLookup } from "./endpoints/prices.ts";

/** A model by the text that `--model` takes, or a function that answers for one. */
export type ModelSource = string | FunctionModel;

/** Candidates are asked and, unless only answers are wanted, rated as they answer. */
export interface AskingWork {
  readonly kind: "ask";
  /** At least one. */
  readonly models: readonly ModelSource[];
  /** False: answers only. */
  readonly isRated: boolean;
  /** Name of the one candidate's row and folder; undefined: the model's own. */
  readonly id?: string | undefined;
  readonly revision?: string | undefined;
  /** Environment variable with the candidates' key. */
  readonly apiKeyEnv?: string | undefined;
  /** As it is asked of every candidate. */
  readonly thinking: ThinkingChoice;
  /** Answers to each question; undefined: the judge's number. */
  readonly trials?: number | undefined;
  /** One call at a time, no prompt cache, fixed seeds. */
  readonly deterministic: boolean;
  /** Archive what is there and begin anew. */
  readonly fresh: boolean;
  /** Calls are handed to workers at this address; undefined: they are made here. */
  readonly queue?: string | undefined;
}

/** Answers that are there are rated; no candidate is asked. */
export interface JudgingWork {
  readonly kind: "judge";
  /** Ids; empty: everyone who has answers. */
  readonly candidates: readonly string[];
  /** Beginning of the hash of the answering rules whose answers are rated. */
  readonly rules?: string | undefined;
  /** The judge that they were asked for, where another one reuses them; its launch says so. */
  readonly askedFor?: string | undefined;
}

/** A judge is tried on answers of known quality; no candidate is asked, and `repeats` is how often the repeated ones are rated. */
export interface CardWork {
  readonly kind: "card";
  /** Archive what is there and begin anew. */
  readonly fresh: boolean;
  /** Calls are handed to workers at this address; undefined: they are made here. */
  readonly queue?: string | undefined;
}

/** Answers that are there are compared two by two; no candidate is asked. */
export interface MatchingWork {
  readonly kind: "match";
  /** Candidates' folders, absolute; at least two, or one with `against`. */
  readonly folders: readonly string[];
  /** The folder that every other one is compared with; undefined: all with all. */
  readonly against?: string | undefined;
  /** Beginning of the hash of the answering rules whose answers are compared. */
  readonly rules?: string | undefined;
  readonly steps: VerdictSteps;
  /** Calls are handed to workers at this address; undefined: they are made here. */
  readonly queue?: string | undefined;
}

export type AnyWork = AskingWork | JudgingWork | CardWork | MatchingWork;

/** What a launch is to do, read and checked; names of sets, judges and models are as on the command line. */
export interface LaunchSpec<Work = AskingWork | JudgingWork | CardWork> {
  readonly work: Work;
  readonly questions: string;
  readonly categories?: readonly string[] | undefined;
  /** Only the first so many questions. */
  readonly limit?: number | undefined;
  readonly references?: string | undefined;
  readonly judge: string;
  /** A FastChat file of judge prompts instead of `judge`. */
  readonly judgePrompts?: string | undefined;
  /** Undefined: the one that the judge's procedure names. */
  readonly judgeModel?: ModelSource | undefined;
  readonly judgeApiKeyEnv?: string | undefined;
  /** The system prompt stands before the first question, for templates that take no system message. */
  readonly systemAsUser?: boolean | undefined;
  /** Tokens for the visible answer; undefined: the procedure's number. */
  readonly maxAnswerTokens?: number | undefined;
  readonly judgeMode: JudgeMode;
  /** Judgments of each answer. */
  readonly repeats: number;
  readonly seed: number;
  /** Folder of the records. */
  readonly results: string;
  /** Null: the whole run. */
  readonly shard: Shard | null;
  /** Failure reasons that are tried again. */
  readonly reopened: ReadonlySet<string>;
  /** Calls at once to each server; undefined: what it offers. */
  readonly maxConcurrency?: number | undefined;
  /** Seconds to the first token, and between two; 0: no limit; undefined: by server and model. */
  readonly firstTokenTimeout?: number | undefined;
  readonly idleTimeout?: number | undefined;
  readonly limits: BudgetLimits;
  /** Count what is due and what it would cost; call nobody and write nothing. */
  readonly isDry: boolean;
  readonly llamaServer?: string | undefined;
  readonly llamaServerArgs?: string | undefined;
  /** The configuration's servers and candidates. */
  readonly own: OwnModels;
  readonly priceOf: PriceLookup;
}

/**
 * The part of the run that a launch is; null: the whole.
 *
 * @throws InputError where a part cannot be what else is asked for.
 */
export function launchShard({
  shard,
  judgeMode,
  fresh,
}: {
  readonly shard?: Shard | undefined;
  readonly judgeMode?: JudgeMode | undefined;
  readonly fresh?: boolean | undefined;
}): Shard | null {
  if (shard === undefined) return null;
  if (judgeMode === "batch") {
    throw new InputError("--shard and --judge-mode batch: a batch is one file of all judgments", {
      hint: "Answer in shards (mtbench answer --shard), then rate everything with mtbench judge --judge-mode batch.",
    });
  }
  if (fresh !== true) return shard;
  throw new InputError("--fresh would archive what the other shards have written", {
    hint: "Archive the folder once before the shards start, or give the new run a name with --id.",
  });
}
