import { expect, test } from "vitest";
import { holm } from "../../../src/statistics/families/adjusted-p-values.ts";

const close = (actual: number[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 12);
};

test("by hand", () => {
  close(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
});

test("the 15 tests of Benjamini and Hochberg (1995): Holm rejects 3", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(holm(p).filter((value) => value <= 0.05)).toHaveLength(3);
});

test("ties, none, one, never above 1", () => {
  close(holm([0.02, 0.02]), [0.04, 0.04]);
  expect(holm([])).toEqual([]);
  expect(holm([0.3])).toEqual([0.3]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});

test("refuses what is no p-value", () => {
  expect(() => holm([0.1, Number.NaN])).toThrow("pValues[1]: expected a finite number, got NaN");
  expect(() => holm([1.1])).toThrow("pValues[0]: expected a number from 0 to 1, got 1.1");
});
