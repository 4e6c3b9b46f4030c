import type { RecordedJudgment } from "./fastchat-judgments.ts";
import type { RatingSource } from "./rating-sources.ts";
import type { RecoveredPrompt } from "./recover-templates.ts";

/** A row where our reading of the judge's words is not the recorded score. */
export interface ReadingDifference {
  readonly place: string;
  readonly questionId: string;
  readonly turn: number;
  readonly trial: number;
  /** Null: none (-1). */
  readonly recorded: number | null;
  /** Null: no rating could be read. */
  readonly read: number | null;
}

/** What a reader of the imported scores must know; written beside them. */
export interface ImportReport {
  readonly candidate: string;
  readonly ratings: RatingSource;
  /** Rows that were left out because a later one stands for the same answer or judgment. */
  readonly duplicateAnswers: readonly string[];
  readonly duplicateJudgments: readonly string[];
  readonly readingDifferences: readonly ReadingDifference[];
  /** Questions whose recorded wording is not the set's. */
  readonly rewordedQuestions: readonly string[];
  /** Answers that stand in no answer file and were taken from the judge's prompt. */
  readonly answersFromPrompts: number;
  /** Answers whose ratings are here and whose texts stand nowhere. */
  readonly unrecordedAnswers: number;
  /** Rows whose prompt shows another answer than the answer file. The one that was judged counts. */
  readonly otherAnswerJudged: readonly string[];
  /** Ratings of answers that are none (an error's text, a cut thought, nothing); they count in no score. */
  readonly ratingsOfFailures: readonly string[];
  /** Rows whose prompt template could not be recovered. */
  readonly unrecoveredPrompts: readonly string[];
  /** Recovered templates by prompt name, one list entry a text. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
}

/** Recovered templates by prompt name, each text once. */
export function templatesOf(
  rows: readonly RecordedJudgment[],
  recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>,
): Record<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const row of rows) {
    const template = recovered.get(row)?.template ?? null;
    if (template !== null) names.set(row.promptName, (names.get(row.promptName) ?? new Set()).add(template));
  }
  return Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, set]) => [name, [...set]]));
}
