import { describe, expect, test } from "vitest";
import { normalCdf } from "../../../src/statistics/distributions.ts";
import { makeRandom } from "../../../src/statistics/resampling/random.ts";
import { connectedGroups } from "../../../src/statistics/strength/connected-groups.ts";
import { chances, modelCovariance } from "../../../src/statistics/strength/davidson.ts";
import type { Game } from "../../../src/statistics/strength/game.ts";
import { weightsFor } from "../../../src/statistics/strength/game-rows.ts";
import { planPairs } from "../../../src/statistics/strength/plan-pairs.ts";
import { resampleFits } from "../../../src/statistics/strength/resampled-fits.ts";
import { drawGames, likeModels } from "../../proofs/simulated-games.ts";
import { games } from "./played-games.ts";

const options = { seed: 3, resamples: 40 };

/** What the plan is worked out from, by the definitions: spreads of differences over the draws, and of differences with each other. */
function known(given: readonly Game[]) {
  const fits = resampleFits(given, { ...options, withCovariates: false });
  const { fit, draws, correction, packed } = fits;
  const gap = (theta: Float64Array, i: number, j: number) => (theta[i] ?? 0) - (theta[j] ?? 0);
  /** Covariance of theta_i - theta_j with theta_k - theta_l over the draws. */
  const spread = (i: number, j: number, k: number, l: number) => {
    const [a, b] = [draws.map(({ theta }) => gap(theta, i, j)), draws.map(({ theta }) => gap(theta, k, l))];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [meanA, meanB] = [mean(a), mean(b)];
    const sum = a.reduce((total, value, at) => total + (value - meanA) * ((b[at] ?? 0) - meanB), 0);
    return (correction ** 2 * sum) / (draws.length - 1);
  };
  const own = modelCovariance(
    packed.rows,
    weightsFor(packed, () => 1),
    fit,
  );
  const n = packed.players.length;
  const pairs = packed.players.flatMap((_, i) => packed.players.flatMap((__, j) => (i < j ? [[i, j] as const] : [])));
  const claimed = (i: number, j: number) =>
    (own?.[i * n + i] ?? 0) + (own?.[j * n + j] ?? 0) - (own?.[i * n + j] ?? 0) - (own?.[j * n + i] ?? 0);
  const total = (of: (i: number, j: number) => number) => pairs.reduce((sum, [i, j]) => sum + of(i, j), 0);
  /** By how much questions repeat themselves. */
  const repetition = total((i, j) => spread(i, j, i, j)) / total(claimed);
  /** Variance of half the outcome of a game of the two, mean over the orders. */
  const perGame = (i: number, j: number) => {
    const variances = [gap(fit.theta, i, j), gap(fit.theta, j, i)].map((odds) => {
      const { first, second } = chances(odds + fit.delta, fit.logTie);
      return (first + second) / 4 - ((first - second) / 2) ** 2;
    });
    return ((variances[0] ?? 0) + (variances[1] ?? 0)) / 2;
  };
  const wrong = (variance: (i: number, j: number) => number) =>
    total((i, j) => normalCdf(-Math.abs(gap(fit.theta, i, j)) / Math.sqrt(variance(i, j))));
  /** Expected pairs in the wrong order when i and j have been measured with this information. */
  const wrongAfter = (i: number, j: number, information: number) => {
    const share = information / (1 + information * spread(i, j, i, j));
    return wrong((k, l) => spread(k, l, k, l) - share * spread(i, j, k, l) ** 2);
  };
  return { repetition, perGame, wrong: wrong((i, j) => spread(i, j, i, j)), wrongAfter };
}

describe("what a pair is worth, by the formula", () => {
  // One turn in both orders, then the same again in another turn: questions that repeat themselves.
  const once = drawGames({ ...likeModels, name: "two", players: [0.2, -0.1], turn: 0 }, 12, makeRandom("two")).filter(
    ({ turn }) => turn === 1,
  );
  const repeated = [1, 2, 3].flatMap((turn) => once.map((game) => ({ ...game, turn })));

  test("two players: the games of the questions that are left, less what repeats", () => {
    const { repetition, perGame, wrong, wrongAfter } = known(repeated);
    expect(repetition).toBeGreaterThan(1.5);
    const [pair, ...others] = planPairs(repeated, { ...options, pairs: 4, questions: 20 });
    expect(others).toEqual([]);
    expect(pair).toMatchObject({ first: "m0", second: "m1", questions: 8, why: "orders" });
    expect(pair?.misordered?.before).toBeCloseTo(wrong, 9);
    // Six games a question: three turns in both orders.
    expect(pair?.misordered?.after).toBeCloseTo(wrongAfter(0, 1, (8 * 6 * perGame(0, 1)) / repetition), 9);
  });

  test("games that repeat each other less than chance are worth what the model says, not more", () => {
    // Every question has the same outcomes, so that resamples do not differ at all.
    const same = games(
      ...Array.from({ length: 6 }, (_, q) => [`q${q}/1 a b +`, `q${q}/1 b a =`, `q${q}/2 a b -`]).flat(),
    );
    expect(planPairs(same, { ...options, pairs: 1, questions: 7 })[0]?.misordered).toEqual({ before: 0, after: 0 });
    const balanced = games(
      ...Array.from({ length: 12 }, (_, q) => [
        `q${q}/1 a b ${q % 3 === 0 ? "=" : "+"}`,
        `q${q}/1 b a ${q % 4 === 1 ? "=" : "+"}`,
        `q${q}/2 a b -`,
        `q${q}/2 b a +`,
      ]).flat(),
    );
    const { repetition, perGame, wrongAfter } = known(balanced);
    expect(repetition).toBeLessThan(0.9);
    const [pair] = planPairs(balanced, { ...options, pairs: 1, questions: 15 });
    expect(pair?.misordered?.after).toBeCloseTo(wrongAfter(0, 1, 3 * 4 * perGame(0, 1)), 9);
  });

  test("three players: the best pair is not the first, and one measurement tells of the other pairs too", () => {
    const three = drawGames(
      { ...likeModels, name: "three", players: [2.2, 0.1, 0], apart: (first) => first === 1 },
      14,
      makeRandom("last"),
    );
    const { repetition, perGame, wrong, wrongAfter } = known(three);
    const scale = Math.max(1, repetition);
    const plan = planPairs(three, { ...options, pairs: 3, questions: 20 });
    const after: Record<string, number> = {
      "m0 m1": wrongAfter(0, 1, (6 * 4 * perGame(0, 1)) / scale),
      "m0 m2": wrongAfter(0, 2, (6 * 4 * perGame(0, 2)) / scale),
      "m1 m2": wrongAfter(1, 2, (20 * 4 * perGame(1, 2)) / scale),
    };
    const best = Object.entries(after).sort(([, a], [, b]) => a - b)[0]?.[0];
    expect(best).toBe("m1 m2");
    expect(plan.map(({ questions }) => questions).sort()).toEqual([20, 6, 6]);
    expect(plan[0]).toMatchObject({ first: "m1", second: "m2", questions: 20 });
    expect(plan[0]?.misordered?.before).toBeCloseTo(wrong, 9);
    expect(plan[0]?.misordered?.after).toBeCloseTo(after["m1 m2"] ?? 0, 9);
    expect(plan.map(({ first, second }) => `${first} ${second}`).sort()).toEqual(Object.keys(after));
    expect(planPairs(three, { ...options, pairs: 2, questions: 20 })).toEqual(plan.slice(0, 2));
  });

  test("covariates are passed over", () => {
    const long = once.map((game, index) => ({ ...game, covariates: [index * game.outcome] }));
    const plan = planPairs(once, { ...options, pairs: 1, questions: 19 });
    expect(plan).toHaveLength(1);
    expect(planPairs(long, { ...options, pairs: 1, questions: 19 })).toEqual(plan);
  });

  test("500 resamples are made unless told", () => {
    const few = once.slice(0, 10);
    const plan = planPairs(few, { seed: 1, pairs: 1, questions: 9 });
    expect(planPairs(few, { seed: 1, pairs: 1, questions: 9, resamples: 500 })).toEqual(plan);
    expect(planPairs(few, { seed: 1, pairs: 1, questions: 9, resamples: 499 })).not.toEqual(plan);
  });

  test("the best pair may be the first, and where all have met on all there is none", () => {
    const three = drawGames(
      { ...likeModels, name: "three", players: [0.1, 0, -2.2], apart: (_, second) => second === 1 },
      14,
      makeRandom("first"),
    );
    const plan = planPairs(three, { ...options, pairs: 2, questions: 20 });
    expect(plan[0]).toMatchObject({ first: "m0", second: "m1", questions: 20 });
    expect(plan).toHaveLength(2);
    const met = drawGames({ ...likeModels, name: "met", players: [0.3, 0, -0.3] }, 6, makeRandom("met"));
    expect(planPairs(met, { ...options, pairs: 2 })).toEqual([]);
  });
});

describe("groups that never met", () => {
  test("the largest is the first, its best known player by games in either place, others by their ids", () => {
    const given = games(
      "q1/1 y z +",
      "q1/1 h g +",
      // d is in three games, twice as the second.
      "q1/1 c d -",
      "q2/1 e d +",
      "q3/1 d e =",
      "q3/1 b a +",
      "q4/1 e e2 +",
      "q5/1 c d +",
    );
    const plan = planPairs(given, { pairs: 9, seed: 0 });
    expect(plan.map(({ first, second, questions }) => [first, second, questions])).toEqual([
      ["d", "a", 5],
      ["d", "g", 5],
      ["d", "y", 5],
    ]);
    expect(planPairs(given, { pairs: 1, seed: 0 })).toEqual(plan.slice(0, 1));
  });

  test("questions that two met on count in whichever order they were shown", () => {
    const given = games("q1/1 b a +", "q2/1 a b -", "q2/1 b a =", "q3/1 c b +", "q3/1 b c +", "q2/2 c b -");
    const plan = planPairs(given, { ...options, pairs: 3 });
    expect(plan.map(({ first, second, questions }) => [first, second, questions]).sort()).toEqual([
      ["a", "b", 1],
      ["a", "c", 3],
      ["b", "c", 1],
    ]);
  });

  test("a group is in the order of the ids, whatever led to its members", () => {
    const pair = (first: string, second: string) => ({ first, second });
    expect(connectedGroups(["a", "b", "c", "d"], [pair("a", "b"), pair("d", "a"), pair("b", "c")])).toEqual([
      ["a", "b", "c", "d"],
    ]);
    expect(connectedGroups(["d", "c", "b", "a"], [pair("a", "c"), pair("a", "d")])).toEqual([["a", "c", "d"], ["b"]]);
  });
});
