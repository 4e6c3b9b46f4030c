import type { Cluster } from "../means/clustered-mean.ts";
import { orderedSum } from "../ordered-sum.ts";
import { sortedQuantile } from "../quantile.ts";
import { requireAllFinite, requireFraction } from "../require-number.ts";
import { resampleWeights } from "./resample-weights.ts";
import { arrangeStrata, type Unit } from "./strata.ts";
import { type ResampledSeries, resampleSeries } from "./weighted-resampling.ts";

/** Both ends, or null where they cannot be told. */
export type Bounds = { readonly low: number; readonly high: number } | { readonly low: null; readonly high: null };

export interface BootstrapIntervals {
  readonly mean: number;
  /** Stratified: differences between strata do not count as error. */
  readonly standardError: number;
  /**
   * mean - q * SE with the quantiles q of the resamples' own t values (Efron 1981; Hall 1988). Null where so many
   * resamples have no spread that a quantile is infinite.
   */
  readonly studentised: Bounds;
  /** Quantiles of the resamples' means. Too narrow for few units; for comparison with other tools. */
  readonly percentile: Bounds;
  /** Two-sided confidence level. */
  readonly level: number;
  readonly resamples: number;
}

export interface BootstrapOptions {
  readonly seed: string | number;
  /** Default 2,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly level?: number;
}

export interface StratifiedCluster extends Unit {
  readonly values: Cluster;
}

/** Bootstrap over clusters inside strata. `null` when fewer than 2 clusters were measured. */
export function bootstrapIntervals(
  clusters: readonly StratifiedCluster[],
  options: BootstrapOptions,
): BootstrapIntervals | null {
  for (const { id, values } of clusters) requireAllFinite(values, `clusters[${id}]`);
  const measured = clusters.filter(({ values }) => values.length > 0);
  if (measured.length < 2) return null;
  const { order, sizes } = arrangeStrata(measured);
  const weights = resampleWeights(sizes, { seed: options.seed, resamples: options.resamples ?? 2000 });
  const values = order.map((index) => measured[index]?.values ?? []);
  const totals = {
    sums: Float64Array.from(values, orderedSum),
    counts: Float64Array.from(values, (cluster) => cluster.length),
  };
  return intervalsFrom(resampleSeries(totals, sizes, weights), options.level ?? 0.95);
}

/** Intervals of one series from its resamples. */
export function intervalsFrom(series: ResampledSeries, level: number): BootstrapIntervals {
  const tail = (1 - requireFraction(level, "level")) / 2;
  const { mean, standardError, means } = series;
  const ascending = means.filter((value) => !Number.isNaN(value)).sort();
  const ratios = series.studentised.filter((value) => !Number.isNaN(value)).sort();
  const low = mean - sortedQuantile(ratios, 1 - tail) * standardError;
  const high = mean - sortedQuantile(ratios, tail) * standardError;
  return {
    mean,
    standardError,
    studentised:
      standardError === 0
        ? { low: mean, high: mean }
        : Number.isFinite(low) && Number.isFinite(high)
          ? { low, high }
          : { low: null, high: null },
    percentile: { low: sortedQuantile(ascending, tail), high: sortedQuantile(ascending, 1 - tail) },
    level,
    resamples: means.length,
  };
}
