import { describe, expect, test } from "vitest";
import { shareOfValue, wilsonInterval } from "../../../src/statistics/means/proportion.ts";

describe("wilsonInterval", () => {
  // Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%d of %d", (successes, count, low, high) => {
    const interval = wilsonInterval(successes, count);
    expect(interval.share).toBe(successes / count);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("all of them: the upper end is exactly 1", () => {
    expect(wilsonInterval(20, 20).high).toBe(1);
    expect(wilsonInterval(20, 20).low).toBeCloseTo(1 - 0.1611, 4);
  });

  test("nothing counted, nothing known", () => {
    expect(wilsonInterval(0, 0)).toEqual({ share: null, low: null, high: null });
  });

  test.each([
    [() => wilsonInterval(3, 2), "successes: expected at most count (2), got 3"],
    [() => wilsonInterval(-1, 2), "successes: expected a number of at least 0, got -1"],
    [() => wilsonInterval(1, Number.NaN), "count: expected a finite number, got NaN"],
  ])("refuses %s", (call, message) => expect(call).toThrow(message));
});

describe("shareOfValue", () => {
  test("values that repeat inside clusters count once", () => {
    // 20 clusters of two equal values: as much information as 20 values (times C/(C-1) of the clustered variance).
    const clusters = Array.from({ length: 20 }, (_, index) => (index < 8 ? [10, 10] : [7, 9]));
    const clustered = shareOfValue(clusters, 10);
    expect(clustered.share).toBeCloseTo(0.4, 14);
    const single = wilsonInterval(0.4 * 19, 19);
    expect(clustered.low).toBeCloseTo(single.low ?? 0, 10);
    expect(clustered.high).toBeCloseTo(single.high ?? 0, 10);
  });

  test("no spread: the clusters count", () => {
    expect(shareOfValue([[10, 10], [10]], 10)).toEqual({ ...wilsonInterval(2, 2), share: 1 });
    expect(shareOfValue([[9, 9], [8]], 10)).toEqual({ ...wilsonInterval(0, 2), share: 0 });
    expect(shareOfValue([], 10)).toEqual({ share: null, low: null, high: null });
  });

  test("counts clusters that agree to the last value as the only independent ones", () => {
    const found = shareOfValue(
      [
        [10, 5],
        [5, 10],
      ],
      10,
    );
    expect(found).toEqual({ ...wilsonInterval(1, 2), share: 0.5 });
  });
});
