import type { Estimate } from "./clustered-mean.ts";
import { studentUpperTail } from "./distributions.ts";
import { requireFinite } from "./require-number.ts";

export interface TTest {
  /** Positive when the estimate lies above the null value; infinite when there is no spread at all. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  /** One-sided, against "the truth is at least the null value": small when the estimate lies far below it. */
  readonly pBelow: number;
  /** One-sided, against "the truth is at most the null value": small when the estimate lies far above it. */
  readonly pAbove: number;
}

/**
 * Student's test of a clustered estimate against a null value; `null` where the estimate has no interval. It agrees with
 * the bounds: pBelow < alpha exactly when the upper bound of level 1 - alpha lies below the null value.
 */
export function tTest(estimate: Estimate, nullValue = 0): TTest | null {
  requireFinite(nullValue, "nullValue");
  if (estimate.kind !== "interval") return null;
  const { standardError, degreesOfFreedom } = estimate;
  const distance = estimate.mean - nullValue;
  const t = distance === 0 ? 0 : distance / standardError;
  return {
    t,
    degreesOfFreedom,
    p: Math.min(1, 2 * studentUpperTail(Math.abs(t), degreesOfFreedom)),
    pBelow: studentUpperTail(-t, degreesOfFreedom),
    pAbove: studentUpperTail(t, degreesOfFreedom),
  };
}
