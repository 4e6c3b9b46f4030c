import { expect, test } from "vitest";
import { type CellPair, pairedDifference } from "../../../src/statistics/means/paired-difference.ts";
import { makeRandom } from "../../../src/statistics/resampling/random.ts";

test("by hand", () => {
  // Differences of the cluster means 2, 0, 1, 1: mean 1, squares 1 + 1 + 0 + 0 = 2, SE = sqrt(2 / (3 * 4)).
  const result = pairedDifference([[[9, 7]], [[6, 6]], [[8, 7]], [[3, 2]]], 0.95);
  expect(result.difference).toMatchObject({ mean: 1, degreesOfFreedom: 3, clusters: 4 });
  expect(result.difference.standardError).toBeCloseTo(Math.sqrt(2 / 12), 14);
  expect(result.deviation).toBeCloseTo(Math.sqrt(2 / 3), 14);
  expect(result.first.mean).toBe(6.5);
  expect(result.second.mean).toBe(5.5);
  // Pearson by hand: deviations 2.5 -0.5 1.5 -3.5 and 1.5 0.5 1.5 -3.5; products 3.75 - 0.25 + 2.25 + 12.25 = 18;
  // squares 21 and 17.
  expect(result.correlation).toBeCloseTo(18 / Math.sqrt(21 * 17), 12);
});

test("unbalanced clusters: SE^2 = SE_a^2 + SE_b^2 - 2 r SE_a SE_b", () => {
  const clusters: CellPair[][] = [
    [
      [9, 7],
      [8, 8],
    ],
    [[3, 5]],
    [
      [10, 9],
      [2, 1],
    ],
    [],
    [[7, 7]],
  ];
  const { difference, first, second, correlation } = pairedDifference(clusters);
  if (first.kind !== "interval" || second.kind !== "interval" || correlation === null) throw new Error("no interval");
  expect(difference.mean).toBeCloseTo((first.mean ?? 0) - (second.mean ?? 0), 14);
  const variance =
    first.standardError ** 2 + second.standardError ** 2 - 2 * correlation * first.standardError * second.standardError;
  expect(difference.standardError).toBeCloseTo(Math.sqrt(variance), 13);
});

test("a common difficulty cancels", () => {
  const random = makeRandom("difficulty");
  const clusters = Array.from({ length: 80 }, (): CellPair[] => {
    const difficulty = 8 * random();
    return [[1 + difficulty + random(), 1 + difficulty + random()]];
  });
  const { difference, first, correlation } = pairedDifference(clusters);
  expect(correlation).toBeGreaterThan(0.95);
  expect(difference.standardError ?? 9).toBeLessThan((first.standardError ?? 0) / 4);
});

test("swapping the sides swaps the sign and nothing else", () => {
  const pairs: CellPair[][] = [[[9, 7]], [[6, 6]], [[8, 3]]];
  const swapped = pairs.map((cluster) => cluster.map(([a, b]): CellPair => [b, a]));
  const forth = pairedDifference(pairs);
  const back = pairedDifference(swapped);
  expect(back.difference.mean).toBe(-(forth.difference.mean ?? 0));
  expect(back.difference.standardError).toBeCloseTo(forth.difference.standardError ?? 0, 14);
  expect(back.correlation).toBeCloseTo(forth.correlation ?? 0, 12);
});

test("nothing, one cluster, no variation", () => {
  expect(pairedDifference([])).toMatchObject({ difference: { kind: "none" }, deviation: null, correlation: null });
  expect(pairedDifference([[[9, 8]]])).toMatchObject({
    difference: { kind: "point", mean: 1, low: null },
    deviation: null,
    correlation: null,
  });
  expect(pairedDifference([[[8, 8]], [[8, 8]]])).toMatchObject({
    difference: { mean: 0, low: 0, high: 0 },
    deviation: 0,
    correlation: null,
  });
});

test("names the cell that is no number", () => {
  expect(() => pairedDifference([[[9, 8]], [[9, Number.NaN]]])).toThrow(
    "clusters[1][0][1]: expected a finite number, got NaN",
  );
});
