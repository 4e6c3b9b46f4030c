import { studentUpperTail } from "../../src/statistics/distributions.ts";
import type { Estimate } from "../../src/statistics/means/clustered-mean.ts";
import { requireFinite } from "../../src/statistics/require-number.ts";

interface TTest {
  /** Positive when the estimate lies above the null value; infinite when there is no spread at all. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Student's two-sided test of a clustered estimate against a null value; `null` where the estimate has no interval. It
 * agrees with the interval: p < 1 - level exactly when the null value lies outside. What other tests are held against.
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
  };
}
