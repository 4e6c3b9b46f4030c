import { describe, expect, test } from "vitest";
import {
  detectionPower,
  minimalDetectableEffect,
  repeatsForEffect,
  type TestPlan,
} from "../../../src/statistics/means/detectable-effect.ts";

const twoSided: TestPlan = { alpha: 0.05, sides: 2, degreesOfFreedom: 79 };
const normal: TestPlan = { alpha: 0.05, sides: 2, degreesOfFreedom: Number.POSITIVE_INFINITY };

describe("detectionPower", () => {
  // Effect in standard deviations, n, alpha, sides; the first two stand in the manual of G*Power.
  test.each([
    [0.5, 20, 2, 0.564504418],
    [0.5, 34, 2, 0.807777501],
    [0.3, 80, 1, 0.845026648],
    [1, 5, 1, 0.579737359],
    [2, 3, 2, 0.470749485],
  ] as const)("effect %d sd, n %d, %d-sided", (effect, n, sides, power) => {
    expect(detectionPower(effect, 1 / Math.sqrt(n), { alpha: 0.05, sides, degreesOfFreedom: n - 1 })).toBeCloseTo(
      power,
      6,
    );
  });

  test("without an effect it is alpha", () => {
    expect(detectionPower(0, 1, twoSided)).toBeCloseTo(0.05, 9);
    expect(detectionPower(0, 1, { ...twoSided, sides: 1 })).toBeCloseTo(0.05, 9);
  });

  test("no error, no doubt", () => {
    expect(detectionPower(0.1, 0, twoSided)).toBe(1);
    expect(detectionPower(-0.1, 0, twoSided)).toBe(1);
    expect(detectionPower(-0.1, 0, { ...twoSided, sides: 1 })).toBe(0);
  });
});

test("without an error whatever lies on the side that is tested is found, and nothing is not", () => {
  const power = (effect: number, sides: 1 | 2) => detectionPower(effect, 0, { ...twoSided, sides });
  expect([power(1e-9, 1), power(0, 1), power(-1, 1)]).toEqual([1, 0, 0]);
  expect([power(1, 2), power(0, 2), power(-1e-9, 2)]).toEqual([1, 0, 1]);
  expect(() => detectionPower(1, 1, { ...twoSided, sides: JSON.parse("3") })).toThrow("sides: expected 1 or 2, got 3");
});

test("a power of alpha itself needs no effect", () => {
  expect(() => minimalDetectableEffect(1, 0.05, twoSided)).toThrow("power: expected more than alpha (0.05), got 0.05");
});

describe("minimalDetectableEffect", () => {
  test("normal approximation: 2.8016 standard errors at 80 %, 2.4865 one-sided", () => {
    expect(minimalDetectableEffect(1, 0.8, normal)).toBeCloseTo(2.80158, 5);
    expect(minimalDetectableEffect(1, 0.8, { ...normal, sides: 1 })).toBeCloseTo(1.6448536 + 0.8416212, 6);
  });

  test("80 questions with a paired sd of 1.7: about half a point", () => {
    expect(minimalDetectableEffect(1.7 / Math.sqrt(80), 0.8, twoSided)).toBeCloseTo(0.539, 3);
  });

  test("is where the power is reached", () => {
    const effect = minimalDetectableEffect(0.2, 0.9, { ...twoSided, sides: 1 });
    expect(detectionPower(effect, 0.2, { ...twoSided, sides: 1 })).toBeCloseTo(0.9, 8);
  });
});

describe("repeatsForEffect", () => {
  const plan = { alpha: 0.05, sides: 2, clusters: 80 } as const;

  test("the number found is the first that suffices", () => {
    const variances = { lasting: 1.6, fresh: 1.3 };
    const needed = repeatsForEffect(0.45, variances, 0.8, plan);
    if (needed.kind !== "repeats") throw new Error("expected a number");
    expect(needed.repeats).toBe(4);
    const reached = (repeats: number) =>
      minimalDetectableEffect(Math.sqrt((variances.lasting + variances.fresh / repeats) / 80), 0.8, twoSided);
    expect(reached(needed.repeats)).toBeLessThanOrEqual(0.45);
    expect(reached(needed.repeats - 1)).toBeGreaterThan(0.45);
  });

  test("no number helps when the clusters differ too much: the limit is named", () => {
    const needed = repeatsForEffect(0.2, { lasting: 1.6, fresh: 1.3 }, 0.8, plan);
    if (needed.kind !== "unattainable") throw new Error("expected a limit");
    expect(needed.limit).toBeCloseTo(minimalDetectableEffect(Math.sqrt(1.6 / 80), 0.8, twoSided), 8);
  });

  test("one is enough for a large effect or without noise", () => {
    expect(repeatsForEffect(2, { lasting: 1, fresh: 1 }, 0.8, plan)).toEqual({ kind: "repeats", repeats: 1 });
    expect(repeatsForEffect(0.1, { lasting: 0, fresh: 0 }, 0.8, plan)).toEqual({ kind: "repeats", repeats: 1 });
  });
});

test.each([
  [() => minimalDetectableEffect(Number.NaN, 0.8, twoSided), "standardError: expected a finite number, got NaN"],
  [() => minimalDetectableEffect(1, 0.8, { ...twoSided, alpha: 0 }), "alpha: expected a number between 0 and 1, got 0"],
  [() => minimalDetectableEffect(1, 0.04, twoSided), "power: expected more than alpha (0.05), got 0.04"],
  [
    () => repeatsForEffect(0, { lasting: 1, fresh: 1 }, 0.8, { alpha: 0.05, sides: 1, clusters: 80 }),
    "effect: expected",
  ],
  [() => repeatsForEffect(1, { lasting: 1, fresh: 1 }, 0.8, { alpha: 0.05, sides: 1, clusters: 1 }), "plan.clusters"],
  [() => detectionPower(1, 1, { ...twoSided, degreesOfFreedom: 0 }), "df: expected a number above 0, got 0"],
])("refuses %s", (call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});
