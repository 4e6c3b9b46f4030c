import type { AnswerRecord } from "../answers/answer.ts";
import { callOf, generateAnswer, skippedAnswer } from "../answers/generate-answer.ts";
import { planAnswer } from "../answers/plan-answer.ts";
import type { Chat, ChatFailure, ChatOutcome } from "../chat/chat.ts";
import { InputError } from "../errors.ts";
import { judgeAnswer } from "../judgments/judge-answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { planJudgment, ratesTurn } from "../judgments/plan-judgment.ts";
import type { Price } from "../models/price.ts";
import type { Question } from "../questions/question.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";
import { type Budget, noBudget } from "./budget.ts";
import { noTokensSpent, tokensOfCall } from "./cost.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import { findAnswer, type Stored } from "./plan-run.ts";
import type { RatingSpec, RunSpec } from "./run-spec.ts";

/** Runs one call when its server has room. p-limit's function has this shape. */
export type Limit = <T>(call: () => Promise<T>) => Promise<T>;

/** A server as the executor sees it: how to ask, and how much at once. */
export interface Line {
  /** Named in messages. */
  readonly name: string;
  readonly chat: Chat;
  readonly limit: Limit;
  /** What a model costs here; absent or null: not known. */
  readonly priceOf?: (model: string) => Price | null;
}

/** One candidate's run: what to do, what is there, where records go. */
export interface RunJob {
  readonly spec: RunSpec;
  readonly stored: Stored;
  /** Null exactly when the spec asks no candidate. */
  readonly line: Line | null;
  /** Null exactly when the spec rates nothing. */
  readonly judgeLine: Line | null;
  onAnswer(answer: AnswerRecord): Promise<void>;
  onJudgment(judgment: JudgmentRecord): Promise<void>;
}

/** Asks the run to end: no new call starts, running ones finish. `signal` ends those too. */
export interface Stop {
  requested(): boolean;
  readonly signal: AbortSignal;
}

export interface RunEnding {
  /** Why a server was given up, by its name, or a model at one by both; empty when none was. */
  readonly givenUp: ReadonlyMap<string, ChatFailure>;
  /** The user asked the run to stop before everything was done. */
  readonly stopped: boolean;
  /** A call was not made because the budget had no room for it. */
  readonly overBudget: boolean;
}

/**
 * Carries out everything that is due. A turn is judged the moment it is answered, while the next turn is generated, and
 * first turns of new questions go before second turns, which keeps the tail short. A failure that concerns a whole server
 * (wrong key, unknown model, nobody listening) stops the calls to that server only. A record that cannot be written stops
 * the run: what cannot be kept must not be paid for.
 */
export async function executeRun(jobs: readonly RunJob[], stop: Stop, budget: Budget = noBudget): Promise<RunEnding> {
  const givenUp = new Map<string, ChatFailure>();
  const broken = new AbortController();
  const signal = AbortSignal.any([stop.signal, broken.signal]);
  const context: Context = {
    givenUp,
    signal,
    halted: () => stop.requested() || signal.aborted || budget.reached(),
    watched: (line) => watch(line, givenUp, stop, budget),
  };
  const conversations = jobs.flatMap((job) =>
    job.spec.questions.flatMap((question) =>
      Array.from({ length: job.spec.trials }, (_, index) => holdConversation(job, question, index + 1, context)),
    ),
  );
  const results = await Promise.allSettled(
    conversations.map((conversation) =>
      conversation.catch((error: unknown) => {
        broken.abort(error);
        throw error;
      }),
    ),
  );
  const failure = results.find((result) => result.status === "rejected" && !stop.signal.aborted);
  if (failure?.status === "rejected") throw broken.signal.aborted ? broken.signal.reason : failure.reason;
  return { givenUp, stopped: stop.requested(), overBudget: budget.reached() };
}

interface Context {
  readonly givenUp: ReadonlyMap<string, ChatFailure>;
  readonly signal: AbortSignal;
  halted(): boolean;
  watched(line: Line): Chat;
}

/** A call that was never made, for want of money. */
const unpaid: ChatFailure = {
  status: "failed",
  reason: "request-failed",
  message: "the budget has no room for this call",
  httpStatus: null,
  scope: "call",
  timing: { startedAt: "", firstTokenMs: null, totalMs: 0 },
  failedAttempts: [],
};

/** A line's chat that keeps to the budget and remembers when its server is not worth asking any more. */
function watch(line: Line, givenUp: Map<string, ChatFailure>, stop: Stop, budget: Budget): Chat {
  return async (request): Promise<ChatOutcome> => {
    const reservation = await budget.reserve(request.body, line.priceOf?.(request.body.model) ?? null);
    if (reservation === null) return unpaid;
    const outcome = await line.chat({ ...request, mayPayAgain: reservation.more }).catch((error: unknown) => {
      reservation.settle(noTokensSpent);
      throw error;
    });
    const replied = outcome.status === "replied";
    const unreported = replied ? estimateTokens(`${outcome.reasoning ?? ""}${outcome.content}`).high : 0;
    reservation.settle(tokensOfCall(callOf(outcome), unreported));
    if (outcome.status === "failed" && outcome.scope === "server" && !stop.signal.aborted) {
      // 404: this model is not served there; others may be.
      const name = outcome.httpStatus === 404 ? modelAt(line, request.body.model) : line.name;
      if (!givenUp.has(name)) givenUp.set(name, outcome);
    }
    return outcome;
  };
}

function modelAt(line: Line, model: string): string {
  return `${model} at ${line.name}`;
}

function isGivenUp(context: Context, line: Line, model: string): boolean {
  return context.givenUp.has(line.name) || context.givenUp.has(modelAt(line, model));
}

async function holdConversation(job: RunJob, question: Question, trial: number, context: Context): Promise<void> {
  const { spec } = job;
  const history: string[] = [];
  const judging: Promise<void>[] = [];
  let failedKey: string | null = null;
  for (let turn = 1; turn <= question.turns.length; turn += 1) {
    if (failedKey !== null) {
      if (spec.asking !== null) {
        const skipped = skippedAnswer({ rules: spec.asking.rules, question, turn, trial }, failedKey);
        if (!job.stored.answers.has(skipped.key)) await job.onAnswer(skipped);
      }
      continue;
    }
    const answer = await answerTurn(job, question, turn, trial, history, context);
    if (answer === null) break;
    if (answer.outcome.status === "failed") {
      failedKey = answer.key;
      continue;
    }
    history.push(answer.outcome.text);
    if (spec.rating !== null) judging.push(...judgeTurn(job, spec.rating, question, answer, [...history], context));
  }
  await Promise.all(judging);
}

/** The turn's record, from the journal or asked now; null when it is due and may not be asked. */
async function answerTurn(
  job: RunJob,
  question: Question,
  turn: number,
  trial: number,
  history: readonly string[],
  context: Context,
): Promise<AnswerRecord | null> {
  const { line } = job;
  const { asking, seed } = job.spec;
  const stored = findAnswer(job.spec, job.stored, question, { turn, trial, history });
  if (asking === null || line === null) return stored ?? null;
  if (stored !== undefined && !isAnswerDue(stored, job.spec.reopened)) return stored;
  const input = { ...asking, question, turn, trial, history, seed };
  const plan = planAnswer(input);
  return line.limit(async () => {
    const pointless = () => context.halted() || isGivenUp(context, line, plan.body.model);
    if (pointless()) return null;
    const answer = await generateAnswer(input, context.watched(line), { plan, signal: context.signal });
    if (pointless() && isUnasked(answer)) return null;
    await job.onAnswer(answer);
    return answer;
  });
}

function judgeTurn(
  job: RunJob,
  rating: RatingSpec,
  question: Question,
  answer: AnswerRecord,
  answers: readonly string[],
  context: Context,
): Promise<void>[] {
  const line = job.judgeLine;
  if (line === null || !ratesTurn(rating.judge, question, answer.turn)) return [];
  return Array.from({ length: job.spec.repeats }, async (_, index) => {
    const input = { ...rating, question, answer, answers, repeat: index + 1, seed: job.spec.seed };
    const plan = planJudgment(input);
    const stored = job.stored.judgments.get(plan.key);
    if (stored !== undefined && !isJudgmentDue(stored, job.spec.reopened)) return;
    await line.limit(async () => {
      const pointless = () => context.halted() || isGivenUp(context, line, rating.judgeModel.model);
      if (pointless()) return;
      const judgment = await judgeAnswer(input, context.watched(line), { plan, signal: context.signal });
      if (pointless() && isUnasked(judgment)) return;
      await job.onJudgment(judgment);
    });
  });
}

/**
 * A call that failed because its whole server did, or because the run was stopped, is left without a record: nothing was
 * learnt about this question. One that had begun to answer is kept, since it may have to be paid for.
 */
function isUnasked({ outcome, call }: AnswerRecord | JudgmentRecord): boolean {
  const isFailed = outcome.status === "failed" || outcome.status === "unrated";
  if (!isFailed || outcome.reason !== "request-failed") return false;
  return (
    call === null || (call.usage.completionTokens === null && call.failedAttempts.every(({ received }) => !received))
  );
}

/** What a server that was given up means for the user: wrong key or model is theirs to mend, anything else may pass. */
export function refusalOf(name: string, failure: ChatFailure): InputError | null {
  const status = failure.httpStatus;
  if (status !== 401 && status !== 403 && status !== 404) return null;
  const what = status === 404 ? "does not serve this model" : "refused the API key";
  return new InputError(`${name} ${what}: ${failure.message}`, {
    hint:
      status === 404
        ? "Write the name as the server lists it at /v1/models. What was recorded so far is kept."
        : "Name the key's variable with --api-key-env or --judge-api-key-env. What was recorded so far is kept.",
  });
}
