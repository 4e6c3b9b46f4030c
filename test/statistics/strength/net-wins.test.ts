import { describe, expect, test } from "vitest";
import { netWins, netWinsBounds, winRate } from "../../../src/statistics/strength/net-wins.ts";
import { countFlips, positionEffect } from "../../../src/statistics/strength/position-effect.ts";
import { games } from "./played-games.ts";

const options = { seed: 1, resamples: 199 };

// For a: q1 turn 1 won in both orders (1), turn 2 won and lost (0); q2 a tie and a loss (-0.5); q3 twice whoever was first (0).
const played = games(
  "q1/1 a b +",
  "q1/1 b a -",
  "q1/2 a b +",
  "q1/2 b a +",
  "q2/1 a b =",
  "q2/1 b a +",
  "q3/1 b a -",
  "q3/1 a b +",
  "q3/2 a b +",
  "q4/1 a b +",
  "q4/1 a c -",
  "q4/1 c a -",
);

describe("net wins", () => {
  test("are means over orders, turns and questions; a turn with one order is left out", () => {
    const found = netWins(played, "a", "b", options);
    expect(found.questions.map(({ question, value }) => [question, value])).toEqual([
      ["q1", 0.5],
      ["q2", -0.5],
      ["q3", 1],
    ]);
    expect(found.netWins.mean).toBeCloseTo(1 / 3, 12);
    // sd of 0.5, -0.5 and 1 is sqrt(7/12); t(2) at 0.975 is 4.302653.
    expect(found.netWins.standardError).toBeCloseTo(Math.sqrt(7 / 12 / 3), 12);
    expect(found.netWins.high).toBeCloseTo(1 / 3 + 4.302652729911275 * Math.sqrt(7 / 36), 8);
    expect(found).toMatchObject({ turns: 4, decisive: 3, games: 8, uniform: null });
    expect(found.leftOut).toEqual({ turns: 2, games: 2, questions: 1 });
    expect(found.squaredTPerGame).toBeCloseTo(1 / 9 / (7 / 36) / 8, 12);
    expect(found.flips).toEqual({ same: 2, tie: 0, first: 1, second: 0, half: 1 });
    expect(found.bootstrap?.mean).toBeCloseTo(1 / 3, 12);
  });

  test("by hand: other pairs are passed over, questions come by id, the interval has the level that is asked for", () => {
    const given = games(
      "q2/1 a b +",
      "q2/1 b a -",
      "q1/1 b a +",
      "q1/1 a b -",
      "q3/1 a b =",
      "q3/1 b a =",
      "q1/1 b c +",
      "q1/1 c b -",
      "q2/1 a c -",
      "q2/1 c a +",
      "q4/1 b a +",
      "q4/1 b a +",
    );
    const found = netWins(given, "a", "b", { ...options, level: 0.9 });
    expect(found.questions.map(({ question, value }) => [question, value])).toEqual([
      ["q1", -1],
      ["q2", 1],
      ["q3", 0],
    ]);
    expect(found).toMatchObject({ turns: 3, decisive: 2, games: 6, leftOut: { turns: 1, games: 2, questions: 1 } });
    // sd of -1, 1 and 0 is 1; t(2) at 0.95 is 2.919986.
    expect(found.netWins.high).toBeCloseTo(2.919985580353725 / Math.sqrt(3), 8);
    expect(found.bootstrap?.level).toBe(0.9);
  });

  test("by hand: one-sided bounds are cut at the ends of the scale alone", () => {
    // 1 and 0.5: mean 0.75, error 0.25; t(1) at 0.95 is 6.313752.
    const found = netWins(games("q1/1 a b +", "q1/1 b a -", "q2/1 a b +", "q2/1 b a ="), "a", "b", options);
    expect(netWinsBounds(found, 0.95)?.low).toBeCloseTo(0.75 - 0.25 * 6.313751514675043, 8);
    const other = netWins(games("q1/1 a b +", "q1/1 b a -", "q2/1 a b +", "q2/1 b a ="), "b", "a", options);
    expect(netWinsBounds(other, 0.95)?.low).toBe(-1);
    expect(netWinsBounds(other, 0.95)?.high).toBeCloseTo(0.25 * 6.313751514675043 - 0.75, 8);
  });

  test("of the other side are the negative", () => {
    const found = netWins(played, "b", "a", options);
    expect(found.netWins.mean).toBeCloseTo(-1 / 3, 12);
    expect(found.questions.map(({ value }) => value)).toEqual([-0.5, 0.5, -1]);
  });

  test("games of one order more often than of the other do not weigh more", () => {
    const again = games("q1/1 a b +", "q1/1 a b +", "q1/1 a b =", "q1/1 b a =");
    expect(netWins(again, "a", "b", options).netWins.mean).toBeCloseTo((2 / 3 - 0) / 2, 12);
  });

  test("without a common game there is none", () => {
    const found = netWins(played, "b", "c", options);
    expect(found).toMatchObject({ netWins: { kind: "none" }, uniform: null, bootstrap: null, squaredTPerGame: null });
    expect(netWinsBounds(found, 0.95)).toBeNull();
  });

  test("all won is an exact bound from the number of questions", () => {
    const all = (count: number, ahead: string, behind: string) =>
      netWins(
        games(...Array.from({ length: count }, (_, q) => [`q${q}/1 a b ${ahead}`, `q${q}/1 b a ${behind}`]).flat()),
        "a",
        "b",
        options,
      );
    const won = all(20, "+", "-");
    expect(won).toMatchObject({ uniform: 1, netWins: { standardError: 0 }, squaredTPerGame: null });
    expect(netWinsBounds(won, 0.95)?.low).toBeCloseTo(2 * 0.05 ** (1 / 20) - 1, 12);
    expect(netWinsBounds(won, 0.95)?.high).toBe(1);
    const lost = netWinsBounds(all(20, "-", "+"), 0.95);
    expect(lost?.low).toBe(-1);
    expect(lost?.high).toBeCloseTo(1 - 2 * 0.05 ** (1 / 20), 12);
    const tied = netWinsBounds(all(20, "=", "="), 0.95);
    expect(tied?.low).toBeCloseTo(0.05 ** (1 / 20) - 1, 12);
    expect(tied?.high).toBeCloseTo(1 - 0.05 ** (1 / 20), 12);
    expect(netWinsBounds(all(80, "+", "-"), 0.95)?.low).toBeGreaterThan(netWinsBounds(won, 0.95)?.low ?? 1);
  });

  test("bounds stay on the scale", () => {
    const found = netWins(games("q1/1 a b +", "q1/1 b a -", "q2/1 a b +", "q2/1 b a ="), "a", "b", options);
    expect(netWinsBounds(found, 0.95)?.high).toBe(1);
    expect([winRate(-1.2), winRate(0), winRate(0.5)]).toEqual([0, 0.5, 0.75]);
  });

  test("a side against itself and a number that is no outcome are bugs of the caller", () => {
    expect(() => netWins(games("q1/1 a a +"), "a", "b", options)).toThrow("against itself");
    const two = [{ ...(played[0] as (typeof played)[0]), outcome: 2 as unknown as 1 }];
    expect(() => netWins(two, "a", "b", options)).toThrow("games[0].outcome: expected 1, 0 or -1, got 2");
  });
});

describe("the effect of position", () => {
  test("two orders of one turn: who is better in both, in none, in one, or whoever was in a place", () => {
    const turn = (ahead: number, behind: number) => ({
      question: "q",
      category: "",
      turn: 1,
      sides: ["a", "b"] as const,
      ahead,
      behind,
      games: 2,
    });
    const one = { same: 0, tie: 0, first: 0, second: 0, half: 0 };
    expect(countFlips([turn(1, -1)])).toEqual({ ...one, same: 1 });
    expect(countFlips([turn(-1, 1)])).toEqual({ ...one, same: 1 });
    expect(countFlips([turn(0, 0), turn(1 / 3 + 1 / 3 - 2 / 3, 1e-10)])).toEqual({ ...one, tie: 2 });
    expect(countFlips([turn(0, 1), turn(-1, 0), turn(0, -1)])).toEqual({ ...one, half: 3 });
    expect(countFlips([turn(1, 1), turn(0.5, 1)])).toEqual({ ...one, first: 2 });
    expect(countFlips([turn(-1, -0.5)])).toEqual({ ...one, second: 1 });
  });

  test("is what the one shown first wins, over turns of both orders, by question and by category", () => {
    const categorised = played.map((game) => ({ ...game, category: game.question === "q3" ? "math" : "writing" }));
    const { effect, byCategory, flips } = positionEffect(categorised);
    // Turns: q1 0 and 1, q2 0.5, q3 0, q4 (a and c) -1; five of them.
    expect(effect).toMatchObject({ values: 5, clusters: 4 });
    expect(effect.mean).toBeCloseTo(0.1, 12);
    expect(byCategory.map(({ category, effect: { mean, values } }) => [category, mean, values])).toEqual([
      ["math", 0, 1],
      ["writing", 0.125, 4],
    ]);
    expect(flips).toEqual({ same: 2, tie: 0, first: 1, second: 1, half: 1 });
  });

  test("a question in two categories is a bug of the caller", () => {
    const torn = played.map((game, at) => ({ ...game, category: at === 0 ? "math" : "writing" }));
    expect(() => positionEffect(torn)).toThrow('question "q1" is in two categories');
  });
});
