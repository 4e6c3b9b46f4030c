import { describe, expect, test } from "vitest";
import { alphaOf, alphaParts } from "../../../src/statistics/agreement/alpha.ts";
import { estimateAlpha } from "../../../src/statistics/agreement/alpha-interval.ts";

/** Alpha from the definition: every pair of ratings of a unit against every pair of all ratings. */
function byDefinition(units: readonly (readonly number[])[], metric: "interval" | "ordinal"): number {
  const pairable = units.filter((unit) => unit.length > 1);
  const all = pairable.flat();
  const count = (value: number) => all.filter((other) => other === value).length;
  const distance = (a: number, b: number): number => {
    if (metric === "interval") return (a - b) ** 2;
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const between = [...new Set(all)].filter((value) => value >= low && value <= high);
    return (between.reduce((sum, value) => sum + count(value), 0) - (count(low) + count(high)) / 2) ** 2;
  };
  const pairs = (unit: readonly number[]) =>
    unit.flatMap((a, first) => unit.filter((_, second) => second !== first).map((b) => distance(a, b)));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const observed = sum(pairable.map((unit) => sum(pairs(unit)) / (unit.length - 1))) / all.length;
  return 1 - observed / (sum(pairs(all)) / (all.length * (all.length - 1)));
}

const units = [[1, 1, 2], [2, 3], [3, 3, 3, 4], [9, 8], [5], [10, 10, 7], [2, 2]];

describe("Krippendorff's alpha", () => {
  test.each(["interval", "ordinal"] as const)("%s, against its definition, however the units are grouped", (metric) => {
    const expected = byDefinition(units, metric);
    expect(alphaOf(alphaParts([units], metric))).toBeCloseTo(expected, 12);
    expect(alphaOf(alphaParts([units.slice(0, 3), units.slice(3)], metric))).toBeCloseTo(expected, 12);
  });

  test("by hand: two raters, values 1 1 | 1 2 | 2 2", () => {
    // Ratings 1 three times, 2 three times; observed 2/6, expected 2 * 3 * 3 / 30 = 0.6.
    expect(
      alphaOf(
        alphaParts(
          [
            [
              [1, 1],
              [1, 2],
              [2, 2],
            ],
          ],
          "interval",
        ),
      ),
    ).toBeCloseTo(1 - 1 / 3 / 0.6, 14);
  });

  test("counts the units that only one rater rated, and knows no alpha without variation", () => {
    expect(alphaParts([units], "interval")).toMatchObject({ units: 6, dropped: 1 });
    expect(
      alphaOf(
        alphaParts(
          [
            [
              [7, 7],
              [7, 7],
            ],
          ],
          "interval",
        ),
      ),
    ).toBeNull();
    expect(
      alphaOf(
        alphaParts(
          [
            [
              [7.1, 7.1, 7.1],
              [7.1, 7.1, 7.1],
            ],
          ],
          "interval",
        ),
      ),
    ).toBeNull();
    expect(
      alphaOf(
        alphaParts(
          [
            [
              [7, 7],
              [7, 7],
            ],
          ],
          "ordinal",
        ),
      ),
    ).toBeNull();
    expect(alphaOf(alphaParts([], "interval"))).toBeNull();
    expect(alphaOf(alphaParts([[[1], [2]]], "ordinal"))).toBeNull();
  });

  test("refuses what is no number", () => {
    expect(() => alphaParts([[[1, Number.NaN]]], "interval")).toThrow(RangeError);
  });
});

describe("the interval of alpha", () => {
  const questions = (seed: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const base = ((index * 7 + seed) % 9) + 1;
      const wave = (index * 5) % 4 === 0 ? 1 : 0;
      return {
        id: `q${index}`,
        stratum: index % 2 === 0 ? "a" : "b",
        units: [
          [base, base + wave],
          [base + 1, base],
        ],
      };
    });

  test("holds alpha, is the same for the same seed and whatever the order, and other for another seed", () => {
    const one = estimateAlpha(questions(1, 40), "interval", { seed: 1, resamples: 500 });
    expect(one).toMatchObject({ questions: 40, units: 80, dropped: 0, rough: false, level: 0.95 });
    expect(one.low).toBeLessThan(one.alpha ?? 0);
    expect(one.high).toBeGreaterThan(one.alpha ?? 1);
    const turned = [...questions(1, 40)].reverse();
    const again = estimateAlpha(turned, "interval", { seed: 1, resamples: 500 });
    expect([again.low, again.high]).toEqual([one.low, one.high]);
    expect(estimateAlpha(questions(1, 40), "interval", { seed: 2, resamples: 500 }).low).not.toBe(one.low);
  });

  test("is narrower at a lower level and marked rough below 40 questions", () => {
    const wide = estimateAlpha(questions(1, 10), "ordinal", { seed: 1, resamples: 500 });
    const narrow = estimateAlpha(questions(1, 10), "ordinal", { seed: 1, resamples: 500, level: 0.8 });
    expect(wide.rough).toBe(true);
    expect(narrow.low).toBeGreaterThan(wide.low ?? 1);
    expect(narrow.high).toBeLessThan(wide.high ?? 0);
  });

  test("is null without variation, below 3 questions, and where the questions give no spread", () => {
    const equal = questions(1, 5).map((question) => ({ ...question, units: [[7, 7]] }));
    expect(estimateAlpha(equal, "interval", { seed: 1 })).toMatchObject({ alpha: null, low: null, high: null });
    const two = estimateAlpha(questions(1, 2), "interval", { seed: 1 });
    expect(two.alpha).not.toBeNull();
    expect(two.low).toBeNull();
    const agreed = (count: number) =>
      questions(1, count).map((question, index) => ({ ...question, units: [[index, index]] }));
    expect(estimateAlpha(agreed(39), "interval", { seed: 1 })).toMatchObject({ alpha: 1, low: null, high: null });
    expect(estimateAlpha(agreed(40), "interval", { seed: 1 })).toMatchObject({ alpha: 1, low: 1, high: 1 });
    const alike = questions(1, 3).map((question) => ({
      ...question,
      units: [
        [3, 4],
        [8, 7],
      ],
    }));
    const same = estimateAlpha(alike, "interval", { seed: 1 });
    expect(same.alpha).toBeLessThan(1);
    expect(same).toMatchObject({ low: null, high: null });
  });

  test("never reaches below -1, however few questions say so", () => {
    const few = [0, 1, 2, 3].map((index) => ({
      id: `q${index}`,
      stratum: "a",
      units: index === 0 ? [[1, 10]] : [[5, 5 + (index % 2)]],
    }));
    const { low, high } = estimateAlpha(few, "interval", { seed: 3, resamples: 400 });
    expect(low).toBe(-1);
    expect(high).toBeLessThanOrEqual(1);
  });

  test("counts as dropped also the units of questions that one rater rated alone", () => {
    const lone = { id: "z", stratum: "a", units: [[3], [4]] };
    const found = estimateAlpha([...questions(1, 10), lone], "interval", { seed: 1, resamples: 100 });
    expect(found).toMatchObject({ questions: 10, units: 20, dropped: 2 });
  });
});
