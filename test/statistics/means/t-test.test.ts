import { expect, test } from "vitest";
import { clusteredMean } from "../../../src/statistics/means/clustered-mean.ts";
import { tTest } from "../../../src/statistics/means/t-test.ts";

const clusters = [[0.7], [-1.6], [-0.2], [-1.2], [-0.1], [3.4], [3.7], [0.8], [0], [2]];

test("Student's own example: sleep gained by 10 patients (1908, first drug)", () => {
  const result = tTest(clusteredMean(clusters));
  expect(result?.degreesOfFreedom).toBe(9);
  expect(result?.t).toBeCloseTo(1.3257, 4);
  expect(result?.p).toBeCloseTo(0.2176, 4);
});

test("agrees with the interval", () => {
  const estimate = clusteredMean(clusters, 0.9);
  expect(tTest(estimate, estimate.low ?? 0)?.p).toBeCloseTo(0.1, 12);
  expect(tTest(estimate, estimate.high ?? 0)?.p).toBeCloseTo(0.1, 12);
});

test("no spread: certain unless it sits on the null value", () => {
  const constant = clusteredMean([[-1], [-1], [-1]]);
  expect(tTest(constant, -1)).toMatchObject({ t: 0, p: 1 });
  expect(tTest(constant, 0)).toMatchObject({ t: Number.NEGATIVE_INFINITY, p: 0 });
});

test("no interval, no test; no number, no test", () => {
  expect(tTest(clusteredMean([[1, 2]]))).toBeNull();
  expect(() => tTest(clusteredMean(clusters), Number.NaN)).toThrow("nullValue: expected a finite number, got NaN");
});
