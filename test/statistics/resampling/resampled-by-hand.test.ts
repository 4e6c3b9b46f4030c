import { describe, expect, test } from "vitest";
import { bootstrapIntervals, intervalsFrom } from "../../../src/statistics/resampling/bootstrap-intervals.ts";
import { jointBootstrap } from "../../../src/statistics/resampling/joint-bootstrap.ts";
import { chunkSeed, makeRandom, randomInteger, randomNormal } from "../../../src/statistics/resampling/random.ts";
import { resampleWeights } from "../../../src/statistics/resampling/resample-weights.ts";
import { arrangeStrata, compareText } from "../../../src/statistics/resampling/strata.ts";
import { resampleSeries } from "../../../src/statistics/resampling/weighted-resampling.ts";

/** These numbers, one after another. */
const given = (...values: readonly number[]) => {
  let at = 0;
  return () => values[at++] ?? Number.NaN;
};

describe("draws from given uniform numbers", () => {
  test("a normal draw is sqrt(-2 ln(1 - u)) cos(2 pi v)", () => {
    const u = 1 - Math.exp(-2);
    expect(randomNormal(given(u, 0))).toBeCloseTo(2, 12);
    expect(randomNormal(given(u, 1 / 6))).toBeCloseTo(1, 12);
    expect(randomNormal(given(u, 1 / 2))).toBeCloseTo(-2, 12);
    expect(randomNormal(given(0, 0.3))).toBeCloseTo(0, 12);
    expect(randomNormal(given(1 - Math.exp(-8), 1 / 3))).toBeCloseTo(-2, 12);
  });

  test("a whole number below n is the part of n that was reached", () => {
    expect([0, 0.199, 0.2, 0.5, 0.999].map((value) => randomInteger(given(value), 5))).toEqual([0, 0, 1, 2, 4]);
  });
});

describe("weights of resamples", () => {
  test("are counts of what is drawn in each stratum, a hundred resamples from one seed", () => {
    const sizes = [3, 2];
    const expected: number[] = [];
    for (const [chunk, rows] of [
      [0, 100],
      [1, 3],
    ] as const) {
      const random = makeRandom(chunkSeed("seed", chunk));
      for (let row = 0; row < rows; row++) {
        const drawn = [...sizes.entries()].flatMap(([stratum, size]) =>
          Array.from({ length: size }, () => 3 * stratum + Math.floor(size * random())),
        );
        expected.push(...[0, 1, 2, 3, 4].map((unit) => drawn.filter((one) => one === unit).length));
      }
    }
    expect([...resampleWeights(sizes, { seed: "seed", resamples: 103 })]).toEqual(expected);
  });

  test("of nothing to draw, or into an empty stratum, is a bug of the caller", () => {
    expect(() => resampleWeights([3, 0], { seed: 1, resamples: 2 })).toThrow(
      "sizes: expected a whole number of at least 1",
    );
    expect(() => resampleWeights([3], { seed: 1, resamples: 0 })).toThrow(
      "resamples: expected a whole number of at least 1",
    );
    expect(resampleWeights([1], { seed: 1, resamples: 2 })).toEqual(Uint16Array.of(1, 1));
  });
});

test("strata and texts are in the order of code units", () => {
  expect([compareText("a", "b"), compareText("b", "a"), compareText("a", "a")]).toEqual([-1, 1, 0]);
  const units = [
    ["q10", "b"],
    ["q2", "b"],
    ["q1", "a"],
    ["q3", "a"],
    ["q4", "c"],
    ["q5", "a"],
  ].map(([id = "", stratum = ""]) => ({ id, stratum }));
  // The single one of c joins b, the smaller.
  expect(arrangeStrata(units)).toEqual({ order: [2, 3, 5, 0, 1, 4], sizes: [3, 3] });
});

describe("one series over resamples", () => {
  test("by hand: units of two cells each, in two strata", () => {
    // Sums 4 8 | 2 6: mean 20/8 = 2.5, residuals -1 3 | -3 1; SE^2 = (2/1 * (10 - 4/2) + 2/1 * (10 - 4/2)) / 64 = 1/2.
    const totals = { sums: Float64Array.of(4, 8, 2, 6), counts: Float64Array.of(2, 2, 2, 2) };
    const result = resampleSeries(totals, [2, 2], Uint16Array.of(2, 0, 1, 1, 0, 2, 0, 2, 0, 2, 1, 1));
    expect(result.mean).toBe(2.5);
    expect(result.standardError).toBeCloseTo(Math.sqrt(1 / 2), 12);
    // The first draws 4 4 | 2 6: shift (-2 - 2)/8, and only the second stratum has a spread.
    expect([...result.means]).toEqual([2, 3.5, 3]);
    expect(result.studentised[0]).toBeCloseTo(-0.5 / Math.sqrt(16 / 64), 12);
    expect(result.studentised[1]).toBe(Number.POSITIVE_INFINITY);
    // 8 8 | 2 6: (6 - 2)/8.
    expect(result.studentised[2]).toBeCloseTo(0.5 / Math.sqrt(16 / 64), 12);
  });

  test("by hand: units of one and of three cells, in two strata", () => {
    // Sums 3 3 | 9 1: counts 1 3 | 3 1: mean 2, residuals 1 -3 | 3 -1.
    const totals = { sums: Float64Array.of(3, 3, 9, 1), counts: Float64Array.of(1, 3, 3, 1) };
    const result = resampleSeries(totals, [2, 2], Uint16Array.of(1, 1, 1, 1, 2, 0, 1, 1, 2, 0, 0, 2));
    expect(result.mean).toBe(2);
    // Each stratum: 2/1 (10 - 4/2) = 16 over 8 cells.
    expect(result.standardError).toBeCloseTo(Math.sqrt(32) / 8, 12);
    // 3 3 | 9 1 over 1 1 3 1: mean 16/6, shift 2/3; residuals from it: 1/3 twice | 1 and -5/3, sum -2/3, squares 34/9.
    expect(result.means[1]).toBeCloseTo(16 / 6, 12);
    expect(result.studentised[1]).toBeCloseTo(2 / 3 / (Math.sqrt(2 * (34 / 9 - 4 / 9 / 2)) / 6), 12);
    // 3 3 | 1 1 over four cells of 1: mean 2, as the data's.
    expect(result.means[2]).toBe(2);
    expect(result.studentised[2]).toBe(0);
  });

  test("a resample that drew nothing measured has no mean, and no t value", () => {
    const totals = { sums: Float64Array.of(0, 5, 7), counts: Float64Array.of(0, 1, 1) };
    const { mean, means, studentised } = resampleSeries(totals, [3], Uint16Array.of(3, 0, 0, 0, 3, 0));
    expect(mean).toBe(6);
    expect([...means]).toEqual([Number.NaN, 5]);
    expect([...studentised]).toEqual([Number.NaN, Number.NEGATIVE_INFINITY]);
  });
});

describe("intervals from resamples", () => {
  const series = (own: { means: readonly number[]; studentised: readonly number[]; standardError?: number }) => ({
    mean: 5,
    standardError: own.standardError ?? 2,
    means: Float64Array.from(own.means),
    studentised: Float64Array.from(own.studentised),
  });

  test("by hand: three resamples at a level of 0.5, of which a quarter is cut at each end", () => {
    const found = intervalsFrom(series({ means: [7, Number.NaN, 4, 5], studentised: [1.5, -1, Number.NaN, 0.5] }), 0.5);
    expect(found).toEqual({
      mean: 5,
      standardError: 2,
      // 5 - 1.5 * 2 and 5 + 1 * 2
      studentised: { low: 2, high: 7 },
      percentile: { low: 4, high: 7 },
      level: 0.5,
      resamples: 4,
    });
  });

  test("one end that is infinite leaves neither", () => {
    const means = [4, 5, 6];
    const bounds = (...studentised: number[]) => intervalsFrom(series({ means, studentised }), 0.5).studentised;
    expect(bounds(-1, 0, Number.POSITIVE_INFINITY)).toEqual({ low: null, high: null });
    expect(bounds(Number.NEGATIVE_INFINITY, 0, 1)).toEqual({ low: null, high: null });
  });

  test("no spread at all: both ends are the mean", () => {
    const found = intervalsFrom(series({ means: [5, 5, 5], studentised: [0, 0, 0], standardError: 0 }), 0.5);
    expect(found.studentised).toEqual({ low: 5, high: 5 });
  });

  test("two thousand resamples at 0.95 are made unless told", () => {
    const clusters = [1, 4, 6].map((value, index) => ({ id: `q${index}`, stratum: "s", values: [value] }));
    const found = bootstrapIntervals(clusters, { seed: 1 });
    expect(found).toMatchObject({ resamples: 2000, level: 0.95 });
    expect(found).toEqual(bootstrapIntervals(clusters, { seed: 1, resamples: 2000, level: 0.95 }));
  });
});

describe("all series together", () => {
  const cells = ["q1", "q2", "q3", "q4", "q5"].flatMap((unit, index) =>
    ["t1", "t2"].map((id) => ({ unit, stratum: index < 3 ? "a" : "b", id })),
  );

  test("by hand: three and two units leave 3 degrees of freedom, and the root of 1.7", () => {
    const joint = jointBootstrap({ cells, rows: [cells.map((_, index) => index % 4)] }, { seed: 1, resamples: 20 });
    expect(joint).toMatchObject({ resamples: 20, degreesOfFreedom: 3 });
    expect(joint.correction).toBeCloseTo(Math.sqrt(1.7), 12);
    expect(joint.series[0]?.means).toHaveLength(20);
    expect(joint.series[0]?.intervals.level).toBe(0.95);
  });

  test("a series of which one unit alone was measured is left out, one of two is not", () => {
    const only = (...units: readonly string[]) => cells.map(({ unit }) => (units.includes(unit) ? 4 : null));
    const { series } = jointBootstrap({ cells, rows: [only("q2"), only("q2", "q4")] }, { seed: 1, resamples: 20 });
    expect(series[0]).toBeNull();
    expect(series[1]?.intervals.mean).toBe(4);
  });

  test("one unit in all has no series; nothing is known of a spread", () => {
    expect(jointBootstrap({ cells: cells.slice(0, 2), rows: [[1, 2]] }, { seed: 1 })).toEqual({
      series: [null],
      resamples: 2000,
      degreesOfFreedom: 0,
      correction: 1,
    });
  });

  test("is each series' own bootstrap: the same resamples of its own sums and counts", () => {
    const row = [1, null, 6, 2, null, null, 4, 9, 3, 5];
    const other = [2, 2, 7, 1, 5, 5, 4, 4, 1, 0];
    const joint = jointBootstrap({ cells, rows: [other, row] }, { seed: 9, resamples: 40, level: 0.8 });
    const weights = resampleWeights([3, 2], { seed: 9, resamples: 40 });
    const own = resampleSeries(
      { sums: Float64Array.of(1, 8, 0, 13, 8), counts: Float64Array.of(1, 2, 0, 2, 2) },
      [3, 2],
      weights,
    );
    expect(joint.series[1]?.means).toEqual(own.means);
    expect(joint.series[1]?.intervals).toEqual(intervalsFrom(own, 0.8));
  });
});
