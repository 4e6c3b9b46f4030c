import { describe, expect, it } from "vitest";
import { usualBounds } from "../../src/judges/scale.ts";
import { compareCandidates } from "../../src/scores/compare-candidates.ts";
import { fillFailures } from "../../src/scores/fill-failures.ts";
import { pairCells } from "../../src/scores/paired-cells.ts";
import { makeCells } from "../support/make-cells.ts";

const category = (question: number) => (question < 2 ? "math" : "writing");

// Question means: baseline 5 6 8 4, candidate 6 8 8 7; differences 1 2 0 3.
const baseline = makeCells(
  [
    [[[4]], [[6]]],
    [[[5]], [[7]]],
    [[[8]], [[8]]],
    [[[4]], [[4]]],
  ],
  { category },
);
const candidate = makeCells(
  [
    [[[6]], [[6]]],
    [[[8]], [[8]]],
    [[[7]], [[9]]],
    [[[7]], [[7]]],
  ],
  { category },
);

describe("compareCandidates", () => {
  const comparison = compareCandidates(candidate, baseline, { scale: usualBounds });

  it("forms the difference by question, with its t interval", () => {
    // mean 1.5, sd sqrt(5/3), SE sd/2, t(3, 0.975) = 3.182446305284263
    const error = Math.sqrt(5 / 3) / 2;
    expect(comparison.overall).toMatchObject({ difference: 1.5, questions: 4, candidate: 7.25, baseline: 5.75 });
    expect(comparison.overall.low).toBeCloseTo(1.5 - 3.182446305284263 * error, 10);
    expect(comparison.overall.high).toBeCloseTo(1.5 + 3.182446305284263 * error, 10);
    expect(comparison.overall.deviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(comparison.overall.effect).toBeCloseTo(1.5 / Math.sqrt(5 / 3), 12);
  });

  it("counts sign patterns out: 1 2 3 reach |6| in 2 of 8", () => {
    expect(comparison.overall.p).toBe(0.25);
  });

  it("adjusts p over the categories and over the turns, each a family", () => {
    expect(Object.keys(comparison.categories)).toEqual(["math", "writing"]);
    expect(comparison.categories.math).toMatchObject({ difference: 1.5, p: 0.5, adjustedP: 1 });
    expect(Object.keys(comparison.turns)).toEqual(["1", "2"]);
    // turn 1: 2 3 -1 3, turn 2: 0 1 1 3
    expect(comparison.turns["1"]?.difference).toBe(1.75);
    expect(comparison.turns["2"]?.difference).toBe(1.25);
    expect(comparison.overall.adjustedP).toBeNull();
  });

  it("orders questions by how far they moved", () => {
    expect(comparison.moved.map((question) => question.questionId)).toEqual(["4", "2", "1", "3"]);
  });

  it("turns round exactly when the sides are exchanged", () => {
    const back = compareCandidates(baseline, candidate, { scale: usualBounds });
    expect(back.overall.difference).toBe(-1.5);
    expect(back.overall.low).toBeCloseTo(-(comparison.overall.high ?? 0), 12);
    expect(back.overall.p).toBe(comparison.overall.p);
  });

  it("is the same whatever the order of the cells", () => {
    expect(compareCandidates([...candidate].reverse(), [...baseline].reverse(), { scale: usualBounds })).toEqual(
      comparison,
    );
  });

  it("says nothing about one question", () => {
    const one = compareCandidates(candidate.slice(0, 2), baseline.slice(0, 2), { scale: usualBounds });
    expect(one.overall).toMatchObject({ difference: 1, low: null, high: null, p: null, detectable: null });
    expect(compareCandidates([], [], { scale: usualBounds }).overall).toMatchObject({ difference: null, questions: 0 });
  });

  it("does not let a candidate gain by failing what it is bad at", () => {
    const failing = makeCells(
      [
        [[[6]], [[6]]],
        [[[8]], [[8]]],
        [[[7]], [[9]]],
        [[{ failed: 1 }], [{ failed: 1 }]],
      ],
      { category },
    );
    const { overall, withFailures } = compareCandidates(failing, baseline, { scale: usualBounds });
    expect(overall).toMatchObject({ difference: 1, questions: 3 });
    // question 4: 1 against 4
    expect(withFailures).toMatchObject({ difference: 0, questions: 4 });
  });

  it("puts what the baseline failed at the lowest rating too, also where the candidate failed nothing", () => {
    const failing = makeCells(
      [
        [[[4]], [[6]]],
        [[[5]], [[7]]],
        [[[8]], [[8]]],
        [[{ failed: 1 }], [{ failed: 1 }]],
      ],
      { category },
    );
    const { overall, withFailures } = compareCandidates(candidate, failing, { scale: usualBounds });
    expect(overall).toMatchObject({ difference: 1, questions: 3 });
    // question 4: 7 against 1
    expect(withFailures).toMatchObject({ difference: (1 + 2 + 0 + 6) / 4, questions: 4 });
  });
});

describe("fillFailures", () => {
  it("puts the lowest rating in place of each failed one and leaves the judge's gaps alone", () => {
    const [cell] = fillFailures(makeCells([[[[7], { failed: 1 }, { unrated: 1 }]]]), 1);
    expect(cell).toMatchObject({ ratings: [7, 1], failed: 0 });
  });
});

describe("pairCells", () => {
  it("pairs by the question's text and turn, not by its number, and leaves out what one side lacks", () => {
    const renumbered = baseline.map((cell) => ({ ...cell, questionId: `q${cell.questionId}` }));
    const lacking = renumbered.filter((cell) => !(cell.questionId === "q2" && cell.turn === 2));
    const pairs = pairCells(candidate, lacking);
    expect(pairs.map((pair) => pair.turns.length)).toEqual([2, 1, 2, 2]);
    expect(pairs[1]?.turns).toEqual([{ turn: 1, candidate: 8, baseline: 5 }]);
  });
});

describe("a family of categories", () => {
  // Six, one, five and four questions a category, the candidate better by one point, and by two, in turn: of the one there is no p.
  const names = ["coding", "lone", "math", "writing"];
  const sizes = [6, 1, 5, 4];
  const places = sizes.flatMap((size, index) => Array.from({ length: size }, () => names[index] ?? ""));
  const cellsOf = (rating: (question: number) => number) =>
    makeCells(
      places.map((_, question) => [[[rating(question)]]]),
      { category: (question) => places[question] ?? "" },
    );
  const found = compareCandidates(
    cellsOf((question) => 6 + (question % 2)),
    cellsOf(() => 5),
    { scale: usualBounds },
  );

  it("has Holm's p-values in its own order, none where one question tells nothing", () => {
    const { coding, lone, math, writing } = found.categories;
    // Of all signs two are as far off as those seen: 2 / 2^n.
    expect([coding?.p, lone?.p, math?.p, writing?.p]).toEqual([2 / 64, null, 2 / 32, 2 / 16]);
    expect([coding?.adjustedP, lone?.adjustedP, math?.adjustedP, writing?.adjustedP]).toEqual([
      6 / 64,
      null,
      4 / 32,
      2 / 16,
    ]);
    expect(found.overall.adjustedP).toBeNull();
  });

  it("has an effect in standard deviations where there are any", () => {
    expect(found.categories.lone).toMatchObject({ effect: null, deviation: null, detectable: null, questions: 1 });
    expect(found.categories.writing?.effect).toBeCloseTo(1.5 / Math.sqrt(1 / 3), 12);
    const alike = compareCandidates(
      cellsOf(() => 7),
      cellsOf(() => 5),
      { scale: usualBounds },
    );
    expect(alike.overall).toMatchObject({ difference: 2, deviation: 0, effect: null });
  });
});
