import { requireAllFinite } from "../require-number.ts";
import { type Cluster, clusteredMean, type Estimate } from "./clustered-mean.ts";

/** One cell measured on both sides: [first, second]. The difference is first minus second. */
export type CellPair = readonly [first: number, second: number];

export interface PairedDifference {
  /** Mean of first - second over the common cells, with its interval. */
  readonly difference: Estimate;
  /** Standard deviation of the difference between clusters: SE * sqrt(clusters). What pairing leaves over. */
  readonly deviation: number | null;
  /**
   * Correlation between the two sides over clusters, -1..1; null below 2 clusters or when a side does not vary.
   * SE^2 = SE_first^2 + SE_second^2 - 2 * correlation * SE_first * SE_second holds exactly.
   */
  readonly correlation: number | null;
  /** The two means over the same common cells. */
  readonly first: Estimate;
  readonly second: Estimate;
}

/**
 * Two candidates on the same units: differences are formed cell by cell, then treated as one clustered mean (Miller 2024,
 * arXiv:2411.00640, section 4). The unit's difficulty cancels, which narrows the interval whenever correlation > 0.
 * The caller pairs the cells: a cell measured on one side only has no place here.
 */
export function pairedDifference(clusters: readonly (readonly CellPair[])[], level = 0.95): PairedDifference {
  for (const [index, cluster] of clusters.entries()) {
    for (const [cell, pair] of cluster.entries()) requireAllFinite(pair, `clusters[${index}][${cell}]`);
  }
  const firsts = clusters.map((cluster) => cluster.map(([first]) => first));
  const seconds = clusters.map((cluster) => cluster.map(([, second]) => second));
  const difference = clusteredMean(pairedDifferences(clusters), level);
  const first = clusteredMean(firsts, level);
  const second = clusteredMean(seconds, level);
  return {
    difference,
    deviation: difference.kind === "interval" ? difference.standardError * Math.sqrt(difference.clusters) : null,
    correlation: correlationFrom(difference, first, second),
    first,
    second,
  };
}

/** The same clusters with each pair replaced by its difference: what tests and bootstraps take. */
export function pairedDifferences(clusters: readonly (readonly CellPair[])[]): Cluster[] {
  return clusters.map((cluster) => cluster.map(([first, second]) => first - second));
}

/** From the three standard errors; the ratio form makes them a variance and a covariance of the same residual totals. */
function correlationFrom(difference: Estimate, first: Estimate, second: Estimate): number | null {
  if (difference.kind !== "interval" || first.kind !== "interval" || second.kind !== "interval") return null;
  const product = first.standardError * second.standardError;
  if (product === 0) return null;
  const covariance = (first.standardError ** 2 + second.standardError ** 2 - difference.standardError ** 2) / 2;
  return Math.min(1, Math.max(-1, covariance / product));
}
