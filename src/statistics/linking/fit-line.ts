import { orderedSum } from "../ordered-sum.ts";
import { requireAllFinite, requireFinite } from "../require-number.ts";

/** One thing measured twice: x on the scale that is translated from, y on the one that is translated to. */
export interface LinkPoint {
  readonly x: number;
  readonly y: number;
}

/** A least-squares line through points, with what its prediction interval needs. */
export interface LineFit {
  readonly kind: "line";
  /** Points; at least 3, so that the spread about the line has a degree of freedom. */
  readonly count: number;
  readonly slope: number;
  readonly intercept: number;
  readonly meanX: number;
  /** Sum of squared deviations of x, above 0. */
  readonly sumSquaresX: number;
  /** Spread of y about the line, sqrt(RSS / (n - 2)), in units of y. */
  readonly residualSd: number;
}

/** A constant offset: the mean of y - x. */
export interface ShiftFit {
  readonly kind: "shift";
  /** Points; at least 2. */
  readonly count: number;
  /** Mean of y - x. */
  readonly shift: number;
  /** Standard deviation of y - x, n - 1, in units of y. */
  readonly residualSd: number;
}

export type LinkFit = LineFit | ShiftFit;

/**
 * Ordinary least squares of y on x; a line that does not rise is handed out as it is. Null below 3 points or when all x
 * are equal.
 *
 * @throws RangeError for a coordinate that is not finite.
 */
export function fitLine(points: readonly LinkPoint[]): LineFit | null {
  requirePoints(points);
  const count = points.length;
  if (count < 3) return null;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const sumSquaresX = orderedSum(points.map(({ x }) => (x - meanX) ** 2));
  // Equal decimals differ by rounding alone; such a spread carries no slope.
  if (!(sumSquaresX > count * (1e-9 * Math.max(1, Math.abs(meanX))) ** 2)) return null;
  const slope = orderedSum(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / sumSquaresX;
  const intercept = meanY - slope * meanX;
  const squares = orderedSum(points.map(({ x, y }) => (y - meanY - slope * (x - meanX)) ** 2));
  return { kind: "line", count, slope, intercept, meanX, sumSquaresX, residualSd: Math.sqrt(squares / (count - 2)) };
}

/** The mean shift from x to y. Null below 2 points, which have no spread to tell how sure it is. */
export function fitShift(points: readonly LinkPoint[]): ShiftFit | null {
  requirePoints(points);
  const count = points.length;
  if (count < 2) return null;
  const differences = points.map(({ x, y }) => y - x);
  const shift = mean(differences);
  const squares = orderedSum(differences.map((difference) => (difference - shift) ** 2));
  return { kind: "shift", count, shift, residualSd: Math.sqrt(squares / (count - 1)) };
}

/** The y that a fit gives to an x. */
export function valueAt(fit: LinkFit, x: number): number {
  requireFinite(x, "x");
  return fit.kind === "line" ? fit.intercept + fit.slope * x : x + fit.shift;
}

/** By how much y changes with x: 1 for a shift. */
export function slopeOf(fit: LinkFit): number {
  return fit.kind === "line" ? fit.slope : 1;
}

/** Degrees of freedom of the spread about the fit. */
export function degreesOfFreedom(fit: LinkFit): number {
  return fit.kind === "line" ? fit.count - 2 : fit.count - 1;
}

function requirePoints(points: readonly LinkPoint[]): void {
  requireAllFinite(
    points.flatMap(({ x, y }) => [x, y]),
    "points",
  );
}

function mean(values: readonly number[]): number {
  return orderedSum(values) / values.length;
}
