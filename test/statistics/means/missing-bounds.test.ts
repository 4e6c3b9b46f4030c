import { expect, test } from "vitest";
import { clusteredMean } from "../../../src/statistics/means/clustered-mean.ts";
import { missingBounds } from "../../../src/statistics/means/missing-bounds.ts";

const range = { lowest: 1, highest: 10 };

test("by hand: one of four values missing", () => {
  const bounds = missingBounds(
    [
      { values: [8, 6], missing: 0 },
      { values: [7], missing: 1 },
    ],
    range,
  );
  expect(bounds.lowest.mean).toBe((8 + 6 + 7 + 1) / 4);
  expect(bounds.highest.mean).toBe((8 + 6 + 7 + 10) / 4);
  expect(bounds.lowest).toEqual(
    clusteredMean([
      [8, 6],
      [7, 1],
    ]),
  );
});

test("nothing missing: both are the mean; everything missing: the whole range", () => {
  const complete = [{ values: [8], missing: 0 }];
  expect(missingBounds(complete, range).lowest).toEqual(missingBounds(complete, range).highest);
  const empty = missingBounds([{ values: [], missing: 2 }], range);
  expect([empty.lowest.mean, empty.highest.mean]).toEqual([1, 10]);
});

test("refuses a crossed range and a broken count", () => {
  expect(() => missingBounds([], { lowest: 10, highest: 1 })).toThrow("range: lowest (10) lies above highest (1)");
  expect(() => missingBounds([{ values: [], missing: -1 }], range)).toThrow(
    "clusters[0].missing: expected a whole number",
  );
  expect(() => missingBounds([], { lowest: Number.NaN, highest: 1 })).toThrow("range.lowest: expected a finite number");
});
