import { studentQuantile, studentUpperTail } from "../distributions.ts";
import { requireFinite, requireFraction } from "../require-number.ts";
import type { Estimate } from "./clustered-mean.ts";

/**
 * One-sided tests and bounds of a clustered estimate, which have to hold with and without a correction for skewness.
 *
 * A two-sided t interval of skewed clusters errs too often on one side and too seldom on the other, which evens out; a
 * one-sided claim has no such luck. At a ceiling (most ratings 10, a few low ones) the plain t bound of 80 clusters errs
 * 6 % of the time instead of 5. Hall (1992, JRSS B 54, 221-228) takes the skewness out:
 *
 *   W = (mean - truth) / sd      g(W) = W + sk W^2 / 3 + sk^2 W^3 / 27 + sk / (6n)      sqrt(n) g(W) ~ t(n - 1)
 *
 * with sd = SE sqrt(n). But 10 clusters do not tell their skewness, and trusting it makes a test of them err 8 % of the
 * time. The weaker claim of the two errs at most as often as either, and costs little where they differ little.
 */
export interface OneSidedTest {
  /** Against "the truth is at least the null value": small when the estimate lies far below it. */
  readonly pBelow: number;
  /** Against "the truth is at most the null value": small when the estimate lies far above it. */
  readonly pAbove: number;
}

/** `null` where the estimate has no interval. Each p is the larger of the plain and the corrected one. */
export function oneSidedTest(estimate: Estimate, nullValue = 0): OneSidedTest | null {
  requireFinite(nullValue, "nullValue");
  if (estimate.kind !== "interval") return null;
  const { standardError, degreesOfFreedom, skewness, clusters } = estimate;
  const distance = estimate.mean - nullValue;
  if (standardError === 0) {
    if (distance === 0) return { pBelow: 0.5, pAbove: 0.5 };
    return distance < 0 ? { pBelow: 0, pAbove: 1 } : { pBelow: 1, pAbove: 0 };
  }
  const root = Math.sqrt(clusters);
  const w = distance / (standardError * root);
  const shift = (skewness * w * w) / 3 + (skewness * skewness * w ** 3) / 27 + skewness / (6 * clusters);
  const plain = root * w;
  const corrected = root * (w + shift);
  return {
    pBelow: studentUpperTail(-Math.max(plain, corrected), degreesOfFreedom),
    pAbove: studentUpperTail(Math.min(plain, corrected), degreesOfFreedom),
  };
}

/**
 * Each bound alone holds with probability `level` (so both together only with 2 * level - 1). Bounds and tests agree:
 * pAbove of a null value is below 1 - level exactly when the lower bound lies above it.
 */
export function oneSidedBounds(
  estimate: Estimate,
  level: number,
): { readonly low: number; readonly high: number } | { readonly low: null; readonly high: null } {
  requireFraction(level, "level");
  if (estimate.kind !== "interval") return { low: null, high: null };
  const { mean, standardError, degreesOfFreedom, skewness, clusters } = estimate;
  if (standardError === 0) return { low: mean, high: mean };
  const root = Math.sqrt(clusters);
  const x = studentQuantile(level, degreesOfFreedom) / root;
  // The inverse of g: W = (3 / sk) (cbrt(1 + sk (x - sk / 6n)) - 1), a cubic without a turning point.
  const inverse = (value: number) => {
    const shifted = value - skewness / (6 * clusters);
    return Math.abs(skewness) < 1e-8 ? shifted : (3 / skewness) * (Math.cbrt(1 + skewness * shifted) - 1);
  };
  const scale = standardError * root;
  return { low: mean - scale * Math.max(x, inverse(x)), high: mean - scale * Math.min(-x, inverse(-x)) };
}
