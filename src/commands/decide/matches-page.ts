import { basename } from "node:path";
import { withConfig } from "../../launch/with-config.ts";
import type { MatchesPage } from "../../reports/matches/match-text.ts";
import { practiceChoice, practiceProcedure } from "../../servers/practice/practice-names.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import { shownPairs } from "../../tallies/shown-pairs.ts";
import { tallyPool } from "../../tallies/tally-pool.ts";

/** Of every drawn number. */
export const matchSeed = "mtbench";

/** How records name a judge that was chosen: by a name of the configuration, an id, a folder, or `practice`. */
export async function recordedJudge(
  judge: string,
  config: string | undefined,
  at: { readonly cwd: string },
): Promise<string> {
  const { flags } = await withConfig({ judge, config }, at);
  return flags.judge === practiceChoice ? practiceProcedure : basename(flags.judge);
}

/** What the matches of a pool say, of all pairs or of those that are meant. */
export function matchesPage(pool: MatchPool, isMeant?: (one: string, other: string) => boolean): MatchesPage {
  const meant = pool.pairs.filter(({ one, other }) => isMeant?.(one, other) ?? true);
  return {
    pool,
    pairs: shownPairs(pool, meant, matchSeed),
    strength: tallyPool(meant, { seed: matchSeed }),
  };
}
