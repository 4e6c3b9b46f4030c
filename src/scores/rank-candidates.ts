import { cutToScale, type ScaleBounds } from "../judges/scale.ts";
import { type PairTest, pairwiseTests } from "../statistics/families/pairwise-tests.ts";
import { groupLetters, tiedGroups } from "../statistics/families/tied-groups.ts";
import type { Bounds } from "../statistics/resampling/bootstrap-intervals.ts";
import { jointBootstrap } from "../statistics/resampling/joint-bootstrap.ts";
import { rankIntervals } from "../statistics/resampling/rank-intervals.ts";
import type { Cell } from "./cells.ts";
import { fillFailures } from "./fill-failures.ts";
import { cellMean, scoreLevel } from "./score.ts";
import type { CandidateScores } from "./score-candidate.ts";

/** Ranks that the data leave open, 1-based; `from === to` when the place is settled. */
export interface RankRange {
  readonly from: number;
  readonly to: number;
}

/** Where a candidate stands among the others of its protocol. */
export interface Standing {
  /** Null: incomplete or without a rating, so not ranked. */
  readonly rank: RankRange | null;
  /** Letters of the groups of statistically tied candidates that it belongs to; two that share none differ. Null as above. */
  readonly ties: string | null;
  /** Studentised bootstrap interval of the score, questions drawn inside their categories, cut to the scale. Null below two questions. */
  readonly bootstrap: Bounds | null;
}

/** The default; changing it moves rank intervals by what 2,000 resamples leave to chance. */
const bootstrapSeed = "mtbench";
export const bootstrapResamples = 2000;

/**
 * Rank intervals from a joint bootstrap over questions, and groups of ties from Holm-adjusted paired tests. Both are
 * computed twice, without the turns that the candidates failed themselves and with them at the lowest rating; a rank is as
 * open as either leaves it, and two candidates differ only where both say so, so that failing hard questions wins no place.
 */
export function rankCandidates(candidates: readonly CandidateScores[], scale: ScaleBounds): Standing[] {
  const places = candidates.flatMap((candidate, index) =>
    candidate.due === 0 && candidate.score.mean !== null ? [index] : [],
  );
  const ranked = places.flatMap((place) => candidates[place] ?? []);
  const plain = standingsOf(ranked.map((candidate) => candidate.cells));
  const broken = ranked.some((candidate) => candidate.cells.some((cell) => cell.failed > 0));
  const filled = broken ? standingsOf(ranked.map((candidate) => fillFailures(candidate.cells, scale.min))) : plain;
  const pairs = broken ? agreedPairs(plain.pairs, filled.pairs) : plain.pairs;
  const means = ranked.map((candidate) => candidate.score.mean ?? Number.NaN);
  const letters = groupLetters(tiedGroups(means, pairs).groups, ranked.length);
  const standings = candidates.map((): Standing => ({ rank: null, ties: null, bootstrap: null }));
  for (const [row, place] of places.entries()) {
    const [one, two] = [plain.ranks[row], filled.ranks[row]];
    standings[place] = {
      rank: one && two ? { from: Math.min(one.from, two.from), to: Math.max(one.to, two.to) } : null,
      ties: letters[row] ?? null,
      bootstrap: cutBounds(plain.bootstraps[row] ?? null, scale),
    };
  }
  return standings;
}

function cutBounds(bounds: Bounds | null, scale: ScaleBounds): Bounds | null {
  return bounds && cutToScale(bounds, scale);
}

interface Standings {
  readonly ranks: readonly (RankRange | null)[];
  readonly bootstraps: readonly (Bounds | null)[];
  readonly pairs: readonly PairTest[];
}

function standingsOf(rows: readonly (readonly Cell[])[]): Standings {
  const table = tableOf(rows);
  const joint = jointBootstrap(table, { seed: bootstrapSeed, resamples: bootstrapResamples, level: scoreLevel });
  const pairs = pairwiseTests(table);
  return {
    ranks: rankIntervals(joint, scoreLevel).map((range) => range && { from: range.best, to: range.worst }),
    bootstraps: joint.series.map((series) => series?.intervals.studentised ?? null),
    pairs,
  };
}

/** One row a candidate over every cell that any of them has. Candidates of one protocol were asked the same questions. */
function tableOf(rows: readonly (readonly Cell[])[]) {
  const places = new Map<string, number>();
  const cells: { unit: string; stratum: string; id: string }[] = [];
  for (const cell of rows.flat()) {
    const key = `${cell.questionHash} ${cell.turn}`;
    if (places.has(key)) continue;
    places.set(key, cells.length);
    cells.push({ unit: cell.questionHash, stratum: cell.category, id: String(cell.turn) });
  }
  return {
    cells,
    rows: rows.map((row) => {
      const values = new Array<number | null>(cells.length).fill(null);
      for (const cell of row) values[places.get(`${cell.questionHash} ${cell.turn}`) ?? -1] = cellMean(cell);
      return values;
    }),
  };
}

/** Pairs of both computations; where they do not agree on who is better, the pair counts as not different. */
function agreedPairs(plain: readonly PairTest[], filled: readonly PairTest[]): PairTest[] {
  const name = (pair: PairTest) => `${pair.first} ${pair.second}`;
  const others = new Map(filled.map((pair) => [name(pair), pair]));
  return plain.map((pair) => {
    const other = others.get(name(pair));
    const agree = other !== undefined && Math.sign(other.difference) === Math.sign(pair.difference);
    return { ...pair, adjustedP: agree ? Math.max(pair.adjustedP, other.adjustedP) : 1 };
  });
}

/** How a range is written: `3`, or `1-2` for a tie. */
export function formatRank(rank: RankRange | null): string {
  if (rank === null) return "-";
  return rank.from === rank.to ? String(rank.from) : `${rank.from}-${rank.to}`;
}
