import { expect, test } from "vitest";
import { solvePositive } from "../../../src/statistics/strength/solve-positive.ts";

const solved = (matrix: readonly number[], right: readonly number[]) => {
  const found = solvePositive(Float64Array.from(matrix), Float64Array.from(right));
  return found === null ? null : [...found];
};

test("by hand: 4x + 2y = 8 and 2x + 3y = 7 make x = 1.25 and y = 1.5", () => {
  const [x, y] = solved([4, 2, 2, 3], [8, 7]) ?? [];
  expect(x).toBeCloseTo(1.25, 12);
  expect(y).toBeCloseTo(1.5, 12);
});

test("by hand: three unknowns 1, 2, 3", () => {
  const found = solved([4, 2, 2, 2, 5, 3, 2, 3, 6], [14, 21, 26]) ?? [];
  expect(found).toHaveLength(3);
  for (const [index, value] of found.entries()) expect(value).toBeCloseTo(index + 1, 12);
});

test("what is not definite has no solution: a saddle, nothing, what is as small as rounding", () => {
  expect(solved([1, 2, 2, 1], [1, 1])).toBeNull();
  expect(solved([0], [1])).toBeNull();
  expect(solved([1e-14], [1e-14])).toBeNull();
  expect(solved([2e-14], [2e-14])?.[0]).toBeCloseTo(1, 12);
  expect(solved([Number.NaN], [1])).toBeNull();
});
