import { normalQuantile, studentQuantile } from "../distributions.ts";
import type { PairTest } from "../families/pairwise-tests.ts";
import { sortedQuantile } from "../quantile.ts";
import { requireFraction } from "../require-number.ts";
import type { BootstrapIntervals } from "./bootstrap-intervals.ts";
import type { JointBootstrap } from "./joint-bootstrap.ts";

/** Best and worst rank (1 is the highest mean) that the data leave open. */
export interface RankInterval {
  readonly best: number;
  readonly worst: number;
}

/** What the ranking needs of a joint bootstrap. */
export interface RankedSeries extends Pick<JointBootstrap, "degreesOfFreedom" | "correction"> {
  readonly series: readonly ({
    readonly intervals: Pick<BootstrapIntervals, "mean">;
    readonly means: Float64Array;
  } | null)[];
}

/**
 * Rank intervals from the joint bootstrap (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91,
 * 476-518). For one series, the differences to all others get intervals that hold at the same time,
 *
 *   d_k -+ q * SE_k     with q the quantile over the resamples of max_k |d*_k - d_k| / SE*_k,
 *
 * and only those shown to be better or worse limit its rank. Those that are shown leave the maximum, which makes q smaller
 * for the rest, until nothing more is shown (step-down: Romano and Wolf 2005, Econometrica 73, 1237-1282). SE is the
 * bootstrap's own, inside the strata, corrected for their size; q is widened by t/z for few units. The interval of each
 * single series has the level; near equals do not shrink it, as they do the plain quantiles of resampled ranks.
 * `null` for series that the bootstrap left out; they have no part in the ranking.
 */
export function rankIntervals(joint: RankedSeries, level = 0.95): (RankInterval | null)[] {
  requireFraction(level, "level");
  const shifts = joint.series.map((series) => (series ? centred(series.means) : null));
  const ranked = shifts.flatMap((shift, index) => (shift ? [index] : []));
  const tail = 0.5 + level / 2;
  const df = Math.max(1, joint.degreesOfFreedom);
  const wider = joint.correction * (studentQuantile(tail, df) / normalQuantile(tail));
  // Every series sees the others in the same columns: a column of its own for each pair would be most of the time.
  const columns = shifts.map((shift) => new Float64Array(shift?.length ?? 0));
  return shifts.map((own, index) => {
    if (own === null) return null;
    const others = ranked.filter((other) => other !== index);
    const mean = joint.series[index]?.intervals.mean ?? Number.NaN;
    const rivals = others.map((other): Rival => {
      const column = columns[other] as Float64Array;
      const error = standardise(own, shifts[other] as Float64Array, column);
      const difference = mean - (joint.series[other]?.intervals.mean ?? Number.NaN);
      // Without any spread between the resamples a difference is certain.
      const distance = Math.abs(difference) <= 1e-13 ? 0 : difference / (error * wider);
      return { distance, ratios: error === 0 ? null : column };
    });
    const shown = stepDown(rivals, own.length, level);
    const [above, below] = [shown.filter((one) => one.distance < 0), shown.filter((one) => one.distance > 0)];
    return { best: 1 + above.length, worst: ranked.length - below.length };
  });
}

/** Another series as one series sees it. */
interface Rival {
  /** Own mean minus the rival's, in standard errors. */
  readonly distance: number;
  /** |a - b| / sd(a - b) of each resample; null where the two never differ in any. */
  readonly ratios: Float64Array | null;
}

/** The rivals that are shown to differ: taken out as they are, until the largest of the rest allows no more. */
function stepDown(rivals: readonly Rival[], resamples: number, level: number): Rival[] {
  const shown: Rival[] = [];
  let open = [...rivals];
  for (;;) {
    const largest = new Float64Array(resamples);
    for (const { ratios } of open) {
      for (let row = 0; ratios !== null && row < resamples; row++) {
        const ratio = ratios[row] as number;
        if (ratio > (largest[row] as number)) largest[row] = ratio;
      }
    }
    const reach = sortedQuantile(largest.sort(), level);
    const found = open.filter(({ distance }) => Math.abs(distance) > reach);
    if (found.length === 0 || open.length === 0) return shown;
    shown.push(...found);
    open = open.filter(({ distance }) => Math.abs(distance) <= reach);
  }
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

/**
 * Writes |a - b| of every resample, in standard deviations over the resamples, into `column`; returns that standard
 * deviation, and 0, with the column of no use, where the two are always equal.
 */
function standardise(a: Float64Array, b: Float64Array, column: Float64Array): number {
  let squares = 0;
  for (let row = 0; row < column.length; row++) {
    const gap = Math.abs((a[row] as number) - (b[row] as number));
    column[row] = gap;
    squares += gap * gap;
  }
  const error = Math.sqrt(squares / column.length);
  if (error <= 1e-13) return 0;
  for (let row = 0; row < column.length; row++) column[row] = (column[row] as number) / error;
  return error;
}
