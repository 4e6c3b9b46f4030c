import { studentQuantile } from "../distributions.ts";
import { requireFinite, requireFraction } from "../require-number.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Held equal as well, where it is given for all points: a second variable whose own effect is taken out. */
  readonly z?: number;
}

export interface WithinSlope {
  /** Change of y for one more x inside a cluster. */
  readonly slope: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided. */
  readonly level: number;
  /** Clusters in which x varies, and their points. */
  readonly clusters: number;
  readonly points: number;
}

/**
 * Slope of y on x with an intercept for every cluster (fixed effects), and at equal z where that is given (Frisch and Waugh
 * 1933: the parts of x and y that z explains are taken out first). Standard error robust against what the points of a cluster
 * share (Liang and Zeger 1986, with C/(C-1)), t interval on C - 1 degrees of freedom. Null below 3 clusters in which x
 * varies, or where nothing of x is left.
 */
export function withinSlope(clusters: readonly (readonly Point[])[], level = 0.95): WithinSlope | null {
  requireFraction(level, "level");
  const centred = clusters.map(centre);
  const hasZ = centred.some((points) => points.some(({ z }) => z !== 0));
  const zz = sum(centred, ({ z }) => z * z);
  const [onX, onY] =
    hasZ && zz > 0 ? [sum(centred, ({ x, z }) => x * z) / zz, sum(centred, ({ y, z }) => y * z) / zz] : [0, 0];
  const rest = centred.map((points) => points.map(({ x, y, z }) => ({ x: x - onX * z, y: y - onY * z })));
  const informative = rest.filter((points) => points.some(({ x }) => Math.abs(x) > 1e-12));
  const xx = sum(rest, ({ x }) => x * x);
  const count = informative.length;
  if (count < 3 || !(xx > 1e-12)) return null;
  const slope = sum(rest, ({ x, y }) => x * y) / xx;
  const scores = informative.map((points) => points.reduce((total, { x, y }) => total + x * (y - slope * x), 0));
  const squares = scores.reduce((total, score) => total + score * score, 0);
  const standardError = Math.sqrt((count / (count - 1)) * squares) / xx;
  const reach = studentQuantile(0.5 + level / 2, count - 1) * standardError;
  const points = informative.reduce((total, cluster) => total + cluster.length, 0);
  return { slope, standardError, low: slope - reach, high: slope + reach, level, clusters: count, points };
}

function centre(points: readonly Point[]): Required<Point>[] {
  for (const [index, { x, y, z }] of points.entries()) {
    requireFinite(x, `points[${index}].x`);
    requireFinite(y, `points[${index}].y`);
    if (z !== undefined) requireFinite(z, `points[${index}].z`);
  }
  const mean = (of: (point: Point) => number) =>
    points.reduce((total, point) => total + of(point), 0) / Math.max(1, points.length);
  const [x0, y0, z0] = [mean(({ x }) => x), mean(({ y }) => y), mean(({ z }) => z ?? 0)];
  return points.map(({ x, y, z }) => ({ x: x - x0, y: y - y0, z: (z ?? 0) - z0 }));
}

function sum<T>(clusters: readonly (readonly T[])[], of: (point: T) => number): number {
  return clusters.reduce((total, points) => points.reduce((part, point) => part + of(point), total), 0);
}
