import { orderCategories } from "../questions/order-categories.ts";
import { type NetWins, netWins, netWinsBounds } from "../statistics/strength/net-wins.ts";
import { type Flips, type PositionEffect, positionEffect } from "../statistics/strength/position-effect.ts";
import { type Coverage, coverageOf, gamesOf, type LookedTurn, type PairLooks } from "./collect-games.ts";

/** What the matches of one pair say, for `one` against `other`. */
export interface PairTally {
  readonly one: string;
  readonly other: string;
  readonly coverage: Coverage;
  readonly netWins: NetWins;
  /** Each alone holds at 0.95; what is left to say where every question has one value. Null of nothing. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
  /** With every answer that either side failed itself as a loss; equal to `netWins` where there is none. */
  readonly withFailures: NetWins;
  /** Of that reading. */
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
  const own = netWins(games, one, other, { seed });
  const hasFailures = turns.some(({ failed }) => failed !== null);
  const lost = hasFailures ? netWins(gamesOf(turns, "lost"), one, other, { seed }) : own;
  const position = inOrder(positionEffect(games), categories);
  return {
    one,
    other,
    coverage: coverageOf(turns),
    netWins: own,
    bounds: netWinsBounds(own, boundLevel),
    withFailures: lost,
    failureBounds: netWinsBounds(lost, boundLevel),
    position,
    flips: position.flips,
  };
}

function inOrder({ byCategory, ...rest }: PositionEffect, order: readonly string[]): PositionEffect {
  const found = new Map(byCategory.map((one) => [one.category, one]));
  return { ...rest, byCategory: orderCategories(found.keys(), order).flatMap((name) => found.get(name) ?? []) };
}

/** Turns where one side won in both orders, of those that count. */
export function decisiveShare({ turns, decisive }: Pick<NetWins, "turns" | "decisive">): number | null {
  return turns === 0 ? null : decisive / turns;
}

/** Turns whose orders say opposite things, or one of them a tie. */
export function flippedTurn({ ahead, behind }: LookedTurn): "same" | "tie" | "first" | "second" | "half" | null {
  if (ahead.status !== "rated" || behind.status !== "rated") return null;
  const [a, b] = [ahead.value, -behind.value];
  if (a === 0 && b === 0) return "tie";
  if (a === 0 || b === 0) return "half";
  return a === b ? "same" : a > 0 ? "first" : "second";
}
