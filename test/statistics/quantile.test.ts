import { expect, test } from "vitest";
import { sortedQuantile } from "../../src/statistics/quantile.ts";

test("by hand: position p (n + 1)", () => {
  expect(sortedQuantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(sortedQuantile([1, 2, 3, 4], 0.3)).toBeCloseTo(1.5, 14);
  expect(sortedQuantile([1, 2, 3, 4], 0.2)).toBe(1);
  expect(sortedQuantile([1, 2, 3, 4], 0.99)).toBe(4);
  expect(sortedQuantile([1, 2, 3, 4], 0)).toBe(1);
  expect(sortedQuantile([7], 0.5)).toBe(7);
});

test("infinite values stay infinite and do not become NaN", () => {
  const infinite = Number.POSITIVE_INFINITY;
  expect(sortedQuantile([1, infinite, infinite], 0.6)).toBe(infinite);
  expect(sortedQuantile([-infinite, -infinite, 2], 0.4)).toBe(-infinite);
  expect(sortedQuantile([-infinite, 2, 3], 0.3)).toBe(-infinite);
  expect(sortedQuantile([-infinite, infinite], 0.5)).toBe(-infinite);
});

test("refuses nothing at all", () => {
  expect(() => sortedQuantile([], 0.5)).toThrow("ascending: expected at least 1 value, got 0");
  expect(() => sortedQuantile([1], 2)).toThrow("p: expected a number from 0 to 1, got 2");
});
