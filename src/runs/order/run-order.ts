import type { AnswerRecord, CallRecord } from "../../answers/answer.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import { ratesTurn } from "../../judgments/plan-judgment.ts";
import { judgeModelsFor, judgeModelsOf } from "../../judgments/raters.ts";
import type { Question } from "../../questions/question.ts";
import type { RecordedReply } from "../../results/recorded-replies.ts";
import type { Endpoint, Limit } from "../endpoint.ts";
import type { Stored } from "../plan-run.ts";
import type { RunSpec } from "../run-spec.ts";
import {
  type CallOrder,
  isHungry,
  longestChainFirst,
  placeOf,
  type RunLengths,
  runLengths,
  type ServerLoad,
  secondsOf,
  turnByTurn,
} from "./call-order.ts";
import type { LengthPlace } from "./expected-lengths.ts";
import type { Urgency } from "./waiting-calls.ts";

/** A candidate's run as far as its order goes. */
export interface OrderedJob {
  readonly spec: RunSpec;
  readonly stored: Stored;
  readonly endpoint: Pick<Endpoint, "limit"> | null;
  readonly judgeEndpoints: ReadonlyMap<string, Pick<Endpoint, "limit">> | null;
}

/** Which of the waiting calls of one candidate's run goes first, the higher; and what its replies say of those to come. */
export interface JobOrder {
  answer(question: Question, at: { readonly turn: number; readonly trial: number }): Urgency;
  judgment(question: Question, turn: number, model: string): Urgency;
  /** A call was answered. */
  answered(record: AnswerRecord): void;
  judged(record: JudgmentRecord): void;
  /** The answer's call has been made, or was there, or will not be made. */
  answerIsOver(): void;
  judgmentIsOver(model: string): void;
  /** No answer, so no judgment. */
  ratingsAreOff(question: Question, turn: number): void;
}

/** The order of all calls of a run: what one candidate shows is expected of the others, and all share their judges. */
export interface RunOrder {
  job(job: OrderedJob): JobOrder;
  recorded(reply: RecordedReply): void;
}

/** Nothing waits for a judgment. */
const lastOfAll = () => Number.NEGATIVE_INFINITY;

/** Calls that are still to be made at one server, by who makes them. */
type Left = Map<string, { readonly meanSeconds: () => number; calls: number }>;

export function runOrder(): RunOrder {
  const lengths = runLengths();
  const servers = new Map<Limit, Left>();
  const leftAt = (limit: Limit, who: string, meanSeconds: () => number) => {
    const left: Left = servers.get(limit) ?? new Map();
    servers.set(limit, left);
    const own = left.get(who) ?? { meanSeconds, calls: 0 };
    left.set(who, own);
    return own;
  };
  return {
    job(job) {
      learnReferences(job.spec, lengths);
      return jobOrder(job, lengths, leftAt, (limit) => loadOf(limit, servers.get(limit)));
    },
    recorded: (reply) => learnRecorded(lengths, reply),
  };
}

/** What stands in another folder becomes somebody's to whom lengths are compared. */
export function learnRecorded(
  { answers, judgments }: RunLengths,
  { kind, writer, judgeModel, tokens, ...place }: RecordedReply,
): void {
  if (kind === "answer") answers.learn(besides(writer), place, secondsOf(tokens));
  else judgments.learn(besides(`${judgeModel} ${writer}`), place, secondsOf(tokens));
}

/** Nobody who is asked in this run: what stands in folders is known by its length, and by nobody's speed. */
function besides(writer: string): string {
  return `recorded ${writer}`;
}

/** As `estimateTokens` has it for Japanese (three bytes a character) and nearly so for other scripts, in a fraction of its time. */
const tokensPerByte = 0.3;

/** A reference answer is as long as answers are that its question asks for. */
export function learnReferences(
  { questions, rating }: Pick<RunSpec, "questions" | "rating">,
  { answers }: RunLengths,
): void {
  const references = rating?.references;
  if (references === null || references === undefined) return;
  for (const question of questions) {
    for (const [index, text] of (references.byQuestion.get(question.id) ?? []).entries()) {
      const seconds = secondsOf(Buffer.byteLength(text) * tokensPerByte);
      answers.learn(besides(`references ${references.hash}`), placeOf(question, index + 1), seconds);
    }
  }
}

/** Null: a server of which nobody says how much it takes at once. */
function loadOf(limit: Limit, left: Left | undefined): ServerLoad | null {
  if (limit.slots === undefined || limit.busy === undefined) return null;
  let seconds = 0;
  for (const { calls, meanSeconds } of left?.values() ?? []) seconds += Math.max(0, calls) * meanSeconds();
  return { seconds, slots: limit.slots(), busy: limit.busy() };
}

function jobOrder(
  { spec, stored, endpoint, judgeEndpoints }: OrderedJob,
  lengths: RunLengths,
  leftAt: (limit: Limit, who: string, meanSeconds: () => number) => { calls: number },
  load: (limit: Limit) => ServerLoad | null,
): JobOrder {
  const { id, questions } = spec;
  const ratersOf = (question: Question, turn: number) =>
    judgeEndpoints === null ? [] : ratersAt(spec, question, turn);
  const answersLeft =
    endpoint === null ? { calls: 0 } : leftAt(endpoint.limit, `answers ${id}`, () => lengths.answers.mean(id));
  const judgmentsLeft = new Map(
    [...(judgeEndpoints ?? [])].map(([model, { limit }]) => [
      model,
      leftAt(limit, `judgments ${model}`, () => lengths.judgments.mean(model)),
    ]),
  );
  const repeatsOf = (question: Question, turn: number) =>
    spec.repeatsOf?.(question, { turn, trial: 1 }) ?? spec.repeats;
  const less = (model: string, calls = 1) => {
    const left = judgmentsLeft.get(model);
    if (left !== undefined) left.calls -= calls;
  };
  const conversations = spec.trials / (spec.shard?.count ?? 1);
  for (const question of questions) {
    answersLeft.calls += question.turns.length * conversations;
    for (const [index] of question.turns.entries()) {
      for (const model of ratersOf(question, index + 1)) less(model, -conversations * repeatsOf(question, index + 1));
    }
  }
  const feedsJudge = () => endpoint !== null && judgeIsHungry(endpoint.limit, judgeEndpoints, load);
  const byLength: CallOrder = longestChainFirst(id, lengths, ratersOf, feedsJudge);
  const [onlyRater] = spec.rating === null ? [] : judgeModelsOf(spec.rating.raters);
  const order: JobOrder = {
    answer: (question, { turn, trial }) =>
      spec.asGiven === true ? turnByTurn(turn, trial) : byLength.answer(question, turn),
    judgment: (question, turn, model) => (spec.asGiven === true ? lastOfAll : byLength.judgment(question, turn, model)),
    answered: (record) => learn(record, (place, seconds) => lengths.answers.learn(id, place, seconds)),
    judged(record) {
      if (record.judge !== spec.rating?.judge.id) return;
      const model = record.judgeModel ?? onlyRater?.model;
      if (model !== undefined) learn(record, (place, seconds) => lengths.judgments.learn(model, place, seconds));
    },
    answerIsOver() {
      answersLeft.calls -= 1;
    },
    judgmentIsOver: (model) => less(model),
    ratingsAreOff(question, turn) {
      for (const model of ratersOf(question, turn)) less(model, repeatsOf(question, turn));
    },
  };
  for (const record of stored.answers.values()) order.answered(record);
  for (const record of stored.judgments.values()) order.judged(record);
  return order;
}

/** The judge models that rate a turn's answer; none where the judge does not rate the turn. */
function ratersAt({ rating }: RunSpec, question: Question, turn: number): readonly string[] {
  if (rating === null || !ratesTurn(rating.judge, question, turn)) return [];
  return judgeModelsFor(rating.raters, question).map(({ model }) => model);
}

function judgeIsHungry(
  own: Limit,
  judges: OrderedJob["judgeEndpoints"],
  load: (limit: Limit) => ServerLoad | null,
): boolean {
  for (const { limit } of judges?.values() ?? []) {
    // Where both share their slots, nobody waits while one of them is free.
    if (limit === own || limit.busy === undefined || limit.slots === undefined || limit.busy() >= limit.slots())
      continue;
    const [judge, candidate] = [load(limit), load(own)];
    if (judge !== null && candidate !== null && isHungry(judge, candidate)) return true;
  }
  return false;
}

function learn(
  record: {
    readonly call: CallRecord | null;
    readonly category: string;
    readonly questionHash: string;
    readonly turn: number;
  },
  tell: (place: LengthPlace, seconds: number) => void,
): void {
  const { call, category, questionHash, turn } = record;
  if (call !== null) tell({ category, question: questionHash, turn }, call.timing.totalMs / 1000);
}
