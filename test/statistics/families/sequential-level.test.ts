import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../../src/statistics/distributions.ts";
import { sequentialLevel, sequentialP } from "../../../src/statistics/families/sequential-level.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

describe("sequentialLevel", () => {
  // Critical values of Pocock's boundary at 5 % two-sided (Jennison and Turnbull 2000, table 2.1), 2.5 % on one side.
  test.each([
    [2, 2.178],
    [3, 2.289],
    [4, 2.361],
    [5, 2.413],
    [10, 2.555],
  ])("%d looks: critical value %d", (looks, critical) => {
    expect(-normalQuantile(sequentialLevel(looks, 0.025))).toBeCloseTo(critical, 2);
  });

  test("one look costs nothing; more cost less than Bonferroni", () => {
    expect(sequentialLevel(1, 0.05)).toBe(0.05);
    for (const looks of [2, 3, 5, 8]) {
      expect(sequentialLevel(looks, 0.05)).toBeGreaterThan(0.05 / looks);
      expect(sequentialLevel(looks, 0.05)).toBeLessThan(sequentialLevel(looks - 1, 0.05));
    }
  });

  test.each([0, 1, 9])("keeps alpha over 5 looks when the lasting variance is %d times the fresh one", (lasting) => {
    const random = makeRandom(`looks/${lasting}`);
    const critical = -normalQuantile(sequentialLevel(5, 0.05));
    const rounds = 20_000;
    let rejected = 0;
    for (let round = 0; round < rounds; round++) {
      const stays = Math.sqrt(lasting) * randomNormal(random);
      let fresh = 0;
      for (let look = 1; look <= 5; look++) {
        fresh += randomNormal(random);
        if ((stays + fresh / look) / Math.sqrt(lasting + 1 / look) > critical) {
          rejected++;
          break;
        }
      }
    }
    // Independent increments use up all of alpha (standard error 0.0015), a lasting part leaves some.
    expect(rejected / rounds).toBeLessThan(0.055);
    if (lasting === 0) expect(rejected / rounds).toBeGreaterThan(0.045);
    else expect(rejected / rounds).toBeLessThan(0.04);
  });

  test("refuses what is no plan", () => {
    expect(() => sequentialLevel(0, 0.05)).toThrow("looks: expected a whole number of at least 1, got 0");
    expect(() => sequentialLevel(2, 0.5)).toThrow("alpha: expected less than 0.5, got 0.5");
    expect(() => sequentialLevel(2, Number.NaN)).toThrow("alpha: expected a finite number, got NaN");
  });
});

describe("sequentialP", () => {
  test("reaches alpha exactly at the level", () => {
    for (const looks of [2, 5]) expect(sequentialP(sequentialLevel(looks, 0.05), looks)).toBeCloseTo(0.05, 9);
  });

  test.each([
    [2, 3 / 8],
    [5, 252 / 1024],
    [8, 12870 / 65536],
  ])("%d looks at p = 0.5: the chance that a symmetric walk is never positive is C(2n, n) / 4^n", (looks, never) => {
    expect(sequentialP(0.5, looks)).toBeCloseTo(1 - never, 12);
  });

  test("lies between p and looks times p, and keeps the ends", () => {
    for (const p of [1e-12, 0.001, 0.2, 0.9]) {
      expect(sequentialP(p, 4)).toBeGreaterThan(p);
      expect(sequentialP(p, 4)).toBeLessThanOrEqual(Math.min(1, 4 * p) * (1 + 1e-9));
    }
    expect(sequentialP(0, 4)).toBe(0);
    expect(sequentialP(1, 4)).toBe(1);
    expect(sequentialP(0.3, 1)).toBe(0.3);
  });
});
