import { type Cluster, clusteredMean } from "../statistics/means/clustered-mean.ts";
import { exactInterval } from "../statistics/means/exact-proportion.ts";
import { shareOfValue } from "../statistics/means/proportion.ts";
import { type Point, withinSlope } from "../statistics/means/within-slope.ts";
import { sortedQuantile } from "../statistics/quantile.ts";
import { resampleWeights } from "../statistics/resampling/resample-weights.ts";
import { arrangeStrata, type Unit } from "../statistics/resampling/strata.ts";

/** A number of a judge card with what is known of its precision; null where it cannot be told. */
export interface Figure {
  readonly value: number | null;
  /** Two-sided 95 %. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided 95 % each: what verdicts are held against. */
  readonly floor: number | null;
  readonly ceiling: number | null;
  /** Values that it is made of. */
  readonly n: number;
}

/** A share with the number of hits. */
export interface ShareFigure extends Figure {
  readonly hits: number;
}

const level = 0.95;
/** Its two ends are one-sided bounds of 95 %. */
const careful = 0.9;

const unknown = (n: number): Figure => ({ value: null, low: null, high: null, floor: null, ceiling: null, n });

/** Share of independent things: Clopper and Pearson's exact bounds. */
export function exactShare(hits: number, n: number): ShareFigure {
  const { share: value, low, high } = exactInterval(hits, n, level);
  const { low: floor, high: ceiling } = exactInterval(hits, n, careful);
  return { value, low, high, floor, ceiling, n, hits };
}

/** Share of things that resemble each other within a question. */
export function clusteredShare(clusters: readonly (readonly boolean[])[]): ShareFigure {
  const values = clusters.map((cluster) => cluster.map((hit) => (hit ? 1 : 0)));
  const { share: value, low, high } = shareOfValue(values, 1, level);
  const { low: floor, high: ceiling } = shareOfValue(values, 1, careful);
  const all = clusters.flat();
  return { value, low, high, floor, ceiling, n: all.length, hits: all.filter(Boolean).length };
}

/** Mean of values that resemble each other within a question; a single question has no interval. */
export function meanFigure(clusters: readonly Cluster[]): Figure {
  const { mean: value, low, high, values: n } = clusteredMean(clusters, level);
  const { low: floor, high: ceiling } = clusteredMean(clusters, careful);
  return { value, low, high, floor, ceiling, n };
}

/** The root of a mean of squares: the spread of repeats from their variances by question. */
export function rootFigure(clusters: readonly Cluster[]): Figure {
  const squares = meanFigure(clusters);
  const root = (value: number | null) => (value === null ? null : Math.sqrt(Math.max(0, value)));
  const { value, low, high, floor, ceiling, n } = squares;
  return { value: root(value), low: root(low), high: root(high), floor: root(floor), ceiling: root(ceiling), n };
}

/** Slope inside questions. */
export function slopeFigure(clusters: readonly (readonly Point[])[]): Figure {
  const all = clusters.reduce((sum, points) => sum + points.length, 0);
  const found = withinSlope(clusters, level);
  const bounds = withinSlope(clusters, careful);
  if (found === null || bounds === null) return unknown(all);
  const { slope: value, low, high, points: n } = found;
  return { value, low, high, floor: bounds.low, ceiling: bounds.high, n };
}

const resamples = 1000;

/**
 * A number of all questions together, its bounds by drawing questions again inside their categories (percentiles). `of` takes how
 * often each unit counts; a resample without a value is passed over.
 */
export function resampledFigure(
  units: readonly Unit[],
  n: number,
  of: (weights: readonly number[]) => number | null,
): Figure {
  const value = of(units.map(() => 1));
  if (value === null || units.length < 3) return { ...unknown(n), value };
  const { order, sizes } = arrangeStrata(units);
  const drawn = resampleWeights(sizes, { seed: "judge card", resamples });
  const values: number[] = [];
  for (let from = 0; from < drawn.length; from += order.length) {
    const weights = units.map(() => 0);
    for (const [place, unit] of order.entries()) weights[unit] = drawn[from + place] ?? 0;
    const one = of(weights);
    if (one !== null) values.push(one);
  }
  if (values.length < resamples / 2) return { ...unknown(n), value };
  values.sort((a, b) => a - b);
  const at = (p: number) => sortedQuantile(values, p);
  return { value, low: at(0.025), high: at(0.975), floor: at(0.05), ceiling: at(0.95), n };
}
