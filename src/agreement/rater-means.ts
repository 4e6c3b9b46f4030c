import { compareText } from "../statistics/resampling/strata.ts";
import { meanRating, type RatedTurn } from "./rated-turn.ts";

/** Ratings summed by question, candidate and rater: what scores and their resamples are made of. */
export interface RaterSums {
  readonly raters: readonly string[];
  readonly candidates: readonly string[];
  readonly questions: readonly { readonly id: string; readonly category: string }[];
  /** sums[question][candidate * raters + rater]; repeats are averaged first. */
  readonly sums: readonly Float64Array[];
  /** counts[question][candidate]: turns, the same for all raters. */
  readonly counts: readonly Float64Array[];
}

/** Turns must be rated by all of the raters. Candidates and questions in the order of their names. */
export function sumRatings(turns: readonly RatedTurn[], raters: readonly string[]): RaterSums {
  const candidates = [...new Set(turns.map((turn) => turn.candidate))].sort(compareText);
  const categories = new Map(turns.map((turn) => [turn.question, turn.category]));
  const questions = [...categories].map(([id, category]) => ({ id, category })).sort((a, b) => compareText(a.id, b.id));
  const candidateAt = new Map(candidates.map((candidate, index) => [candidate, index]));
  const questionAt = new Map(questions.map((question, index) => [question.id, index]));
  const sums = questions.map(() => new Float64Array(candidates.length * raters.length));
  const counts = questions.map(() => new Float64Array(candidates.length));
  for (const turn of turns) {
    const question = questionAt.get(turn.question) ?? 0;
    const candidate = candidateAt.get(turn.candidate) ?? 0;
    const ofQuestion = counts[question] as Float64Array;
    ofQuestion[candidate] = (ofQuestion[candidate] as number) + 1;
    const row = sums[question] as Float64Array;
    for (const [index, rater] of raters.entries()) {
      const place = candidate * raters.length + index;
      row[place] = (row[place] as number) + (meanRating(turn, rater) ?? 0);
    }
  }
  return { raters, candidates, questions, sums, counts };
}

/**
 * scores[rater][candidate], questions weighed (once each, or as a resample drew them). NaN where a resample holds no turn
 * of a candidate.
 */
export function scoresOf(table: RaterSums, weights?: ArrayLike<number>, from = 0): number[][] {
  const { raters, candidates, sums, counts } = table;
  const total = new Float64Array(candidates.length * raters.length);
  const turns = new Float64Array(candidates.length);
  for (const [question, row] of sums.entries()) {
    const weight = weights === undefined ? 1 : (weights[from + question] as number);
    if (weight === 0) continue;
    for (let place = 0; place < total.length; place++) {
      total[place] = (total[place] as number) + weight * (row[place] as number);
    }
    const ofQuestion = counts[question] as Float64Array;
    for (let place = 0; place < turns.length; place++) {
      turns[place] = (turns[place] as number) + weight * (ofQuestion[place] as number);
    }
  }
  return raters.map((_, rater) =>
    candidates.map((_name, candidate) => {
      const count = turns[candidate] as number;
      return count === 0 ? Number.NaN : (total[candidate * raters.length + rater] as number) / count;
    }),
  );
}
