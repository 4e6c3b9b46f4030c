import { studentQuantile } from "../distributions.ts";
import { mean } from "../mean.ts";
import { requireAllFinite } from "../require-number.ts";
import { regression } from "./rank-correlation.ts";

export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

export interface LineExcess {
  /** Mean y of the marked points less what the line through the others says at their mean x. */
  readonly excess: number;
  readonly low: number;
  readonly high: number;
  readonly slope: number;
  /** Points that the line is drawn through, and marked ones. */
  readonly others: number;
  readonly marked: number;
}

/**
 * How far some points lie above the line that the others make, with its 95 % interval by the others' own scatter around it:
 * the prediction interval of a mean of k new points (Draper and Smith 1998, 3.3). `slope` fitted: least squares; "one": only
 * the level is taken from the others. Null below 4 others, where they lie on top of each other, or without a marked point.
 */
export function lineExcess(
  marked: readonly LinePoint[],
  others: readonly LinePoint[],
  slope: "fitted" | "one" = "fitted",
): LineExcess | null {
  const [n, k] = [others.length, marked.length];
  if (n < 4 || k === 0) return null;
  const [xs, ys] = [others.map(({ x }) => x), others.map(({ y }) => y)];
  requireAllFinite(xs, "others");
  requireAllFinite(ys, "others");
  const fitted = regression(xs, ys);
  if (slope === "fitted" && fitted === null) return null;
  const [middle, level] = [mean(xs), mean(ys)];
  const b = slope === "one" || fitted === null ? 1 : fitted.slope;
  const at = (x: number) => level + b * (x - middle);
  const freedom = slope === "one" ? n - 1 : n - 2;
  const scatter = others.reduce((sum, { x, y }) => sum + (y - at(x)) ** 2, 0) / freedom;
  const [x, y] = [mean(marked.map((point) => point.x)), mean(marked.map((point) => point.y))];
  const lever = slope === "one" || fitted === null ? 0 : (x - middle) ** 2 / fitted.squares.first;
  const reach = studentQuantile(0.975, freedom) * Math.sqrt(scatter * (1 / k + 1 / n + lever));
  const excess = y - at(x);
  return { excess, low: excess - reach, high: excess + reach, slope: b, others: n, marked: k };
}
