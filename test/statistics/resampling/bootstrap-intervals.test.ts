import { describe, expect, test } from "vitest";
import { clusteredMean } from "../../../src/statistics/means/clustered-mean.ts";
import { bootstrapIntervals, type StratifiedCluster } from "../../../src/statistics/resampling/bootstrap-intervals.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";
import { resampleSeries } from "../../../src/statistics/resampling/weighted-resampling.ts";

const drawn = (seed: string, strata: number, size: number): StratifiedCluster[] => {
  const random = makeRandom(seed);
  return Array.from({ length: strata * size }, (_, index) => ({
    id: `q${String(index).padStart(3, "0")}`,
    stratum: `c${Math.floor(index / size)}`,
    values: [6 + Math.floor(index / size) + randomNormal(random), 6 + randomNormal(random)],
  }));
};

describe("resampleSeries", () => {
  test("equal counts, by hand", () => {
    // One stratum, cluster means 8 5 2: mean 5, SE = sqrt(18/(2*3)) = sqrt(3). Resample 8 8 2: mean 6, SE = 2.
    const totals = { sums: Float64Array.of(8, 5, 2), counts: Float64Array.of(1, 1, 1) };
    const result = resampleSeries(totals, [3], Uint16Array.of(2, 0, 1, 3, 0, 0));
    expect(result.mean).toBe(5);
    expect(result.standardError).toBeCloseTo(Math.sqrt(3), 14);
    expect([...result.means]).toEqual([6, 8]);
    expect(result.studentised[0]).toBeCloseTo(1 / 2, 14);
    expect(result.studentised[1]).toBe(Number.POSITIVE_INFINITY);
  });

  test("unequal counts and two strata, by hand", () => {
    // Sums 16 5 | 6 3 over counts 2 1 | 2 1: mean 30/6 = 5, residuals 6 0 | -4 -2.
    // SE^2 = (2/1 * (9 + 9) + 2/1 * (1 + 1)) / 36 = 40/36.
    const totals = { sums: Float64Array.of(16, 5, 6, 3), counts: Float64Array.of(2, 1, 2, 1) };
    const result = resampleSeries(totals, [2, 2], Uint16Array.of(1, 1, 1, 1, 2, 0, 0, 2));
    expect(result.standardError).toBeCloseTo(Math.sqrt(40 / 36), 14);
    expect([...result.means]).toEqual([5, (2 * 16 + 2 * 3) / 6]);
    expect(result.studentised[0]).toBe(0);
  });

  test("one stratum, all drawn once: the clustered standard error", () => {
    const random = makeRandom("one stratum");
    const clusters = Array.from({ length: 30 }, (_, index) =>
      Array.from({ length: 1 + (index % 2) }, () => 10 * random()),
    );
    const totals = {
      sums: Float64Array.from(clusters, (cluster) => cluster.reduce((sum, value) => sum + value, 0)),
      counts: Float64Array.from(clusters, (cluster) => cluster.length),
    };
    const result = resampleSeries(totals, [30], new Uint16Array(30).fill(1));
    expect(result.standardError).toBeCloseTo(clusteredMean(clusters).standardError ?? 0, 13);
  });
});

describe("bootstrapIntervals", () => {
  test("strata that differ do not widen the interval", () => {
    const clusters = drawn("strata", 8, 10);
    const result = bootstrapIntervals(clusters, { seed: 1, resamples: 500 });
    const estimate = clusteredMean(clusters.map((cluster) => cluster.values));
    expect(result?.mean).toBeCloseTo(estimate.mean ?? 0, 12);
    expect(result?.standardError ?? 1).toBeLessThan(0.7 * (estimate.standardError ?? 0));
  });

  test("normal data, one stratum: close to the t interval, percentile narrower", () => {
    const clusters = drawn("normal", 1, 30);
    const estimate = clusteredMean(clusters.map((cluster) => cluster.values));
    const result = bootstrapIntervals(clusters, { seed: 1, resamples: 4000 });
    if (!result || estimate.kind !== "interval") throw new Error("no interval");
    const width = estimate.high - estimate.low;
    expect(Math.abs((result.studentised.low ?? 0) - estimate.low)).toBeLessThan(0.1 * width);
    expect(Math.abs((result.studentised.high ?? 0) - estimate.high)).toBeLessThan(0.1 * width);
    expect((result.percentile.high ?? 0) - (result.percentile.low ?? 0)).toBeLessThan(width);
  });

  test("same seed, same bytes; any order, the same result", () => {
    const clusters = drawn("order", 4, 5);
    const result = bootstrapIntervals(clusters, { seed: "s", resamples: 300, level: 0.9 });
    const shuffled = clusters.map((cluster) => ({ ...cluster, values: cluster.values.toReversed() })).toReversed();
    expect(bootstrapIntervals(shuffled, { seed: "s", resamples: 300, level: 0.9 })).toEqual(result);
    expect(bootstrapIntervals(clusters, { seed: "t", resamples: 300, level: 0.9 })).not.toEqual(result);
    expect(result).toMatchObject({ level: 0.9, resamples: 300 });
  });

  test("fewer than two clusters: nothing", () => {
    expect(bootstrapIntervals([], { seed: 1 })).toBeNull();
    const [first] = drawn("one", 1, 1);
    expect(
      bootstrapIntervals([first as StratifiedCluster, { id: "x", stratum: "c", values: [] }], { seed: 1 }),
    ).toBeNull();
  });

  test("all equal: no width", () => {
    const clusters = drawn("equal", 2, 5).map((cluster) => ({ ...cluster, values: [22 / 3, 22 / 3] }));
    const result = bootstrapIntervals(clusters, { seed: 1, resamples: 100 });
    expect(result?.standardError).toBe(0);
    expect(result?.studentised).toEqual({ low: result?.mean, high: result?.mean });
  });

  test("two clusters: most resamples have no spread, so there is no studentised interval", () => {
    const clusters = [
      { id: "a", stratum: "c", values: [9] },
      { id: "b", stratum: "c", values: [4] },
    ];
    const result = bootstrapIntervals(clusters, { seed: 1, resamples: 400 });
    expect(result?.studentised).toEqual({ low: null, high: null });
    expect(result?.percentile).toEqual({ low: 4, high: 9 });
  });

  test("refuses what is no number", () => {
    expect(() => bootstrapIntervals([{ id: "q1", stratum: "c", values: [Number.NaN] }], { seed: 1 })).toThrow(
      "clusters[q1][0]: expected a finite number, got NaN",
    );
    const clusters = drawn("options", 1, 4);
    expect(() => bootstrapIntervals(clusters, { seed: 1, resamples: 0 })).toThrow("resamples: expected a whole number");
    expect(() => bootstrapIntervals(clusters, { seed: 1, level: 1 })).toThrow(
      "level: expected a number between 0 and 1",
    );
  });
});
