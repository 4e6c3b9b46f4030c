import type { MatchesPage } from "../../reports/matches/match-text.ts";
import { scoreFolder } from "../../scores/score-folder.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import { ratingsBeside } from "../../tallies/ratings-beside.ts";
import { tallyPair } from "../../tallies/tally-pair.ts";
import { tallyPool } from "../../tallies/tally-pool.ts";

/** Of every drawn number. */
export const matchSeed = "mtbench";

/** What the matches of a pool say, of all pairs or of those that are meant. */
export function matchesPage(pool: MatchPool, isMeant?: (one: string, other: string) => boolean): MatchesPage {
  // Scored once, however many pairs a candidate is in.
  const scores = new Map(
    pool.candidates.flatMap(({ candidate, record }) => (record === null ? [] : [[candidate, scoreFolder(record)]])),
  );
  const meant = pool.pairs.filter(({ one, other }) => isMeant?.(one, other) ?? true);
  return {
    pool,
    pairs: meant.map((pair) => {
      const [one, other] = [scores.get(pair.one), scores.get(pair.other)];
      const about = { judge: pool.procedure.judge, turns: pair.turns };
      return {
        tally: tallyPair(pair, { seed: matchSeed }),
        ratings: one === undefined || other === undefined ? null : ratingsBeside(one, other, about),
      };
    }),
    strength: tallyPool(meant, { seed: matchSeed }),
  };
}
