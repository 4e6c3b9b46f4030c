import { expect, test } from "vitest";
import { pairwiseTests } from "../../../src/statistics/families/pairwise-tests.ts";
import type { CellTable } from "../../../src/statistics/means/cell-table.ts";

const cells = [
  { unit: "q1", stratum: "s", id: "t1" },
  { unit: "q1", stratum: "s", id: "t2" },
  { unit: "q2", stratum: "s", id: "t1" },
  { unit: "q2", stratum: "s", id: "t2" },
  { unit: "q3", stratum: "s", id: "t1" },
];

/** P(|T| > t) with one degree of freedom: Cauchy's distribution. */
const cauchy = (t: number) => 1 - (2 * Math.atan(t)) / Math.PI;

test("by hand: pairs over what both measured, with Holm over those that have two units in common", () => {
  const table: CellTable = {
    cells,
    rows: [
      [8, 6, 5, 7, null],
      [5, 7, 5, 3, 4],
      [1, null, null, null, 4],
    ],
  };
  const found = pairwiseTests(table);
  expect(found.map(({ first, second }) => [first, second])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  const [one, other] = found;
  // q1: 3 and -1, q2: 0 and 4: mean 6/4, residuals -1 and 1, error sqrt(2/1 * 2)/4.
  expect(one).toMatchObject({ difference: 1.5, standardError: 0.5, degreesOfFreedom: 1 });
  expect(one?.p).toBeCloseTo(cauchy(3), 12);
  expect(one?.adjustedP).toBeCloseTo(2 * cauchy(3), 12);
  // q1: 4, q3: 0: mean 2, residuals 2 and -2, error sqrt(2/1 * 8)/2.
  expect(other).toMatchObject({ difference: 2, standardError: 2, degreesOfFreedom: 1 });
  expect(other?.p).toBeCloseTo(0.5, 12);
  expect(other?.adjustedP).toBeCloseTo(0.5, 12);
});

test("by hand: units of one and of two cells weigh by their cells, three units leave two degrees of freedom", () => {
  const [pair] = pairwiseTests({
    cells,
    rows: [
      [3, 1, 2, 6, 5],
      [0, 0, 0, 0, 0],
    ],
  });
  // Sums 4, 8, 5 over 2, 2, 1 cells: mean 17/5, residuals -2.8, 1.2, 1.6, squares 11.84, error sqrt(3/2 * 11.84)/5.
  expect(pair?.difference).toBeCloseTo(3.4, 12);
  expect(pair?.standardError).toBeCloseTo(Math.sqrt(17.76) / 5, 12);
  expect(pair?.degreesOfFreedom).toBe(2);
  // P(|T| > t) of two degrees of freedom: 1 - t / sqrt(2 + t^2).
  const t = 17 / Math.sqrt(17.76);
  expect(pair?.p).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 12);
});

test("what is equal on paper has no difference, what is constant no error", () => {
  const third = 0.1 + 0.2;
  const [none] = pairwiseTests({
    cells,
    rows: [
      [third, 0.3, 0.3, 0.3, third],
      [0.3, 0.3, 0.3, 0.3, 0.3],
    ],
  });
  expect(none).toMatchObject({ difference: 0, standardError: 0, p: 1 });
  const [constant] = pairwiseTests({
    cells,
    rows: [
      [third, 0.5, 0.7, 1.1, 9.4],
      [0.1, 0.3, 0.5, 0.9, 9.2],
    ],
  });
  expect(constant?.difference).toBeCloseTo(0.2, 12);
  expect(constant).toMatchObject({ standardError: 0, p: 0, adjustedP: 0 });
  // Far from 1, rounding is larger too.
  const [large] = pairwiseTests({
    cells,
    rows: [
      [1e6 + third, 1e6 + 0.3, 1e6 + 0.3, 1e6 + 0.3, 1e6 + third],
      [0, 0, 0, 0, 0],
    ],
  });
  expect(large).toMatchObject({ standardError: 0, p: 0 });
});

test("one series has no pair, and none is made where nothing is in common", () => {
  expect(pairwiseTests({ cells, rows: [[1, 2, 3, 4, 5]] })).toEqual([]);
  expect(
    pairwiseTests({
      cells,
      rows: [
        [1, 2, null, null, null],
        [null, null, 3, 4, 5],
      ],
    }),
  ).toEqual([]);
});
