import { describe, expect, test } from "vitest";
import { chunkSeed, makeRandom, randomInteger, randomNormal } from "../../../src/statistics/resampling/random.ts";

describe("makeRandom", () => {
  test("gives the same numbers for the same seed, on every machine", () => {
    const random = makeRandom("夏目漱石");
    const bits = [random(), random(), random()].map((value) => value * 4294967296);
    expect(bits).toEqual([3954385724, 417976873, 2796991633]);
  });

  test("a number and its text are the same seed", () => {
    expect(makeRandom(42)()).toBe(makeRandom("42")());
  });

  test("near seeds are unrelated", () => {
    const n = 2000;
    const a = Array.from({ length: n }, (_, index) => makeRandom(`seed/${index}`)());
    const mean = a.reduce((sum, value) => sum + value, 0) / n;
    expect(mean).toBeCloseTo(0.5, 1);
    let product = 0;
    for (let index = 1; index < n; index++) product += ((a[index] as number) - 0.5) * ((a[index - 1] as number) - 0.5);
    expect(Math.abs(product / n / (1 / 12))).toBeLessThan(0.08);
  });

  test("refuses a seed that is no number", () => {
    expect(() => makeRandom(Number.NaN)).toThrow("seed: expected a finite number, got NaN");
  });
});

test("chunks have seeds of their own", () => {
  expect(chunkSeed("run", 3)).toBe("run/3");
  expect(() => chunkSeed("run", -1)).toThrow("chunk: expected a whole number of at least 0, got -1");
});

test("integers below n are uniform", () => {
  const random = makeRandom(7);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 20_000; draw++) {
    const value = randomInteger(random, 10);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  // Chi-squared with 9 degrees of freedom: 27.9 is its 99.9 % point.
  const chiSquared = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
  expect(chiSquared).toBeLessThan(27.9);
  expect(() => randomInteger(random, 0)).toThrow("n: expected a whole number of at least 1, got 0");
});

test("normal draws have mean 0, deviation 1 and the right tail", () => {
  const random = makeRandom("normal");
  const n = 40_000;
  let sum = 0;
  let squares = 0;
  let beyond = 0;
  for (let draw = 0; draw < n; draw++) {
    const value = randomNormal(random);
    sum += value;
    squares += value * value;
    if (value > 1.96) beyond++;
  }
  expect(sum / n).toBeCloseTo(0, 1);
  expect(squares / n).toBeCloseTo(1, 1);
  expect(beyond / n).toBeCloseTo(0.025, 2);
});
