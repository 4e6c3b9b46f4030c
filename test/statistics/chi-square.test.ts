import { describe, expect, it } from "vitest";
import { chiSquareCdf, chiSquareQuantile } from "../../src/statistics/chi-square.ts";

describe("the chi-square distribution", () => {
  // Two degrees are an exponential: 1 - exp(-x / 2).
  it.each([0.1, 1, 3, 8, 40])("is exponential with two degrees at %d", (x) => {
    expect(chiSquareCdf(x, 2)).toBeCloseTo(1 - Math.exp(-x / 2), 12);
  });

  it.each([
    [0.025, 1, 0.000982069],
    [0.975, 1, 5.023886187],
    [0.025, 7, 1.689869181],
    [0.975, 7, 16.012764275],
    [0.025, 16, 6.907664353],
    [0.975, 16, 28.845350723],
    [0.975, 200, 241.057895506],
  ])("has the tabulated quantile of %d with %d degrees", (p, df, x) => {
    expect(chiSquareQuantile(p, df)).toBeCloseTo(x, 6);
  });

  it.each([1, 2, 5, 31, 400])("goes there and back with %d degrees", (df) => {
    for (const p of [0.001, 0.2, 0.5, 0.9, 0.9999]) {
      expect(chiSquareCdf(chiSquareQuantile(p, df), df)).toBeCloseTo(p, 11);
    }
  });

  it("refuses what is outside its range", () => {
    expect(chiSquareCdf(0, 3)).toBe(0);
    expect(chiSquareCdf(Number.POSITIVE_INFINITY, 3)).toBe(1);
    expect(() => chiSquareCdf(-1, 3)).toThrow(RangeError);
    expect(() => chiSquareCdf(Number.NaN, 3)).toThrow(RangeError);
    expect(() => chiSquareCdf(1, 0)).toThrow(RangeError);
    expect(() => chiSquareQuantile(1, 3)).toThrow(RangeError);
  });
});
