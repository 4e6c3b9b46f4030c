import { describe, expect, test } from "vitest";
import { studentQuantile } from "../../../src/statistics/distributions.ts";
import type { Game } from "../../../src/statistics/strength/game.ts";
import { resampleFits } from "../../../src/statistics/strength/resampled-fits.ts";
import { measureStrengths, type Strengths } from "../../../src/statistics/strength/strengths.ts";
import { games } from "./played-games.ts";

const options = { seed: 5, resamples: 30 };

function strengths(given: readonly Game[]): Strengths {
  const found = measureStrengths(given, options);
  if (found.kind !== "strengths") throw new Error("not connected");
  return found;
}
const playerOf = (found: Strengths, id: string) => {
  const player = found.players.find((one) => one.id === id);
  if (player === undefined) throw new Error(`no ${id}`);
  return player;
};

const categories: Record<string, string> = { q1: "x", q2: "x", q3: "x", q4: "y", q5: "y" };
const five = games(
  "q1/1 a z +",
  "q1/1 z a +",
  "q2/1 a z -",
  "q2/1 z a +",
  "q3/1 a z =",
  "q3/1 z a =",
  "q4/1 a z -",
  "q4/1 z a +",
  "q5/1 z a +",
  "q5/1 a z +",
).map((game): Game => ({ ...game, category: categories[game.question] ?? "" }));

describe("resampled fits", () => {
  test("by hand: three and two questions leave 3 degrees of freedom; spreads are too small by the root of 1.7", () => {
    const fits = resampleFits(five, { ...options, withCovariates: false });
    expect(fits.draws).toHaveLength(30);
    expect(fits.degreesOfFreedom).toBe(3);
    // (3 * 3/2 + 2 * 2/1) / 5
    expect(fits.correction).toBeCloseTo(Math.sqrt(1.7), 12);
    expect(new Set(fits.draws.map(({ delta }) => delta)).size).toBeGreaterThan(5);
  });

  test("one question in all has no draws", () => {
    const fits = resampleFits(games("q1/1 a b +", "q1/1 b a ="), { ...options, withCovariates: false });
    expect(fits).toMatchObject({ draws: [], degreesOfFreedom: 0, correction: 1 });
  });
});

describe("intervals of strengths", () => {
  test("are t times the corrected deviation of the draws, of a share on the scale of log-odds", () => {
    const { fit, draws } = resampleFits(five, { ...options, withCovariates: false });
    const deviation = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 29);
    };
    const t = studentQuantile(0.975, 3) * Math.sqrt(1.7);
    const found = strengths(five);
    const reach = t * deviation(draws.map(({ delta }) => delta));
    expect(found.position.low).toBeCloseTo(fit.delta - reach, 9);
    expect(found.position.high).toBeCloseTo(fit.delta + reach, 9);
    const logit = (share: number) => Math.log(share / (1 - share));
    // Of two, the share over both orders; its log-odds in each draw.
    const share = ({ theta, delta, logTie }: (typeof draws)[number]) => {
      const odds = (theta[1] ?? 0) - (theta[0] ?? 0);
      const nu = Math.exp(logTie);
      const won = (d: number) => (Math.exp(d / 2) + nu / 2) / (Math.exp(d / 2) + nu + Math.exp(-d / 2));
      return (won(odds + delta) + won(odds - delta)) / 2;
    };
    const z = playerOf(found, "z").strength;
    expect(z.value).toBeCloseTo(share(fit), 9);
    const shareReach = t * deviation(draws.map((draw) => logit(share(draw))));
    expect(logit(z.low ?? 0)).toBeCloseTo(logit(share(fit)) - shareReach, 8);
    expect(logit(z.high ?? 0)).toBeCloseTo(logit(share(fit)) + shareReach, 8);
  });

  test("the strongest comes first, of equals the one with the smaller id", () => {
    expect(strengths(five).players.map(({ id }) => id)).toEqual(["z", "a"]);
    const ties = strengths(games("q1/1 c b =", "q1/1 b a =", "q2/1 a c =", "q2/1 b a ="));
    expect(ties.players.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("covariates are passed over unless they are asked for", () => {
    const long = five.map((game, index) => ({ ...game, covariates: [game.outcome + (index % 3)] }));
    expect(measureStrengths(long, options)).toEqual(measureStrengths(five, options));
    expect(measureStrengths(long, { ...options, withCovariates: true })).toMatchObject({ covariates: [{}] });
  });

  test("who won and lost, without a tie, is not uniform", () => {
    const found = strengths(games("q1/1 a b +", "q1/1 b a +", "q2/1 a b +", "q2/1 b a -"));
    expect(found.players.map(({ uniform }) => uniform)).toEqual([null, null]);
  });

  // All games of a against b alone are won, or lost; b and c are even.
  const uniform = (sign: "+" | "-", of = 12) =>
    games(
      ...Array.from({ length: of }, (_, q) => [
        `q${q}/1 a b ${sign}`,
        `q${q}/1 b c ${q % 2 === 0 ? "+" : "-"}`,
        `q${q}/1 c b ${q % 3 === 0 ? "+" : "-"}`,
      ]).flat(),
    );

  test("by hand: twelve questions of wins alone are at least 0.025^(1/12), of losses at most the rest", () => {
    const won = playerOf(strengths(uniform("+")), "a");
    expect(won).toMatchObject({ uniform: 1, strength: { high: 1 } });
    expect(won.strength.low).toBeCloseTo(0.025 ** (1 / 12), 12);
    const lost = playerOf(strengths(uniform("-")), "a");
    expect(lost).toMatchObject({ uniform: -1, strength: { low: 0 } });
    expect(lost.strength.high).toBeCloseTo(1 - 0.025 ** (1 / 12), 12);
  });

  test("a strength over the others that the draws leave lower goes before the bound", () => {
    // a always beats b and never met c, who nearly always beats b.
    const beaten = (sign: "+" | "-", other: "+" | "-") =>
      games(
        ...Array.from({ length: 40 }, (_, q) => [
          `q${q}/1 a b ${sign}`,
          `q${q}/1 c b ${q % 13 === 0 ? other : sign}`,
          `q${q}/1 b c ${q % 11 === 0 ? sign : other}`,
        ]).flat(),
      );
    const won = playerOf(strengths(beaten("+", "-")), "a");
    expect(won.uniform).toBe(1);
    expect(won.strength.low).toBeLessThan(0.025 ** (1 / 40) - 0.05);
    expect(won.strength.low).toBeGreaterThan(0.5);
    const lost = playerOf(strengths(beaten("-", "+")), "a");
    expect(lost.uniform).toBe(-1);
    expect(lost.strength.high).toBeGreaterThan(1 - 0.025 ** (1 / 40) + 0.05);
    expect(lost.strength.high).toBeLessThan(0.5);
  });
});
