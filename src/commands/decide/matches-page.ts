import type { MatchesPage } from "../../reports/matches/match-text.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import { ratingsBeside } from "../../tallies/ratings-beside.ts";
import { tallyPair } from "../../tallies/tally-pair.ts";

/** What the matches of a pool say, of all pairs or of those among these candidates. */
export function matchesPage(pool: MatchPool, among?: (one: string, other: string) => boolean): MatchesPage {
  const recordOf = (name: string) => pool.candidates.find(({ candidate }) => candidate === name)?.record ?? null;
  return {
    pool,
    pairs: pool.pairs
      .filter(({ one, other }) => among?.(one, other) ?? true)
      .map((pair) => {
        const [one, other] = [recordOf(pair.one), recordOf(pair.other)];
        return {
          tally: tallyPair(pair, { seed: "mtbench" }),
          ratings:
            one === null || other === null
              ? null
              : ratingsBeside(one, other, { judge: pool.procedure.judge, turns: pair.turns }),
        };
      }),
  };
}
