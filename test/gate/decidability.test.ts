import { describe, expect, it } from "vitest";
import { decidability } from "../../src/gate/decidability.ts";
import { clusteredMean, type Estimate } from "../../src/statistics/means/clustered-mean.ts";
import {
  detectionPower,
  minimalDetectableEffect,
  repeatsForEffect,
} from "../../src/statistics/means/detectable-effect.ts";

/** 40 differences between questions: `mean` -+ 2, so that the standard error is 2 sqrt(40 / 39) / sqrt(40). */
const spread = (mean: number): Estimate =>
  clusteredMean(Array.from({ length: 40 }, (_, index) => [mean + (index % 2 === 0 ? 2 : -2)]));
const error = 2 / Math.sqrt(39);
const plan = { alpha: 0.05, sides: 1, degreesOfFreedom: 39 } as const;
const about = { margin: 0.5, alpha: 0.05, trials: 2, fresh: 3 };

describe("decidability", () => {
  it("has the power at the margin and the margin that is met in 80 % of cases", () => {
    const found = decidability(spread(0), about);
    expect(found?.power).toBeCloseTo(detectionPower(0.5, error, plan), 12);
    expect(found?.margin).toBeCloseTo(minimalDetectableEffect(error, 0.8, plan), 12);
  });

  it("asks for the trials that decide, the noise of the trials that are there taken off", () => {
    // 40 error^2 = 4.1026 has 3 / 2 of fresh noise in it; the seen difference is 1.2 - 0.5 from the margin's end.
    const lasting = 160 / 39 - 1.5;
    const needed = (distance: number) =>
      repeatsForEffect(distance, { lasting, fresh: 3 }, 0.8, { ...plan, clusters: 40 });
    const found = decidability(spread(-1.3), about)?.trials;
    expect(needed(0.8)).toEqual({ kind: "repeats", repeats: expect.any(Number) });
    expect(found).toEqual({ kind: "trials", trials: Math.max(3, repeatsOf(needed(0.8))) });
    const further = decidability(spread(0.24), about)?.trials;
    expect(further).toEqual({ kind: "trials", trials: Math.max(3, repeatsOf(needed(0.74))) });
    expect(repeatsOf(needed(0.74))).toBeGreaterThan(3);
  });

  it("wants at least one more trial than there are", () => {
    expect(decidability(spread(3), about)?.trials).toEqual({ kind: "trials", trials: 3 });
    expect(decidability(spread(3), { ...about, trials: 5 })?.trials).toEqual({ kind: "trials", trials: 6 });
  });

  it("says that no number of trials decides what the questions themselves leave open, or what lies on the margin", () => {
    expect(decidability(spread(-0.45), about)?.trials).toEqual({ kind: "none" });
    expect(decidability(spread(-0.5), about)?.trials).toEqual({ kind: "none" });
  });

  it("does not know without a repeated answer, and says nothing of no interval", () => {
    expect(decidability(spread(0), { ...about, fresh: null })?.trials).toEqual({ kind: "unknown" });
    expect(decidability(clusteredMean([[1]]), about)).toBeNull();
    expect(decidability(clusteredMean([]), about)).toBeNull();
  });
});

function repeatsOf(needed: ReturnType<typeof repeatsForEffect>): number {
  if (needed.kind === "unattainable") throw new Error("no number of trials");
  return needed.repeats;
}
