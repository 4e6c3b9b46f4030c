import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/scores/cells.ts";
import { reliabilityOf } from "../../src/scores/reliability.ts";
import { type BoardReliability, boardReliability } from "../../src/statistics/agreement/board-reliability.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";

/** A question of two turns; null: the turn has no rating. */
function cells(means: readonly (number | null)[]): Cell[] {
  return means.flatMap((mean, question) =>
    [1, 2].map((turn) => ({
      questionId: `q${question}`,
      questionHash: `h${question}`,
      category: "math",
      turn,
      ratings: mean === null && turn === 2 ? [] : [(mean ?? 5) + (turn === 1 ? -0.5 : 0.5)],
      trials: [],
      planned: 1,
      failed: 0,
      unrated: {},
      failures: {},
      due: 0,
      truncated: 0,
      answers: [],
      judgments: [],
      earlierRatings: [],
    })),
  );
}

const random = makeRandom("reliability");
const table = Array.from({ length: 6 }, (_, candidate) =>
  Array.from({ length: 20 }, () => 5 + 0.5 * candidate + randomNormal(random)),
);

function expectSame(found: BoardReliability | null, wanted: BoardReliability | null): void {
  expect(found?.reliability).toBeCloseTo(wanted?.reliability ?? Number.NaN, 12);
  expect(found?.spread).toBeCloseTo(wanted?.spread ?? Number.NaN, 12);
  expect([found?.candidates, found?.questions]).toEqual([wanted?.candidates, wanted?.questions]);
}

describe("the reliability of a board", () => {
  it("is that of its question means", () => {
    expectSame(reliabilityOf(table.map(cells)), boardReliability(table));
    expect(reliabilityOf(table.map(cells))?.candidates).toBe(6);
  });

  it("leaves out a question that somebody lacks, and a candidate that lacks more than a tenth", () => {
    const one = table.map((row, candidate) =>
      row.map((value, question) => (candidate === 2 && question === 7 ? null : value)),
    );
    expectSame(
      reliabilityOf(one.map(cells)),
      boardReliability(table.map((row) => row.filter((_, question) => question !== 7))),
    );
    const half = table.map((row, candidate) =>
      row.map((value, question) => (candidate === 2 && question > 9 ? null : value)),
    );
    expectSame(reliabilityOf(half.map(cells)), boardReliability(table.filter((_, candidate) => candidate !== 2)));
  });

  it("is not shown below five candidates", () => {
    expect(reliabilityOf(table.slice(0, 4).map(cells))).toBeNull();
    expect(reliabilityOf([])).toBeNull();
  });
});
