import { expect, it } from "vitest";
import { compareCandidates } from "../../src/scores/compare-candidates.ts";
import type { RatedCell } from "../../src/scores/paired-cells.ts";
import { minimalDetectableEffect } from "../../src/statistics/means/detectable-effect.ts";

const cell = (question: number, turn: number, rating: number | null): RatedCell => ({
  ...{ questionId: String(question), questionHash: `h${question}`, category: "math", turn },
  ratings: rating === null ? [] : [rating],
  ...{ trials: [], planned: 1, failed: 0, due: 0, truncated: 0 },
});

it("the detectable effect weighs a question with a missing turn as the difference itself does", () => {
  // The third question has one turn: its difference of 4 is one of five, not one of three.
  const candidate = [cell(1, 1, 5), cell(1, 2, 6), cell(2, 1, 7), cell(2, 2, 5), cell(3, 1, 9), cell(3, 2, null)];
  const baseline = candidate.map((one) => ({ ...one, ratings: one.ratings.map(() => 5) }));
  const { overall } = compareCandidates(candidate, baseline, { scale: { min: 1, max: 10 } });
  const mean = (0 + 1 + 2 + 0 + 4) / 5;
  expect(overall.difference).toBeCloseTo(mean, 12);
  const residuals = [1 - 2 * mean, 2 - 2 * mean, 4 - mean];
  const error = Math.sqrt((3 / 2) * residuals.reduce((sum, one) => sum + one * one, 0)) / 5;
  const plan = { alpha: 0.05, sides: 2, degreesOfFreedom: 2 } as const;
  expect(overall.detectable).toBeCloseTo(minimalDetectableEffect(error, 0.8, plan), 9);
  expect(overall.effect).toBeCloseTo(mean / (error * Math.sqrt(3)), 12);
});
