import { describe, expect, test } from "vitest";
import { type PairTest, pairwiseTests } from "../../src/statistics/families/pairwise-tests.ts";
import { groupLetters, tiedGroups } from "../../src/statistics/families/tied-groups.ts";
import type { CellTable } from "../../src/statistics/means/cell-table.ts";
import { pairedDifference } from "../../src/statistics/means/paired-difference.ts";
import { bootstrapIntervals } from "../../src/statistics/resampling/bootstrap-intervals.ts";
import { jointBootstrap } from "../../src/statistics/resampling/joint-bootstrap.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import { pairwiseRankIntervals, rankIntervals } from "../../src/statistics/resampling/rank-intervals.ts";
import { rankQuantiles } from "../proofs/rank-quantiles.ts";
import { tTest } from "../support/t-test.ts";

/** 20 units of two cells in two strata; series at the given levels, on shared difficulties. */
function draw(levels: readonly number[], seed: string, missing = 0): CellTable {
  const random = makeRandom(seed);
  const cells = Array.from({ length: 40 }, (_, cell) => ({
    unit: `q${Math.floor(cell / 2) + 1}`,
    stratum: cell < 20 ? "作文" : "数学",
    id: `t${(cell % 2) + 1}`,
  }));
  const difficulty = cells.map(() => 2 * randomNormal(random));
  const rows = levels.map((level) =>
    difficulty.map((hard) => (random() < missing ? null : level + hard + randomNormal(random))),
  );
  return { cells, rows };
}

/** The same table with cells and series in another order. */
function shuffle(table: CellTable, seed: string) {
  const random = makeRandom(seed);
  const order = table.cells
    .map((_, index) => ({ index, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ index }) => index);
  return {
    cells: order.map((index) => table.cells[index] as CellTable["cells"][number]),
    rows: table.rows.map((row) => order.map((index) => row[index] ?? null)),
  };
}

const pair = (first: number, second: number, adjustedP: number, difference = 1): PairTest => ({
  first,
  second,
  difference,
  standardError: 1,
  degreesOfFreedom: 79,
  p: adjustedP,
  adjustedP,
});

describe("jointBootstrap", () => {
  test("one series alone is the single bootstrap", () => {
    const table = draw([6], "alone", 0.2);
    const joint = jointBootstrap(table, { seed: 8, resamples: 300 });
    const byUnit = new Map<string, { id: string; stratum: string; values: number[] }>();
    for (const [index, cell] of table.cells.entries()) {
      const unit = byUnit.get(cell.unit) ?? { id: cell.unit, stratum: cell.stratum, values: [] };
      byUnit.set(cell.unit, unit);
      const value = table.rows[0]?.[index] ?? null;
      if (value !== null) unit.values.push(value);
    }
    expect([...byUnit.values()].every((unit) => unit.values.length > 0)).toBe(true);
    const alone = bootstrapIntervals([...byUnit.values()], { seed: 8, resamples: 300 });
    const [series] = joint.series;
    expect(series?.intervals.mean).toBeCloseTo(alone?.mean ?? 0, 12);
    expect(series?.intervals.studentised.low).toBeCloseTo(alone?.studentised.low ?? 0, 12);
    expect(series?.intervals.percentile.high).toBeCloseTo(alone?.percentile.high ?? 0, 12);
  });

  test("resamples are shared: the difference of two series varies less than either", () => {
    const { series } = jointBootstrap(draw([6, 6], "shared"), { seed: 1, resamples: 500 });
    const [a, b] = series;
    if (!a || !b) throw new Error("two series expected");
    const deviation = (values: Float64Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    expect(deviation(a.means.map((value, row) => value - (b.means[row] as number)))).toBeLessThan(deviation(a.means));
  });

  test("same seed, same bytes; any order of cells, the same result", () => {
    const table = draw([6, 5.5, 5], "order", 0.1);
    const options = { seed: "s", resamples: 150 };
    const joint = jointBootstrap(table, options);
    expect(jointBootstrap(table, options)).toEqual(joint);
    expect(jointBootstrap(shuffle(table, "x"), options)).toEqual(joint);
    expect(pairwiseTests(shuffle(table, "x"))).toEqual(pairwiseTests(table));
  });

  test("a series without two units is left out of the ranking", () => {
    const table = draw([6, 5], "left out");
    const rows = [...table.rows, table.cells.map((_, cell) => (cell < 2 ? 9 : null))];
    const joint = jointBootstrap({ ...table, rows }, { seed: 1, resamples: 100 });
    expect(joint.series[2]).toBeNull();
    const pairs = pairwiseTests({ ...table, rows });
    expect(pairs).toHaveLength(1);
    expect(rankIntervals(joint)[2]).toBeNull();
    expect(rankQuantiles(joint)[2]).toBeNull();
    expect(rankQuantiles(joint)[0]?.worst).toBeLessThanOrEqual(2);
    expect(jointBootstrap({ cells: [], rows: [[], []] }, { seed: 1 }).series).toEqual([null, null]);
  });

  test("a resample that drew nothing of a series leaves its rank open", () => {
    const table = draw([9, 5], "sparse");
    const sparse = table.cells.map((_, cell) => (cell < 3 ? 9 : null));
    const joint = jointBootstrap({ ...table, rows: [sparse, table.rows[1] ?? []] }, { seed: 1, resamples: 200 });
    expect(joint.series[0]?.means.some(Number.isNaN)).toBe(true);
    expect(Number.isFinite(joint.series[0]?.intervals.percentile.low)).toBe(true);
    expect(rankQuantiles(joint)[0]).toEqual({ best: 1, worst: 2 });
  });

  test("names what is wrong with the table", () => {
    const cell = { unit: "q1", stratum: "a", id: "t1" };
    expect(() => jointBootstrap({ cells: [cell, cell], rows: [] }, { seed: 1 })).toThrow(
      '"t1" of unit "q1" occurs twice',
    );
    expect(() => jointBootstrap({ cells: [cell, { ...cell, id: "t2", stratum: "b" }], rows: [] }, { seed: 1 })).toThrow(
      'unit "q1" is in two strata, a and b',
    );
    expect(() => pairwiseTests({ cells: [cell], rows: [[1], [1, 2]] })).toThrow("rows[1]: expected 1 entries");
    expect(() => pairwiseTests({ cells: [cell], rows: [[Number.NaN]] })).toThrow(
      "rows[0][0]: expected a finite number",
    );
  });
});

describe("pairwiseTests", () => {
  test("each pair is the paired difference and its t test", () => {
    const table = draw([6, 5.6, 4], "pairs", 0.15);
    const pairs = pairwiseTests(table);
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    for (const { first, second, ...test } of pairs) {
      const units = new Map<string, [number, number][]>();
      for (const [index, { unit }] of table.cells.entries()) {
        const [a, b] = [table.rows[first]?.[index] ?? null, table.rows[second]?.[index] ?? null];
        if (a !== null && b !== null) units.set(unit, [...(units.get(unit) ?? []), [a, b]]);
      }
      const { difference } = pairedDifference([...units.values()]);
      expect(test.difference).toBeCloseTo(difference.mean ?? 0, 12);
      expect(test.standardError).toBeCloseTo(difference.standardError ?? 0, 12);
      expect(test.degreesOfFreedom).toBe(difference.degreesOfFreedom);
      expect(test.p).toBeCloseTo(tTest(difference)?.p ?? 9, 12);
      expect(test.adjustedP).toBeGreaterThanOrEqual(test.p);
    }
  });

  test("the same series twice: no difference, no error, p = 1", () => {
    const table = draw([6], "twice");
    const [row = []] = table.rows;
    expect(pairwiseTests({ ...table, rows: [row, row] })).toMatchObject([{ difference: 0, standardError: 0, p: 1 }]);
  });
});

describe("ranks", () => {
  test("far apart: everybody knows the rank", () => {
    const table = draw([3, 9, 6], "apart");
    const joint = jointBootstrap(table, { seed: 1, resamples: 400 });
    const pairs = pairwiseTests(table);
    const ranks = [3, 1, 2].map((rank) => ({ best: rank, worst: rank }));
    expect(rankIntervals(joint)).toEqual(ranks);
    expect(rankQuantiles(joint)).toEqual(ranks);
    expect(pairwiseRankIntervals(pairs, 3)).toEqual(ranks);
  });

  test("the same series twice: tied, whatever the resample", () => {
    const table = draw([6, 2], "tie");
    const [row = [], low = []] = table.rows;
    const rows = [row, row, low];
    const joint = jointBootstrap({ ...table, rows }, { seed: 1, resamples: 200 });
    const ranks = [
      { best: 1, worst: 2 },
      { best: 1, worst: 2 },
      { best: 3, worst: 3 },
    ];
    expect(rankQuantiles(joint)).toEqual(ranks);
    expect(rankIntervals(joint)).toEqual(ranks);
  });

  test.each([
    [2.1, 1],
    [1.9, 2],
  ])(
    "what is shown leaves the maximum: the last rival at %d standard errors is measured by its own quantile",
    (distance, best) => {
      // Two rivals together reach 2.24 standard errors in 5 %, one alone 1.96; the far one is shown at once.
      const random = makeRandom("step-down");
      const series = (mean: number, spread: number) => {
        const means = Float64Array.from({ length: 20_000 }, () => mean + spread * randomNormal(random));
        const bounds = { low: mean, high: mean };
        return {
          intervals: {
            mean,
            standardError: spread,
            studentised: bounds,
            percentile: bounds,
            level: 0.95,
            resamples: 20_000,
          },
          means,
        };
      };
      const joint = {
        series: [series(0, 1e-9), series(distance, 1), series(-5, 1)],
        resamples: 20_000,
        degreesOfFreedom: Number.POSITIVE_INFINITY,
        correction: 1,
      };
      expect(rankIntervals(joint)[0]).toEqual({ best: best === 1 ? 2 : 1, worst: 2 });
      // A spread that is known to be too small by a twentieth is made larger, and 2.1 no longer suffices.
      expect(rankIntervals({ ...joint, correction: 1.1 })[0]).toEqual({ best: 1, worst: 2 });
    },
  );

  test("the bootstrap says what its strata take from it", () => {
    const joint = jointBootstrap(draw([6, 5], "strata"), { seed: 1, resamples: 100 });
    expect(joint.degreesOfFreedom).toBe(18);
    expect(joint.correction).toBeCloseTo(Math.sqrt(10 / 9), 12);
  });

  test("from pairs, by hand", () => {
    // 0 beats 2 and 3; 1 beats 3; the rest is open.
    const pairs = [pair(0, 1, 0.4), pair(0, 2, 0.01), pair(0, 3, 0.001), pair(1, 3, 0.02), pair(2, 3, 0.2)];
    expect(pairwiseRankIntervals(pairs, 4)).toEqual([
      { best: 1, worst: 2 },
      { best: 1, worst: 3 },
      { best: 2, worst: 4 },
      { best: 3, worst: 4 },
    ]);
  });
});

describe("tiedGroups", () => {
  const means = [9, 8, 7, 6];

  test("a chain", () => {
    const { groups, complete } = tiedGroups(means, [pair(0, 3, 0.01)]);
    expect(groups).toEqual([
      [0, 1, 2],
      [1, 2, 3],
    ]);
    expect(complete).toBe(true);
    expect(groupLetters(groups, 4)).toEqual(["a", "ab", "ab", "b"]);
  });

  test("not in the order of the means: 0-1 and 2-3 differ, the others do not", () => {
    const { groups } = tiedGroups(means, [pair(0, 1, 0.01), pair(2, 3, 0.01)]);
    expect(groups).toEqual([
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ]);
    expect(groupLetters(groups, 4)).toEqual(["ab", "cd", "ac", "bd"]);
  });

  test("all the same, all different, none, order given does not matter", () => {
    expect(tiedGroups(means, [pair(0, 1, 0.2)]).groups).toEqual([[0, 1, 2, 3]]);
    const every = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => pair(a, b, 0.001)));
    expect(tiedGroups(means, every).groups).toEqual([[0], [1], [2], [3]]);
    expect(tiedGroups([], []).groups).toEqual([]);
    expect(tiedGroups([6, 9, 7, 8], [pair(0, 1, 0.01)]).groups).toEqual([
      [1, 3, 2],
      [3, 2, 0],
    ]);
  });

  test("two share a group exactly when their difference is not significant", () => {
    const random = makeRandom("letters");
    for (let round = 0; round < 30; round++) {
      const series = 9;
      const pairs: PairTest[] = [];
      for (let a = 0; a < series; a++) {
        for (let b = a + 1; b < series; b++) pairs.push(pair(a, b, random() < 0.1 * (b - a) ? 0.01 : 0.5));
      }
      const result = tiedGroups(
        Array.from({ length: series }, (_, index) => -index),
        pairs,
        { limit: 1000 },
      );
      for (const { first, second, adjustedP } of pairs) {
        const share = result.groups.some((group) => group.includes(first) && group.includes(second));
        expect(share).toBe(adjustedP > 0.05);
      }
      for (const [index, group] of result.groups.entries()) {
        const absorbed = result.groups.some((other, at) => at !== index && group.every((one) => other.includes(one)));
        expect(absorbed).toBe(false);
      }
    }
  });

  test("beyond the limit: runs of neighbours, and it says so", () => {
    const result = tiedGroups(means, [pair(0, 1, 0.01), pair(2, 3, 0.01)], { limit: 3 });
    expect(result).toEqual({ groups: [[0], [1, 2], [3]], complete: false });
  });

  test("letters go on after z", () => {
    const groups = Array.from({ length: 28 }, (_, index) => [index]);
    expect(groupLetters(groups, 28).slice(25)).toEqual(["z", "a2", "b2"]);
  });

  test("refuses a mean that is no number", () => {
    expect(() => tiedGroups([1, Number.NaN], [])).toThrow("means[1]: expected a finite number, got NaN");
  });
});
