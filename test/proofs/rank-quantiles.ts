import { sortedQuantile } from "../../src/statistics/quantile.ts";
import { requireFraction } from "../../src/statistics/require-number.ts";
import type { JointBootstrap } from "../../src/statistics/resampling/joint-bootstrap.ts";
import type { RankInterval } from "../../src/statistics/resampling/rank-intervals.ts";

/**
 * Quantiles of each series' rank over the resamples: how the arenas do it. Among near equals the resamples repeat the
 * accidents of the data, and the interval holds the true rank too rarely (81 % instead of 95 % in the proof's hardest
 * case); use rankIntervals for claims and this one for comparison. A tie inside a resample gives its members the whole range of ranks
 * they share, and a resample that drew nothing measured leaves the rank of that series open. `null` for series that the
 * bootstrap left out; they have no part in the ranking.
 */
export function rankQuantiles(joint: JointBootstrap, level = 0.95): (RankInterval | null)[] {
  const tail = (1 - requireFraction(level, "level")) / 2;
  const ranked = joint.series.flatMap((series, index) => (series ? [{ index, means: series.means }] : []));
  const best = ranked.map(() => new Float64Array(joint.resamples));
  const worst = ranked.map(() => new Float64Array(joint.resamples));
  const ascending = new Float64Array(ranked.length);
  for (let row = 0; row < joint.resamples; row++) {
    for (const [place, { means }] of ranked.entries()) ascending[place] = means[row] as number;
    ascending.sort();
    for (const [place, { means }] of ranked.entries()) {
      const [above, below] = othersAround(ascending, means[row] as number);
      (best[place] as Float64Array)[row] = above + 1;
      (worst[place] as Float64Array)[row] = ranked.length - below;
    }
  }
  const intervals = new Array<RankInterval | null>(joint.series.length).fill(null);
  for (const [place, { index }] of ranked.entries()) {
    intervals[index] = {
      best: Math.floor(sortedQuantile((best[place] as Float64Array).sort(), tail)),
      worst: Math.ceil(sortedQuantile((worst[place] as Float64Array).sort(), 1 - tail)),
    };
  }
  return intervals;
}

/** How many ascending values lie above and below this one; NaN values (sorted last) count as neither. */
function othersAround(ascending: Float64Array, value: number): readonly [above: number, below: number] {
  if (Number.isNaN(value)) return [0, 0];
  return [numbers(ascending) - firstAbove(ascending, value), firstAtLeast(ascending, value)];
}

function numbers(ascending: Float64Array): number {
  let count = ascending.length;
  while (count > 0 && Number.isNaN(ascending[count - 1])) count--;
  return count;
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
