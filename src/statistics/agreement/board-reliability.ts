import { mean } from "../mean.ts";
import { requireFinite } from "../require-number.ts";

/** Below so many candidates the ratio of two mean squares says more about chance than about the judge. */
const reliabilityFrom = 5;

export interface BoardReliability {
  /** 1 - MS(candidate x question) / MS(candidate); at most 1, below 0 when candidates cannot be told apart at all. */
  readonly reliability: number;
  readonly candidates: number;
  readonly questions: number;
  /** Standard deviation (n - 1) of the candidates' scores: how far apart this pool is. */
  readonly spread: number;
}

/**
 * How well one judge's scores order these candidates again on other questions: table[candidate][question] (Hoyt 1941, the
 * intraclass correlation of means). It belongs to the pool as much as to the judge: equal candidates cannot be told apart
 * by anybody. Null below 5 candidates, below 2 questions, or when all scores are equal.
 */
export function boardReliability(table: readonly (readonly number[])[]): BoardReliability | null {
  const candidates = table.length;
  const questions = table[0]?.length ?? 0;
  for (const [index, row] of table.entries()) {
    if (row.length !== questions)
      throw new RangeError(`table[${index}]: expected ${questions} questions, got ${row.length}`);
    for (const [place, value] of row.entries()) requireFinite(value, `table[${index}][${place}]`);
  }
  if (candidates < reliabilityFrom || questions < 2) return null;
  const scores = table.map(mean);
  const grand = mean(scores);
  const effects = (table[0] ?? []).map((_, place) => mean(table.map((row) => row[place] as number)) - grand);
  const between = scores.reduce((sum, score) => sum + (score - grand) ** 2, 0) / (candidates - 1);
  let rest = 0;
  for (const [index, row] of table.entries()) {
    for (const [place, value] of row.entries()) {
      rest += (value - (scores[index] as number) - (effects[place] as number)) ** 2;
    }
  }
  const within = rest / ((candidates - 1) * (questions - 1));
  if (!(between > 1e-24)) return null;
  return { reliability: 1 - within / (questions * between), candidates, questions, spread: Math.sqrt(between) };
}
