import { expect, test } from "vitest";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";
import { signFlipTest } from "../../../src/statistics/resampling/sign-flip-test.ts";

test("Fisher's count for Darwin's maize: 1,726 of 32,768 patterns reach the sum of 314", () => {
  const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
  const result = signFlipTest(
    darwin.map((difference) => [difference]),
    { seed: 1 },
  );
  expect(result).toMatchObject({ p: 1726 / 32768, pAbove: 863 / 32768, patterns: 32768, exact: true });
});

test("by hand: three differences of one sign", () => {
  expect(signFlipTest([[-1], [-2], [-3]], { seed: 1 })).toEqual({
    p: 2 / 8,
    pBelow: 1 / 8,
    pAbove: 1,
    patterns: 8,
    exact: true,
  });
});

test("ties count, also where rounding parts them: 0.1 + 0.2 against 0.3", () => {
  // Patterns of 0.1, 0.2, -0.3 (sum 0): every pattern reaches |0|.
  expect(signFlipTest([[0.1], [0.2], [-0.3]], { seed: 1 })?.p).toBe(1);
});

test("all values of a cluster flip together", () => {
  // Totals 3 and -1: the patterns give 2, 4, -4, -2. Flipped one by one, 1 2 -1 would have eight.
  expect(signFlipTest([[1, 2], [-1]], { seed: 1 })).toMatchObject({ p: 1, pAbove: 2 / 4, patterns: 4 });
});

test("against another null value", () => {
  // Shifted by -0.5: totals 1.5, 0.5, 1.
  expect(signFlipTest([[1], [0], [0.5]], { seed: 1, nullValue: -0.5 })).toMatchObject({ p: 2 / 8, pAbove: 1 / 8 });
});

test("random patterns come close to the t test for normal differences, and never reach 0", () => {
  const random = makeRandom("differences");
  const differences = Array.from({ length: 80 }, () => [0.45 + 2 * randomNormal(random)]);
  const result = signFlipTest(differences, { seed: 5, flips: 20_000 });
  expect(result?.exact).toBe(false);
  expect(result?.patterns).toBe(20_001);
  const mean = differences.reduce((sum, [value]) => sum + (value ?? 0), 0) / 80;
  const sd = Math.sqrt(differences.reduce((sum, [value]) => sum + ((value ?? 0) - mean) ** 2, 0) / 79);
  expect(mean / (sd / Math.sqrt(80))).toBeGreaterThan(1);
  const far = signFlipTest(
    Array.from({ length: 80 }, () => [3]),
    { seed: 5, flips: 99 },
  );
  expect(far).toMatchObject({ p: 0.01, pAbove: 0.01, pBelow: 1 });
});

test("flips the signs of every cluster, also of those beyond the 32 that one draw decides", () => {
  // 32 small differences and, last in order, four of 1: the sum is reached where those four go one way, 2 patterns of 16.
  const differences = [...new Array<number>(32).fill(-0.001), 1, 1, 1, 1].map((difference) => [difference]);
  const result = signFlipTest(differences, { seed: 3, flips: 20_000 });
  expect(result?.exact).toBe(false);
  // Standard error of a share at 20,000 patterns: 0.0023.
  expect(Math.abs((result?.p ?? 1) - 2 / 16)).toBeLessThan(0.01);
  expect(Math.abs((result?.pAbove ?? 1) - 1 / 16)).toBeLessThan(0.01);
});

test("same seed, same bytes; another seed, another draw; any order, the same result", () => {
  const random = makeRandom("order");
  const differences = Array.from({ length: 40 }, () => [0.4 + randomNormal(random), randomNormal(random)]);
  const result = signFlipTest(differences, { seed: "a", flips: 3500 });
  expect(signFlipTest(differences, { seed: "a", flips: 3500 })).toEqual(result);
  expect(
    signFlipTest(differences.map((cluster) => cluster.toReversed()).toReversed(), { seed: "a", flips: 3500 }),
  ).toEqual(result);
  expect(signFlipTest(differences, { seed: "b", flips: 3500 })).not.toEqual(result);
});

test("nothing to test", () => {
  expect(signFlipTest([], { seed: 1 })).toBeNull();
  expect(signFlipTest([[1, 2], []], { seed: 1 })).toBeNull();
  expect(signFlipTest([[0], [0]], { seed: 1 })).toMatchObject({ p: 1, patterns: 1 });
});

test("refuses what is no number", () => {
  expect(() => signFlipTest([[1], [Number.NaN]], { seed: 1 })).toThrow("differences[1][0]: expected a finite number");
  expect(() => signFlipTest([[1]], { seed: 1, flips: 0 })).toThrow(
    "flips: expected a whole number of at least 1, got 0",
  );
});
