import { requireCount, requireFinite } from "../require-number.ts";
import { clusteredMean, type Estimate } from "./clustered-mean.ts";

/** A cluster of which some values could not be measured. */
export interface IncompleteCluster {
  readonly values: readonly number[];
  /** Planned values without a measurement, 0 or more. */
  readonly missing: number;
}

/**
 * The mean if every missing value were the lowest possible one, and if it were the highest (Manski 1989): whatever the
 * reason for the gaps, the mean of the complete data lies between the two. Their outer ends bound the interval too.
 */
export function missingBounds(
  clusters: readonly IncompleteCluster[],
  range: { readonly lowest: number; readonly highest: number },
  level = 0.95,
): { readonly lowest: Estimate; readonly highest: Estimate } {
  requireFinite(range.lowest, "range.lowest");
  requireFinite(range.highest, "range.highest");
  if (range.lowest > range.highest) {
    throw new RangeError(`range: lowest (${range.lowest}) lies above highest (${range.highest})`);
  }
  const filled = (filler: number) =>
    clusters.map(({ values, missing }, index) => [
      ...values,
      ...new Array<number>(requireCount(missing, `clusters[${index}].missing`)).fill(filler),
    ]);
  return { lowest: clusteredMean(filled(range.lowest), level), highest: clusteredMean(filled(range.highest), level) };
}
