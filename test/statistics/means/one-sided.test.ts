import { describe, expect, test } from "vitest";
import { studentQuantile, studentUpperTail } from "../../../src/statistics/distributions.ts";
import { clusteredMean } from "../../../src/statistics/means/clustered-mean.ts";
import { oneSidedBounds, oneSidedTest } from "../../../src/statistics/means/one-sided.ts";
import { tTest } from "../../support/t-test.ts";

const symmetric = clusteredMean([[2], [4], [5], [6], [8]]);
/** A few far below the rest, as at a ceiling. */
const skewed = clusteredMean([[10], [10], [9], [10], [10], [3], [10], [9], [10], [6]]);

describe("without skewness", () => {
  test("each p is half of the t test's", () => {
    expect(symmetric.skewness).toBe(0);
    const { p } = tTest(symmetric, 4) ?? { p: 9 };
    // The correction sk / (6n) is 0 and so are the others.
    expect(oneSidedTest(symmetric, 4)?.pAbove).toBeCloseTo(p / 2, 13);
    expect(oneSidedTest(symmetric, 4)?.pBelow).toBeCloseTo(1 - p / 2, 13);
  });

  test("95 % one-sided is 90 % two-sided", () => {
    const twoSided = clusteredMean([[2], [4], [5], [6], [8]], 0.9);
    expect(oneSidedBounds(symmetric, 0.95).low).toBeCloseTo(twoSided.low ?? 0, 12);
    expect(oneSidedBounds(symmetric, 0.95).high).toBeCloseTo(twoSided.high ?? 0, 12);
  });
});

describe("with skewness", () => {
  test("Hall's statistic, by hand", () => {
    if (skewed.kind !== "interval") throw new Error("no interval");
    expect(skewed.skewness).toBeLessThan(-1);
    const { mean, standardError, skewness: sk } = skewed;
    const w = (mean - 7) / (standardError * Math.sqrt(10));
    const corrected = Math.sqrt(10) * (w + (sk * w ** 2) / 3 + (sk ** 2 * w ** 3) / 27 + sk / 60);
    expect(corrected).toBeLessThan(Math.sqrt(10) * w);
    // Above 7: the corrected claim is the weaker. Not below 7: the plain one is.
    expect(oneSidedTest(skewed, 7)?.pAbove).toBeCloseTo(studentUpperTail(corrected, 9), 13);
    expect(oneSidedTest(skewed, 7)?.pBelow).toBeCloseTo(studentUpperTail(-Math.sqrt(10) * w, 9), 13);
  });

  test("bounds and tests agree on both sides", () => {
    for (const level of [0.9, 0.95, 0.99]) {
      const { low, high } = oneSidedBounds(skewed, level);
      expect(oneSidedTest(skewed, low ?? 0)?.pAbove).toBeCloseTo(1 - level, 10);
      expect(oneSidedTest(skewed, high ?? 0)?.pBelow).toBeCloseTo(1 - level, 10);
    }
  });

  test("never claims more than the plain t bounds", () => {
    if (skewed.kind !== "interval") throw new Error("no interval");
    const reach = studentQuantile(0.95, 9) * skewed.standardError;
    const { low, high } = oneSidedBounds(skewed, 0.95);
    expect(low).toBeLessThan(skewed.mean - reach);
    expect(high).toBeCloseTo(skewed.mean + reach, 12);
  });

  test("turning the scale over swaps the sides", () => {
    const turned = clusteredMean([[-10], [-10], [-9], [-10], [-10], [-3], [-10], [-9], [-10], [-6]]);
    const { low, high } = oneSidedBounds(skewed, 0.95);
    expect(oneSidedBounds(turned, 0.95).low).toBeCloseTo(-(high ?? 0), 12);
    expect(oneSidedBounds(turned, 0.95).high).toBeCloseTo(-(low ?? 0), 12);
  });
});

test("no spread: certain unless it sits on the null value", () => {
  const constant = clusteredMean([[-1], [-1], [-1]]);
  expect(oneSidedTest(constant, -1)).toEqual({ pBelow: 0.5, pAbove: 0.5 });
  expect(oneSidedTest(constant, 0)).toEqual({ pBelow: 0, pAbove: 1 });
  expect(oneSidedTest(constant, -2)).toEqual({ pBelow: 1, pAbove: 0 });
  expect(oneSidedBounds(constant, 0.95)).toEqual({ low: -1, high: -1 });
});

test("no interval, no claim; no number, no claim", () => {
  const point = clusteredMean([[9, 8]]);
  expect(oneSidedBounds(point, 0.95)).toEqual({ low: null, high: null });
  expect(oneSidedTest(point)).toBeNull();
  expect(() => oneSidedTest(symmetric, Number.NaN)).toThrow("nullValue: expected a finite number, got NaN");
  expect(() => oneSidedBounds(symmetric, 95)).toThrow("level: expected a number between 0 and 1, got 95");
});
