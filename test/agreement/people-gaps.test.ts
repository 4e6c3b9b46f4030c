import { describe, expect, it } from "vitest";
import { peopleGaps } from "../../src/agreement/people-gaps.ts";
import type { RatedTurn } from "../../src/agreement/rated-turn.ts";

const raters = [
  { name: "judge", kind: "judge", procedure: null },
  { name: "second", kind: "judge", procedure: null },
  { name: "person:aoi", kind: "person", procedure: null },
  { name: "person:kiri", kind: "person", procedure: null },
] as const;

const turnOf = (
  question: string,
  ratings: Readonly<Record<string, readonly number[]>>,
  words: Readonly<Record<string, readonly string[]>> = {},
): RatedTurn => ({
  candidate: "c",
  question,
  category: "math",
  turn: 1,
  answer: question,
  ratings: new Map(Object.entries(ratings)),
  words: new Map(Object.entries(words)),
});

describe("peopleGaps", () => {
  it("takes off what people are milder or more severe by everywhere", () => {
    const { usual, answers } = peopleGaps({
      raters,
      turns: [
        turnOf("1", { judge: [8], "person:aoi": [6] }),
        turnOf("2", { judge: [9], second: [7], "person:aoi": [7], "person:kiri": [5, 7] }),
        turnOf("3", { judge: [9], "person:aoi": [3] }, { "person:aoi": ["根拠がない"], judge: ["よい"] }),
        turnOf("4", { judge: [9], second: [1] }),
        turnOf("5", { "person:aoi": [1] }),
      ],
    });
    // People less judges: -2, 6.5 - 8 and -6.
    expect(usual).toBeCloseTo(-9.5 / 3, 12);
    expect(answers.map(({ question }) => question)).toEqual(["3", "2", "1"]);
    expect(answers[0]).toMatchObject({ people: 3, judges: 9, notes: ["根拠がない"] });
    expect(answers[0]?.beyond).toBeCloseTo(-6 + 9.5 / 3, 12);
    expect(answers[1]?.people).toBe(6.5);
  });

  it("says nothing where no answer has both", () => {
    expect(peopleGaps({ raters, turns: [turnOf("1", { judge: [8] })] }).answers).toEqual([]);
  });
});
