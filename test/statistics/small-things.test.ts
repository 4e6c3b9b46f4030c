import { describe, expect, test } from "vitest";
import { groupBy } from "../../src/statistics/group-by.ts";
import { mean } from "../../src/statistics/mean.ts";
import { orderedSum } from "../../src/statistics/ordered-sum.ts";
import { sortedQuantile } from "../../src/statistics/quantile.ts";
import {
  requireAllFinite,
  requireCount,
  requireFinite,
  requireFraction,
  requireNonNegative,
  requireProbability,
} from "../../src/statistics/require-number.ts";

test("groups and their members keep the order in which they come", () => {
  const groups = groupBy([5, 2, 7, 4, 9], (value) => value % 2);
  expect([...groups]).toEqual([
    [1, [5, 7, 9]],
    [0, [2, 4]],
  ]);
  expect(groupBy([], () => 1).size).toBe(0);
});

test("a mean, and that of nothing", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBeNaN();
});

test("a sum in ascending order: 0.3 + 0.2 + 0.1 is what 0.1 + 0.2 + 0.3 is, in the last digit", () => {
  expect(orderedSum([0.3, 0.2, 0.1])).toBe(0.1 + 0.2 + 0.3);
  expect(orderedSum([0.3, 0.2, 0.1])).not.toBe(0.3 + 0.2 + 0.1);
  // By value and not by text: 9 is less than 10.
  expect(orderedSum([1e16, 10, 9, -1e16])).toBe(-1e16 + 9 + 10 + 1e16);
  expect(orderedSum([])).toBe(0);
});

test("a quantile between two values, at the ends, of two that are equal and infinite", () => {
  // p (n + 1) of four values: 0.3 at 1.5, 0.7 at 3.5, 0.1 and 0.9 beyond the ends.
  expect(sortedQuantile([1, 2, 4, 8], 0.3)).toBeCloseTo(1.5, 12);
  expect(sortedQuantile([1, 2, 4, 8], 0.7)).toBeCloseTo(6, 12);
  expect(sortedQuantile([1, 2, 4, 8], 0.1)).toBe(1);
  expect(sortedQuantile([1, 2, 4, 8], 0.9)).toBe(8);
  expect(sortedQuantile([1, 2, 4, 8], 1)).toBe(8);
  expect(sortedQuantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.6)).toBe(Number.POSITIVE_INFINITY);
  expect(sortedQuantile([1, 2, Number.POSITIVE_INFINITY], 0.5)).toBe(2);
});

describe("guards", () => {
  test("what is no number is a TypeError that tells what it is", () => {
    // As from JavaScript, where nobody checks types.
    const text = JSON.parse('"7"');
    expect(() => requireFinite(text, "x")).toThrow(new TypeError("x: expected a number, got string"));
    expect(() => requireFinite(Number.NaN, "x")).toThrow(new RangeError("x: expected a finite number, got NaN"));
    expect(() => requireFinite(-Infinity, "x")).toThrow(new RangeError("x: expected a finite number, got -Infinity"));
    expect(requireFinite(-7.5, "x")).toBe(-7.5);
  });

  test("the culprit among many is named by its place", () => {
    expect(() => requireAllFinite([1, 2, Number.NaN], "values")).toThrow(
      "values[2]: expected a finite number, got NaN",
    );
    expect(() => requireAllFinite([Number.POSITIVE_INFINITY, 2], "values")).toThrow("values[0]");
    expect(() => requireAllFinite([1, -2, 0], "values")).not.toThrow();
    expect(() => requireAllFinite([], "values")).not.toThrow();
  });

  test("a fraction lies strictly inside, a probability may be an end", () => {
    for (const value of [0, 1, -0.5, 1.5]) {
      expect(() => requireFraction(value, "level")).toThrow(`level: expected a number between 0 and 1, got ${value}`);
    }
    expect([1e-9, 0.5, 1 - 1e-9].map((value) => requireFraction(value, "level"))).toEqual([1e-9, 0.5, 1 - 1e-9]);
    expect(() => requireFraction(Number.NaN, "level")).toThrow("level: expected a finite number, got NaN");
    for (const value of [-1e-9, 1 + 1e-9]) {
      expect(() => requireProbability(value, "p")).toThrow(`p: expected a number from 0 to 1, got ${value}`);
    }
    expect([0, 0.3, 1].map((value) => requireProbability(value, "p"))).toEqual([0, 0.3, 1]);
    expect(() => requireProbability(Number.NaN, "p")).toThrow("p: expected a finite number, got NaN");
  });

  test("a count is whole, safe and at least its minimum, which is 0 unless told", () => {
    expect([requireCount(0, "n"), requireCount(2, "n", 2), requireCount(2 ** 53 - 1, "n")]).toEqual([
      0,
      2,
      2 ** 53 - 1,
    ]);
    expect(() => requireCount(-1, "n")).toThrow("n: expected a whole number of at least 0, got -1");
    expect(() => requireCount(1, "n", 2)).toThrow("n: expected a whole number of at least 2, got 1");
    expect(() => requireCount(2.5, "n")).toThrow("n: expected a whole number of at least 0, got 2.5");
    expect(() => requireCount(2 ** 53, "n")).toThrow("n: expected a whole number");
    expect(() => requireCount(Number.NaN, "n")).toThrow("n: expected a finite number, got NaN");
  });

  test("a spread may be 0 and not below", () => {
    expect([requireNonNegative(0, "sd"), requireNonNegative(3.5, "sd")]).toEqual([0, 3.5]);
    expect(() => requireNonNegative(-1e-300, "sd")).toThrow("sd: expected a number of at least 0, got -1e-300");
    expect(() => requireNonNegative(Number.NaN, "sd")).toThrow("sd: expected a finite number, got NaN");
  });
});
