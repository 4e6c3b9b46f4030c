import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usualBounds } from "../../src/judges/scale.ts";
import { aggregateCells } from "../../src/scores/aggregate.ts";
import { aggregates } from "../../src/scores/aggregates.ts";
import { compareCandidates } from "../../src/scores/compare-candidates.ts";
import { fillFailures, fillMissing } from "../../src/scores/fill-failures.ts";
import { ratings, reordered, tried } from "../support/laws.ts";
import { makeCells, type ToldTrial } from "../support/make-cells.ts";

const category = (question: number) => ["writing", "math", "coding"][question % 3] ?? "writing";
const trial: fc.Arbitrary<ToldTrial> = fc.oneof(
  { weight: 5, arbitrary: ratings().map((rating) => [rating]) },
  { weight: 1, arbitrary: fc.constantFrom({ failed: 1 }, { unrated: 1 }, { due: 1 }) },
);
const turns = fc.array(fc.array(trial, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 });
const questions = (count: number) => fc.array(turns, { minLength: count, maxLength: count });
const told = fc.integer({ min: 2, max: 8 }).chain(questions);
const cellsOf = (all: readonly (readonly (readonly ToldTrial[])[])[]) => makeCells(all, { category });

describe("scores", () => {
  it("do not depend on the order of the cells, however they are averaged", () => {
    const both = told.map(cellsOf).chain((cells) => fc.tuple(fc.constant(cells), reordered(cells)));
    fc.assert(
      fc.property(both, ([cells, other]) => {
        for (const how of aggregates) {
          expect(aggregateCells(other, how, 0.95, usualBounds)).toEqual(aggregateCells(cells, how, 0.95, usualBounds));
        }
      }),
      tried,
    );
  });

  it("of trials that all repeat the first are those of one trial", () => {
    const once = fc.array(fc.array(fc.tuple(ratings()), { minLength: 2, maxLength: 2 }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(once, (all) => {
        const one = cellsOf(all.map((question) => question.map(([rating]) => [[rating]])));
        const three = cellsOf(all.map((question) => question.map(([rating]) => [[rating], [rating], [rating]])));
        for (const how of aggregates.filter((name) => name !== "swallow")) {
          const [own, other] = [one, three].map((cells) => aggregateCells(cells, how, 0.95, usualBounds));
          for (const field of ["mean", "low", "high"] as const) {
            if (own?.[field] === null) expect(other?.[field]).toBeNull();
            else expect(other?.[field]).toBeCloseTo(own?.[field] ?? Number.NaN, 9);
          }
        }
      }),
      tried,
    );
  });

  it("with what is missing at the lowest and at the highest rating hold every score that it could have had", () => {
    const filled = fc.tuple(told, ratings());
    fc.assert(
      fc.property(filled, ([all, value]) => {
        const cells = cellsOf(all);
        const [low = 0, middle = 0, high = 0] = [1, value, 10].map(
          (rating) => aggregateCells(fillMissing(cells, rating), "mtbench", 0.95, usualBounds).mean ?? Number.NaN,
        );
        expect(low).toBeLessThanOrEqual(middle);
        expect(middle).toBeLessThanOrEqual(high);
        for (const cell of fillMissing(cells, value)) expect(cell.ratings).toHaveLength(cell.planned);
        const failed = cells.reduce((sum, cell) => sum + cell.failed, 0);
        const more = (found: readonly { readonly ratings: readonly number[] }[]) =>
          found.reduce((sum, cell) => sum + cell.ratings.length, 0);
        expect(more(fillFailures(cells, 1)) - more(cells)).toBe(failed);
      }),
      tried,
    );
  });
});

describe("a comparison", () => {
  const two = fc.integer({ min: 2, max: 8 }).chain((count) => fc.tuple(questions(count), questions(count)));

  it("turns round with its sides, and does not depend on the order of the cells", () => {
    const sides = two.chain(([a, b]) =>
      fc.tuple(fc.constant(cellsOf(a)), fc.constant(cellsOf(b)), reordered(cellsOf(a)), reordered(cellsOf(b))),
    );
    fc.assert(
      fc.property(sides, ([candidate, baseline, ...others]) => {
        const own = compareCandidates(candidate, baseline, { scale: usualBounds });
        const reread = compareCandidates(others[0], others[1], { scale: usualBounds });
        expect({ ...reread, moved: [] }).toEqual({ ...own, moved: [] });
        const back = compareCandidates(baseline, candidate, { scale: usualBounds });
        for (const reading of ["overall", "withFailures"] as const) {
          const [there, here] = [back[reading], own[reading]];
          expect([there.p, there.questions, there.candidate]).toEqual([here.p, here.questions, here.baseline]);
          if (here.difference === null) expect(there.difference).toBeNull();
          else expect(there.difference).toBeCloseTo(-here.difference, 9);
        }
      }),
      { ...tried, numRuns: 20 },
    );
  });
});
