import { mean } from "../statistics/mean.ts";

/**
 * One answer to one turn with the ratings of everybody who rated it. A rater is a judge model under its procedure, or a
 * person (`person:<pseudonym>`).
 */
export interface RatedTurn {
  readonly candidate: string;
  readonly question: string;
  readonly category: string;
  /** 1-based. */
  readonly turn: number;
  /** Tells the answers of several trials apart; the same for all raters of one answer. */
  readonly answer: string;
  /** By rater, repeats in their order; a rater without a rating is absent. */
  readonly ratings: ReadonlyMap<string, readonly number[]>;
  /** What they said, in the same order; absent where only numbers are known. */
  readonly words?: ReadonlyMap<string, readonly string[]>;
}

/** The raters of all turns, in the order in which they first appear. */
export function ratersOf(turns: readonly RatedTurn[]): string[] {
  return [...new Set(turns.flatMap((turn) => [...turn.ratings.keys()]))];
}

/** Only these raters' ratings; turns that none of them rated are left out. */
export function withRaters(turns: readonly RatedTurn[], raters: readonly string[]): RatedTurn[] {
  return turns.flatMap((turn) => {
    const ratings = new Map(raters.flatMap((rater) => ownRatings(turn, rater)));
    return ratings.size === 0 ? [] : [{ ...turn, ratings }];
  });
}

/** Turns that all of these raters rated: the ground on which they can be compared. */
export function ratedByAll(turns: readonly RatedTurn[], raters: readonly string[]): RatedTurn[] {
  return turns.filter((turn) => raters.every((rater) => (turn.ratings.get(rater)?.length ?? 0) > 0));
}

/** Mean over a rater's repeats; null where there is no rating. */
export function meanRating(turn: RatedTurn, rater: string): number | null {
  const ratings = turn.ratings.get(rater) ?? [];
  return ratings.length === 0 ? null : mean(ratings);
}

function ownRatings(turn: RatedTurn, rater: string): [string, readonly number[]][] {
  const ratings = turn.ratings.get(rater) ?? [];
  return ratings.length === 0 ? [] : [[rater, ratings]];
}
