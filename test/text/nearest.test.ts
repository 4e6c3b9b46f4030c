import { describe, expect, it } from "vitest";
import { didYouMean, nearestHint, nearestNames } from "../../src/text/nearest.ts";

const known = ["ja-mt-bench-v3", "ja-mt-bench-v4", "en-mt-bench", "math"];

describe("nearest names", () => {
  it.each([
    ["a slip", "mth", ["math"]],
    ["another width and case", "ＭＡＴＨ", ["math"]],
    ["a part of the name", "mt-bench", ["en-mt-bench", "ja-mt-bench-v3", "ja-mt-bench-v4"]],
    ["the closest first", "ja-mt-bench-v5", ["ja-mt-bench-v3", "ja-mt-bench-v4"]],
    ["nothing alike", "zzz", []],
  ])("finds %s", (_name, wrong, expected) => {
    expect(nearestNames(wrong, known)).toEqual(expected);
  });

  it("asks, and lists what there is", () => {
    expect(didYouMean("mxyh", known)).toBe("");
    expect(didYouMean("maht", known)).toBe('did you mean "math"?');
    expect(didYouMean("amth", known)).toBe('did you mean "math"?');
    expect(didYouMean("maths", known)).toBe('did you mean "math"?');
    expect(nearestHint("maths", known)).toBe(`Did you mean "math"? Known: ${known.join(", ")}.`);
    expect(nearestHint("zzz", known)).toBe(`Known: ${known.join(", ")}.`);
    expect(nearestHint("zzz", [])).toBe("None is known.");
  });
});
