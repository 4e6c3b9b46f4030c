import type { AnswerRecord } from "../answers/answer.ts";
import { type AnswerPlan, answerPlanner } from "../answers/plan-answer.ts";
import { type TextHash, textHasher } from "../files/canonical-json.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { RatedAnswer } from "../judgments/plan-judgment.ts";
import type { Question } from "../questions/question.ts";
import { conversationsOf } from "./conversations.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import { type PlannedRating, type PlanRatings, ratingsPlanner } from "./planned-ratings.ts";
import type { RunSpec } from "./run-spec.ts";

/** What is there, by key. */
export interface Stored {
  readonly answers: ReadonlyMap<string, AnswerRecord>;
  readonly judgments: ReadonlyMap<string, JudgmentRecord>;
}

export interface Count {
  /** Calls of the whole plan. */
  readonly planned: number;
  /** Settled by records that are there. */
  readonly settled: number;
  /** To be made. */
  readonly due: number;
}

export interface RunPlan {
  readonly answers: Count;
  readonly judgments: Count;
}

/**
 * Counts what is due, calling nothing. A later turn's call is known only once the turns before it are there; until then
 * it counts as due. After a failed turn the later ones, and their judgments, are neither settled nor due.
 */
export function planRun(spec: RunSpec, stored: Stored): RunPlan {
  const answers = { planned: 0, settled: 0, due: 0 };
  const judgments = { planned: 0, settled: 0, due: 0 };
  const textHash = textHasher();
  const find = storedAnswers(spec, stored, textHash);
  const planRatings = ratingsPlanner(spec, textHash);
  const counts = { answers, judgments };
  for (const { question, trial } of conversationsOf(spec)) {
    countConversation({ spec, stored, find, planRatings }, question, trial, counts);
  }
  return counts;
}

/** The answer that a turn of this run has, and what would be sent for it; null where nobody is asked. */
export type FindAnswer = (
  question: Question,
  at: { readonly turn: number; readonly trial: number; readonly history: readonly string[] },
) => { readonly plan: AnswerPlan | null; readonly answer: AnswerRecord | undefined };

/** Finds answers by their call's key or, where nobody is asked, by their place (the last one there counts). */
export function storedAnswers(spec: RunSpec, stored: Stored, textHash: TextHash = textHasher()): FindAnswer {
  const { asking, seed } = spec;
  if (asking !== null) {
    const planAnswer = answerPlanner({ ...asking, seed }, textHash);
    return (question, at) => {
      const plan = planAnswer(question, at);
      return { plan, answer: stored.answers.get(plan.key) };
    };
  }
  const placeOf = (hash: string, turn: number, trial: number): string => `${hash} ${turn} ${trial}`;
  const byPlace = new Map<string, AnswerRecord>();
  for (const answer of stored.answers.values()) {
    if (answer.rules === spec.rules) byPlace.set(placeOf(answer.questionHash, answer.turn, answer.trial), answer);
  }
  return (question, at) => ({ plan: null, answer: byPlace.get(placeOf(question.hash, at.turn, at.trial)) });
}

type Counting = { -readonly [Name in keyof Count]: Count[Name] };

interface Counts {
  readonly answers: Counting;
  readonly judgments: Counting;
}

/** What tells a call that is due from a settled one. */
interface Planning {
  readonly spec: RunSpec;
  readonly stored: Stored;
  readonly find: FindAnswer;
  readonly planRatings: PlanRatings;
}

function countConversation(planning: Planning, question: Question, trial: number, counts: Counts): void {
  const { spec, find, planRatings } = planning;
  const { answers, judgments } = counts;
  const history: string[] = [];
  let state: "going" | "unknown" | "failed" = "going";
  for (let turn = 1; turn <= question.turns.length; turn += 1) {
    const ratings = planRatings(question, { turn, trial });
    answers.planned += 1;
    judgments.planned += ratings.length;
    if (state === "failed") continue;
    const answer = state === "going" ? find(question, { turn, trial, history }).answer : undefined;
    if (answer === undefined || isDue(answer, spec)) {
      // Without a candidate to ask, what is not there is nobody's work.
      if (spec.asking === null) return;
      answers.due += 1;
      judgments.due += ratings.length;
      state = "unknown";
      continue;
    }
    answers.settled += 1;
    if (answer.outcome.status === "failed") {
      state = "failed";
      continue;
    }
    history.push(answer.outcome.text);
    countRatings(planning, { question, answer, answers: [...history] }, ratings, judgments);
  }
}

function isDue(answer: AnswerRecord, { asking, reopened }: RunSpec): boolean {
  return asking !== null && isAnswerDue(answer, reopened);
}

function countRatings(
  { stored, spec }: Planning,
  rated: Omit<RatedAnswer, "repeat">,
  ratings: readonly PlannedRating[],
  judgments: Counting,
): void {
  for (const { planJudgment, repeat } of ratings) {
    const { key } = planJudgment({ ...rated, repeat });
    if (isJudgmentDue(stored.judgments.get(key), spec.reopened)) judgments.due += 1;
    else judgments.settled += 1;
  }
}
