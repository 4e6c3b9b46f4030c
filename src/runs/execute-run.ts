import type { AnswerRecord } from "../answers/answer.ts";
import { generateAnswer, skippedAnswer } from "../answers/generate-answer.ts";
import type { ChatFailure } from "../chat/chat.ts";
import { messageOf } from "../errors.ts";
import { textHasher } from "../files/canonical-json.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { Question } from "../questions/question.ts";
import type { RecordedReply } from "../results/recorded-replies.ts";
import { type AlikeFailure, watchAlike } from "./alike-failures.ts";
import { type Budget, noBudget } from "./budget.ts";
import { conversationsOf } from "./conversations.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import { judgmentCall } from "./due-judgments.ts";
import { type Endpoint, type JudgeEndpoints, type Stop, theJudgeEndpoint } from "./endpoint.ts";
import { askJudge, holdCalls, type JudgeCallsJob } from "./judge-calls.ts";
import { waitingAhead } from "./order/call-order.ts";
import { type JobOrder, runOrder } from "./order/run-order.ts";
import { type Seat, waitingRoom } from "./order/waiting-room.ts";
import { type FindAnswer, planRun, type Stored, storedAnswers } from "./plan-run.ts";
import { type PlannedRating, type PlanRatings, ratingsPlanner } from "./planned-ratings.ts";
import { isUnasked, keep, type RunContext } from "./run-context.ts";
import type { RunSpec } from "./run-spec.ts";
import { isGivenUp, judgeName, unasked, watchedChat } from "./watched-chat.ts";

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
  /** Replies to the same questions in other candidates' folders; they say which will be long. Read while calls are under way. */
  readonly recorded?: () => AsyncIterable<RecordedReply>;
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
 * is expected to have the longest chain of calls after it goes first (`longestChainFirst`), which keeps the tail short;
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
  const context: RunContext = {
    order: runOrder(),
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

/** A job's conversations; where its server takes turns with others, within its turn, which ends with the last answer. */
async function holdTurn(job: RunJob, context: RunContext): Promise<void> {
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
async function holdConversations(job: RunJob, context: RunContext, onAnswered: () => void): Promise<void> {
  const order = context.order.job(job);
  // An answer is shown to the next turn and to its judge; one hasher knows it for both.
  const textHash = textHasher();
  const find = storedAnswers(job.spec, job.stored, textHash);
  const planRatings = ratingsPlanner(job.spec, textHash);
  const room = waitingRoom(waitingAhead);
  const answering = new Set<Promise<void>>();
  const judging = new Set<Promise<void>>();
  const judge = (work: Promise<void>) => keep(judging, work, context);
  const others = readRecorded(job, context);
  for (const { question, trial } of conversationsOf(job.spec)) {
    const seat = await room.enter();
    if (context.halted()) break;
    const talk: Talk = { job, question, trial, find, planRatings, order, seat, judge, onAsking: others.begin };
    keep(answering, holdConversation(talk, context).finally(seat.leave), context);
  }
  await Promise.all(answering);
  onAnswered();
  await Promise.all(judging);
  await others.stop();
}

/** Reads what other folders hold, once there is something to ask. What cannot be read says nothing, and that is all. */
function readRecorded({ recorded }: RunJob, context: RunContext) {
  let isWanted = true;
  let reading: Promise<void> | null = null;
  const read = async (): Promise<void> => {
    if (recorded === undefined) return;
    for await (const reply of recorded()) {
      if (!isWanted || context.halted()) break;
      context.order.recorded(reply);
    }
  };
  return {
    begin(): void {
      reading ??= read().catch(() => undefined);
    },
    async stop(): Promise<void> {
      isWanted = false;
      await reading;
    },
  };
}

/** One conversation on its way. */
interface Talk {
  readonly job: RunJob;
  readonly question: Question;
  readonly trial: number;
  readonly find: FindAnswer;
  readonly planRatings: PlanRatings;
  readonly order: JobOrder;
  /** Where it waits for slots. */
  readonly seat: Seat;
  /** Holds a judgment while the conversation goes on. */
  readonly judge: (work: Promise<void>) => void;
  /** Called before each call of the candidate. */
  readonly onAsking: () => void;
}

/** Resolves when the last turn has its answer; its judgments may be under way still. */
async function holdConversation(talk: Talk, context: RunContext): Promise<void> {
  const { job, question, trial, order } = talk;
  const { spec } = job;
  const history: string[] = [];
  let failedKey: string | null = null;
  for (let turn = 1; turn <= question.turns.length; turn += 1) {
    if (failedKey !== null) {
      order.answerIsOver();
      order.ratingsAreOff(question, turn);
      if (spec.asking !== null) {
        const skipped = skippedAnswer({ rules: spec.asking.rules, question, turn, trial }, failedKey);
        if (!job.stored.answers.has(skipped.key)) await job.onAnswer(skipped);
      }
      continue;
    }
    const answer = await answerTurn(talk, turn, history, context);
    order.answerIsOver();
    if (answer === null) break;
    if (answer.outcome.status === "failed") {
      order.ratingsAreOff(question, turn);
      failedKey = answer.key;
      continue;
    }
    history.push(answer.outcome.text);
    judgeTurn(talk, answer, [...history], context);
  }
}

/** The turn's record, from the journal or asked now; null when it is due and may not be asked. */
async function answerTurn(
  { job, question, trial, find, order, seat, onAsking }: Talk,
  turn: number,
  history: readonly string[],
  context: RunContext,
): Promise<AnswerRecord | null> {
  const { endpoint } = job;
  const { id, asking, seed, reopened } = job.spec;
  const { plan, answer: stored } = find(question, { turn, trial, history });
  if (asking === null || endpoint === null || plan === null) return stored ?? null;
  if (stored !== undefined && !isAnswerDue(stored, reopened)) return stored;
  const input = { ...asking, question, turn, trial, history, seed };
  const ask = async (): Promise<AnswerRecord | null> => {
    seat.leave();
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
    order.answered(answer);
    return answer;
  };
  onAsking();
  seat.takeAgain();
  return endpoint.limit(ask, { group: id, urgency: order.answer(question, { turn, trial }) });
}

function judgeTurn(
  { job, question, planRatings, order, judge }: Talk,
  answer: AnswerRecord,
  answers: readonly string[],
  context: RunContext,
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
    const call = judgmentCall({ input, plan }, async (judgment) => {
      await job.onJudgment(judgment);
      order.judged(judgment);
    });
    const who = judgeName(spec.raters, model);
    const urgency = order.judgment(question, answer.turn, model);
    if (call !== null) await askJudge(call, { endpoint, group: job.spec.id, model, who, urgency }, context);
  };
  for (const planned of planRatings(question, answer)) {
    judge(judgeOnce(planned).finally(() => order.judgmentIsOver(planned.rating.judgeModel.model)));
  }
}
