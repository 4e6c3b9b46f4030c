import { cutToScale, cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import { rankCorrelation, regression } from "../statistics/agreement/rank-correlation.ts";
import { mean as meanOf } from "../statistics/mean.ts";
import { clusteredMean, type Estimate } from "../statistics/means/clustered-mean.ts";
import { pairedDifference } from "../statistics/means/paired-difference.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import { resampleWeights } from "../statistics/resampling/resample-weights.ts";
import { arrangeStrata } from "../statistics/resampling/strata.ts";
import { meanRating, type RatedTurn } from "./rated-turn.ts";
import { type RaterSums, scoresOf, sumRatings } from "./rater-means.ts";

/** A number of one rater or of a pair, with the percentiles of its resamples over questions. */
export interface Resampled {
  /** Null where it has no value: fewer than two candidates, or candidates that do not differ. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface RaterCharacter {
  readonly rater: string;
  /** Mean of its ratings on the common turns, with its interval by question. */
  readonly mean: Estimate;
  /** Mean of (its rating - the mean of all raters) on the common turns: above 0 is mild, below is severe. */
  readonly severity: Estimate;
  /**
   * Points that its candidates lie apart where the mean of the other raters has them one point apart: least squares on
   * the candidates' scores. Above 1 it spreads them, below it draws them together.
   */
  readonly slope: Resampled;
}

/** How two raters' conclusions about candidates compare. */
export interface RaterPair {
  readonly first: string;
  readonly second: string;
  /** Answers that both rated. */
  readonly answers: number;
  /** Spearman's, over candidates' scores. */
  readonly ranks: Resampled;
  /** Pairs of candidates that each rater tells apart (95 % interval of the paired difference without 0). */
  readonly decided: { readonly first: number; readonly second: number; readonly both: number };
  /** Pairs that both tell apart, in opposite directions. */
  readonly opposed: readonly { readonly better: string; readonly worse: string }[];
  /** Pairs whose scores lie in opposite order, told apart or not. */
  readonly reversed: number;
  readonly candidatePairs: number;
}

export interface DifferenceOptions {
  readonly seed: string | number;
  readonly resamples?: number;
  /** Intervals of means and of severities are cut to it; absent: the raters' scale is not known. */
  readonly scale?: ScaleBounds | undefined;
}

export interface RaterCharacters {
  readonly characters: readonly RaterCharacter[];
  /** By rater, then by candidate in the order of `candidates`. */
  readonly scores: readonly (readonly number[])[];
  readonly candidates: readonly string[];
}

/** Level, severity and slope on turns that all of the raters rated. */
export function describeRaters(
  turns: readonly RatedTurn[],
  raters: readonly string[],
  options: DifferenceOptions,
): RaterCharacters {
  const table = sumRatings(turns, raters);
  const resamples = resampleScores(table, options);
  const scores = scoresOf(table);
  const characters = raters.map((rater, index): RaterCharacter => {
    const slope = resampled(scores, resamples, (drawn) => slopeOf(drawn, index));
    const { mean, severity } = levelOf(turns, raters, rater);
    const { scale } = options;
    return scale === undefined
      ? { rater, mean, severity, slope }
      : { rater, mean: cutToScale(mean, scale), severity: cutToSpan(severity, scale), slope };
  });
  return { characters, scores, candidates: table.candidates };
}

/** Ranks and verdicts of two raters on turns that both rated. */
export function compareTwo(
  turns: readonly RatedTurn[],
  first: string,
  second: string,
  options: DifferenceOptions,
): RaterPair {
  const table = sumRatings(turns, [first, second]);
  const rankOf = ([one = [], other = []]: readonly (readonly number[])[]) => rankCorrelation(one, other);
  const ranks = resampled(scoresOf(table), resampleScores(table, options), rankOf);
  const verdicts = (rater: string) => verdictsOf(turns, rater, table.candidates);
  return { first, second, answers: turns.length, ranks, ...comparedVerdicts(verdicts(first), verdicts(second)) };
}

function levelOf(
  turns: readonly RatedTurn[],
  raters: readonly string[],
  rater: string,
): Pick<RaterCharacter, "mean" | "severity"> {
  const own = new Map<string, number[]>();
  const against = new Map<string, number[]>();
  for (const turn of turns) {
    const rating = meanRating(turn, rater) ?? 0;
    const all = raters.reduce((sum, other) => sum + (meanRating(turn, other) ?? 0), 0) / raters.length;
    own.set(turn.question, [...(own.get(turn.question) ?? []), rating]);
    against.set(turn.question, [...(against.get(turn.question) ?? []), rating - all]);
  }
  return { mean: clusteredMean([...own.values()]), severity: clusteredMean([...against.values()]) };
}

function slopeOf(scores: readonly (readonly number[])[], rater: number): number | null {
  if (scores.length < 2) return null;
  const own = scores[rater] ?? [];
  const others = own.map((_, candidate) => {
    const rest = scores.filter((_row, index) => index !== rater).map((row) => row[candidate] ?? Number.NaN);
    return rest.reduce((sum, value) => sum + value, 0) / rest.length;
  });
  return regression(others, own)?.slope ?? null;
}

function resampleScores(table: RaterSums, { seed, resamples = 2000 }: DifferenceOptions): number[][][] {
  if (table.questions.length < 2) return [];
  const { order, sizes } = arrangeStrata(table.questions.map(({ id, category }) => ({ id, stratum: category })));
  const drawn = resampleWeights(sizes, { seed, resamples });
  const weights = new Uint16Array(order.length);
  return Array.from({ length: resamples }, (_, row) => {
    for (const [place, question] of order.entries()) weights[question] = drawn[row * order.length + place] as number;
    return scoresOf(table, weights);
  });
}

/** A resample in which the number has no value, or lacks a candidate, is passed over. */
function resampled(
  scores: readonly (readonly number[])[],
  resamples: readonly (readonly (readonly number[])[])[],
  of: (scores: readonly (readonly number[])[]) => number | null,
): Resampled {
  const value = of(scores);
  const values = resamples
    .filter((drawn) => drawn.every((row) => row.every(Number.isFinite)))
    .map(of)
    .filter((one) => one !== null)
    .sort((a, b) => a - b);
  if (value === null || values.length < resamples.length / 2 || values.length === 0) {
    return { value, low: null, high: null };
  }
  return { value, low: sortedQuantile(values, 0.025), high: sortedQuantile(values, 0.975) };
}

interface Verdict {
  readonly first: string;
  readonly second: string;
  /** Mean paired difference, first minus second; null without common turns. */
  readonly difference: number | null;
  readonly decided: boolean;
}

/** Every pair of candidates on the questions that both answered, turn by turn. */
function verdictsOf(turns: readonly RatedTurn[], rater: string, candidates: readonly string[]): Verdict[] {
  const cells = new Map<string, Map<string, Map<number, number[]>>>();
  for (const turn of turns) {
    const questions = cells.get(turn.candidate) ?? new Map<string, Map<number, number[]>>();
    const own = questions.get(turn.question) ?? new Map<number, number[]>();
    cells.set(turn.candidate, questions.set(turn.question, own));
    own.set(turn.turn, [...(own.get(turn.turn) ?? []), meanRating(turn, rater) ?? 0]);
  }
  return candidates.flatMap((first, index) =>
    candidates.slice(index + 1).map((second): Verdict => {
      const others = cells.get(second);
      const clusters = [...(cells.get(first) ?? [])].map(([question, own]) =>
        [...own].flatMap(([turn, ratings]): [number, number][] => {
          const other = others?.get(question)?.get(turn);
          return other === undefined ? [] : [[meanOf(ratings), meanOf(other)]];
        }),
      );
      const { difference } = pairedDifference(clusters);
      const decided = difference.kind === "interval" && (difference.low > 0 || difference.high < 0);
      return { first, second, difference: difference.mean, decided };
    }),
  );
}

function comparedVerdicts(
  one: readonly Verdict[],
  other: readonly Verdict[],
): Pick<RaterPair, "decided" | "opposed" | "reversed" | "candidatePairs"> {
  const pairs = one.flatMap((verdict, index) => {
    const twin = other[index];
    return twin === undefined ? [] : [{ verdict, twin }];
  });
  const reversed = pairs.filter(({ verdict, twin }) => (verdict.difference ?? 0) * (twin.difference ?? 0) < 0);
  const areDecided = ({ verdict, twin }: (typeof pairs)[number]) => verdict.decided && twin.decided;
  return {
    decided: {
      first: pairs.filter(({ verdict }) => verdict.decided).length,
      second: pairs.filter(({ twin }) => twin.decided).length,
      both: pairs.filter(areDecided).length,
    },
    opposed: reversed.filter(areDecided).map(({ verdict: { first, second, difference } }) => {
      return (difference ?? 0) > 0 ? { better: first, worse: second } : { better: second, worse: first };
    }),
    reversed: reversed.length,
    candidatePairs: one.length,
  };
}
