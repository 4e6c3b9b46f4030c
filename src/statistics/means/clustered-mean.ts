import { studentQuantile } from "../distributions.ts";
import { orderedSum } from "../ordered-sum.ts";
import { requireAllFinite, requireFraction } from "../require-number.ts";

/** The values that were measured on one independently drawn unit. An empty cluster counts as not measured. */
export type Cluster = readonly number[];

/**
 * A mean with what is known of its precision. All fields exist in every kind, so a table may print them without asking;
 * `null` always means "cannot be computed from so little", never zero.
 */
export type Estimate =
  | {
      readonly kind: "interval";
      readonly mean: number;
      /** Same unit as the mean; 0 only when all clusters agree exactly. */
      readonly standardError: number;
      readonly degreesOfFreedom: number;
      /** Of the clusters' contributions, 0 when symmetric; below 0 when few clusters lie far below the rest. */
      readonly skewness: number;
      readonly low: number;
      readonly high: number;
      /** Two-sided confidence level of low..high, between 0 and 1. */
      readonly level: number;
      /** Clusters with at least one value. */
      readonly clusters: number;
      readonly values: number;
    }
  | (NoInterval & { readonly kind: "point"; readonly mean: number; readonly clusters: 1 })
  | (NoInterval & { readonly kind: "none"; readonly mean: null; readonly clusters: 0 });

interface NoInterval {
  readonly standardError: null;
  readonly degreesOfFreedom: null;
  readonly skewness: null;
  readonly low: null;
  readonly high: null;
  readonly level: number;
  readonly values: number;
}

/**
 * Mean of all values with its cluster-robust standard error and t interval.
 *
 * Every value weighs the same, so the mean is a ratio (sum over clusters / count over clusters) and a cluster with one
 * value of two has half the weight. Linearised variance of that ratio (Cochran, Sampling Techniques, 1977, 6.3; the CR1
 * form of Liang and Zeger 1986; Miller 2024, arXiv:2411.00640, equation 4):
 *
 *   e_c = sum_i (x_ci - mean)      SE = sqrt( C/(C-1) * sum_c e_c^2 ) / N      interval: mean -+ t(C-1) * SE
 *
 * With equally many values in every cluster this is exactly sd(cluster means) / sqrt(C).
 */
export function clusteredMean(clusters: readonly Cluster[], level = 0.95): Estimate {
  requireFraction(level, "level");
  for (const [index, cluster] of clusters.entries()) requireAllFinite(cluster, `clusters[${index}]`);
  const totals = clusters
    .filter((cluster) => cluster.length > 0)
    .map((cluster) => ({ sum: orderedSum(cluster), count: cluster.length }));
  const values = totals.reduce((count, total) => count + total.count, 0);
  const none = { standardError: null, degreesOfFreedom: null, skewness: null, low: null, high: null, level } as const;
  if (totals.length === 0) return { kind: "none", mean: null, ...none, clusters: 0, values: 0 };
  const mean = orderedSum(totals.map((total) => total.sum)) / values;
  if (totals.length === 1) return { kind: "point", mean, ...none, clusters: 1, values };

  const residuals = totals.map((total) => total.sum - mean * total.count);
  const squares = orderedSum(residuals.map((residual) => residual ** 2));
  const error = Math.sqrt((totals.length / (totals.length - 1)) * squares) / values;
  // Equal thirds leave a spread of 1e-16, which would turn "no spread" into a t statistic of a billion.
  const standardError = error <= 1e-13 * Math.max(1, Math.abs(mean)) ? 0 : error;
  const skewness = standardError === 0 ? 0 : skewnessOf(residuals, squares);
  return intervalFrom(mean, standardError, { clusters: totals.length, values, level, skewness });
}

/** The t interval around a mean whose standard error has clusters - 1 degrees of freedom. Skewness: 0 when not known. */
function intervalFrom(
  mean: number,
  standardError: number,
  about: {
    readonly clusters: number;
    readonly values: number;
    readonly level: number;
    readonly skewness?: number;
  },
): Estimate & { kind: "interval" } {
  const { clusters, values, level, skewness = 0 } = about;
  const degreesOfFreedom = clusters - 1;
  const reach = standardError === 0 ? 0 : studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
  return {
    kind: "interval",
    mean,
    standardError,
    degreesOfFreedom,
    skewness,
    low: mean - reach,
    high: mean + reach,
    level,
    clusters,
    values,
  };
}

/** Third moment over the 3/2 power of the second, with the usual correction for few clusters (Joanes and Gill 1998, G1). */
function skewnessOf(residuals: readonly number[], squares: number): number {
  const n = residuals.length;
  if (n < 3) return 0;
  const cubes = orderedSum(residuals.map((residual) => residual ** 3));
  return (Math.sqrt(n * (n - 1)) / (n - 2)) * (cubes / n / (squares / n) ** 1.5);
}
