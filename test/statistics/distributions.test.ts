import { describe, expect, test } from "vitest";
import {
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
  studentUpperTail,
} from "../../src/statistics/distributions.ts";

// Expected values were computed with 30 digits; the ones to three decimals also stand in every printed table.
const closeTo = (actual: number, expected: number) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));

describe("normal distribution", () => {
  test.each([
    [1.96, 0.9750021048517795],
    [0.5, 0.6914624612740131],
    [1.7, 0.955434537241457],
    [1.74, 0.9590704910211927],
    [0, 0.5],
  ])("cdf(%d)", (z, expected) => closeTo(normalCdf(z), expected));

  test.each([
    [-3, 0.0013498980316300946],
    [-8, 6.220960574271784e-16],
    [-20, 2.7536241186062337e-89],
  ])("cdf(%d) keeps the digits of a small tail", (z, expected) => {
    expect(normalCdf(z) / expected).toBeCloseTo(1, 11);
  });

  test.each([
    [0.975, 1.9599639845400543],
    [0.95, 1.6448536269514726],
    [0.8, 0.8416212335729142],
    [0.9, 1.2815515655446006],
    [0.9999999, 5.1993375821928165],
    [0.50001, 2.506628274893494e-5],
    [1e-12, -7.034483825301132],
    [0.5, 0],
  ])("quantile(%d)", (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-9 * (p === 0.9999999 ? 1 : 0.1));
  });
});

describe("Student t", () => {
  test.each([
    [0.975, 9, 2.2621571627982053],
    [0.975, 79, 1.990450210230129],
    [0.95, 79, 1.664371409136551],
    [0.975, 1, 12.706204736174705],
    [0.95, 2.5, 2.5582186141359364],
    [0.995, 3, 5.840909309733357],
    [0.9995, 5, 6.86882662588111],
    [0.975, 1000, 1.9623390808264085],
    [0.6, 4, 0.2707222947075974],
    [0.5125, 9, 0.0322197893044244],
    [0.975, Number.POSITIVE_INFINITY, 1.9599639845400543],
  ])("quantile(%d, df %d)", (p, df, expected) => {
    closeTo(studentQuantile(p, df), expected);
    closeTo(studentQuantile(1 - p, df), -expected);
  });

  test("very many degrees of freedom", () => {
    expect(studentQuantile(0.975, 1_000_000)).toBeCloseTo(1.959966356814107, 10);
  });

  test("a far quantile", () => expect(studentQuantile(0.999999, 30)).toBeCloseTo(5.871117120418883, 9));

  test.each([
    [2, 79, 0.02446851943315698],
    [0.1, 3, 0.4633261744004029],
    [6, 9, 0.00010124966103382033],
    [1, 1, 0.25],
    [40, 12, 1.925614790386017e-14],
  ])("upper tail(%d, df %d)", (t, df, expected) => {
    expect(studentUpperTail(t, df) / expected).toBeCloseTo(1, 11);
    closeTo(studentCdf(t, df), 1 - expected);
    closeTo(studentCdf(-t, df), expected);
    closeTo(studentUpperTail(-t, df), 1 - expected);
  });

  test("quantile and cdf undo each other over the whole range", () => {
    for (const df of [1, 2, 4.5, 9, 71, 79, 500]) {
      for (const p of [1e-6, 0.01, 0.2, 0.49, 0.51, 0.7, 0.95, 0.999])
        closeTo(studentCdf(studentQuantile(p, df), df), p);
    }
  });
});

test("at the ends nothing is left, or all", () => {
  expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
  for (const df of [1, 9, Number.POSITIVE_INFINITY]) {
    expect([studentUpperTail(Number.POSITIVE_INFINITY, df), studentCdf(Number.POSITIVE_INFINITY, df)]).toEqual([0, 1]);
    expect(studentCdf(0, df)).toBeCloseTo(0.5, 14);
  }
});

test.each([[() => normalCdf(JSON.parse('"1"')), "z: expected a number, got string"]])(
  "refuses what is no number: %s",
  (call, message) => expect(call).toThrow(new TypeError(message)),
);

test.each([
  [() => normalCdf(Number.NaN), "z: expected a number, got NaN"],
  [() => normalQuantile(1), "p: expected a number between 0 and 1, got 1"],
  [() => studentQuantile(Number.NaN, 9), "p: expected a finite number, got NaN"],
  [() => studentQuantile(0.975, 0), "df: expected a number above 0, got 0"],
  [() => studentCdf(1, Number.NaN), "df: expected a number above 0, got NaN"],
])("refuses %s", (call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});
