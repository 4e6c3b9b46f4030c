import { scoreFolder } from "../scores/score-folder.ts";
import type { PairLooks } from "./collect-games.ts";
import type { MatchPool } from "./load-pool.ts";
import { type RatingsBeside, ratingsBeside } from "./ratings-beside.ts";
import { type PairTally, tallyPair } from "./tally-pair.ts";

/** One pair as it is shown. */
export interface ShownPair {
  readonly tally: PairTally;
  /** Null: the two have no rating protocol in common, or their answers are not here. */
  readonly ratings: RatingsBeside | null;
}

/** Some pairs of a pool, each with the single ratings of the same answers beside it. `seed`: of every drawn number. */
export function shownPairs(
  { candidates, procedure }: Pick<MatchPool, "candidates" | "procedure">,
  pairs: readonly PairLooks[],
  seed: string,
): ShownPair[] {
  // Scored once, however many pairs a candidate is in.
  const scores = new Map(
    candidates.flatMap(({ candidate, record }) => (record === null ? [] : [[candidate, scoreFolder(record)]])),
  );
  return pairs.map((pair) => {
    const [one, other] = [scores.get(pair.one), scores.get(pair.other)];
    const about = { judge: procedure.judge, turns: pair.turns };
    return {
      tally: tallyPair(pair, { seed }),
      ratings: one === undefined || other === undefined ? null : ratingsBeside(one, other, about),
    };
  });
}
