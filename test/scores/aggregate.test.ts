import { describe, expect, it } from "vitest";
import { usualBounds } from "../../src/judges/scale.ts";
import { aggregateCells } from "../../src/scores/aggregate.ts";
import { makeCells } from "../support/make-cells.ts";

// Three questions of two categories; question 2 lost its second turn, question 3 one of two trials.
//   math    question 1: turn 1 [8, 6], turn 2 [4, 4]     question 2: turn 1 [10, 9], turn 2 none
//   writing question 3: turn 1 [3], turn 2 [5, 7]
const cells = makeCells(
  [
    [
      [[8], [6]],
      [[4], [4]],
    ],
    [
      [[10], [9]],
      [{ failed: 1 }, { failed: 1 }],
    ],
    [
      [[3], { unrated: 1 }],
      [[5], [7]],
    ],
  ],
  { category: (question) => (question === 2 ? "writing" : "math") },
);

describe("aggregateCells", () => {
  it("ours: mean of the rated turns, whatever number of trials each has", () => {
    // cells: 7, 4, 9.5, 3, 6
    expect(aggregateCells(cells, "mtbench", 0.95, usualBounds).mean).toBeCloseTo(29.5 / 5, 12);
  });

  it("pooled and fastchat: mean of all ratings", () => {
    // 8 6 4 4 10 9 3 5 7
    expect(aggregateCells(cells, "pooled", 0.95, usualBounds).mean).toBeCloseTo(56 / 9, 12);
    expect(aggregateCells(cells, "fastchat", 0.95, usualBounds)).toEqual(
      aggregateCells(cells, "pooled", 0.95, usualBounds),
    );
  });

  it("macro: mean of the categories' means of turns", () => {
    // math (7 + 4 + 9.5) / 3, writing (3 + 6) / 2; the one writing question leaves no interval
    expect(aggregateCells(cells, "macro", 0.95, usualBounds)).toEqual({
      mean: (20.5 / 3 + 4.5) / 2,
      low: null,
      high: null,
      level: 0.95,
    });
  });

  it("macro: the categories' standard errors together, with a degree of freedom less for each", () => {
    // math 4, 8: mean 6, SE 2; writing 5, 7, 9: mean 7, SE 2 / sqrt 3. SE sqrt(4 + 4/3) / 2, t(3, 0.975) = 3.182446305284263.
    const strata = makeCells(
      [4, 8, 5, 7, 9].map((rating) => [[[rating]]]),
      { category: (question) => (question < 2 ? "math" : "writing") },
    );
    const { mean, low, high } = aggregateCells(strata, "macro", 0.95, usualBounds);
    const reach = (3.182446305284263 * Math.sqrt(4 + 4 / 3)) / 2;
    expect(mean).toBe(6.5);
    expect(low).toBeCloseTo(6.5 - reach, 10);
    expect(high).toBeCloseTo(6.5 + reach, 10);
  });

  it("macro: a category without a rating is no category", () => {
    const strata = makeCells(
      [4, 8, 5, 9, null].map((rating) => [[rating === null ? { unrated: 1 } : [rating]]]),
      { category: (question) => ["math", "math", "writing", "writing", "coding"][question] ?? "" },
    );
    const found = aggregateCells(strata, "macro", 0.95, usualBounds);
    // Means 6 and 7, both with SE 2; t(2, 0.975) = 4.302652729911275.
    expect(found.mean).toBe(6.5);
    expect(found.low).toBeCloseTo(6.5 - (4.302652729911275 * Math.sqrt(8)) / 2, 9);
  });

  it("swallow: a question without a rating is none, and two questions are enough for an interval", () => {
    const found = aggregateCells(makeCells([[[[8]]], [[[6]]], [[{ unrated: 1 }]]]), "swallow", 0.95, usualBounds);
    // Residuals 1/2 and -1/2: SE sqrt(2/1 * 1/2) = 1, over 10; t(1, 0.975) = 12.706204736174705.
    expect(found.mean).toBeCloseTo(0.7, 12);
    expect(found.low).toBeCloseTo(0.7 - 12.706204736174705 / 10, 9);
  });

  it("swallow: mean of each trial, then of the trials, divided by 10", () => {
    // trial 1: 8 4 10 3 5 = 30/5, trial 2: 6 4 9 7 = 26/4
    expect(aggregateCells(cells, "swallow", 0.95, usualBounds).mean).toBeCloseTo((6 + 6.5) / 2 / 10, 12);
  });

  it("all agree, with equal intervals but for macro's strata, when nothing is missing and categories are equally large", () => {
    const whole = makeCells(
      [
        [
          [[8], [6]],
          [[4], [5]],
        ],
        [
          [[10], [9]],
          [[7], [7]],
        ],
        [
          [[3], [2]],
          [[5], [7]],
        ],
        [
          [[1], [6]],
          [[5], [8]],
        ],
      ],
      { category: (question) => (question < 2 ? "math" : "writing") },
    );
    const ours = aggregateCells(whole, "mtbench", 0.9, usualBounds);
    const pooled = aggregateCells(whole, "pooled", 0.9, usualBounds);
    const swallow = aggregateCells(whole, "swallow", 0.9, usualBounds);
    for (const field of ["mean", "low", "high"] as const) {
      expect(pooled[field]).toBeCloseTo(ours[field] ?? Number.NaN, 12);
      expect(10 * (swallow[field] ?? Number.NaN)).toBeCloseTo(ours[field] ?? Number.NaN, 12);
    }
    const macro = aggregateCells(whole, "macro", 0.9, usualBounds);
    expect(macro.mean).toBeCloseTo(ours.mean ?? Number.NaN, 12);
    expect((macro.high ?? 0) - (macro.low ?? 0)).toBeLessThan(2 * ((ours.high ?? 0) - (ours.low ?? 0)));
    expect(macro.low).not.toBeNull();
  });

  it("fastchat alone counts the ratings of superseded rows", () => {
    const again = cells.map((cell, index) => (index === 0 ? { ...cell, earlierRatings: [1, 2] } : cell));
    expect(aggregateCells(again, "fastchat", 0.95, usualBounds).mean).toBeCloseTo(59 / 11, 12);
    for (const how of ["mtbench", "pooled", "macro", "swallow"] as const) {
      expect(aggregateCells(again, how, 0.95, usualBounds)).toEqual(aggregateCells(cells, how, 0.95, usualBounds));
    }
  });

  it("does not depend on the order of the cells", () => {
    for (const how of ["mtbench", "pooled", "macro", "swallow"] as const) {
      expect(aggregateCells([...cells].reverse(), how, 0.95, usualBounds)).toEqual(
        aggregateCells(cells, how, 0.95, usualBounds),
      );
    }
  });

  it("has no mean without ratings and no interval for one question", () => {
    for (const how of ["mtbench", "pooled", "macro", "swallow"] as const) {
      expect(aggregateCells([], how, 0.95, usualBounds).mean).toBeNull();
      const one = aggregateCells(makeCells([[[[7]], [[9]]]]), how, 0.95, usualBounds);
      expect(one.mean).toBeCloseTo(how === "swallow" ? 0.8 : 8, 12);
      expect([one.low, one.high]).toEqual([null, null]);
    }
  });
});
