import { normalQuantile, studentQuantile } from "../distributions.ts";
import type { PairTest } from "../families/pairwise-tests.ts";
import { sortedQuantile } from "../quantile.ts";
import { requireFraction } from "../require-number.ts";
import type { JointBootstrap } from "./joint-bootstrap.ts";

/** Best and worst rank (1 is the highest mean) that the data leave open. */
export interface RankInterval {
  readonly best: number;
  readonly worst: number;
}

/**
 * Rank intervals from the joint bootstrap (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91,
 * 476-518). For one series, the differences to all others get intervals that hold at the same time,
 *
 *   d_k -+ q * SE_k     with q the quantile over the resamples of max_k |d*_k - d_k| / SE*_k,
 *
 * and only those shown to be better or worse limit its rank. The interval of each single series has the level; near equals
 * do not shrink it, as they do the plain quantiles of resampled ranks. q is widened by t/z for few units.
 * `null` for series that the bootstrap left out; they have no part in the ranking.
 */
export function rankIntervals(
  joint: JointBootstrap,
  pairs: readonly PairTest[],
  level = 0.95,
): (RankInterval | null)[] {
  requireFraction(level, "level");
  const tail = 0.5 + level / 2;
  const shifts = joint.series.map((series) => (series ? centred(series.means) : null));
  const comparable = pairs.filter((pair) => shifts[pair.first] && shifts[pair.second]);
  const largest = shifts.map((shift) => new Float64Array(shift?.length ?? 0));
  for (const { first, second } of comparable) {
    raiseToRatio(largest[first] as Float64Array, largest[second] as Float64Array, shifts[first], shifts[second]);
  }
  const reach = largest.map((ratios) => (ratios.length === 0 ? 0 : sortedQuantile(ratios.sort(), level)));

  const ranked = shifts.filter((shift) => shift !== null).length;
  const best = shifts.map(() => 1);
  const worst = shifts.map(() => ranked);
  const limit = (winner: number, loser: number, distance: number) => {
    if (distance > (reach[winner] as number)) worst[winner] = (worst[winner] as number) - 1;
    if (distance > (reach[loser] as number)) best[loser] = (best[loser] as number) + 1;
  };
  const widening = new Map<number, number>();
  for (const { first, second, difference, standardError, degreesOfFreedom: df } of comparable) {
    const wider = widening.get(df) ?? studentQuantile(tail, df) / normalQuantile(tail);
    widening.set(df, wider);
    if (difference > 0) limit(first, second, difference / (standardError * wider));
    else if (difference < 0) limit(second, first, -difference / (standardError * wider));
  }
  return shifts.map((shift, index) => (shift ? { best: best[index] as number, worst: worst[index] as number } : null));
}

/**
 * Ranks from the paired tests alone: a series can only be surpassed by those it is not shown to beat. With Holm's
 * adjustment over all pairs the intervals of all series hold at the same time with probability 1 - alpha (Mogstad,
 * Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91, 476-518).
 */
export function pairwiseRankIntervals(pairs: readonly PairTest[], series: number, alpha = 0.05): RankInterval[] {
  requireFraction(alpha, "alpha");
  const best = new Array<number>(series).fill(1);
  const worst = new Array<number>(series).fill(series);
  for (const { first, second, difference, adjustedP } of pairs) {
    if (adjustedP > alpha) continue;
    const [winner, loser] = difference > 0 ? [first, second] : [second, first];
    best[loser] = (best[loser] as number) + 1;
    worst[winner] = (worst[winner] as number) - 1;
  }
  return best.map((rank, index) => ({ best: rank, worst: worst[index] as number }));
}

/** Around the mean of the resamples; one that drew nothing measured says nothing and is put there. */
function centred(means: Float64Array): Float64Array {
  const numbers = means.filter((mean) => !Number.isNaN(mean));
  const centre = numbers.reduce((sum, mean) => sum + mean, 0) / numbers.length;
  return means.map((mean) => (Number.isNaN(mean) ? 0 : mean - centre));
}

/** Raises each entry of both maxima to |a - b| / sd(a - b) of its resample. */
function raiseToRatio(
  maximaA: Float64Array,
  maximaB: Float64Array,
  a: Float64Array | null | undefined,
  b: Float64Array | null | undefined,
): void {
  if (!a || !b) return;
  let squares = 0;
  for (let row = 0; row < a.length; row++) {
    const difference = (a[row] as number) - (b[row] as number);
    squares += difference * difference;
  }
  if (squares === 0) return;
  const scale = Math.sqrt(a.length / squares);
  for (let row = 0; row < a.length; row++) {
    const ratio = Math.abs((a[row] as number) - (b[row] as number)) * scale;
    if (ratio > (maximaA[row] as number)) maximaA[row] = ratio;
    if (ratio > (maximaB[row] as number)) maximaB[row] = ratio;
  }
}
