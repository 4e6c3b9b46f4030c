import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "../../src/statistics/families/adjusted-p-values.ts";
import { sequentialLevel, sequentialP } from "../../src/statistics/families/sequential-level.ts";
import { type Cluster, clusteredMean } from "../../src/statistics/means/clustered-mean.ts";
import { oneSidedBounds } from "../../src/statistics/means/one-sided.ts";
import { pairedDifference } from "../../src/statistics/means/paired-difference.ts";
import { signFlipTest } from "../../src/statistics/resampling/sign-flip-test.ts";
import { ratings, reordered, tried } from "../support/laws.ts";

const clusters = fc.array(fc.array(ratings(), { maxLength: 3 }), { minLength: 2, maxLength: 9 });
const withValues = clusters.filter((all) => all.filter((cluster) => cluster.length > 0).length > 1);
const close = (a: number | null, b: number | null) => expect(a ?? Number.NaN).toBeCloseTo(b ?? Number.NaN, 9);
const mapped = (all: readonly Cluster[], change: (value: number) => number) => all.map((one) => one.map(change));

describe("a clustered mean", () => {
  it("does not depend on the order of clusters, nor of values", () => {
    const both = clusters.chain((all) =>
      fc.tuple(
        fc.constant(all),
        reordered(all).chain((other) => fc.tuple(...other.map((one) => reordered(one)))),
      ),
    );
    fc.assert(
      fc.property(both, ([all, other]) => {
        expect(clusteredMean(other)).toEqual(clusteredMean(all));
      }),
      tried,
    );
  });

  it("is unmoved by empty clusters, and by every value standing twice in its cluster", () => {
    fc.assert(
      fc.property(withValues, (all) => {
        const once = clusteredMean(all);
        expect(clusteredMean([[], ...all, []])).toEqual(once);
        const twice = clusteredMean(all.map((one) => [...one, ...one]));
        close(twice.mean, once.mean);
        close(twice.standardError, once.standardError);
      }),
      tried,
    );
  });

  it("of every cluster twice has the same mean, and the error of twice as many: SE sqrt((C - 1) / (2C - 1))", () => {
    fc.assert(
      fc.property(withValues, (all) => {
        const [once, twice] = [clusteredMean(all), clusteredMean([...all, ...all])];
        close(twice.mean, once.mean);
        const factor = Math.sqrt((once.clusters - 1) / (2 * once.clusters - 1));
        close(twice.standardError, (once.standardError ?? 0) * factor);
      }),
      tried,
    );
  });

  it("follows a scale: a x + b has the mean a m + b, |a| times the error, and the skewness with the sign of a", () => {
    const scales = fc.tuple(withValues, fc.constantFrom(-3, -0.5, 2, 9), fc.constantFrom(-4, 0, 11));
    fc.assert(
      fc.property(scales, ([all, a, b]) => {
        const [own, other] = [clusteredMean(all), clusteredMean(mapped(all, (value) => a * value + b))];
        close(other.mean, a * (own.mean ?? 0) + b);
        close(other.standardError, Math.abs(a) * (own.standardError ?? 0));
        close(other.skewness, Math.sign(a) * (own.skewness ?? 0));
        close(other.low, a * ((a > 0 ? own.low : own.high) ?? 0) + b);
      }),
      tried,
    );
  });

  it("has one-sided bounds that turn round with the scale and widen with the level", () => {
    fc.assert(
      fc.property(withValues, (all) => {
        const own = clusteredMean(all);
        const [bounds, back] = [own, clusteredMean(mapped(all, (value) => 11 - value))].map((one) =>
          oneSidedBounds(one, 0.95),
        );
        close(back?.low ?? null, 11 - (bounds?.high ?? Number.NaN));
        const wide = oneSidedBounds(own, 0.99);
        expect(wide.low).toBeLessThanOrEqual(bounds?.low ?? Number.NaN);
        expect(wide.high).toBeGreaterThanOrEqual(bounds?.high ?? Number.NaN);
        expect(bounds?.low).toBeLessThanOrEqual(own.mean ?? Number.NaN);
      }),
      tried,
    );
  });
});

describe("a paired difference", () => {
  const pairs = fc.array(fc.array(fc.tuple(ratings(), ratings()), { minLength: 1, maxLength: 2 }), {
    minLength: 2,
    maxLength: 9,
  });

  it("is the difference of the two means, turns round with the sides, and is unmoved by what is added to both", () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const { difference, first, second, correlation } = pairedDifference(all);
        close(difference.mean, (first.mean ?? 0) - (second.mean ?? 0));
        const back = pairedDifference(all.map((one) => one.map(([a, b]) => [b, a] as const)));
        close(back.difference.mean, -(difference.mean ?? 0));
        close(back.difference.low, -(difference.high ?? 0));
        expect(back.correlation === null).toBe(correlation === null);
        const added = pairedDifference(all.map((one) => one.map(([a, b]) => [a + 5, b + 5] as const)));
        close(added.difference.low, difference.low);
      }),
      tried,
    );
  });
});

describe("the sign-flip test", () => {
  it("is the same in any order and any unit, and its two sides change places with the sign", () => {
    const differences = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 2, maxLength: 9 });
    const both = differences.chain((all) => fc.tuple(fc.constant(all), reordered(all)));
    const test = (all: readonly number[]) =>
      signFlipTest(
        all.map((one) => [one]),
        { seed: 1 },
      );
    fc.assert(
      fc.property(both, ([all, other]) => {
        const own = test(all);
        expect(test(other)).toEqual(own);
        expect(test(all.map((one) => one / 8))).toEqual(own);
        const back = test(all.map((one) => -one));
        expect([back?.p, back?.pBelow, back?.pAbove]).toEqual([own?.p, own?.pAbove, own?.pBelow]);
        // The patterns that reach the observed sum from either side are all of them, those that meet it twice.
        expect((own?.pBelow ?? 0) + (own?.pAbove ?? 0)).toBeGreaterThan(1);
      }),
      tried,
    );
  });
});

describe("adjusted p-values", () => {
  const ps = fc.array(
    fc.integer({ min: 0, max: 1000 }).map((thousandth) => thousandth / 1000),
    { minLength: 1, maxLength: 8 },
  );

  it("of Holm keep the order, lie between p and their number times p, and go with their test in any order", () => {
    const both = ps.chain((all) => fc.tuple(fc.constant(all), reordered(all.map((p, index) => ({ p, index })))));
    fc.assert(
      fc.property(both, ([all, other]) => {
        const adjusted = holm(all);
        for (const [index, p] of all.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, all.length * p));
          for (const [at, q] of all.entries())
            if (q >= p) expect(adjusted[at]).toBeGreaterThanOrEqual(adjusted[index] ?? 2);
        }
        expect(adjusted[all.indexOf(Math.min(...all))]).toBe(Math.min(1, all.length * Math.min(...all)));
        const again = holm(other.map(({ p }) => p));
        for (const [place, { index }] of other.entries()) expect(again[place]).toBe(adjusted[index]);
      }),
      tried,
    );
  });

  it("over looks are at most alpha exactly where p is at most the level of a look", () => {
    const looked = fc.tuple(
      fc.integer({ min: 1, max: 999 }),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(0.01, 0.05, 0.2),
    );
    fc.assert(
      fc.property(looked, ([thousandth, looks, alpha]) => {
        const p = thousandth / 1000;
        expect(sequentialP(p, looks) <= alpha).toBe(p <= sequentialLevel(looks, alpha));
        expect(sequentialP(p, looks + 1)).toBeGreaterThanOrEqual(sequentialP(p, looks));
      }),
      tried,
    );
  });
});
