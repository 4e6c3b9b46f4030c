import { describe, expect, it } from "vitest";
import { assumedLasting, gateAdvice, joinTrials, marginAdvice } from "../../src/scores/noise-advice.ts";
import { makeCells } from "../support/make-cells.ts";

describe("marginAdvice", () => {
  it("is what a one-sided test of 5 % finds in 80 % of cases, by trials on both sides", () => {
    const advice = marginAdvice(1.2, 80, 1.3);
    expect(advice?.map(({ trials }) => trials)).toEqual([1, 2, 3, 5, 10]);
    // Noncentral t, 79 degrees of freedom: 2.5084 standard errors. 2.4 / 80 and (1.69 + 2.4) / 80 are the variances.
    expect(advice?.[0]?.rerun).toBeCloseTo(2.5084 * Math.sqrt(0.03), 3);
    expect(advice?.[0]?.otherCandidate).toBeCloseTo(2.5084 * Math.sqrt(4.09 / 80), 3);
    expect(advice?.[4]?.rerun).toBeCloseTo(2.5084 * Math.sqrt(0.003), 3);
    expect(advice?.[4]?.otherCandidate).toBeCloseTo(2.5084 * Math.sqrt(1.93 / 80), 3);
  });

  it("is none without a fresh variance, or of one question", () => {
    expect(marginAdvice(null, 80, 1.3)).toBeNull();
    expect(marginAdvice(1.2, 1, 1.3)).toBeNull();
    expect(marginAdvice(1.2, 2, 1.3)).toHaveLength(5);
  });

  it("assumes lasting differences of 1.3 points where ratings go from 1 to 10, the same part of other scales", () => {
    expect(assumedLasting({ min: 1, max: 10 })).toBeCloseTo(1.3, 12);
    expect(assumedLasting({ min: 0, max: 100 })).toBeCloseTo((1.3 * 100) / 9, 12);
  });
});

describe("gateAdvice", () => {
  const advice = [1, 2, 3, 5, 10].map((trials) => ({ trials, rerun: 0, otherCandidate: 1.03 - trials / 10 }));

  it("takes the fewest trials that hold the margin", () => {
    expect(gateAdvice(advice, 0.8)).toEqual({ margin: 0.8, trials: 3 });
    expect(gateAdvice([{ trials: 1, rerun: 0, otherCandidate: 0.5 }], 0.5)).toEqual({ margin: 0.5, trials: 1 });
  });

  it("else the margin that five hold, in tenths of the wanted one; ten are never worth it", () => {
    expect(gateAdvice(advice, 0.5)).toEqual({ margin: 0.55, trials: 5 });
    expect(gateAdvice(advice, 0.1)).toEqual({ margin: 0.53, trials: 5 });
    expect(gateAdvice(advice.slice(4), 0.1)).toBeNull();
  });
});

describe("joinTrials", () => {
  it("counts the trials of several folders as one candidate's, cell by cell", () => {
    const first = makeCells([[[[4, 5]], [{ ratings: [6], failed: 1, truncated: true }]], [[[7, 7]]]], { repeats: 2 });
    const second = makeCells([[[[8, 9]], [{ ratings: [], unrated: 1, due: 1, failed: 2 }]]], { repeats: 2 });
    const joined = joinTrials([[...first].reverse(), second]);
    expect(joined.map(({ questionId, turn }) => [questionId, turn])).toEqual([
      ["1", 1],
      ["1", 2],
      ["2", 1],
    ]);
    expect(joined.map(({ ratings }) => ratings)).toEqual([[4, 5, 8, 9], [6], [7, 7]]);
    expect(joined.map(({ trials }) => trials.map((trial) => trial.ratings))).toEqual([
      [
        [4, 5],
        [8, 9],
      ],
      [[6], []],
      [[7, 7]],
    ]);
    expect(joined.map(({ planned, failed, due, truncated }) => [planned, failed, due, truncated])).toEqual([
      [4, 0, 0, 0],
      [4, 3, 1, 1],
      [2, 0, 0, 0],
    ]);
  });
});
