import { describe, expect, it } from "vitest";
import { type FreshnessRuns, freshness } from "../../src/scores/freshness.ts";
import type { RatedCell } from "../../src/scores/paired-cells.ts";

const scale = { min: 1, max: 10 };
const cell = (id: number, hash: string, ratings: readonly number[], failed = 0): RatedCell => ({
  questionId: String(id),
  questionHash: hash,
  category: id < 6 ? "math" : "coding",
  turn: 1,
  ratings,
  trials: [{ ratings, failed, unrated: 0, due: 0, truncated: false }],
  planned: ratings.length + failed,
  failed,
  due: 0,
  truncated: 0,
});
const ids = Array.from({ length: 12 }, (_, index) => index);
/** Ratings by question: the texts differ between the sides, the ids do not. */
const side = (name: string, rating: (id: number) => number): RatedCell[] =>
  ids.map((id) => cell(id, `${name}${id}`, [rating(id)]));
const model = (drop: number): FreshnessRuns => ({
  original: side("a", (id) => 8 + (id % 2)),
  variants: [
    side("b", (id) => 8 + (id % 2) - drop - (id % 3) / 2),
    side("c", (id) => 8 + (id % 2) - drop + (id % 3) / 2),
  ],
});

describe("freshness", () => {
  it("pairs by id and averages the seeds within a question", () => {
    const { change, seeds, verdict } = freshness(model(2), [], { scale });
    expect(change.overall).toMatchObject({ questions: 12, difference: -2, baseline: 8.5, candidate: 6.5 });
    expect(Object.keys(change.categories).sort()).toEqual(["coding", "math"]);
    expect(seeds).toBe(2);
    expect(verdict).toBe("drop shown");
  });

  it("weighs every seed the same, however many ratings it has", () => {
    const runs = {
      original: side("a", () => 8),
      variants: [ids.map((id) => cell(id, "b", [2, 2, 2])), ids.map((id) => cell(id, "c", [6]))],
    };
    expect(freshness(runs, [], { scale }).change.overall.candidate).toBe(4);
  });

  it("counts what the model failed itself as the lowest rating beside it, and a verdict needs both", () => {
    // Broken on the originals only: without those turns there is a drop, with them a rise.
    const original = ids.map((id) => (id < 9 ? cell(id, `a${id}`, [], 1) : cell(id, `a${id}`, [9])));
    const runs = { original, variants: [side("b", (id) => 7 - (id % 2) / 10)] };
    const { change, verdict } = freshness(runs, [], { scale });
    expect(change.overall.difference).toBeLessThan(0);
    expect(change.withFailures.difference).toBeGreaterThan(0);
    expect(verdict).toBe("not shown");
  });

  it("says remembered only beside three controls, and not when they drop as much", () => {
    const controls = [model(0), model(0.1), model(0.2)];
    expect(freshness(model(3), controls.slice(1), { scale })).toMatchObject({
      verdict: "drop shown",
      beyondControls: null,
    });
    const beside = freshness(model(3), controls, { scale });
    expect(beside.verdict).toBe("remembered");
    expect(beside.beyondControls?.difference).toBeCloseTo(-2.9, 10);
    expect(freshness(model(3), [model(2.9), model(3), model(3.1)], { scale }).verdict).toBe(
      "not shown to be remembered",
    );
  });

  it("widens when the controls differ from each other", () => {
    const near = freshness(model(3), [model(1), model(1), model(1)], { scale }).beyondControls;
    const far = freshness(model(3), [model(0), model(1), model(2)], { scale }).beyondControls;
    expect(far?.difference).toBeCloseTo(near?.difference ?? 0, 10);
    expect(far?.standardError).toBeGreaterThan(1);
    expect(far?.degreesOfFreedom).toBeLessThan(4);
  });
});
