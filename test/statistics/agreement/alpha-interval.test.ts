import { describe, expect, test } from "vitest";
import { estimateAlpha, type QuestionUnits } from "../../../src/statistics/agreement/alpha-interval.ts";
import { sortedQuantile } from "../../../src/statistics/quantile.ts";
import { resampleWeights } from "../../../src/statistics/resampling/resample-weights.ts";

type Units = readonly (readonly number[])[];
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const pairs = (values: readonly number[]) =>
  values.flatMap((a, at) => values.filter((_, i) => i !== at).map((b) => (a - b) ** 2));

/** Observed and expected disagreement by the definition: pairs within a unit, and pairs of all ratings. */
function disagreement(units: Units): { observed: number; expected: number } {
  const all = units.flat();
  const observed = sum(units.map((unit) => sum(pairs(unit)) / (unit.length - 1))) / all.length;
  return { observed, expected: sum(pairs(all)) / (all.length * (all.length - 1)) };
}

/** ln(observed / expected) of drawn questions and its error: one question left out after another, inside its stratum. */
function drawnOf(strata: readonly (readonly Units[])[]): { ratio: number; error: number } | null {
  const ratioOf = (questions: readonly Units[]) => {
    const { observed, expected } = disagreement(questions.flat());
    return expected > 1e-12 ? observed / expected : null;
  };
  const ratio = ratioOf(strata.flat());
  if (ratio === null) return null;
  const variance = strata.map((own, stratum) => {
    const changes = own.map((_, out) => {
      const left = ratioOf(strata.flatMap((all, at) => (at === stratum ? all.filter((__, i) => i !== out) : all)));
      // What is left may have no variation, or no disagreement: nothing is known of a change.
      return left === null || left === 0 ? 0 : Math.log(left) - Math.log(ratio);
    });
    const mean = sum(changes) / own.length;
    return ((own.length - 1) / own.length) * sum(changes.map((change) => (change - mean) ** 2));
  });
  return { ratio, error: Math.sqrt(sum(variance)) };
}

/** The interval by its definition, from the questions that the seed draws. */
function byDefinition(strata: readonly (readonly Units[])[], seed: number, resamples: number, level: number) {
  const own = drawnOf(strata);
  if (own === null) throw new Error("no variation");
  const sizes = strata.map((all) => all.length);
  const count = sum(sizes);
  const weights = resampleWeights(sizes, { seed, resamples });
  const pivots = Array.from({ length: resamples }, (_, row) => {
    let place = row * count;
    const drawn = drawnOf(
      strata.map((all) => all.flatMap((question) => new Array<Units>(weights[place++] ?? 0).fill(question))),
    );
    if (drawn === null || drawn.ratio === 0) return Number.NEGATIVE_INFINITY;
    const shift = Math.log(drawn.ratio) - Math.log(own.ratio);
    if (Math.abs(shift) < 1e-12) return 0;
    return drawn.error < 1e-9 ? Math.sign(shift) * Number.POSITIVE_INFINITY : shift / drawn.error;
  }).sort((a, b) => a - b);
  const end = (p: number) => 1 - own.ratio * Math.exp(-sortedQuantile(pivots, p) * own.error);
  return { alpha: 1 - own.ratio, low: Math.max(-1, end((1 - level) / 2)), high: end((1 + level) / 2), pivots };
}

const named = (strata: readonly (readonly Units[])[]): QuestionUnits[] =>
  strata.flatMap((all, stratum) =>
    all.map((units, index) => ({ id: `q${stratum}${index}`, stratum: `s${stratum}`, units })),
  );

const strata: readonly (readonly Units[])[] = [
  [
    [
      [1, 2],
      [4, 4, 6],
    ],
    [
      [3, 3],
      [5, 6],
    ],
    [[9, 7]],
    [
      [8, 8],
      [2, 3],
    ],
  ],
  [
    [
      [5, 4],
      [7, 7],
    ],
    [[6, 9, 9]],
    [
      [2, 2],
      [3, 1],
    ],
  ],
];

describe("the interval of alpha", () => {
  test("by hand: three questions of two raters; the error of the logarithm, by leaving out one", () => {
    // 1 2, 3 3, 5 4: observed 2/3, expected 2 * 10/5 = 4. Without the first or the last: (1/2) / (11/6); without the second 1 / (20/3).
    const found = drawnOf([[[[1, 2]], [[3, 3]], [[5, 4]]]]);
    expect(found?.ratio).toBeCloseTo(1 / 6, 12);
    const changes = [Math.log(18 / 11), Math.log(9 / 10), Math.log(18 / 11)];
    const mean = sum(changes) / 3;
    const variance = (2 / 3) * sum(changes.map((change) => (change - mean) ** 2));
    expect(found?.error).toBeCloseTo(Math.sqrt(variance), 12);
    // One resample is every quantile of the pivots: both ends are the ratio times exp(-pivot * error).
    for (let seed = 0; seed < 12; seed++) {
      const one = estimateAlpha(named([[[[1, 2]], [[3, 3]], [[5, 4]]]]), "interval", { seed, resamples: 1 });
      const { pivots } = byDefinition([[[[1, 2]], [[3, 3]], [[5, 4]]]], seed, 1, 0.95);
      const [pivot = 0] = pivots;
      const end = 1 - (1 / 6) * Math.exp(-pivot * Math.sqrt(variance));
      if (Number.isFinite(end)) expect(one.high).toBeCloseTo(end, 9);
      else expect(one).toMatchObject({ low: null, high: null });
      if (Number.isFinite(end)) expect(one.low).toBeCloseTo(Math.max(-1, end), 9);
    }
  });

  test.each([0.9, 0.5])("by its definition, in two strata, at a level of %d", (level) => {
    for (const seed of [1, 2, 3]) {
      const expected = byDefinition(strata, seed, 19, level);
      const found = estimateAlpha(named(strata), "interval", { seed, resamples: 19, level });
      expect(found.alpha).toBeCloseTo(expected.alpha, 12);
      expect(found.low).toBeCloseTo(expected.low, 9);
      expect(found.high).toBeCloseTo(expected.high, 9);
      expect(found.low ?? 0).toBeLessThan(found.high ?? 0);
    }
  });

  test("a question that is alone in its stratum has no spread of its own; two such share one", () => {
    const apart = named(strata).map((question, index) =>
      index < 2 ? { ...question, stratum: `own${index}` } : question,
    );
    const [[a = [], b = [], ...rest] = [], other = []] = strata;
    const expected = byDefinition([rest, other, [a, b]], 4, 19, 0.9);
    const found = estimateAlpha(apart, "interval", { seed: 4, resamples: 19, level: 0.9 });
    expect(found.low).toBeCloseTo(expected.low, 9);
    expect(found.high).toBeCloseTo(expected.high, 9);
  });

  test.each<[string, readonly (readonly Units[])[]]>([
    [
      "no variation",
      [
        [
          [
            [4, 6],
            [7, 7],
          ],
          [[5, 5]],
          [[5, 5]],
        ],
      ],
    ],
    [
      "no disagreement",
      [
        [
          [
            [4, 6],
            [7, 7],
          ],
          [[5, 5]],
          [[7, 7]],
        ],
      ],
    ],
  ])("resamples without the one question that shows some go to the ends: the others have %s", (_, few) => {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const expected = byDefinition(few, seed, 1, 0.9);
      const found = estimateAlpha(named(few), "interval", { seed, resamples: 1, level: 0.9 });
      const [pivot = 0] = expected.pivots;
      kinds.add(Number.isFinite(pivot) ? "some" : pivot > 0 ? "above" : "below");
      if (pivot === Number.NEGATIVE_INFINITY) expect([found.low, found.high]).toEqual([null, null]);
      else expect(found.high).toBeCloseTo(expected.high, 9);
    }
    expect([...kinds].sort()).toEqual(["above", "below", "some"]);
  });

  test("two thousand resamples are made unless told; three questions are enough, two are not", () => {
    const found = estimateAlpha(named(strata), "interval", { seed: 1 });
    expect(found).toEqual(estimateAlpha(named(strata), "interval", { seed: 1, resamples: 2000 }));
    expect(found).not.toEqual(estimateAlpha(named(strata), "interval", { seed: 1, resamples: 1000 }));
    const three = named([[[[1, 2]], [[3, 3]], [[5, 4]]]]);
    expect(estimateAlpha(three, "interval", { seed: 0, resamples: 99 }).low).not.toBeNull();
    expect(estimateAlpha(three.slice(1), "interval", { seed: 0, resamples: 99 }).low).toBeNull();
  });

  test("a unit of one rating beside one of two is dropped, and its question stays", () => {
    const [question, ...others] = named(strata);
    const found = estimateAlpha(
      [{ id: "q00", stratum: "s0", units: [[9], ...(question?.units ?? [])] }, ...others],
      "interval",
      { seed: 1, resamples: 19 },
    );
    expect(found).toEqual({ ...estimateAlpha(named(strata), "interval", { seed: 1, resamples: 19 }), dropped: 1 });
    expect(found).toMatchObject({ questions: 7, units: 12 });
  });
});
