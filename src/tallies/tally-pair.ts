import { orderCategories } from "../questions/order-categories.ts";
import { type NetWins, netWins, netWinsBounds } from "../statistics/strength/net-wins.ts";
import { type Flips, type PositionEffect, positionEffect } from "../statistics/strength/position-effect.ts";
import { type Coverage, coverageOf, gamesOf, type LookedTurn, type PairLooks } from "./collect-games.ts";
import { type WinRate, winRateOf } from "./win-rate.ts";

/** Net wins with the questions by their ids; `hash` tells two texts under one id apart. */
export interface PairNetWins extends Omit<NetWins, "questions"> {
  readonly questions: readonly {
    readonly question: string;
    readonly hash: string;
    readonly category: string;
    readonly value: number;
  }[];
}

/** What the matches of one pair say, for `one` against `other`. */
export interface PairTally {
  readonly one: string;
  readonly other: string;
  readonly coverage: Coverage;
  readonly netWins: PairNetWins;
  readonly winRate: WinRate;
  /** Each alone holds at 0.95; what is left to say where every question has one value. Null of nothing. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** Share of the turns that count in which one answer is better, both orders together; null of nothing. */
  readonly decisiveShare: number | null;
  /** With every answer that either side failed itself as a loss; the same as `netWins` where there is none. */
  readonly withFailures: PairNetWins;
  /** Of that reading. */
  readonly failureWinRate: WinRate;
  readonly failureBounds: PairTally["bounds"];
  readonly position: PositionEffect;
  readonly flips: Flips;
}

/** One-sided level of the exact bounds. */
const boundLevel = 0.95;

/** Tallies a pair. `seed`: of the bootstrap. */
export function tallyPair(
  { one, other, categories, turns }: PairLooks,
  { seed }: { readonly seed: string },
): PairTally {
  const games = gamesOf(turns);
  const ids = new Map(turns.map(({ questionHash, questionId }) => [questionHash, questionId]));
  const own = netWins(games, one, other, { seed });
  const hasFailures = turns.some(({ failed }) => failed !== null);
  const lost = hasFailures ? netWins(gamesOf(turns, "lost"), one, other, { seed }) : own;
  const position = inOrder(positionEffect(games), categories);
  const plain = named(own, ids);
  const [bounds, failureBounds] = [netWinsBounds(own, boundLevel), netWinsBounds(lost, boundLevel)];
  return {
    one,
    other,
    coverage: coverageOf(turns),
    netWins: plain,
    winRate: winRateOf(own, bounds),
    bounds,
    decisiveShare: own.turns === 0 ? null : own.decisive / own.turns,
    withFailures: hasFailures ? named(lost, ids) : plain,
    failureWinRate: winRateOf(lost, failureBounds),
    failureBounds,
    position,
    flips: position.flips,
  };
}

function named({ questions, ...rest }: NetWins, ids: ReadonlyMap<string, string>): PairNetWins {
  return {
    ...rest,
    questions: questions.map(({ question: hash, category, value }) => ({
      question: ids.get(hash) ?? hash,
      hash,
      category,
      value,
    })),
  };
}

function inOrder({ byCategory, ...rest }: PositionEffect, order: readonly string[]): PositionEffect {
  const found = new Map(byCategory.map((one) => [one.category, one]));
  return { ...rest, byCategory: orderCategories(found.keys(), order).flatMap((name) => found.get(name) ?? []) };
}

/** Turns whose orders say opposite things, or one of them a tie. */
export function flippedTurn({ ahead, behind }: LookedTurn): "same" | "tie" | "first" | "second" | "half" | null {
  if (ahead.status !== "rated" || behind.status !== "rated") return null;
  const [a, b] = [ahead.value, -behind.value];
  if (a === 0 && b === 0) return "tie";
  if (a === 0 || b === 0) return "half";
  return a === b ? "same" : a > 0 ? "first" : "second";
}
