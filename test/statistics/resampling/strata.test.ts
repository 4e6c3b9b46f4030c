import { expect, test } from "vitest";
import { resampleWeights } from "../../../src/statistics/resampling/resample-weights.ts";
import { arrangeStrata, type Unit } from "../../../src/statistics/resampling/strata.ts";

const unit = (id: string, stratum: string): Unit => ({ id, stratum });

test("strata by name, units by id", () => {
  const units = [unit("q9", "数学"), unit("q3", "作文"), unit("q1", "数学"), unit("q2", "作文"), unit("q5", "作文")];
  expect(arrangeStrata(units)).toEqual({ order: [3, 1, 4, 2, 0], sizes: [3, 2] });
});

test("strata of one unit are put together", () => {
  const units = [unit("q1", "a"), unit("q2", "b"), unit("q3", "c"), unit("q4", "c")];
  expect(arrangeStrata(units)).toEqual({ order: [2, 3, 0, 1], sizes: [2, 2] });
});

test("a last single one joins the smallest", () => {
  const units = ["a", "b", "b", "b", "c", "c"].map((stratum, index) => unit(`q${index}`, stratum));
  expect(arrangeStrata(units)).toEqual({ order: [1, 2, 3, 0, 4, 5], sizes: [3, 3] });
  expect(arrangeStrata([unit("q1", "a")])).toEqual({ order: [0], sizes: [1] });
  expect(arrangeStrata([])).toEqual({ order: [], sizes: [] });
});

test("refuses an id that occurs twice", () => {
  expect(() => arrangeStrata([unit("q1", "a"), unit("q1", "a")])).toThrow('units: the id "q1" occurs twice');
});

test("every resample keeps the size of every stratum", () => {
  const weights = resampleWeights([3, 5], { seed: "w", resamples: 250 });
  expect(weights).toHaveLength(250 * 8);
  const sum = (from: number, to: number) => weights.subarray(from, to).reduce((total, weight) => total + weight, 0);
  for (let row = 0; row < 250; row++) {
    expect(sum(row * 8, row * 8 + 3)).toBe(3);
    expect(sum(row * 8 + 3, row * 8 + 8)).toBe(5);
  }
});

test("same seed, same bytes; more resamples begin with the same ones", () => {
  const weights = resampleWeights([4], { seed: 3, resamples: 150 });
  expect(resampleWeights([4], { seed: 3, resamples: 150 })).toEqual(weights);
  expect(resampleWeights([4], { seed: 3, resamples: 230 }).subarray(0, 600)).toEqual(weights);
  expect(resampleWeights([4], { seed: 4, resamples: 150 })).not.toEqual(weights);
});
