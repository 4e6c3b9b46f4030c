import { clusteredMean, type Estimate } from "../means/clustered-mean.ts";
import { oneSidedBounds } from "../means/one-sided.ts";
import { orderedSum } from "../ordered-sum.ts";
import { requireFraction } from "../require-number.ts";
import {
  type BootstrapIntervals,
  type BootstrapOptions,
  bootstrapIntervals,
} from "../resampling/bootstrap-intervals.ts";
import { compareText } from "../resampling/strata.ts";
import { type Game, playedTurns, requireGames } from "./game.ts";
import { countFlips, type Flips } from "./position-effect.ts";

export interface NetWins {
  /**
   * Mean over questions of the mean over orders and turns of 1 (the one is better), 0, -1: from -1 to 1. Its interval is t
   * over questions and not to be shown where `uniform` is not null: it then has no width.
   */
  readonly netWins: Estimate;
  /** Over questions inside their categories; null below 2 questions. */
  readonly bootstrap: BootstrapIntervals | null;
  /** Every question has this same value (1: all won); `netWinsBounds` is then all that can be said. Else null. */
  readonly uniform: number | null;
  /** By question, in the order of their ids. */
  readonly questions: readonly { readonly question: string; readonly category: string; readonly value: number }[];
  /** Turns played in both orders, and how many of them are not even: one side is better, both orders taken together. */
  readonly turns: number;
  readonly decisive: number;
  /** Games of those turns: the calls that this was worth. */
  readonly games: number;
  /** (mean / standard error)^2 per game: what a call tells. Null where the error is 0 or unknown. */
  readonly squaredTPerGame: number | null;
  /** Turns of which one order has no outcome: both are left out. Questions that have no other turn. */
  readonly leftOut: { readonly turns: number; readonly games: number; readonly questions: number };
  readonly flips: Flips;
}

/** How much better `one` is than `other`, from the games between the two; others are passed over. */
export function netWins(games: readonly Game[], one: string, other: string, options: BootstrapOptions): NetWins {
  requireGames(games);
  const between = games.filter(
    ({ first, second }) => (first === one && second === other) || (first === other && second === one),
  );
  const { complete, leftOut } = playedTurns(between);
  const sign = one < other ? 1 : -1;
  const byQuestion = new Map<string, { category: string; values: number[] }>();
  let decisive = 0;
  for (const { question, category, ahead, behind } of complete) {
    const value = (sign * (ahead - behind)) / 2;
    if (Math.abs(value) > 1e-9) decisive += 1;
    const entry = byQuestion.get(question) ?? { category, values: [] };
    entry.values.push(value);
    byQuestion.set(question, entry);
  }
  const questions = [...byQuestion]
    .map(([question, { category, values }]) => ({ question, category, value: orderedSum(values) / values.length }))
    .sort((a, b) => compareText(a.question, b.question));
  const estimate = clusteredMean(
    questions.map(({ value }) => [value]),
    options.level ?? 0.95,
  );
  const [first] = questions;
  const isUniform = first !== undefined && questions.every(({ value }) => Math.abs(value - first.value) < 1e-9);
  const played = complete.reduce((sum, turn) => sum + turn.games, 0);
  return {
    netWins: estimate,
    bootstrap: bootstrapIntervals(
      questions.map(({ question, category, value }) => ({ id: question, stratum: category, values: [value] })),
      options,
    ),
    uniform: isUniform ? first.value : null,
    questions,
    turns: complete.length,
    decisive,
    games: played,
    squaredTPerGame:
      estimate.kind === "interval" && estimate.standardError > 0
        ? (estimate.mean / estimate.standardError) ** 2 / played
        : null,
    leftOut: { ...leftOut, questions: new Set(between.map(({ question }) => question)).size - questions.length },
    flips: countFlips(complete),
  };
}

/**
 * Each bound alone holds with probability `level`. Where all n questions have one value v nothing is known of their spread;
 * questions of another value are then at most as frequent as a chance of 1 - level to meet none of them allows, and at
 * worst lie at the other end of the scale:
 *
 *   p = (1 - level)^(1/n)     low = p v - (1 - p)     high = p v + (1 - p)
 *
 * All won of 20 questions is at least 0.72 at 0.95, and not 1 +- 0. Else the bounds of `oneSidedBounds`. Null of nothing.
 */
export function netWinsBounds(
  found: Pick<NetWins, "netWins" | "uniform" | "questions">,
  level: number,
): { readonly low: number; readonly high: number } | null {
  requireFraction(level, "level");
  const { uniform, questions } = found;
  if (uniform !== null) {
    const share = (1 - level) ** (1 / questions.length);
    return { low: share * uniform - (1 - share), high: share * uniform + (1 - share) };
  }
  const { low, high } = oneSidedBounds(found.netWins, level);
  return low === null ? null : { low: Math.max(-1, low), high: Math.min(1, high) };
}

/** Net wins as a win rate that counts a tie as half a win: 0 to 1. */
export function winRate(value: number): number {
  return Math.min(1, Math.max(0, (1 + value) / 2));
}
