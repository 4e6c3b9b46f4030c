import { describe, expect, test } from "vitest";
import { clusteredMean } from "../../../src/statistics/means/clustered-mean.ts";
import { makeRandom } from "../../../src/statistics/resampling/random.ts";

describe("clusteredMean", () => {
  test("balanced, by hand", () => {
    // Cluster means 8, 6, 7, 3: mean 6, squared deviations 4 + 0 + 1 + 9 = 14, SE = sqrt(14 / (3 * 4)).
    const estimate = clusteredMean([
      [9, 7],
      [6, 6],
      [8, 6],
      [2, 4],
    ]);
    expect(estimate).toMatchObject({
      kind: "interval",
      mean: 6,
      degreesOfFreedom: 3,
      clusters: 4,
      values: 8,
      level: 0.95,
    });
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(14 / 12), 14);
    expect(estimate.low).toBeCloseTo(6 - 3.182446305284263 * Math.sqrt(14 / 12), 10);
    expect(estimate.high).toBeCloseTo(6 + 3.182446305284263 * Math.sqrt(14 / 12), 10);
  });

  test("unbalanced, by hand: a cluster with one value of two has half the weight", () => {
    // Sums 16, 5, 6 over counts 2, 1, 2: mean 27/5 = 5.4; residual totals 5.2, -0.4, -4.8;
    // squares 27.04 + 0.16 + 23.04 = 50.24; SE = sqrt(3/2 * 50.24) / 5.
    const estimate = clusteredMean([[9, 7], [5], [2, 4]], 0.9);
    expect(estimate.mean).toBeCloseTo(5.4, 14);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(1.5 * 50.24) / 5, 14);
    expect(estimate.degreesOfFreedom).toBe(2);
    expect(estimate.level).toBe(0.9);
    // t(0.95, 2) = 2.919985580353726
    expect((estimate.high ?? 0) - 5.4).toBeCloseTo((2.919985580353726 * Math.sqrt(1.5 * 50.24)) / 5, 9);
  });

  test("skewness, by hand", () => {
    // Residuals -4 -1 0 5 around 6: third moment 60/4 = 15, second 42/4 = 10.5; G1 = sqrt(12)/2 * 15 / 10.5^1.5.
    expect(clusteredMean([[2], [5], [6], [11]]).skewness).toBeCloseTo(((Math.sqrt(12) / 2) * 15) / 10.5 ** 1.5, 13);
    expect(clusteredMean([[2], [6], [10]]).skewness).toBe(0);
    expect(clusteredMean([[2], [6]]).skewness).toBe(0);
  });

  test("balanced: the clustered formula is sd(cluster means) / sqrt(C)", () => {
    const random = makeRandom("balanced");
    for (const size of [1, 2, 5]) {
      const clusters = Array.from({ length: 80 }, () => Array.from({ length: size }, () => 1 + 9 * random()));
      const means = clusters.map((cluster) => cluster.reduce((sum, value) => sum + value, 0) / size);
      const mean = means.reduce((sum, value) => sum + value, 0) / 80;
      const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 79);
      expect(clusteredMean(clusters).standardError).toBeCloseTo(deviation / Math.sqrt(80), 12);
    }
  });

  test("pairs inside clusters, as Miller writes it, give the same standard error", () => {
    // SE^2 = SE_independent^2 + (1/N^2) * sum over clusters of the cross products, before the C/(C-1) factor.
    const clusters = [[9, 7], [5], [2, 4, 3], [10, 10]];
    const values = clusters.flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    let total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    for (const cluster of clusters) {
      for (const [i, a] of cluster.entries()) {
        for (const [j, b] of cluster.entries()) if (i !== j) total += (a - mean) * (b - mean);
      }
    }
    expect(clusteredMean(clusters).standardError).toBeCloseTo(Math.sqrt((4 / 3) * total) / values.length, 13);
  });

  test("the order of clusters and of values does not show in a single bit", () => {
    const random = makeRandom("shuffle");
    const clusters = Array.from({ length: 81 }, (_, index) =>
      Array.from({ length: 1 + (index % 3) }, () => Math.floor(30 * random()) / 3),
    );
    const shuffled = clusters.map((cluster) => cluster.toReversed());
    shuffled.push(...shuffled.splice(0, 40).toReversed());
    expect(clusteredMean(shuffled)).toEqual(clusteredMean(clusters));
  });

  test("nothing measured: no mean", () => {
    const nothing = { kind: "none", mean: null, standardError: null, degreesOfFreedom: null, low: null, high: null };
    expect(clusteredMean([])).toEqual({ ...nothing, skewness: null, level: 0.95, clusters: 0, values: 0 });
    expect(clusteredMean([[], []])).toEqual(clusteredMean([]));
  });

  test("one cluster: a mean without an interval, however many values", () => {
    expect(clusteredMean([[8, 9, 10], []], 0.9)).toEqual({
      kind: "point",
      mean: 9,
      standardError: null,
      degreesOfFreedom: null,
      skewness: null,
      low: null,
      high: null,
      level: 0.9,
      clusters: 1,
      values: 3,
    });
  });

  test("all equal: an interval of no width, also for thirds", () => {
    const third = 22 / 3;
    const estimate = clusteredMean(Array.from({ length: 80 }, () => [third, third]));
    expect(estimate.standardError).toBe(0);
    expect(estimate.low).toBe(estimate.high);
    expect(estimate.mean).toBeCloseTo(third, 12);
  });

  test.each([
    [() => clusteredMean([[1], [2, Number.NaN]]), "clusters[1][1]: expected a finite number, got NaN"],
    [() => clusteredMean([[Number.POSITIVE_INFINITY]]), "clusters[0][0]: expected a finite number, got Infinity"],
    [() => clusteredMean([[1]], 95), "level: expected a number between 0 and 1, got 95"],
    [() => clusteredMean([[1]], Number.NaN), "level: expected a finite number, got NaN"],
  ])("refuses %s", (call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });

  test("refuses text where a number belongs", () => {
    expect(() => clusteredMean([["8" as unknown as number]])).toThrow(TypeError);
  });
});
