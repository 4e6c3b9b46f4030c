import type { AnswerRecord } from "../answers/answer.ts";
import { generateAnswer, skippedAnswer } from "../answers/generate-answer.ts";
import type { Chat, ChatFailure } from "../chat/chat.ts";
import { messageOf } from "../errors.ts";
import { textHasher } from "../files/canonical-json.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { Question } from "../questions/question.ts";
import { type AlikeFailure, watchAlike } from "./alike-failures.ts";
import { type Budget, noBudget } from "./budget.ts";
import { type AnswerTimes, answerRank, answerTimes, conversationsOf } from "./conversations.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import type { DueCall, JudgedRecord } from "./due-call.ts";
import { judgmentCall } from "./due-judgments.ts";
import { type Endpoint, type JudgeEndpoints, type Stop, theJudgeEndpoint } from "./endpoint.ts";
import { limitStarts } from "./limit-starts.ts";
import { type FindAnswer, planRun, type Stored, storedAnswers } from "./plan-run.ts";
import { type PlannedRating, type PlanRatings, ratingsPlanner } from "./planned-ratings.ts";
import type { RunSpec } from "./run-spec.ts";
import { type GivenUp, isGivenUp, judgeName, unasked, watchedChat } from "./watched-chat.ts";

/** After every answer: nothing waits for a judgment. */
const judgmentRank = Number.MAX_SAFE_INTEGER;

/** Conversations of one candidate whose first call may wait at once; the others are not even planned yet. */
const startedAhead = 64;

/** One candidate's run: what to do, what is there, where records go. */
export interface RunJob {
  readonly spec: RunSpec;
  readonly stored: Stored;
  /** Null exactly when the spec asks no candidate. */
  readonly endpoint: Endpoint | null;
  /** Null exactly when the spec rates nothing. */
  readonly judgeEndpoints: JudgeEndpoints | null;
  onAnswer(answer: AnswerRecord): Promise<void>;
  onJudgment(judgment: JudgmentRecord): Promise<void>;
}

/** Calls of a judge about answers that are there. */
export interface JudgeCallsJob {
  readonly endpoint: Endpoint;
  /** Whose calls they are, where servers are shared. */
  readonly group: string;
  /** The model that is asked, and how it is called where calls fail. */
  readonly model: string;
  readonly who: string;
  /** What is due, in order; asked for one by one. */
  readonly calls: () => Iterable<DueCall>;
}

export interface RunEnding {
  /** Why a server was given up, by its name, or a model at one by both; empty when none was. */
  readonly givenUp: ReadonlyMap<string, ChatFailure>;
  /** Who never got a reply, by whoever was asked and where, with the failure that all of their calls shared. */
  readonly failedAlike: ReadonlyMap<string, AlikeFailure>;
  /** The user asked the run to stop before everything was done. */
  readonly stopped: boolean;
  /** A call was not made because the budget had no room for it. */
  readonly overBudget: boolean;
}

/**
 * Carries out everything that is due. A turn is judged the moment it is answered, while the next turn is generated. What
 * most still has to wait for goes first (first turns, then later ones, then judgments), which keeps the tail short;
 * candidates on one server share its slots. A failure that concerns a whole server (wrong key, unknown model, nobody
 * listening) stops the calls to that server only. Of candidates that take turns one is asked at a time, while the
 * judgments of the one before go on. A record that cannot be written stops the run: what cannot be kept must
 * not be paid for. Conversations are planned as slots come free, so that memory does not grow with the run.
 */
export async function executeRun(
  jobs: readonly (RunJob | JudgeCallsJob)[],
  stop: Stop,
  budget: Budget = noBudget,
): Promise<RunEnding> {
  const givenUp = new Map<string, ChatFailure>();
  const alike = watchAlike();
  const broken = new AbortController();
  const signal = AbortSignal.any([stop.signal, broken.signal]);
  const context: Context = {
    givenUp,
    giveUp(endpoint, message) {
      if (!givenUp.has(endpoint.name)) givenUp.set(endpoint.name, unasked(message, "server"));
    },
    signal,
    halted: () => stop.requested() || signal.aborted || budget.reached(),
    watched: (endpoint, who) => watchedChat(endpoint, who, { givenUp, alike }, stop, budget),
    recorded: (key) => budget.recorded(key),
    fail(error) {
      // Calls that the user broke off reject too.
      if (!stop.signal.aborted) broken.abort(error);
    },
  };
  const hold = (job: RunJob | JudgeCallsJob) => ("calls" in job ? holdCalls(job, context) : holdTurn(job, context));
  await Promise.all(jobs.map((job) => hold(job).catch(context.fail)));
  if (broken.signal.aborted) throw broken.signal.reason;
  return { givenUp, failedAlike: alike.all(), stopped: stop.requested(), overBudget: budget.reached() };
}

interface Context {
  readonly givenUp: GivenUp;
  /** Its server cannot be asked any more. */
  giveUp(endpoint: Endpoint, message: string): void;
  readonly signal: AbortSignal;
  halted(): boolean;
  watched(endpoint: Endpoint, who: string): Chat;
  /** The record of a key is kept, or there is nothing to keep. */
  recorded(key: string): void;
  /** Ends the run: something went wrong that is not one call's failure. */
  fail(error: unknown): void;
}

/** A job's conversations; where its server takes turns with others, within its turn, which ends with the last answer. */
async function holdTurn(job: RunJob, context: Context): Promise<void> {
  const { endpoint } = job;
  const shift = endpoint?.shift;
  if (endpoint === null || shift === undefined || planRun(job.spec, job.stored).answers.due === 0) {
    await holdConversations(job, context, () => undefined);
    return;
  }
  try {
    await shift.enter(() => !context.halted());
  } catch (error) {
    context.giveUp(endpoint, messageOf(error));
  }
  let leaving: Promise<void> | undefined;
  const leave = () => {
    leaving ??= shift.leave();
  };
  try {
    await holdConversations(job, context, leave);
  } finally {
    leave();
    await leaving;
  }
}

/** All conversations of a job, each begun when the ones before it no longer wait for their first call. */
async function holdConversations(job: RunJob, context: Context, onAnswered: () => void): Promise<void> {
  const times = answerTimes(job.stored.answers.values());
  // An answer is shown to the next turn and to its judge; one hasher knows it for both.
  const textHash = textHasher();
  const find = storedAnswers(job.spec, job.stored, textHash);
  const planRatings = ratingsPlanner(job.spec, textHash);
  const ahead = limitStarts(startedAhead);
  const answering = new Set<Promise<void>>();
  const judging = new Set<Promise<void>>();
  const judge = (work: Promise<void>) => keep(judging, work, context);
  for (const { question, trial } of conversationsOf(job.spec, times.expected)) {
    const begun = await ahead.enter();
    if (context.halted()) break;
    const talk: Talk = { job, question, trial, find, planRatings, times, begun, judge };
    keep(answering, holdConversation(talk, context).finally(begun), context);
  }
  await Promise.all(answering);
  onAnswered();
  await Promise.all(judging);
}

/** Holds what is under way until it ends; a failure of it ends the run. */
function keep(all: Set<Promise<void>>, work: Promise<void>, context: Context): void {
  const held: Promise<void> = work.catch(context.fail).finally(() => all.delete(held));
  all.add(held);
}

/** One conversation on its way. */
interface Talk {
  readonly job: RunJob;
  readonly question: Question;
  readonly trial: number;
  readonly find: FindAnswer;
  readonly planRatings: PlanRatings;
  readonly times: AnswerTimes;
  /** Its first call has a slot, or needs none. */
  readonly begun: () => void;
  /** Holds a judgment while the conversation goes on. */
  readonly judge: (work: Promise<void>) => void;
}

/** Resolves when the last turn has its answer; its judgments may be under way still. */
async function holdConversation(talk: Talk, context: Context): Promise<void> {
  const { job, question, trial } = talk;
  const { spec } = job;
  const history: string[] = [];
  let failedKey: string | null = null;
  for (let turn = 1; turn <= question.turns.length; turn += 1) {
    if (failedKey !== null) {
      if (spec.asking !== null) {
        const skipped = skippedAnswer({ rules: spec.asking.rules, question, turn, trial }, failedKey);
        if (!job.stored.answers.has(skipped.key)) await job.onAnswer(skipped);
      }
      continue;
    }
    const answer = await answerTurn(talk, turn, history, context);
    talk.begun();
    if (answer === null) break;
    if (answer.outcome.status === "failed") {
      failedKey = answer.key;
      continue;
    }
    history.push(answer.outcome.text);
    judgeTurn(talk, answer, [...history], context);
  }
}

/** The turn's record, from the journal or asked now; null when it is due and may not be asked. */
async function answerTurn(
  { job, question, trial, find, times, begun }: Talk,
  turn: number,
  history: readonly string[],
  context: Context,
): Promise<AnswerRecord | null> {
  const { endpoint } = job;
  const { id, asking, seed, reopened } = job.spec;
  const { plan, answer: stored } = find(question, { turn, trial, history });
  if (asking === null || endpoint === null || plan === null) return stored ?? null;
  if (stored !== undefined && !isAnswerDue(stored, reopened)) return stored;
  const input = { ...asking, question, turn, trial, history, seed };
  const ask = async (): Promise<AnswerRecord | null> => {
    begun();
    const pointless = () =>
      context.halted() || isGivenUp(context.givenUp, endpoint, { who: id, model: plan.body.model });
    if (pointless()) return null;
    const answer = await generateAnswer(input, context.watched(endpoint, id), { plan, signal: context.signal });
    if (pointless() && isUnasked(answer)) {
      context.recorded(plan.key);
      return null;
    }
    await job.onAnswer(answer);
    context.recorded(plan.key);
    if (answer.call !== null) times.learn(answer.category, answer.call.timing.totalMs);
    return answer;
  };
  return endpoint.limit(ask, { group: id, rank: answerRank(turn, trial) });
}

function judgeTurn(
  { job, question, planRatings, judge }: Talk,
  answer: AnswerRecord,
  answers: readonly string[],
  context: Context,
): void {
  const { judgeEndpoints } = job;
  const { rating: spec } = job.spec;
  if (judgeEndpoints === null || spec === null) return;
  const judgeOnce = async ({ rating, planJudgment, repeat }: PlannedRating): Promise<void> => {
    const { model } = rating.judgeModel;
    const endpoint = theJudgeEndpoint(judgeEndpoints, model);
    const input = { ...rating, question, answer, answers, repeat };
    const plan = planJudgment(input);
    const stored = job.stored.judgments.get(plan.key);
    if (stored !== undefined && !isJudgmentDue(stored, job.spec.reopened)) return;
    const call = judgmentCall({ input, plan }, job.onJudgment);
    const who = judgeName(spec.raters, model);
    if (call !== null) await askJudge(call, { endpoint, group: job.spec.id, model, who }, context);
  };
  for (const planned of planRatings(question, answer)) judge(judgeOnce(planned));
}

/** Makes a judge's call when its server has room, unless nobody need be asked any more. */
async function askJudge(
  call: DueCall,
  { endpoint, group, model, who }: Omit<JudgeCallsJob, "calls">,
  context: Context,
): Promise<void> {
  const pointless = () => context.halted() || isGivenUp(context.givenUp, endpoint, { who, model });
  const make = async (): Promise<void> => {
    if (pointless()) return;
    await call.make(context.watched(endpoint, who), {
      signal: context.signal,
      isKept: (record) => !(pointless() && isUnasked(record)),
    });
    context.recorded(call.key);
  };
  await endpoint.limit(make, { group, rank: judgmentRank });
}

/** Calls of a judge that wait for no answers, each planned as the ones before it go out. */
async function holdCalls(job: JudgeCallsJob, context: Context): Promise<void> {
  const ahead = limitStarts(startedAhead);
  const held = new Set<Promise<void>>();
  for (const call of job.calls()) {
    const begun = await ahead.enter();
    if (context.halted()) break;
    keep(held, askJudge(call, job, context).finally(begun), context);
  }
  await Promise.all(held);
}

/**
 * A call that failed because its whole server did, or because the run was stopped, is left without a record: nothing was
 * learnt about this question. One that had begun to answer is kept, since it may have to be paid for.
 */
function isUnasked({ outcome, call }: Pick<AnswerRecord | JudgedRecord, "outcome" | "call">): boolean {
  const isFailed = outcome.status === "failed" || outcome.status === "unrated";
  if (!isFailed || outcome.reason !== "request-failed") return false;
  return (
    call === null || (call.usage.completionTokens === null && call.failedAttempts.every(({ received }) => !received))
  );
}
