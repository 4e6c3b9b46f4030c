import { describe, expect, test } from "vitest";
import { makeRandom } from "../../../src/statistics/resampling/random.ts";
import { connectedGroups } from "../../../src/statistics/strength/connected-groups.ts";
import { planPairs } from "../../../src/statistics/strength/plan-pairs.ts";
import { drawGames, likeModels } from "../../proofs/simulated-games.ts";
import { games } from "./played-games.ts";

// m0 and m1 are close, m2 far behind; all met m3 alone.
const star = drawGames(
  { ...likeModels, name: "star", players: [0.5, 0.4, -2.5, 0], apart: (_, second) => second !== 3 },
  40,
  makeRandom("star"),
);

describe("which pairs to play next", () => {
  test("the close ones that never met, before those that are clear", () => {
    const plan = planPairs(star, { pairs: 3, seed: 1, resamples: 200 });
    expect(plan.map(({ first, second, why, questions }) => [first, second, why, questions])[0]).toEqual([
      "m0",
      "m1",
      "orders",
      40,
    ]);
    expect(plan).toHaveLength(3);
    for (const { misordered } of plan) expect(misordered?.after ?? 1).toBeLessThanOrEqual(misordered?.before ?? 0);
    expect(plan[1]?.misordered?.before).toBe(plan[0]?.misordered?.after);
    expect((plan[0]?.misordered?.before ?? 0) - (plan[0]?.misordered?.after ?? 0)).toBeGreaterThan(0.05);
  });

  test("a pair that met on all questions has none left; more questions open it again", () => {
    const names = (questions?: number) =>
      planPairs(star, { pairs: 9, seed: 1, resamples: 100, ...(questions === undefined ? {} : { questions }) }).map(
        ({ first, second }) => `${first} ${second}`,
      );
    expect(names().sort()).toEqual(["m0 m1", "m0 m2", "m1 m2"]);
    expect(names(80)).toHaveLength(6);
  });

  test("the same games in another order give the same plan", () => {
    const options = { pairs: 2, seed: 1, resamples: 60 };
    expect(planPairs([...star].reverse(), options)).toEqual(planPairs(star, options));
  });

  test("groups that never met are joined first, by those that are known best", () => {
    const apart = games("q1/1 a b +", "q1/1 b a -", "q1/1 b c +", "q2/1 d e =", "q2/1 e d -");
    expect(planPairs(apart, { pairs: 5, seed: 0, players: ["f"] })).toEqual([
      { first: "b", second: "d", questions: 2, why: "connects", misordered: null },
      { first: "b", second: "f", questions: 2, why: "connects", misordered: null },
    ]);
    expect(planPairs(apart, { pairs: 1, seed: 0 })).toHaveLength(1);
  });

  test("nothing can be planned for from one question", () => {
    expect(planPairs(games("q1/1 a b +", "q1/1 b c -"), { pairs: 1, seed: 0 })).toEqual([]);
  });
});

test("groups are found over others, in the order of the ids", () => {
  const pair = (first: string, second: string) => ({ first, second });
  expect(connectedGroups(["e", "d", "c", "b", "a"], [pair("a", "c"), pair("e", "c"), pair("b", "d")])).toEqual([
    ["a", "c", "e"],
    ["b", "d"],
  ]);
  expect(connectedGroups(["x"], [])).toEqual([["x"]]);
});
