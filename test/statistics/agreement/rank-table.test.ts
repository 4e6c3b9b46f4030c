import { expect, it } from "vitest";
import { rankCorrelation, tableRankCorrelation } from "../../../src/statistics/agreement/rank-correlation.ts";
import { makeRandom, randomInteger } from "../../../src/statistics/resampling/random.ts";

it("finds the rank correlation of a table of counts as of the values themselves, ties at their middle rank", () => {
  const random = makeRandom("tables");
  for (let round = 0; round < 20; round += 1) {
    const counts = Array.from({ length: 3 }, () => Array.from({ length: 5 }, () => randomInteger(random, 4)));
    const pairs = counts.flatMap((row, i) =>
      row.flatMap((count, j) => Array.from({ length: count }, () => [i, j * 7])),
    );
    const whole = rankCorrelation(
      pairs.map(([i = 0]) => i),
      pairs.map(([, j = 0]) => j),
    );
    expect(tableRankCorrelation(counts)).toBeCloseTo(whole ?? Number.NaN, 12);
  }
});

it("has no rank correlation where one side does not vary", () => {
  expect(tableRankCorrelation([[0, 9, 0]])).toBeNull();
  expect(tableRankCorrelation([[0], [4], [2]])).toBeNull();
  expect(tableRankCorrelation([])).toBeNull();
});
