import { expect, test } from "vitest";
import { chunkSeed, makeRandom } from "../../../src/statistics/resampling/random.ts";
import { signFlipTest } from "../../../src/statistics/resampling/sign-flip-test.ts";

test("fifteen clusters that differ are counted out, sixteen are drawn 10,000 times; equal ones do not count", () => {
  const ones = (count: number) => Array.from({ length: count }, () => [1]);
  expect(signFlipTest([...ones(15), [0], []], { seed: 1 })).toEqual({
    p: 2 / 32768,
    pBelow: 1,
    pAbove: 1 / 32768,
    patterns: 32768,
    exact: true,
  });
  expect(signFlipTest(ones(16), { seed: 1, flips: 50 })).toMatchObject({ exact: false, patterns: 51 });
  expect(signFlipTest(ones(16), { seed: 1 })?.patterns).toBe(10_001);
});

test("random patterns are the bits of seeded numbers, 32 clusters a number, a thousand patterns a seed", () => {
  // In ascending order, which is the order in which they are flipped.
  const totals = Array.from({ length: 35 }, (_, index) => index - 15.5);
  const flips = 1004;
  const sums = [totals.reduce((sum, total) => sum + total, 0)];
  for (const [chunk, count] of [
    [0, 1000],
    [1, 4],
  ] as const) {
    const random = makeRandom(chunkSeed("seed", chunk));
    for (let flip = 0; flip < count; flip++) {
      const words = [random() * 4294967296, random() * 4294967296].map((word) =>
        word.toString(2).padStart(32, "0").split("").reverse(),
      );
      sums.push(
        totals.reduce((sum, total, index) => {
          const isTurned = words[Math.floor(index / 32)]?.[index % 32] === "1";
          return sum + (isTurned ? -total : total);
        }, 0),
      );
    }
  }
  const [observed = 0] = sums;
  const share = (isMeant: (sum: number) => boolean) => sums.filter(isMeant).length / (flips + 1);
  const found = signFlipTest(
    totals.toReversed().map((total) => [total]),
    { seed: "seed", flips },
  );
  expect(found).toEqual({
    p: share((sum) => Math.abs(sum) >= observed),
    pBelow: share((sum) => sum <= observed),
    pAbove: share((sum) => sum >= observed),
    patterns: 1005,
    exact: false,
  });
  expect(found?.p).toBeGreaterThan(0.05);
});

test("by hand: the null value is taken off every value of a cluster", () => {
  // Against 1: totals of 3 - 2, 0 - 1 and 4 - 3: 1, -1, 1. Of eight patterns |sum| of 1 is reached by all, +1 by four.
  const found = signFlipTest([[1, 2], [0], [2, 1, 1]], { seed: 1, nullValue: 1 });
  expect(found).toEqual({ p: 1, pBelow: 7 / 8, pAbove: 4 / 8, patterns: 8, exact: true });
});
