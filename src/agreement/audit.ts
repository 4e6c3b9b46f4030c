import { groupBy } from "../statistics/group-by.ts";
import { compareText } from "../statistics/resampling/strata.ts";
import { meanRating, type RatedTurn, ratedByAll, ratersOf } from "./rated-turn.ts";

/** A turn that deserves a person's eye: its raters disagree about it more than their severity explains. */
export interface SuspectTurn {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  /** Standard deviation (n - 1) over raters of the mean over candidates of (rating - the rater's severity); points. */
  readonly spread: number;
  readonly candidates: number;
  /** Each rater's mean over the answers that all of them rated. */
  readonly means: readonly { readonly rater: string; readonly mean: number }[];
}

const auditFromRaters = 2;
export const auditFromCandidates = 3;

/**
 * Turns by the spread of their raters, the widest first. A rater's severity (its mean distance from the mean of all who
 * rated the same answer) is taken off first, so that one who is severe everywhere does not count. A turn is judged by the
 * raters that share at least three of its candidates; the one with the fewest answers gives way until they do, and turns
 * that fewer than two such raters share are left out: two answers show too little of a turn.
 */
export function auditTurns(turns: readonly RatedTurn[]): SuspectTurn[] {
  const shared = turns.filter((turn) => turn.ratings.size >= auditFromRaters);
  const severity = severities(shared);
  return [...groupBy(shared, placeOf).values()]
    .flatMap((group): SuspectTurn[] => {
      const panel = sharedPanel(group);
      const [first] = group;
      if (panel === null || first === undefined) return [];
      const means = panel.raters.map((rater) => ({ rater, mean: meanOver(panel.turns, rater) }));
      const spread = deviation(means.map(({ rater, mean }) => mean - (severity.get(rater) ?? 0)));
      const { question, category, turn } = first;
      return [{ question, category, turn, spread, candidates: candidatesOf(panel.turns), means }];
    })
    .sort((a, b) => b.spread - a.spread || compareText(a.question, b.question) || a.turn - b.turn);
}

/** Mean over a rater's answers of (its rating - the mean of all who rated that answer). */
function severities(turns: readonly RatedTurn[]): ReadonlyMap<string, number> {
  const found = new Map<string, { sum: number; count: number }>();
  for (const turn of turns) {
    const ratings = [...turn.ratings.keys()].map((rater) => [rater, meanRating(turn, rater) ?? 0] as const);
    const mean = ratings.reduce((sum, [, rating]) => sum + rating, 0) / ratings.length;
    for (const [rater, rating] of ratings) {
      const own = found.get(rater) ?? { sum: 0, count: 0 };
      found.set(rater, { sum: own.sum + rating - mean, count: own.count + 1 });
    }
  }
  return new Map([...found].map(([rater, { sum, count }]) => [rater, sum / count]));
}

function sharedPanel(group: readonly RatedTurn[]): { raters: readonly string[]; turns: readonly RatedTurn[] } | null {
  const count = (rater: string) => group.filter((turn) => turn.ratings.has(rater)).length;
  let raters = ratersOf(group);
  while (raters.length >= auditFromRaters) {
    const turns = ratedByAll(group, raters);
    if (candidatesOf(turns) >= auditFromCandidates) return { raters, turns };
    const fewest = raters.reduce((least, rater) => (count(rater) < count(least) ? rater : least));
    raters = raters.filter((rater) => rater !== fewest);
  }
  return null;
}

function candidatesOf(turns: readonly RatedTurn[]): number {
  return new Set(turns.map((turn) => turn.candidate)).size;
}

function meanOver(turns: readonly RatedTurn[], rater: string): number {
  return turns.reduce((sum, turn) => sum + (meanRating(turn, rater) ?? 0), 0) / turns.length;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** A turn on which one rater contradicts itself: its own repeats differ. */
export interface WaveringTurn {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  readonly rater: string;
  /** Mean over answers of the standard deviation (n - 1) of the rater's repeats; points. */
  readonly spread: number;
  /** Answers that the rater rated at least twice. */
  readonly answers: number;
}

function placeOf({ question, turn }: RatedTurn): string {
  return `${question} ${turn}`;
}

/** Turns by how far a rater's repeats of one answer lie apart, the widest first; turns without any difference are left out. */
export function waveringTurns(turns: readonly RatedTurn[], rater: string): WaveringTurn[] {
  const repeated = turns.filter(({ ratings }) => (ratings.get(rater)?.length ?? 0) >= 2);
  return [...groupBy(repeated, placeOf).values()]
    .flatMap((group): WaveringTurn[] => {
      const [first] = group;
      const spreads = group.map((turn) => deviation(turn.ratings.get(rater) ?? []));
      const spread = spreads.reduce((sum, value) => sum + value, 0) / spreads.length;
      if (first === undefined || spread === 0) return [];
      const { question, category, turn } = first;
      return [{ question, category, turn, rater, spread, answers: group.length }];
    })
    .sort((a, b) => b.spread - a.spread || compareText(a.question, b.question) || a.turn - b.turn);
}
