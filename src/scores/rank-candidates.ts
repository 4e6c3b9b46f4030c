import { pairedDifference } from "../statistics/paired-difference.ts";
import { type CellValue, plainValue, scoreLevel, valueWithFailuresAt } from "./score.ts";
import type { CandidateScores } from "./score-candidate.ts";

/** Ranks that the data leave open, 1-based; `from === to` when the place is settled. */
export interface RankRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Rank ranges from all paired comparisons: a candidate is below everyone who beats it and above everyone it beats, and
 * where a paired interval holds zero the order stays open. Each comparison is made twice, without the turns that the
 * candidates failed themselves and with them at the lowest rating; only what both agree on counts, so that failing hard
 * questions wins no place. Incomplete candidates get null.
 */
export function rankCandidates(candidates: readonly CandidateScores[], lowest: number): (RankRange | null)[] {
  const ranked = candidates.map((candidate) => candidate.due === 0 && candidate.score.mean !== null);
  const valued = [plainValue, valueWithFailuresAt(lowest)].map((value) =>
    candidates.map((candidate) => valuesByCell(candidate, value)),
  );
  const total = ranked.filter(Boolean).length;
  return candidates.map((_, one) => {
    if (!ranked[one]) return null;
    let better = 0;
    let worse = 0;
    for (const other of candidates.keys()) {
      if (other === one || !ranked[other]) continue;
      const signs = valued.map((values) => orderOf(values[one] ?? new Map(), values[other] ?? new Map()));
      if (signs.every((sign) => sign > 0)) worse += 1;
      else if (signs.every((sign) => sign < 0)) better += 1;
    }
    return { from: better + 1, to: total - worse };
  });
}

type CellValues = ReadonlyMap<string, ReadonlyMap<number, number>>;

function valuesByCell(candidate: CandidateScores, value: CellValue): CellValues {
  const questions = new Map<string, Map<number, number>>();
  for (const cell of candidate.cells) {
    const number = value(cell);
    if (number === null) continue;
    const turns = questions.get(cell.questionId) ?? new Map<number, number>();
    turns.set(cell.turn, number);
    questions.set(cell.questionId, turns);
  }
  return questions;
}

/** 1 when the first is better beyond its interval, -1 when the second is, 0 when it is open. */
function orderOf(first: CellValues, second: CellValues): number {
  const clusters = [...first.keys()].sort().map((question) => {
    const own = first.get(question) ?? new Map<number, number>();
    const theirs = second.get(question) ?? new Map<number, number>();
    return [...own].flatMap(([turn, value]) => {
      const other = theirs.get(turn);
      return other === undefined ? [] : [[value, other] as const];
    });
  });
  const { difference } = pairedDifference(clusters, scoreLevel);
  if (difference.low !== null && difference.low > 0) return 1;
  if (difference.high !== null && difference.high < 0) return -1;
  return 0;
}

/** How a range is written: `3`, or `1-2` for a tie. */
export function formatRank(rank: RankRange | null): string {
  if (rank === null) return "-";
  return rank.from === rank.to ? String(rank.from) : `${rank.from}-${rank.to}`;
}
