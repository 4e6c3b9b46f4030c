import { groupBy } from "../group-by.ts";
import { clusteredMean, type Estimate } from "../means/clustered-mean.ts";
import { compareText } from "../resampling/strata.ts";
import { type Game, type PlayedTurn, playedTurns, requireGames } from "./game.ts";

/** What the two orders of one turn say, in turns. */
export interface Flips {
  /** The same side is better in both orders. */
  readonly same: number;
  /** A tie in both. */
  readonly tie: number;
  /** Better is whichever was shown first. */
  readonly first: number;
  /** Better is whichever was shown second. */
  readonly second: number;
  /** A tie in one order, a winner in the other. */
  readonly half: number;
}

export interface PositionEffect {
  /** Mean outcome of the side shown first, -1 to 1, over turns played in both orders; clustered by question. */
  readonly effect: Estimate;
  readonly byCategory: readonly { readonly category: string; readonly effect: Estimate }[];
  readonly flips: Flips;
}

/** What being shown first is worth. Both orders of a turn count, so the sides' own strength cancels. */
export function positionEffect(games: readonly Game[], level = 0.95): PositionEffect {
  requireGames(games);
  const { complete } = playedTurns(games);
  const categories = [...new Set(complete.map(({ category }) => category))].sort(compareText);
  return {
    effect: effectOf(complete, level),
    byCategory: categories.map((category) => ({
      category,
      effect: effectOf(
        complete.filter((turn) => turn.category === category),
        level,
      ),
    })),
    flips: countFlips(complete),
  };
}

function effectOf(turns: readonly PlayedTurn[], level: number): Estimate {
  const byQuestion = [...groupBy(turns, ({ question }) => question).values()];
  return clusteredMean(
    byQuestion.map((own) => own.map(({ ahead, behind }) => (ahead + behind) / 2)),
    level,
  );
}

export function countFlips(turns: readonly PlayedTurn[]): Flips {
  const flips = { same: 0, tie: 0, first: 0, second: 0, half: 0 };
  for (const { ahead, behind } of turns) {
    const [a, b] = [sign(ahead), sign(behind)];
    if (a === 0 && b === 0) flips.tie += 1;
    else if (a === 0 || b === 0) flips.half += 1;
    else if (a !== b) flips.same += 1;
    else if (a > 0) flips.first += 1;
    else flips.second += 1;
  }
  return flips;
}

/** Thirds of repeated games do not add up to 0 exactly. */
function sign(value: number): number {
  return Math.abs(value) < 1e-9 ? 0 : Math.sign(value);
}
