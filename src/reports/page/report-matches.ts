import type { LoadedQuestionSet } from "../../questions/load-question-set.ts";
import { judgesText } from "../../results/procedure-record.ts";
import { type CollectedLooks, collectLooks, type ListedLook, type LookTexts } from "../../tallies/collect-looks.ts";
import { loadPools, type MatchPool } from "../../tallies/load-pool.ts";
import { type ShownPair, shownPairs } from "../../tallies/shown-pairs.ts";
import { tallyPool } from "../../tallies/tally-pool.ts";
import type { ReportEstimate } from "./report-agreements.ts";

/** A value with its interval; the ends are null where they cannot be told. */
type Told = ReportEstimate;

/** What one judge made of answers side by side. */
export interface ReportMatches {
  readonly set: string;
  readonly judge: string;
  readonly model: string;
  /** Beginning of the match procedure's hash. */
  readonly procedure: string;
  readonly steps: number;
  readonly pairs: readonly ReportPair[];
  /** The strongest first; empty where nothing counts, or where not all met. */
  readonly strengths: readonly ReportStrength[];
  /** Groups that never met; one or none: all met. */
  readonly groups: readonly (readonly string[])[];
  /** Every turn with both verdicts, the most disputed first; empty where no texts were wanted. */
  readonly looks: readonly ListedLook[];
}

export interface ReportStrength {
  readonly candidate: string;
  /** Share against this pool, 0 to 1. */
  readonly strength: Told;
  readonly rank: { readonly from: number; readonly to: number } | null;
  readonly games: number;
}

export interface ReportPair {
  readonly one: string;
  readonly other: string;
  /** Of `one` against `other`, -1 to 1: t over questions; where all are alike the exact one-sided bounds. */
  readonly netWins: Told;
  /** The same as a share of the games, a tie being half a win. */
  readonly winRate: Told;
  /** Both by bootstrap over questions. */
  readonly drawn: { readonly netWins: Told; readonly winRate: Told };
  /** All questions have one value: its sign, 0 for ties alone. Null: they differ. */
  readonly uniform: -1 | 0 | 1 | null;
  readonly withFailures: number | null;
  readonly questions: number;
  readonly turns: number;
  readonly decisive: number;
  readonly leftOut: number;
  readonly due: number;
  /** What being shown first is worth, -1 to 1. */
  readonly shownFirst: Told;
  readonly shownFirstBy: readonly { readonly category: string; readonly effect: Told }[];
  readonly flips: Readonly<Record<ListedLook["flip"], number>>;
  /** Single ratings of the same answers, `one` minus `other`; null: none in common. */
  readonly ratings: Told | null;
  /** (value / standard error)^2 of one call of either kind; null where it cannot be told. */
  readonly perCall: { readonly match: number | null; readonly rating: number | null };
}

export interface CollectedMatches {
  readonly matches: readonly ReportMatches[];
  /** For each of them, by pair, the words of its looks. */
  readonly lookTexts: readonly (readonly (readonly LookTexts[])[])[];
}

/** Everything that was compared below a results root. */
export async function reportMatches(
  root: string,
  options: {
    readonly candidates: readonly string[] | null;
    readonly names: ReadonlyMap<string, string>;
    readonly withTexts: boolean;
    readonly setOf: (id: string) => Promise<LoadedQuestionSet | null>;
  },
): Promise<CollectedMatches> {
  const nameOf = (id: string) => options.names.get(id) ?? id;
  const isMeant = (name: string) => options.candidates?.includes(name.replace(/\+import$/u, "")) ?? true;
  const matches: ReportMatches[] = [];
  const lookTexts: CollectedLooks["texts"][] = [];
  for (const pool of await loadPools(root, {})) {
    const pairs = pool.pairs.filter(({ one, other }) => isMeant(one) && isMeant(other));
    if (pairs.length === 0) continue;
    const { looks, texts } = options.withTexts
      ? collectLooks(pairs, await options.setOf(pool.questionSet.id))
      : { looks: [], texts: [] };
    matches.push(matchesOf({ ...pool, pairs }, looks, nameOf));
    lookTexts.push(texts);
  }
  return { matches, lookTexts };
}

const seed = "mtbench";

function matchesOf(pool: MatchPool, looks: readonly ListedLook[], nameOf: (id: string) => string): ReportMatches {
  const { procedure, questionSet, pairs } = pool;
  const found = tallyPool(pairs, { seed })?.strengths;
  return {
    set: questionSet.id,
    judge: procedure.judge,
    model: judgesText(procedure.judges),
    procedure: procedure.hash.slice(0, 12),
    steps: procedure.fields.steps === 5 ? 5 : 3,
    pairs: shownPairs(pool, pairs, seed).map((pair) => pairOf(pair, nameOf)),
    strengths:
      found?.kind === "strengths"
        ? found.players.map(({ id, strength, rank, games }) => ({
            candidate: nameOf(id),
            strength: { value: strength.value, low: strength.low, high: strength.high },
            rank: rank === null ? null : { from: rank.best, to: rank.worst },
            games,
          }))
        : [],
    groups: found?.kind === "unconnected" ? found.groups.map((group) => group.map(nameOf)) : [],
    looks,
  };
}

function pairOf({ tally, ratings }: ShownPair, nameOf: (id: string) => string): ReportPair {
  const { netWins, winRate, bounds, withFailures, coverage, position, flips } = tally;
  const { mean, low, high, clusters } = netWins.netWins;
  const { uniform, bootstrap } = netWins;
  const ends = uniform === null ? { low, high } : clusters < 2 ? null : bounds;
  const cut = (value: number | null | undefined) => (value == null ? null : Math.min(1, Math.max(-1, value)));
  const told = (one: { readonly mean: number | null; readonly low: number | null; readonly high: number | null }) => ({
    value: one.mean,
    low: one.low,
    high: one.high,
  });
  const drawn = uniform === null ? bootstrap?.studentised : undefined;
  return {
    one: nameOf(tally.one),
    other: nameOf(tally.other),
    netWins: { value: mean, low: cut(ends?.low), high: cut(ends?.high) },
    winRate: told(winRate),
    drawn: {
      netWins: { value: mean, low: cut(drawn?.low), high: cut(drawn?.high) },
      winRate: { value: winRate.mean, low: winRate.bootstrap?.low ?? null, high: winRate.bootstrap?.high ?? null },
    },
    uniform: uniform === null ? null : uniform > 0 ? 1 : uniform < 0 ? -1 : 0,
    withFailures: withFailures === netWins ? null : withFailures.netWins.mean,
    questions: clusters,
    turns: netWins.turns,
    decisive: netWins.decisive,
    leftOut: Object.values(coverage.unrated).reduce((sum, count) => sum + count, 0),
    due: coverage.due,
    shownFirst: told(position.effect),
    shownFirstBy: position.byCategory.map(({ category, effect }) => ({ category, effect: told(effect) })),
    flips,
    ratings: ratings === null ? null : told({ ...ratings, mean: ratings.difference }),
    perCall: { match: netWins.squaredTPerGame, rating: ratings?.squaredTPerCall ?? null },
  };
}
