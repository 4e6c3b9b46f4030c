import { studentQuantile } from "../distributions.ts";
import { requireCount, requireFraction } from "../require-number.ts";
import { type RankInterval, rankIntervals } from "../resampling/rank-intervals.ts";
import { connectedGroups } from "./connected-groups.ts";
import { chances, type DavidsonFit, expectedShare } from "./davidson.ts";
import { type Game, requireGames } from "./game.ts";
import { type ResampledFits, resampleFits } from "./resampled-fits.ts";

/** A number with its interval; no ends where there are fewer than 2 questions, or no game with a winner. */
export interface Bounded {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface PlayerStrength {
  readonly id: string;
  /**
   * What it is worth against this pool: the mean over the other players and both orders of P(win) + P(tie)/2, 0 to 1. Another
   * pool gives another number.
   */
  readonly strength: Bounded;
  /** In log-odds, the pool's mean being 0. */
  readonly theta: number;
  /** Which ranks the games leave open; several with best < worst are not told apart. Null below 2 questions. */
  readonly rank: RankInterval | null;
  readonly games: number;
  /** 1: won every game, -1: lost every one; the interval's inner end is then exact, from the number of questions. Else null. */
  readonly uniform: 1 | -1 | null;
}

/** What the covariates do, and what strength is without that. */
export interface CovariateEffect {
  /** Log-odds that the side gains whose covariate is larger by one usual difference (the root mean square over the games). */
  readonly effect: Bounded;
  /** One usual difference, in the covariate's own unit. */
  readonly unit: number;
  /** The share, 0 to 1, that the larger side gets against one of equal strength: 0.5 where the covariate does nothing. */
  readonly share: Bounded;
}

export interface Strengths {
  readonly kind: "strengths";
  /** The strongest first. */
  readonly players: readonly PlayerStrength[];
  /** What being shown first adds to the log-odds. */
  readonly position: Bounded;
  /** The share, 0 to 1, of the side shown first against one of equal strength. */
  readonly positionShare: Bounded;
  /** How often equals tie: nu / (nu + 2) without an effect of position is their share of ties. Infinity: no game had a winner. */
  readonly nu: number;
  /** In the games' order; empty without covariates. */
  readonly covariates: readonly CovariateEffect[];
  readonly games: number;
  readonly questions: number;
  readonly level: number;
  readonly resamples: number;
}

/** The games fall into groups that never met: nothing says how one stands to another. */
export interface Unconnected {
  readonly kind: "unconnected";
  readonly groups: readonly (readonly string[])[];
}

export interface StrengthOptions {
  readonly seed: string | number;
  /** Default 1,000. */
  readonly resamples?: number;
  readonly level?: number;
  /** Takes the games' covariates out of the strengths and tells their effects. Default: they are passed over. */
  readonly withCovariates?: boolean;
}

/**
 * The strength of many from games of two (Davidson's model with an effect of position, see `fitDavidson`). Intervals and
 * ranks come from resampling questions inside their categories, with all games of a question, of every pair in both orders:
 * those resemble each other. An interval is the bootstrap's standard error with t over questions less categories, on the
 * scale of log-odds.
 *
 * @throws RangeError for fewer than 2 players, and games that `requireGames` refuses.
 */
export function measureStrengths(games: readonly Game[], options: StrengthOptions): Strengths | Unconnected {
  requireGames(games);
  const level = requireFraction(options.level ?? 0.95, "level");
  const resamples = requireCount(options.resamples ?? 1000, "resamples", 2);
  const ids = [...new Set(games.flatMap(({ first, second }) => [first, second]))];
  if (ids.length < 2) throw new RangeError(`games: expected at least 2 players, got ${ids.length}`);
  const groups = connectedGroups(ids, games);
  if (groups.length > 1) return { kind: "unconnected", groups };
  const fits = resampleFits(games, { seed: options.seed, resamples, withCovariates: options.withCovariates ?? false });
  const bounded = makeBounded(fits, level);
  const ranks = ranksOf(fits, level);
  const { packed, fit } = fits;
  const players = packed.players.map((id, index): PlayerStrength => {
    const own = games.filter(({ first, second }) => first === id || second === id);
    const results = new Set(own.map(({ first, outcome }) => (first === id ? outcome : -outcome)));
    const uniform = results.size > 1 || results.has(0) ? null : results.has(1) ? 1 : -1;
    const strength = bounded((one) => strengthOf(index, one), logit, expit);
    return {
      id,
      strength: uniform === null ? strength : exactEnd(strength, uniform, own, level),
      theta: fit.theta[index] as number,
      rank: ranks?.[index] ?? null,
      games: own.length,
      uniform,
    };
  });
  return {
    kind: "strengths",
    players: players.sort((a, b) => b.strength.value - a.strength.value || (a.id < b.id ? -1 : 1)),
    position: bounded((one) => one.delta),
    positionShare: bounded((one) => firstShare(one), logit, expit),
    nu: Math.exp(fit.logTie),
    covariates: packed.scales.map((unit, k) => ({
      unit,
      effect: bounded((one) => one.beta[k] as number),
      share: bounded((one) => expectedShare(one.beta[k] as number, one), logit, expit),
    })),
    games: games.length,
    questions: packed.questions.length,
    level,
    resamples,
  };
}

/** Mean over the other players of the expected share against each. */
function strengthOf(player: number, fit: DavidsonFit): number {
  let sum = 0;
  for (let other = 0; other < fit.theta.length; other++) {
    if (other !== player) sum += expectedShare((fit.theta[player] as number) - (fit.theta[other] as number), fit);
  }
  return sum / (fit.theta.length - 1);
}

/** The share of the side shown first against one of equal strength. */
function firstShare({ delta, logTie }: DavidsonFit): number {
  const { first, tie } = chances(delta, logTie);
  return first + tie / 2;
}

type Measure = (fit: DavidsonFit) => number;

/** Intervals of whatever a fit tells: on the scale that `to` makes, from which `back` leads back. */
function makeBounded({ fit, draws, degreesOfFreedom, correction }: ResampledFits, level: number) {
  const same = (value: number) => value;
  return (measure: Measure, to = same, back = same): Bounded => {
    const value = measure(fit);
    if (draws.length === 0 || fit.logTie === Number.POSITIVE_INFINITY) return { value, low: null, high: null };
    const error = correction * deviation(draws.map((draw) => to(measure(draw))));
    // Every question told the same: nothing is known of their spread, and certainty is not what that means.
    if (error < 1e-9) return { value, low: null, high: null };
    const reach = studentQuantile(0.5 + level / 2, degreesOfFreedom) * error;
    return { value, low: back(to(value) - reach), high: back(to(value) + reach) };
  };
}

function ranksOf(fits: ResampledFits, level: number): (RankInterval | null)[] | null {
  const { fit, draws, degreesOfFreedom, correction } = fits;
  if (draws.length === 0) return null;
  const series = Array.from(fit.theta, (mean, player) => ({
    intervals: { mean },
    means: Float64Array.from(draws, ({ theta }) => theta[player] as number),
  }));
  return rankIntervals({ series, degreesOfFreedom, correction }, level);
}

/**
 * Who won everything shows no spread. A share p of questions that are won throughout meets n of n with a chance of p^n, so
 * that p is at least ((1 - level)/2)^(1/n).
 */
function exactEnd(strength: Bounded, uniform: 1 | -1, games: readonly Game[], level: number): Bounded {
  const questions = new Set(games.map(({ question }) => question)).size;
  const least = ((1 - level) / 2) ** (1 / questions);
  const { value, low, high } = strength;
  return uniform === 1
    ? { value, low: Math.min(low ?? 1, least), high: 1 }
    : { value, low: 0, high: Math.max(high ?? 0, 1 - least) };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

const logit = (share: number): number => Math.log(share / (1 - share));
const expit = (odds: number): number => 1 / (1 + Math.exp(-odds));
