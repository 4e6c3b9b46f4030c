import type { AnswerFailureReason, AnswerRecord } from "../answers/answer.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { JudgmentRecord, UnratedReason } from "../judgments/judgment.ts";
import type { Launch, PlannedQuestion } from "../results/manifest.ts";
import { type JuryRecord, juryRecordOf } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { ratingFrom } from "./jury-ratings.ts";

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

/** Whether an answer is missing by the doing of the candidate itself. */
export function isOwnFailure(reason: AnswerFailureReason): boolean {
  return ownFailures[reason];
}

/** What one trial gave in a cell. Every planned rating is in exactly one of the four numbers. */
export interface TrialCell {
  /** In the order of the judge repeats; of a jury whose members all rate, their mean. */
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
  const answers = answersUnder(launches, record, procedure);
  const judgments = new Map<string, JudgmentRecord[]>();
  for (const judgment of record.judgments.values()) {
    if (judgment.procedure !== procedure) continue;
    const place = `${judgment.answerKey} ${judgment.repeat}`;
    judgments.set(place, withJudgment(judgments.get(place) ?? [], judgment));
  }
  const last = launches.at(-1)?.procedure ?? null;
  const jury = last === null ? null : juryRecordOf(last);
  const cells = questions.flatMap((question) =>
    question.turns.map((turn) => cellOf(question, turn, { trials, repeats, answers, judgments, jury })),
  );
  return { cells, questions, trials, repeats };
}

/**
 * The answers of these launches by place. Rules that differ only in how much of a text later turns see send the same calls until a
 * text is that long; such a call is made once, so its record may name the other rules. What was asked under the own ones
 * goes before, then what was rated, then what may be neither yet.
 */
function answersUnder(launches: readonly Launch[], record: RunRecord, procedure: string): Map<string, AnswerRecord> {
  const rules = new Set(launches.map((launch) => launch.rules));
  const calls = new Set(launches.flatMap((launch) => callsOf(launch) ?? []));
  const alike = new Set(
    record.launches.filter((launch) => calls.has(callsOf(launch) ?? "")).map((launch) => launch.rules),
  );
  const rated = new Set<string>();
  for (const judgment of record.judgments.values()) {
    if (alike.size > rules.size && judgment.procedure === procedure) rated.add(judgment.answerKey);
  }
  const rankOf = (answer: AnswerRecord | undefined): number => {
    if (answer === undefined || !(rules.has(answer.rules) || alike.has(answer.rules))) return 0;
    return rules.has(answer.rules) ? 3 : rated.has(answer.key) ? 2 : 1;
  };
  const answers = new Map<string, AnswerRecord>();
  for (const answer of record.answers.values()) {
    const place = placeOf(answer.questionHash, answer.turn, answer.trial);
    const rank = rankOf(answer);
    if (rank > 0 && rank >= rankOf(answers.get(place))) answers.set(place, answer);
  }
  return answers;
}

/** What rules make of a call, but for the length of what it shows; null where they are not known. */
function callsOf({ rulesFields }: Launch): string | null {
  const { historyCharacters, ...rest } = rulesFields;
  return historyCharacters === undefined ? null : hashOf(rest);
}

/** The records of a folder that count, by place. */
interface CountedRecords {
  readonly trials: number;
  readonly repeats: number;
  readonly answers: ReadonlyMap<string, AnswerRecord>;
  /** By answer and repeat: one, or those of a jury's members. */
  readonly judgments: ReadonlyMap<string, readonly JudgmentRecord[]>;
  /** Null: one judge model rates. */
  readonly jury: JuryRecord | null;
}

/** The last record of a judge model counts. */
function withJudgment(known: readonly JudgmentRecord[], judgment: JudgmentRecord): JudgmentRecord[] {
  return [...known.filter(({ judgeModel }) => judgeModel !== judgment.judgeModel), judgment];
}

function cellOf(question: PlannedQuestion, turn: number, from: CountedRecords): Cell {
  const found = Array.from({ length: from.trials }, (_, index) => findTrial(question, turn, index + 1, from));
  const trials = found.map((one) => one.trial);
  const judgments = found.flatMap((one) => one.judgments);
  return {
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn,
    ratings: trials.flatMap((trial) => trial.ratings),
    trials,
    planned: from.trials * from.repeats,
    failed: trials.reduce((sum, trial) => sum + trial.failed, 0),
    unrated: countsOf(found.flatMap((one) => one.unrated)),
    failures: countsOf(found.flatMap((one) => one.failures)),
    due: trials.reduce((sum, trial) => sum + trial.due, 0),
    truncated: trials.filter((trial) => trial.truncated).length,
    answers: found.flatMap((one) => one.answer ?? []),
    judgments,
    earlierRatings: [
      ...found.flatMap((one) => one.uncounted),
      ...judgments.flatMap((judgment) => judgment.earlierRatings ?? []),
    ],
  };
}

/** One trial of a cell, and the records that tell of it. */
interface FoundTrial {
  readonly trial: TrialCell;
  readonly answer: AnswerRecord | undefined;
  readonly judgments: readonly JudgmentRecord[];
  /** Why ratings are missing, one a rating. */
  readonly unrated: readonly UnratedReason[];
  /** Why the answer is missing: one reason, or none. */
  readonly failures: readonly AnswerFailureReason[];
  /** Ratings of an answer that is none. */
  readonly uncounted: readonly number[];
}

function findTrial(question: PlannedQuestion, turn: number, trial: number, from: CountedRecords): FoundTrial {
  const answer = from.answers.get(placeOf(question.hash, turn, trial));
  if (answer?.outcome.status !== "failed") return ratedTrial(answer, from);
  const { repeats } = from;
  const { reason } = answer.outcome;
  const isOwn = isOwnFailure(reason) || (reason === "skipped" && failedEarlier(question, turn, trial, from.answers));
  const missing = isOwn ? { failed: repeats, due: 0 } : { failed: 0, due: repeats };
  return {
    trial: { ratings: [], unrated: 0, truncated: false, ...missing },
    answer,
    judgments: [],
    unrated: Array.from({ length: missing.failed }, () => "no-answer"),
    failures: [reason],
    uncounted: ratingsOf(answer, from),
  };
}

/** An answer's ratings; without an answer they are all due. */
function ratedTrial(answer: AnswerRecord | undefined, from: CountedRecords): FoundTrial {
  const repeats = answer === undefined ? [] : repeatsOf(answer, from);
  const outcomes = repeats.map((judgments) => ratingFrom(judgments, from.jury));
  const ratings = outcomes.flatMap((outcome) => (outcome.status === "rated" ? [outcome.rating] : []));
  const unrated = outcomes.flatMap((outcome) => (outcome.status === "unrated" ? [outcome.reason] : []));
  const truncated = answer?.outcome.status === "answered" && answer.outcome.truncated;
  const due = from.repeats - ratings.length - unrated.length;
  const trial = { ratings, failed: 0, unrated: unrated.length, due, truncated };
  return { trial, answer, judgments: repeats.flat(), unrated, failures: [], uncounted: [] };
}

/** The judgments of each repeat, in the order of the repeats and of the jury's members. */
function repeatsOf(answer: AnswerRecord, { repeats, judgments, jury }: CountedRecords): JudgmentRecord[][] {
  const order = jury?.members.map(({ model }) => model) ?? [];
  const place = ({ judgeModel }: JudgmentRecord): number => order.indexOf(judgeModel ?? "");
  return Array.from({ length: repeats }, (_, index) =>
    [...(judgments.get(`${answer.key} ${index + 1}`) ?? [])].sort((a, b) => place(a) - place(b)),
  );
}

function countsOf<Reason extends string>(reasons: readonly Reason[]): Partial<Record<Reason, number>> {
  const counts: Partial<Record<Reason, number>> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** What another harness had rated though it is no answer: an error's text, an empty one. No run asks for that. */
function ratingsOf(answer: AnswerRecord, from: CountedRecords): number[] {
  return repeatsOf(answer, from)
    .flat()
    .flatMap(({ outcome, earlierRatings = [] }) =>
      outcome.status === "rated" ? [outcome.rating, ...earlierRatings] : earlierRatings,
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
