import { describe, expect, it } from "vitest";
import { type FreshnessRuns, freshness } from "../../src/scores/freshness.ts";
import type { RatedCell } from "../../src/scores/paired-cells.ts";

const scale = { min: 1, max: 10 };
const cell = (id: number, turn: number, hash: string, rating: number | null): RatedCell => ({
  ...{ questionId: String(id), questionHash: `${hash}${id}`, category: "math", turn },
  ratings: rating === null ? [] : [rating],
  trials: [
    { ratings: rating === null ? [] : [rating], failed: 0, unrated: rating === null ? 1 : 0, due: 0, truncated: false },
  ],
  ...{ planned: 1, failed: 0, due: 0, truncated: 0 },
});
/** Rated 5 before; after it 5 and its question's change. Null: no rating. */
const model = (changes: readonly (number | null)[]): FreshnessRuns => ({
  original: changes.map((_, id) => cell(id, 1, "a", 5)),
  variants: [changes.map((change, id) => cell(id, 1, "b", change === null ? null : 5 + change))],
});
const own = model([-4, -3, -3, -2]);
const beside = (...controls: readonly (readonly (number | null)[])[]) =>
  freshness(own, controls.map(model), { scale }).beyondControls;

describe("a change beside that of the controls", () => {
  it("has the chance of the questions and of the models in it", () => {
    // Questions: variance 2/3 over 4. Models: their shifts 0, -1, 1 have variance 1, a fourth one 1/3 of it more.
    const found = beside([0, 0, 0, 0], [-1, -1, -1, -1], [1, 1, 1, 1]);
    expect(found?.difference).toBeCloseTo(-3, 12);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(1 / 6 + 4 / 3), 12);
    expect(found?.degreesOfFreedom).toBeCloseTo(2.25 / (1 / 36 / 3 + 16 / 9 / 2), 10);
    const reach = (found?.high ?? 0) + 3;
    expect(-3 - (found?.low ?? 0)).toBeCloseTo(reach, 12);
    // t(0.975, 2.505) is 3.5728.
    expect(reach).toBeCloseTo(3.5728 * Math.sqrt(1.5), 2);
  });

  it("takes off the controls' spread what the questions explain of it", () => {
    // Shifts 2, 0, -2; of the first two the questions explain 1/3 each, of the last nothing.
    const found = beside([3, 1, 3, 1], [-1, 1, -1, 1], [-2, -2, -2, -2]);
    const models = (4 - 2 / 9) * (4 / 3);
    const total = 1 / 6 + models;
    expect(found?.standardError).toBeCloseTo(Math.sqrt(total), 12);
    expect(found?.degreesOfFreedom).toBeCloseTo(total ** 2 / (1 / 36 / 3 + models ** 2 / 2), 10);
  });

  it("has that of the questions alone where the controls move alike", () => {
    const found = beside([1, -1, 1, -1], [-1, 1, -1, 1], [0, 0, 0, 0]);
    expect(found?.standardError).toBeCloseTo(Math.sqrt(1 / 6), 12);
    expect(found?.degreesOfFreedom).toBe(3);
    // t(0.975, 3) = 3.182446
    expect(found?.high).toBeCloseTo(-3 + 3.182446 / Math.sqrt(6), 5);
    expect(found?.detectable).toBeGreaterThan(3.182446 / Math.sqrt(6));
  });

  it("is of the questions that all have, two at least", () => {
    const found = beside([null, 0, 0, 0], [-1, -1, -1, -1], [1, 1, 1, 1]);
    expect(found?.difference).toBeCloseTo(-8 / 3, 12);
    expect(beside([null, null, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0])?.difference).toBeCloseTo(-2.5, 12);
    expect(beside([null, null, null, 0], [0, 0, 0, 0], [0, 0, 0, 0])).toBeNull();
    expect(
      freshness(
        own,
        [
          [null, null, null, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ].map(model),
        { scale },
      ),
    ).toMatchObject({
      ...{ verdict: "not shown to be remembered", controls: 3, seeds: 1 },
    });
  });

  it("is the mean over a question's turns", () => {
    const turns = (second: number): FreshnessRuns => ({
      original: [0, 1, 2, 3].flatMap((id) => [cell(id, 1, "a", 5), cell(id, 2, "a", 5)]),
      variants: [[0, 1, 2, 3].flatMap((id) => [cell(id, 1, "b", 5), cell(id, 2, "b", 5 + second)])],
    });
    const found = freshness(turns(-3), [turns(1), turns(0), turns(-1)], { scale }).beyondControls;
    expect(found?.difference).toBeCloseTo(-1.5, 12);
  });

  it("shows no drop where the interval ends at nothing or beyond", () => {
    const still = model([-1, 1, -1, 1]);
    expect(freshness(still, [], { scale }).verdict).toBe("not shown");
    expect(freshness(model([-1]), [], { scale }).verdict).toBe("not shown");
    expect(freshness(model([0, 0]), [], { scale }).verdict).toBe("not shown");
    expect(freshness(own, [], { scale }).verdict).toBe("drop shown");
    // All four changed alike: an interval without width, at 0 beside the controls.
    const alike = freshness(
      model([-2, -2, -2, -2]),
      [
        [-2, -2, -2, -2],
        [-2, -2, -2, -2],
        [-2, -2, -2, -2],
      ].map(model),
      { scale },
    );
    expect([alike.beyondControls?.high, alike.verdict]).toEqual([0, "not shown to be remembered"]);
  });
});
