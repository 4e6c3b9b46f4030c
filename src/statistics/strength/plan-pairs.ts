import { normalCdf } from "../distributions.ts";
import { requireCount } from "../require-number.ts";
import { compareText } from "../resampling/strata.ts";
import { connectedGroups } from "./connected-groups.ts";
import { chances, modelCovariance } from "./davidson.ts";
import { type Game, requireGames } from "./game.ts";
import { weightsFor } from "./game-rows.ts";
import { type ResampledFits, resampleFits } from "./resampled-fits.ts";

export interface PlannedPair {
  readonly first: string;
  readonly second: string;
  /** How many questions the two have not met on yet. */
  readonly questions: number;
  /** `connects`: joins groups that never met. `orders`: tells most about ranks that are open. */
  readonly why: "connects" | "orders";
  /**
   * Pairs of players that are expected to stand in the wrong order (the sum over pairs of the chance of it) before this pair
   * is played and after it, those above it being played. Null while the groups are not connected.
   */
  readonly misordered: { readonly before: number; readonly after: number } | null;
}

export interface PairPlanOptions {
  /** How many pairs. */
  readonly pairs: number;
  /** All who take part, played or not; default: those of the games. */
  readonly players?: readonly string[];
  /** How many questions two players can meet on; default: those of the games. */
  readonly questions?: number;
  readonly seed: string | number;
  /** Default 500. */
  readonly resamples?: number;
}

/**
 * Which pairs to play next, the most useful first. While groups are not connected: the best known player of each with the
 * best known of the first. Then, one pair after another, the one whose games on all questions that it has left most reduce
 * the expected number of wrongly ordered pairs, sum of Phi(-|theta_i - theta_j| / SE_ij). A pair adds the information of
 * its games under the model, less what the resamples show that games of one question repeat each other.
 *
 * Fewer pairs come back when no others are left, and after those that connect: what they show decides how to go on.
 */
export function planPairs(games: readonly Game[], options: PairPlanOptions): PlannedPair[] {
  requireGames(games);
  const wanted = requireCount(options.pairs, "pairs", 1);
  const played = new Set(games.flatMap(({ first, second }) => [first, second]));
  const players = [...new Set([...(options.players ?? []), ...played])].sort(compareText);
  const all = options.questions ?? new Set(games.map(({ question }) => question)).size;
  const left = questionsLeft(games, all);
  const groups = connectedGroups(players, games);
  if (groups.length > 1) return connect(groups, games, left).slice(0, wanted);
  const fits = resampleFits(games, { seed: options.seed, resamples: options.resamples ?? 500, withCovariates: false });
  return fits.draws.length === 0 ? [] : orderPairs(fits, games, left, wanted);
}

type QuestionsLeft = (first: string, second: string) => number;

const pairName = (first: string, second: string): string => JSON.stringify([first, second].sort(compareText));

function questionsLeft(games: readonly Game[], all: number): QuestionsLeft {
  const met = new Map<string, Set<string>>();
  for (const { first, second, question } of games) {
    const name = pairName(first, second);
    const questions = met.get(name) ?? new Set();
    met.set(name, questions.add(question));
  }
  return (first, second) => Math.max(0, all - (met.get(pairName(first, second))?.size ?? 0));
}

/** The first group is the largest; the best known player is the one with most games. */
function connect(groups: readonly (readonly string[])[], games: readonly Game[], left: QuestionsLeft): PlannedPair[] {
  const count = (id: string) => games.filter(({ first, second }) => first === id || second === id).length;
  const known = groups
    .map((group) => ({ size: group.length, best: group.reduce((a, b) => (count(b) > count(a) ? b : a)) }))
    .sort((a, b) => b.size - a.size || compareText(a.best, b.best));
  const [main, ...others] = known;
  if (main === undefined) return [];
  return others.map(({ best }) => ({
    first: main.best,
    second: best,
    questions: left(main.best, best),
    why: "connects",
    misordered: null,
  }));
}

function orderPairs(fits: ResampledFits, games: readonly Game[], left: QuestionsLeft, wanted: number): PlannedPair[] {
  const { packed, fit } = fits;
  const { players } = packed;
  const theta = [...fit.theta];
  let covariance = drawnCovariance(fits);
  const perQuestion = gamesPerQuestion(games) / repetition(fits, covariance);
  const plan: PlannedPair[] = [];
  const taken = new Set<string>();
  while (plan.length < wanted) {
    const before = misordered(theta, covariance);
    let best: { pair: PlannedPair; covariance: number[][]; after: number } | undefined;
    for (const [i, j] of pairsOf(players.length)) {
      const [first = "", second = ""] = [players[i], players[j]];
      const questions = left(first, second);
      if (questions === 0 || taken.has(pairName(first, second))) continue;
      const information = questions * perQuestion * gameInformation((theta[i] ?? 0) - (theta[j] ?? 0), fits);
      const next = withInformation(covariance, i, j, information);
      const after = misordered(theta, next);
      if (best !== undefined && after >= best.after - 1e-12) continue;
      const pair = { first, second, questions, why: "orders", misordered: { before, after } } as const;
      best = { pair, covariance: next, after };
    }
    if (best === undefined) return plan;
    plan.push(best.pair);
    taken.add(pairName(best.pair.first, best.pair.second));
    covariance = best.covariance;
  }
  return plan;
}

/** Covariances of theta over the resamples. */
function drawnCovariance({ draws, correction, fit }: ResampledFits): number[][] {
  const means = Array.from(
    fit.theta,
    (_, i) => draws.reduce((sum, { theta }) => sum + (theta[i] ?? 0), 0) / draws.length,
  );
  return means.map((mean, i) =>
    means.map((other, j) => {
      const products = draws.map(({ theta }) => ((theta[i] ?? 0) - mean) * ((theta[j] ?? 0) - other));
      return (correction ** 2 * products.reduce((sum, one) => sum + one, 0)) / (draws.length - 1);
    }),
  );
}

/** How many times larger the resamples' variances of differences are than the model's own, which take games as independent. */
function repetition(fits: ResampledFits, covariance: readonly (readonly number[])[]): number {
  const { packed, fit } = fits;
  const own = modelCovariance(
    packed.rows,
    weightsFor(packed, () => 1),
    fit,
  );
  if (own === null) return 1;
  const n = packed.players.length;
  const claimed = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => own[i * n + j] ?? 0));
  const sum = (matrix: readonly (readonly number[])[]) =>
    pairsOf(n).reduce((total, [i, j]) => total + varianceOf(matrix, i, j), 0);
  return Math.max(1, sum(covariance) / sum(claimed));
}

/** Mean number of games of a pair on a question: 4 of two turns in both orders. */
function gamesPerQuestion(games: readonly Game[]): number {
  const met = new Set(games.map(({ first, second, question }) => `${pairName(first, second)} ${question}`));
  return games.length / met.size;
}

/** What one game tells of the difference of two: the variance of half its outcome, mean over both orders. */
function gameInformation(difference: number, { fit }: ResampledFits): number {
  const one = (logOdds: number) => {
    const { first, second } = chances(logOdds, fit.logTie);
    return (first + second - (first - second) ** 2) / 4;
  };
  return (one(difference + fit.delta) + one(-difference + fit.delta)) / 2;
}

/** The covariances after a measurement of theta_i - theta_j with this information (Sherman and Morrison 1950). */
function withInformation(
  covariance: readonly (readonly number[])[],
  i: number,
  j: number,
  information: number,
): number[][] {
  const column = covariance.map((row) => (row[i] ?? 0) - (row[j] ?? 0));
  const scale = information / (1 + information * varianceOf(covariance, i, j));
  return covariance.map((row, a) => row.map((value, b) => value - scale * (column[a] ?? 0) * (column[b] ?? 0)));
}

function misordered(theta: readonly number[], covariance: readonly (readonly number[])[]): number {
  return pairsOf(theta.length).reduce((sum, [i, j]) => {
    const distance = Math.abs((theta[i] ?? 0) - (theta[j] ?? 0));
    const error = Math.sqrt(varianceOf(covariance, i, j));
    return sum + (error < 1e-12 ? 0 : normalCdf(-distance / error));
  }, 0);
}

function varianceOf(covariance: readonly (readonly number[])[], i: number, j: number): number {
  const at = (row: number, column: number) => covariance[row]?.[column] ?? 0;
  return Math.max(0, at(i, i) + at(j, j) - 2 * at(i, j));
}

function pairsOf(n: number): (readonly [number, number])[] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n - i - 1 }, (_, k) => [i, i + 1 + k] as const),
  ).flat();
}
