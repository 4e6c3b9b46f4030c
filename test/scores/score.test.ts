import { describe, expect, it } from "vitest";
import { usualBounds } from "../../src/judges/scale.ts";
import { collectCells } from "../../src/scores/cells.ts";
import { pairCells } from "../../src/scores/paired-cells.ts";
import { meansByQuestion, scoreOf } from "../../src/scores/score.ts";
import { makeCells } from "../support/make-cells.ts";
import { failed, procedure, rated, recordOf } from "../support/make-record.ts";

const cellsOf = (ratings: readonly number[]) => {
  const all = ratings.map((_, index) => index + 1);
  return collectCells(
    recordOf(
      "a",
      ratings.map((rating) => [rating === 0 ? failed("empty") : rated(rating)]),
      [all],
    ),
    procedure,
  ).cells;
};

describe("a score", () => {
  it("has an interval that ends where the scale does, also in the unit of another way of averaging", () => {
    const cells = cellsOf([1, 10, 10, 0]);
    // Mean 7, SE 3, t(2, 0.975) = 4.30: far beyond both ends.
    expect(scoreOf(cells, usualBounds)).toEqual({ mean: 7, low: 1, high: 10, level: 0.95, rated: 3, planned: 4 });
    expect(scoreOf(cells, usualBounds, "swallow")).toMatchObject({ mean: 0.7, low: 0.1, high: 1 });
    expect(scoreOf([], usualBounds)).toMatchObject({ mean: null, low: null, high: null, rated: 0, planned: 0 });
  });
});

describe("means by question", () => {
  it("are those of the rated turns; a question without one is none", () => {
    const cells = makeCells([
      [
        [[8], [6]],
        [[4], { unrated: 1 }],
      ],
      [[{ failed: 1 }], [[3]]],
      [[{ failed: 1 }], [{ failed: 1 }]],
    ]);
    expect(meansByQuestion(cells)).toEqual([[7, 4], [3]]);
  });
});

describe("pairs", () => {
  it("stand in the order of the questions' numbers, then of their texts, and of the turns", () => {
    const told = Array.from({ length: 11 }, (_, index) => [[[(index % 9) + 1]], [[2]]]);
    const cells = makeCells(told);
    // Two texts under one number.
    const [first, second] = ["0".repeat(64), "f".repeat(64)];
    const doubled = cells.flatMap((cell) =>
      cell.questionId === "2"
        ? [
            { ...cell, questionHash: second },
            { ...cell, questionHash: first },
          ]
        : [cell],
    );
    const turned = [...doubled].reverse();
    const pairs = pairCells(turned, turned);
    expect(pairs.map(({ questionId }) => questionId)).toEqual([
      ...["1", "2", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"],
    ]);
    expect(pairs.slice(1, 3).map(({ questionHash }) => questionHash)).toEqual([first, second]);
    expect(pairs.every(({ turns: [one, two] }) => one?.turn === 1 && two?.turn === 2)).toBe(true);
  });
});
