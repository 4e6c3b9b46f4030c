import { normalQuantile } from "../distributions.ts";
import { requireFinite, requireFraction, requireNonNegative } from "../require-number.ts";
import { type Cluster, clusteredMean } from "./clustered-mean.ts";

/** A share between 0 and 1 with its interval; all null when nothing was counted. */
export type Proportion =
  | { readonly share: number; readonly low: number; readonly high: number }
  | { readonly share: null; readonly low: null; readonly high: null };

/**
 * Wilson's score interval (1927) for `count` independent trials, which need not be whole (an effective number is one).
 *
 *   ( p + z^2/2n -+ z sqrt( p(1-p)/n + z^2/4n^2 ) ) / ( 1 + z^2/n )
 */
export function wilsonInterval(successes: number, count: number, level = 0.95): Proportion {
  requireNonNegative(successes, "successes");
  requireNonNegative(count, "count");
  if (successes > count) throw new RangeError(`successes: expected at most count (${count}), got ${successes}`);
  const z = normalQuantile(0.5 + requireFraction(level, "level") / 2);
  if (count === 0) return { share: null, low: null, high: null };
  const share = successes / count;
  const square = (z * z) / count;
  const centre = share + square / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / count + square / (4 * count));
  return {
    share,
    low: successes === 0 ? 0 : Math.max(0, (centre - reach) / (1 + square)),
    high: successes === count ? 1 : Math.min(1, (centre + reach) / (1 + square)),
  };
}

/**
 * Share of one value among all values of the clusters. Values of one cluster resemble each other, so Wilson's interval is
 * given the number of independent values that would have the same standard error (Kish 1965; Dean and Pagano 2015),
 * never more than there are. Where every value agrees, the clusters count as the only independent ones.
 */
export function shareOfValue(clusters: readonly Cluster[], value: number, level = 0.95): Proportion {
  requireFinite(value, "value");
  const hits = clusters.map((cluster) => cluster.map((entry) => (entry === value ? 1 : 0)));
  const estimate = clusteredMean(hits, level);
  if (estimate.kind === "none") return { share: null, low: null, high: null };
  const share = estimate.mean;
  const spread = share * (1 - share);
  const effective =
    estimate.kind === "interval" && estimate.standardError > 0 && spread > 0
      ? Math.min(estimate.values, spread / estimate.standardError ** 2)
      : estimate.clusters;
  const interval = wilsonInterval(Math.min(effective, share * effective), effective, level);
  return interval.share === null ? interval : { ...interval, share };
}
