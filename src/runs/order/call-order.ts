import type { Question } from "../../questions/question.ts";
import { type ExpectedLengths, expectedLengths, type LengthPlace } from "./expected-lengths.ts";
import type { Urgency } from "./waiting-calls.ts";

/** Answers of one candidate that wait for a slot before another of its conversations is begun. */
export const waitingAhead = 64;

/** Tokens of an answer and of a judgment while nothing is known: the means of those that `expectedLengths` was measured on. */
const typicalTokens = { answer: 590, judgment: 410 };

/** Tokens a second of a model of which nothing is known. */
const typicalSpeed = 50;

/** What is expected of the calls of a run, all candidates and judge models together. */
export interface RunLengths {
  /** Seconds of answers, by candidate. */
  readonly answers: ExpectedLengths;
  /** Seconds of judgments, by judge model. */
  readonly judgments: ExpectedLengths;
}

/** What is expected before the first reply. */
export function runLengths(): RunLengths {
  return {
    answers: expectedLengths(secondsOf(typicalTokens.answer)),
    judgments: expectedLengths(secondsOf(typicalTokens.judgment)),
  };
}

/** Seconds that so many tokens take at a speed that is as good as any: lengths alone say nothing of a server. */
export function secondsOf(tokens: number): number {
  return tokens / typicalSpeed;
}

/** A server's calls: those to come and those under way. */
export interface ServerLoad {
  /** Expected seconds of every call that is still to be made. */
  readonly seconds: number;
  /** Calls at once. */
  readonly slots: number;
  /** Calls that run or wait for a slot. */
  readonly busy: number;
}

/**
 * Whether the judge waits for answers that it has no time to wait for: it has a free slot, and what it is still to do takes
 * longer than what the candidate is still to do. Where it does not, its idle slots cost nothing.
 */
export function isHungry(judge: ServerLoad, candidate: ServerLoad): boolean {
  return judge.busy < judge.slots && judge.seconds / judge.slots > candidate.seconds / candidate.slots;
}

/** Which of a candidate's calls goes first: the higher. Each is asked again whenever a slot comes free. */
export interface CallOrder {
  answer(question: Question, turn: number): Urgency;
  judgment(question: Question, turn: number, model: string): Urgency;
}

/**
 * The longest remaining chain first (list scheduling by critical path; Graham 1969, Hu 1961): the expected seconds of
 * an answer, the turns after it and the last judgment, which no number of slots can make shorter. So first turns tend to
 * go before later ones, these before judgments, and long ones before short ones, and the last calls of the run are short.
 * While the judge is hungry, the answer that is expected soonest goes first instead (Johnson 1954: what is short for the
 * first machine feeds the second).
 */
export function longestChainFirst(
  candidate: string,
  { answers, judgments }: RunLengths,
  ratersOf: (question: Question, turn: number) => readonly string[],
  feedsJudge: () => boolean,
): CallOrder {
  const judged = (question: Question, turn: number): number =>
    ratersOf(question, turn).reduce(
      (longest, model) => Math.max(longest, judgments.expected(model, placeOf(question, turn))),
      0,
    );
  let asked = -1;
  let isFeeding = false;
  const feeds = (take: number): boolean => {
    if (take !== asked) isFeeding = feedsJudge();
    asked = take;
    return isFeeding;
  };
  const fresh = (work: () => number): (() => number) => whileSame(() => answers.version() + judgments.version(), work);
  return {
    answer(question, turn) {
      const own = fresh(() => answers.expected(candidate, placeOf(question, turn)));
      const chain = fresh(() => {
        let asked = 0;
        let longest = 0;
        for (let at = turn; at <= question.turns.length; at += 1) {
          asked += answers.expected(candidate, placeOf(question, at));
          longest = Math.max(longest, asked + judged(question, at));
        }
        return longest;
      });
      return (take) => (feeds(take) ? -own() : chain());
    },
    judgment: (question, turn, model) => fresh(() => judgments.expected(model, placeOf(question, turn))),
  };
}

/** Trials whose first turns go before the second turns of an earlier one. */
const trialsAhead = 4;

/** The order of runs in which nothing may depend on a clock: first turns before later ones, of one turn the oldest. */
export function turnByTurn(turn: number, trial: number): () => number {
  const rank = trial + (turn - 1) * trialsAhead;
  return () => -rank;
}

export function placeOf({ category, hash }: Pick<Question, "category" | "hash">, turn: number): LengthPlace {
  return { category, question: hash, turn };
}

/** A number that is worked out anew when the version is another. */
function whileSame(version: () => number, work: () => number): () => number {
  let seen = -1;
  let value = 0;
  return () => {
    const now = version();
    if (now !== seen) {
      seen = now;
      value = work();
    }
    return value;
  };
}
