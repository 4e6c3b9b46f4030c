import type { JudgmentRecord } from "../../judgments/judgment.ts";
import { pseudonymOf } from "../../judgments/rater.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { Cell } from "../../scores/cells.ts";
import { mean } from "../../statistics/mean.ts";

/** What people gave to one turn. */
export interface PeopleCell {
  /** Mean over people, repeats and answers, on the judge's scale. */
  readonly rating: number;
  /** The same less the judge's mean of exactly those answers; null: it rated none of them. */
  readonly gap: number | null;
}

/** What one person gave to one answer. */
export interface PersonText {
  readonly person: string;
  /** Null: skipped. */
  readonly rating: number | null;
  /** The note, or why it was skipped; empty: none. */
  readonly note: string;
}

/** People's judgments of a folder, by the key of the answer. */
export function peoplesJudgments({ judgments }: RunRecord): ReadonlyMap<string, readonly JudgmentRecord[]> {
  const found = new Map<string, JudgmentRecord[]>();
  for (const judgment of judgments.values()) {
    if (pseudonymOf(judgment.judge) === null) continue;
    found.set(judgment.answerKey, [...(found.get(judgment.answerKey) ?? []), judgment]);
  }
  return found;
}

/** Null: people rated nothing of it. */
export function peopleCell(cell: Cell, people: ReadonlyMap<string, readonly JudgmentRecord[]>): PeopleCell | null {
  const perAnswer = cell.answers.flatMap(({ key }) => {
    const given = ratingsOf(people.get(key) ?? []);
    if (given.length === 0) return [];
    const judged = ratingsOf(cell.judgments.filter(({ answerKey }) => answerKey === key));
    return [{ given: mean(given), judged: judged.length === 0 ? null : mean(judged) }];
  });
  if (perAnswer.length === 0) return null;
  const gaps = perAnswer.flatMap(({ given, judged }) => (judged === null ? [] : [given - judged]));
  return { rating: mean(perAnswer.map(({ given }) => given)), gap: gaps.length === 0 ? null : mean(gaps) };
}

export function personTexts(judgments: readonly JudgmentRecord[]): PersonText[] {
  return judgments.map(({ judge, outcome }) => ({
    person: pseudonymOf(judge) ?? judge,
    rating: outcome.status === "rated" ? outcome.rating : null,
    note: outcome.text ?? "",
  }));
}

function ratingsOf(judgments: readonly JudgmentRecord[]): number[] {
  return judgments.flatMap(({ outcome }) => (outcome.status === "rated" ? [outcome.rating] : []));
}
