import { describe, expect, test } from "vitest";
import { makeRandom } from "../../../src/statistics/resampling/random.ts";
import { chances, fitDavidson, modelCovariance } from "../../../src/statistics/strength/davidson.ts";
import type { Game } from "../../../src/statistics/strength/game.ts";
import { packGames, weightsFor } from "../../../src/statistics/strength/game-rows.ts";
import { measureStrengths, type Strengths } from "../../../src/statistics/strength/strengths.ts";
import { drawGames, likeModels } from "../../proofs/simulated-games.ts";
import { games, tally } from "./played-games.ts";

const pool = tally(
  [
    ["a", "b", 7, 2, 1],
    ["b", "a", 5, 3, 2],
    ["b", "c", 4, 0, 4],
    ["c", "b", 6, 1, 3],
    ["a", "c", 3, 0, 0],
    ["c", "a", 0, 0, 3],
  ],
  11,
);

function strengths(given: readonly Game[], options: { withCovariates?: boolean; resamples?: number } = {}): Strengths {
  const found = measureStrengths(given, { seed: 7, resamples: 99, ...options });
  if (found.kind !== "strengths") throw new Error("not connected");
  return found;
}

const byId = ({ players }: Strengths, id: string) => {
  const found = players.find((player) => player.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

describe("the strength of many", () => {
  test("is the maximum that another program finds", () => {
    const found = strengths(pool);
    expect(found.players.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(byId(found, "a").theta).toBeCloseTo(0.6381269629, 7);
    expect(byId(found, "b").theta).toBeCloseTo(-0.2431798854, 7);
    expect(byId(found, "c").theta).toBeCloseTo(-0.3949470775, 7);
    expect(found.position.value).toBeCloseTo(0.7241302393, 7);
    expect(found.nu).toBeCloseTo(0.5311133083, 7);
    expect(byId(found, "a").strength.value).toBeCloseTo(0.6666046132, 7);
    expect(byId(found, "b").strength.value).toBeCloseTo(0.4365265383, 7);
    expect(byId(found, "c").strength.value).toBeCloseTo(0.3968688485, 7);
    expect(found.positionShare.value).toBeCloseTo(0.6389179211, 7);
    expect(found).toMatchObject({ games: 44, questions: 11, covariates: [] });
    expect(found.players.map((player) => player.games)).toEqual([26, 38, 24]);
  });

  test("with a covariate: its effect by the same program, in units of its root mean square", () => {
    const long = pool.map((game, k) => ({ ...game, covariates: [(((k * 7) % 11) - 5) / 3] }));
    const found = strengths(long, { withCovariates: true });
    expect(found.covariates[0]?.unit).toBeCloseTo(1.0540925534, 9);
    expect(found.covariates[0]?.effect.value).toBeCloseTo(-0.133007693, 6);
    expect(byId(found, "a").theta).toBeCloseTo(0.6470001681, 6);
    expect(found.position.value).toBeCloseTo(0.7265443506, 6);
    expect(found.covariates[0]?.share.value).toBeLessThan(0.5);
    expect(byId(strengths(long), "a").theta).toBeCloseTo(0.6381269629, 7);
  });

  test("does not depend on the order of the games, and on nothing but the seed", () => {
    const mixed = [...pool].reverse();
    expect(measureStrengths(mixed, { seed: 7, resamples: 50 })).toEqual(
      measureStrengths(pool, { seed: 7, resamples: 50 }),
    );
    expect(strengths(pool).players[0]?.strength.low).not.toBe(
      (measureStrengths(pool, { seed: 8, resamples: 99 }) as Strengths).players[0]?.strength.low,
    );
  });

  test("questions are drawn whole: the same games in a quarter of the questions tell less", () => {
    const drawn = drawGames({ ...likeModels, name: "wide", question: 0, turn: 0 }, 80, makeRandom("whole"));
    const merged = drawn.map((game) => ({
      ...game,
      question: `q${Number(game.question.slice(1)) % 8}`,
      category: "one",
    }));
    const repeated = [0, 1, 2, 3].flatMap((copy) =>
      merged
        .filter(({ turn }) => turn === 1)
        .map((game) => ({ ...game, question: `${game.question}`, turn: copy + 1 })),
    );
    const apart = repeated.map((game) => ({ ...game, question: `${game.question}/${game.turn}` }));
    const width = (found: Strengths) => (byId(found, "m0").strength.high ?? 0) - (byId(found, "m0").strength.low ?? 0);
    expect(width(strengths(repeated, { resamples: 300 }))).toBeGreaterThan(
      1.5 * width(strengths(apart, { resamples: 300 })),
    );
  });

  test("equals are not told apart, a player far behind is", () => {
    const found = strengths(drawGames({ ...likeModels, name: "three", players: [0, 0, -3] }, 40, makeRandom("ranks")));
    expect(byId(found, "m0").rank).toEqual({ best: 1, worst: 2 });
    expect(byId(found, "m1").rank).toEqual({ best: 1, worst: 2 });
    expect(byId(found, "m2").rank).toEqual({ best: 3, worst: 3 });
  });

  test("who won everything has an exact inner end, not a width of nothing", () => {
    const won = Array.from({ length: 12 }, (_, q) => [
      `q${q}/1 a b +`,
      `q${q}/1 b a -`,
      `q${q}/1 b c =`,
      `q${q}/1 c b =`,
    ]).flat();
    const found = strengths(games(...won));
    const a = byId(found, "a");
    expect(a).toMatchObject({ uniform: 1, strength: { high: 1 } });
    expect(a.strength.low).toBeLessThanOrEqual(0.025 ** (1 / 12));
    expect(a.strength.low).toBeGreaterThan(0.5);
    expect(byId(found, "b").uniform).toBeNull();
    const lost = byId(
      strengths(
        games(
          ...won.map((text) =>
            text.replace(/[ab] [ab] [+-]/, (word) => word.replace(/[+-]/, (sign) => (sign === "+" ? "-" : "+"))),
          ),
        ),
      ),
      "a",
    );
    expect(lost).toMatchObject({ uniform: -1, strength: { low: 0 } });
    expect(lost.strength.high).toBeGreaterThanOrEqual(1 - 0.025 ** (1 / 12));
  });

  test("who stands between two, with every question the same, has no interval, and no certainty", () => {
    const same = Array.from({ length: 13 }, (_, q) =>
      ["a b", "b c", "a c"].flatMap((pair) => [
        `q${q}/1 ${pair} +`,
        `q${q}/1 ${pair.split(" ").reverse().join(" ")} -`,
      ]),
    ).flat();
    const found = strengths(games(...same));
    const middle = byId(found, "b").strength;
    expect(middle.value).toBeCloseTo(0.5, 12);
    expect(middle).toMatchObject({ low: null, high: null });
    expect(byId(found, "a").strength).toMatchObject({ high: 1 });
    expect(byId(found, "a").strength.low).toBeCloseTo(0.025 ** (1 / 13), 12);
    expect(found.position).toMatchObject({ low: null, high: null });
  });

  test("ties alone make equals, without an interval", () => {
    const found = strengths(games("q1/1 a b =", "q1/1 b a =", "q2/1 a b =", "q2/1 b a ="));
    expect(found.players.map(({ strength, rank }) => [strength, rank])).toEqual([
      [
        { value: 0.5, low: null, high: null },
        { best: 1, worst: 2 },
      ],
      [
        { value: 0.5, low: null, high: null },
        { best: 1, worst: 2 },
      ],
    ]);
    expect(found.nu).toBe(Number.POSITIVE_INFINITY);
  });

  test("one question has no interval and no ranks", () => {
    const found = strengths(games("q1/1 a b +", "q1/1 b a =", "q1/2 a b -"));
    expect(found.players.map(({ strength: { low }, rank }) => [low, rank])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test("the one shown first winning always is an effect of position and finite", () => {
    const found = strengths(games(...[1, 2, 3].flatMap((q) => [`q${q}/1 a b +`, `q${q}/1 b a +`])));
    expect(found.position.value).toBeGreaterThan(2);
    expect(found.position.value).toBeLessThan(20);
    expect(byId(found, "a").strength.value).toBeCloseTo(0.5, 9);
  });

  test("groups that never met are named, not ranked", () => {
    expect(measureStrengths(games("q1/1 d c +", "q1/1 c d -", "q1/1 a b +"), { seed: 0 })).toEqual({
      kind: "unconnected",
      groups: [
        ["a", "b"],
        ["c", "d"],
      ],
    });
  });

  test("covariates that only some games have, and a pool of one, are bugs of the caller", () => {
    const [first, ...rest] = pool as [Game, ...Game[]];
    expect(() => measureStrengths([{ ...first, covariates: [1] }, ...rest], { seed: 0 })).toThrow(
      "games[1].covariates: expected 1, as in games[0], got 0",
    );
    expect(() => measureStrengths([], { seed: 0 })).toThrow("at least 2 players");
  });

  test("a covariate that never varies does nothing", () => {
    const found = strengths(
      pool.map((game) => ({ ...game, covariates: [0] })),
      { withCovariates: true },
    );
    expect(found.covariates[0]).toMatchObject({ unit: 1, effect: { value: 0, low: null, high: null } });
    expect(found.covariates[0]?.share.value).toBeCloseTo(0.5, 12);
  });
});

describe("Davidson's model", () => {
  test("gives chances that add up to 1, however far apart", () => {
    expect(chances(0, 0)).toEqual({ first: 1 / 3, tie: 1 / 3, second: 1 / 3 });
    const { first, tie, second } = chances(2, Math.log(0.5));
    const sum = Math.E + 0.5 + 1 / Math.E;
    expect(first).toBeCloseTo(Math.E / sum, 12);
    expect(tie).toBeCloseTo(0.5 / sum, 12);
    expect(second).toBeCloseTo(1 / Math.E / sum, 12);
    expect(chances(5000, 0)).toEqual({ first: 1, tie: 0, second: 0 });
    expect(chances(3, Number.POSITIVE_INFINITY)).toEqual({ first: 0, tie: 1, second: 0 });
  });

  test("claims a covariance of its own: that of two is 4 over the information of their games", () => {
    const even = packGames(
      tally(
        [
          ["a", "b", 50, 0, 50],
          ["b", "a", 50, 0, 50],
        ],
        10,
      ),
      { withCovariates: false },
    );
    const weights = weightsFor(even, () => 1);
    const fit = fitDavidson(even.rows, weights);
    const own = modelCovariance(even.rows, weights, fit);
    const variance = (own?.[0] ?? 0) + (own?.[3] ?? 0) - 2 * (own?.[1] ?? 0);
    // 200 games and one pseudo-tie, of which the share of decided ones, 200/201, has a variance of 1/4 each.
    expect(variance).toBeCloseTo(4 / 200, 5);
  });
});
