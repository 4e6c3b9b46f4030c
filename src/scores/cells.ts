import type { AnswerFailureReason, AnswerRecord } from "../answers/answer.ts";
import type { JudgmentRecord, UnratedReason } from "../judgments/judgment.ts";
import type { Launch, PlannedQuestion } from "../results/manifest.ts";
import type { RunRecord } from "../results/run-record.ts";

/** What the candidate did itself: such a turn was asked, and there is nothing to rate. */
const ownFailures = {
  "truncated-thinking": true,
  empty: true,
  refused: true,
  "content-filter": true,
  "context-overflow": true,
  "request-failed": false,
  skipped: false,
} as const satisfies Record<AnswerFailureReason, boolean>;

function isOwnFailure(reason: AnswerFailureReason): boolean {
  return ownFailures[reason];
}

/** What one trial gave in a cell. Every planned rating is in exactly one of the four numbers. */
export interface TrialCell {
  /** In the order of the judge repeats. */
  readonly ratings: readonly number[];
  /** Ratings that are missing because the candidate failed (or skipped the turn after failing). */
  readonly failed: number;
  /** Ratings that the judge did not give. */
  readonly unrated: number;
  /** Ratings whose calls are due. */
  readonly due: number;
  /** The answer was cut at the token limit. */
  readonly truncated: boolean;
}

/** All ratings of one turn of one question: the unit that scores average over. */
export interface Cell {
  readonly questionId: string;
  readonly questionHash: string;
  readonly category: string;
  readonly turn: number;
  /** Ratings of all trials and judge repeats, in that order. */
  readonly ratings: readonly number[];
  /** The same by trial, the first one first. */
  readonly trials: readonly TrialCell[];
  /** Ratings that should be there: trials x repeats. */
  readonly planned: number;
  /** Ratings that are missing because the candidate failed (or skipped the turn after failing). */
  readonly failed: number;
  /** Why the other ratings are missing, the judge's doing; `no-answer` counts the candidate's failures. */
  readonly unrated: Readonly<Partial<Record<UnratedReason, number>>>;
  /** Candidate failures by reason, in answers. */
  readonly failures: Readonly<Partial<Record<AnswerFailureReason, number>>>;
  /** Ratings whose calls are due: not asked yet, or failed on the way. */
  readonly due: number;
  /** Answers cut at the token limit but rated. */
  readonly truncated: number;
  readonly answers: readonly AnswerRecord[];
  readonly judgments: readonly JudgmentRecord[];
  /** Ratings that an imported file has of superseded rows, and of answers that are none; no score of ours counts them. */
  readonly earlierRatings: readonly number[];
}

/** The part of a folder that belongs to one rating procedure. */
export interface CellSet {
  readonly cells: readonly Cell[];
  readonly questions: readonly PlannedQuestion[];
  readonly trials: number;
  readonly repeats: number;
}

/**
 * Gathers a folder's records under one rating procedure. Launches add up: questions asked with `--limit 8` and later the
 * whole set are one set of 80. Records are found by question text, turn and trial, never by position.
 */
export function collectCells(record: RunRecord, procedure: string): CellSet {
  const launches = record.launches.filter((launch) => launch.procedure?.hash === procedure);
  const questions = unionOfQuestions(launches);
  const trials = Math.max(0, ...launches.map((launch) => launch.trials));
  const repeats = Math.max(0, ...launches.map((launch) => launch.repeats));
  const rules = new Set(launches.map((launch) => launch.rules));
  const answers = new Map<string, AnswerRecord>();
  for (const answer of record.answers.values()) {
    if (rules.has(answer.rules)) answers.set(placeOf(answer.questionHash, answer.turn, answer.trial), answer);
  }
  const judgments = new Map<string, JudgmentRecord>();
  for (const judgment of record.judgments.values()) {
    if (judgment.procedure === procedure) judgments.set(`${judgment.answerKey} ${judgment.repeat}`, judgment);
  }
  const cells = questions.flatMap((question) =>
    question.turns.map((turn) => cellOf(question, turn, { trials, repeats, answers, judgments })),
  );
  return { cells, questions, trials, repeats };
}

function cellOf(
  question: PlannedQuestion,
  turn: number,
  from: {
    readonly trials: number;
    readonly repeats: number;
    readonly answers: ReadonlyMap<string, AnswerRecord>;
    readonly judgments: ReadonlyMap<string, JudgmentRecord>;
  },
): Cell {
  const unrated: Partial<Record<UnratedReason, number>> = {};
  const failures: Partial<Record<AnswerFailureReason, number>> = {};
  const answers: AnswerRecord[] = [];
  const judgments: JudgmentRecord[] = [];
  const trials: TrialCell[] = [];
  const uncounted: number[] = [];
  for (let trial = 1; trial <= from.trials; trial += 1) {
    const answer = from.answers.get(placeOf(question.hash, turn, trial));
    if (answer !== undefined) answers.push(answer);
    if (answer?.outcome.status === "failed") {
      const { reason } = answer.outcome;
      failures[reason] = (failures[reason] ?? 0) + 1;
      const own = isOwnFailure(reason) || (reason === "skipped" && failedEarlier(question, turn, trial, from.answers));
      if (own) unrated["no-answer"] = (unrated["no-answer"] ?? 0) + from.repeats;
      const missing = own ? { failed: from.repeats, due: 0 } : { failed: 0, due: from.repeats };
      trials.push({ ratings: [], unrated: 0, truncated: false, ...missing });
      uncounted.push(...ratingsOf(answer, from));
      continue;
    }
    const ratings: number[] = [];
    let unread = 0;
    for (let repeat = 1; repeat <= from.repeats; repeat += 1) {
      const judgment = answer === undefined ? undefined : from.judgments.get(`${answer.key} ${repeat}`);
      if (judgment === undefined) continue;
      judgments.push(judgment);
      const { outcome } = judgment;
      if (outcome.status === "rated") ratings.push(outcome.rating);
      else if (outcome.reason !== "request-failed") {
        unrated[outcome.reason] = (unrated[outcome.reason] ?? 0) + 1;
        unread += 1;
      }
    }
    const truncated = answer?.outcome.status === "answered" && answer.outcome.truncated;
    const due = from.repeats - ratings.length - unread;
    trials.push({ ratings, failed: 0, unrated: unread, due, truncated });
  }
  return {
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn,
    ratings: trials.flatMap((trial) => trial.ratings),
    trials,
    planned: from.trials * from.repeats,
    failed: trials.reduce((sum, trial) => sum + trial.failed, 0),
    unrated,
    failures,
    due: trials.reduce((sum, trial) => sum + trial.due, 0),
    truncated: trials.reduce((sum, trial) => sum + (trial.truncated ? 1 : 0), 0),
    answers,
    judgments,
    earlierRatings: [...uncounted, ...judgments.flatMap((judgment) => judgment.earlierRatings ?? [])],
  };
}

/** What another harness had rated though it is no answer: an error's text, an empty one. No run asks for that. */
function ratingsOf(
  answer: AnswerRecord,
  from: { readonly repeats: number; readonly judgments: ReadonlyMap<string, JudgmentRecord> },
): number[] {
  return Array.from({ length: from.repeats }, (_, index) => from.judgments.get(`${answer.key} ${index + 1}`)).flatMap(
    (judgment) => {
      if (judgment === undefined) return [];
      const { outcome, earlierRatings = [] } = judgment;
      return outcome.status === "rated" ? [outcome.rating, ...earlierRatings] : earlierRatings;
    },
  );
}

function failedEarlier(
  question: PlannedQuestion,
  turn: number,
  trial: number,
  answers: ReadonlyMap<string, AnswerRecord>,
): boolean {
  for (let earlier = 1; earlier < turn; earlier += 1) {
    const outcome = answers.get(placeOf(question.hash, earlier, trial))?.outcome;
    if (outcome?.status === "failed" && isOwnFailure(outcome.reason)) return true;
  }
  return false;
}

/** A question whose text was changed between launches is one question, as the last of them asked it. */
function unionOfQuestions(launches: readonly Launch[]): PlannedQuestion[] {
  const union = new Map<string, PlannedQuestion>();
  for (const launch of launches) for (const question of launch.questions) union.set(question.id, question);
  return [...union.values()];
}

function placeOf(questionHash: string, turn: number, trial: number): string {
  return `${questionHash} ${turn} ${trial}`;
}
