import type { MatchesPage } from "../../reports/matches/match-text.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import { shownPairs } from "../../tallies/shown-pairs.ts";
import { tallyPool } from "../../tallies/tally-pool.ts";

/** Of every drawn number. */
export const matchSeed = "mtbench";

/** What the matches of a pool say, of all pairs or of those that are meant. */
export function matchesPage(pool: MatchPool, isMeant?: (one: string, other: string) => boolean): MatchesPage {
  const meant = pool.pairs.filter(({ one, other }) => isMeant?.(one, other) ?? true);
  return {
    pool,
    pairs: shownPairs(pool, meant, matchSeed),
    strength: tallyPool(meant, { seed: matchSeed }),
  };
}
