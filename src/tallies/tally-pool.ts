import type { Game } from "../statistics/strength/game.ts";
import { type PlannedPair, planPairs } from "../statistics/strength/plan-pairs.ts";
import { measureStrengths, type Strengths, type Unconnected } from "../statistics/strength/strengths.ts";
import { gamesOf, type LookedTurn, type PairLooks } from "./collect-games.ts";
import { type Style, styleReader, styles } from "./style-differences.ts";

/** The strength of all that met, against this pool. */
export interface PoolTally {
  readonly strengths: Strengths | Unconnected;
  /** With every answer that a side failed itself as a loss; null: nobody failed. */
  readonly withFailures: Strengths | Unconnected | null;
  /**
   * What length and style are worth to the judge, and strengths without that; null where answers are not here, or differ in
   * nothing.
   */
  readonly styled: StyledStrengths | null;
}

export interface StyledStrengths {
  readonly strengths: Strengths;
  readonly styles: readonly Style[];
}

/** Null for fewer than two that met. `seed`: of the resampling. */
export function tallyPool(pairs: readonly PairLooks[], { seed }: { readonly seed: string }): PoolTally | null {
  const turns = pairs.flatMap((pair) => pair.turns);
  const games = gamesOf(turns);
  if (games.length === 0) return null;
  const hasFailures = turns.some(({ failed }) => failed !== null);
  return {
    strengths: measureStrengths(games, { seed }),
    withFailures: hasFailures ? measureStrengths(gamesOf(turns, "lost"), { seed }) : null,
    styled: styledStrengths(turns, seed),
  };
}

function styledStrengths(turns: readonly LookedTurn[], seed: string): StyledStrengths | null {
  const read = styleReader();
  const own = turns.flatMap((turn) => {
    const all = turn.failed === null ? read(turn) : null;
    return all === null ? [] : [{ turn, all }];
  });
  const differing = styles.flatMap((_, index) => (own.some(({ all }) => all[index] !== 0) ? [index] : []));
  if (own.length === 0 || differing.length === 0) return null;
  const told = new Map(own.map(({ turn, all }) => [turn, differing.map((index) => all[index] ?? 0)]));
  const games = gamesOf([...told.keys()], "without", (turn) => told.get(turn) ?? null);
  if (games.length === 0) return null;
  const strengths = measureStrengths(games, { seed, withCovariates: true });
  if (strengths.kind === "unconnected") return null;
  return { strengths, styles: differing.flatMap((index) => styles[index] ?? []) };
}

/** Which pairs to compare next, the most useful first: those whose games narrow the open ranks most. */
export function planPool(
  pairs: readonly PairLooks[],
  options: {
    readonly count: number;
    readonly candidates: readonly string[];
    readonly questions: number;
    readonly seed: string;
  },
): readonly PlannedPair[] {
  const games: readonly Game[] = gamesOf(pairs.flatMap((pair) => pair.turns));
  const { count, candidates, questions, seed } = options;
  return planPairs(games, { pairs: count, players: candidates, questions, seed });
}
