import { describe, expect, test } from "vitest";
import type { Game } from "../../../src/statistics/strength/game.ts";
import { packGames, weightsFor } from "../../../src/statistics/strength/game-rows.ts";
import { games } from "./played-games.ts";

const categories: Record<string, string> = { q1: "writing", q2: "math" };
// In order: q1/1 a b -, q1/1 c a +, q1/2 a b =, q2/1 b a +.
const mixed = games("q2/1 b a +", "q1/2 a b =", "q1/1 c a +", "q1/1 a b -").map(
  (game): Game => ({ ...game, category: categories[game.question] ?? "" }),
);

/** One game of a and b, in question q1, turn 1, won by the first, but for what is told. */
const game = (own: Partial<Game>): Game => ({ question: "q1", turn: 1, first: "a", second: "b", outcome: 1, ...own });
const places = (...own: readonly Game[]) => [...packGames(own, { withCovariates: false }).placeOf];

describe("games put together", () => {
  test("by hand: rows by the players' indices, half a tie in each order of each pair that met", () => {
    const packed = packGames(mixed, { withCovariates: true });
    expect(packed.players).toEqual(["a", "b", "c"]);
    expect(packed.questions).toEqual([
      { id: "q1", category: "writing" },
      { id: "q2", category: "math" },
    ]);
    // Rows: a b, a c (from the ridge alone), b a, c a; in each won, tie, lost.
    expect(packed.rows).toEqual({
      players: 3,
      first: Int32Array.of(0, 0, 1, 2),
      second: Int32Array.of(1, 2, 0, 0),
      covariates: new Float64Array(0),
      covariateCount: 0,
    });
    expect([...packed.questionOf]).toEqual([0, 0, 0, 1]);
    expect([...packed.placeOf]).toEqual([2, 9, 1, 6]);
    expect([...packed.ridge]).toEqual([0, 0.5, 0, 0, 0.5, 0, 0, 0.5, 0, 0, 0.5, 0]);
  });

  test("by hand: weights where the first question counts twice and the second three times", () => {
    const packed = packGames(mixed, { withCovariates: false });
    const weights = weightsFor(packed, (question) => [2, 3][question] ?? 0);
    expect([...weights]).toEqual([0, 2.5, 2, 0, 0.5, 0, 3, 0.5, 0, 2, 0.5, 0]);
    expect([...packed.ridge].reduce((sum, weight) => sum + weight, 0)).toBe(2);
  });

  test("each thing that games differ in decides their order, the first one first", () => {
    // Place 0: won by the first, 1: a tie, 2: lost.
    expect(places(game({ question: "q2" }), game({ question: "q1", turn: 2, outcome: -1 }))).toEqual([2, 0]);
    expect(places(game({ turn: 2 }), game({ turn: 1, first: "b", second: "a" }))).toEqual([3, 0]);
    expect(places(game({ first: "b", second: "a" }), game({ outcome: -1 }))).toEqual([2, 3]);
    // a c stands in row 1: rows a b, a c, b a, c a.
    expect(places(game({ second: "c", outcome: -1 }), game({}))).toEqual([0, 5]);
    expect(places(game({ outcome: 1 }), game({ outcome: 0 }), game({ outcome: -1 }))).toEqual([2, 1, 0]);
  });

  test("by hand: covariates in units of their root mean square, by their text, the ridge without any", () => {
    // The squares of 2 and 10, and of 3 and 1: means of 52 and 5.
    const packed = packGames([game({ covariates: [2, 3] }), game({ covariates: [10, -1] })], { withCovariates: true });
    expect(packed.scales.map((scale) => scale ** 2)).toEqual([expect.closeTo(52, 12), expect.closeTo(5, 12)]);
    expect([...packed.rows.first]).toEqual([0, 0, 0, 1]);
    expect(packed.rows.covariateCount).toBe(2);
    const expected = [10 / Math.sqrt(52), -1 / Math.sqrt(5), 2 / Math.sqrt(52), 3 / Math.sqrt(5), 0, 0, 0, 0];
    for (const [at, value] of expected.entries()) expect(packed.rows.covariates[at]).toBeCloseTo(value, 12);
    expect([...packed.ridge]).toEqual([0, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0.5, 0]);
    expect([...packed.placeOf]).toEqual([0, 3]);
  });

  test("the same covariates share a row; passed over, all do", () => {
    const twice = [game({ covariates: [2] }), game({ turn: 2, covariates: [2] }), game({ turn: 3, covariates: [-2] })];
    expect([...packGames(twice, { withCovariates: true }).placeOf]).toEqual([0, 0, 3]);
    const plain = packGames(twice, { withCovariates: false });
    expect([...plain.placeOf]).toEqual([0, 0, 0]);
    expect(plain.scales).toEqual([]);
    expect([...plain.rows.covariates]).toEqual([]);
  });

  test("the sum behind a unit does not depend on the order of the games in its last digit", () => {
    const values = [0.1, 0.7, 0.3, 1.9, 0.2, 1e8];
    const scale = (order: readonly number[]) =>
      packGames(
        order.map((value, index) => game({ question: `q${index}`, covariates: [value] })),
        { withCovariates: true },
      ).scales[0];
    expect(scale([...values].reverse())).toBe(scale(values));
  });
});
