import { studentUpperTail } from "../distributions.ts";
import { requireFraction } from "../require-number.ts";
import { fitLine, type LinkPoint, valueAt } from "./fit-line.ts";
import { leverageAt } from "./prediction-interval.ts";

/** A point beside the line through all points. */
export interface Residual {
  /** y minus the line. */
  readonly residual: number;
  /** Externally studentised: the spread comes from the other points. Null where the point alone decides the line. */
  readonly studentised: number | null;
  /** Two-sided, t(n - 3), times the number of points and at most 1 (Bonferroni). Null as above. */
  readonly adjustedP: number | null;
  readonly misfit: boolean;
}

/** Below this a point and the spread that judges it come from too few others. */
const fewestForMisfits = 5;

/**
 * Which points do not fit the line (Cook and Weisberg, Residuals and Influence in Regression, 2.2: the mean-shift outlier
 * test). Null below 5 points or without a line.
 */
export function lineResiduals(points: readonly LinkPoint[], alpha = 0.05): Residual[] | null {
  requireFraction(alpha, "alpha");
  const fit = points.length < fewestForMisfits ? null : fitLine(points);
  if (fit === null) return null;
  const { count } = fit;
  const squares = fit.residualSd ** 2 * (count - 2);
  return points.map(({ x, y }) => {
    const residual = y - valueAt(fit, x);
    const free = 1 - leverageAt(fit, x);
    if (free < 1e-9) return { residual, studentised: null, adjustedP: null, misfit: false };
    const studentised = studentise(residual, free, squares, count - 3);
    const adjustedP = Math.min(1, 2 * count * studentUpperTail(Math.abs(studentised), count - 3));
    return { residual, studentised, adjustedP, misfit: adjustedP < alpha };
  });
}

/** Spread without the point: (RSS - e^2 / (1 - h)) / (n - 3). Residuals of rounding size are none. */
function studentise(residual: number, free: number, squares: number, degrees: number): number {
  if (Math.abs(residual) < 1e-9) return 0;
  const others = Math.max(0, squares - residual ** 2 / free) / degrees;
  return residual / Math.sqrt(others * free);
}
