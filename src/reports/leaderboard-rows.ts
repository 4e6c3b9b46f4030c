import { unratedReasons } from "../judgments/judgment.ts";
import type { ProtocolBoard, RankedCandidate } from "../scores/leaderboard.ts";
import { formatRank } from "../scores/rank-candidates.ts";
import type { Score } from "../scores/score.ts";
import type { TextTable } from "./text-table.ts";

/** Rank, score with its interval, turns, coverage and what a reader must know about each candidate of a board. */
export function leaderboardTable(board: ProtocolBoard): TextTable {
  const turns = [...new Set(board.candidates.flatMap((candidate) => Object.keys(candidate.turns)))].sort();
  const header = [
    "rank",
    "candidate",
    "score",
    "95% interval",
    ...turns.map((turn) => `turn ${turn}`),
    "rated",
    "notes",
  ];
  return {
    header,
    rows: board.candidates.map((candidate) => [
      formatRank(candidate.rank),
      markedId(candidate),
      formatMean(candidate.score),
      formatInterval(candidate.score),
      ...turns.map((turn) => formatMean(candidate.turns[turn])),
      `${candidate.score.rated}/${candidate.score.planned}`,
      notesOf(candidate).join("; "),
    ]),
    numeric: header.map((name) => !["candidate", "notes"].includes(name)),
  };
}

/** A candidate that was not asked or rated quite as its protocol says carries a mark; `deviationNotes` explains it. */
function markedId({ id, deviations }: RankedCandidate): string {
  return deviations.length === 0 ? id : `${id} †`;
}

/** The footnotes to the marks. */
export function deviationNotes(board: ProtocolBoard): string[] {
  return board.candidates.flatMap(({ id, deviations }) =>
    deviations.length === 0 ? [] : [`† ${id} deviates from the protocol: ${deviations.join("; ")}`],
  );
}

/** Categories in the set's order, one column each. */
export function categoryTable(board: ProtocolBoard): TextTable {
  const { categories } = board.questions;
  return {
    header: ["candidate", ...categories],
    rows: board.candidates.map((candidate) => [
      candidate.id,
      ...categories.map((category) => formatMean(candidate.categories[category])),
    ]),
    numeric: [false, ...categories.map(() => true)],
  };
}

export function formatMean(score: Score | undefined): string {
  return score === undefined || score.mean === null ? "-" : score.mean.toFixed(2);
}

export function formatInterval(score: Score): string {
  return score.low === null || score.high === null ? "-" : `${score.low.toFixed(2)} to ${score.high.toFixed(2)}`;
}

/** What is not as it should be, in words; nothing when all is rated. */
export function notesOf(candidate: RankedCandidate): string[] {
  const notes: string[] = [];
  if (candidate.due > 0) notes.push(`incomplete: ${candidate.due} due`);
  for (const [reason, count] of Object.entries(candidate.failures)) {
    if (count !== undefined) notes.push(`${count} ${reason}`);
  }
  const { withFailures, score } = candidate;
  if (withFailures.mean !== null && score.mean !== null && withFailures.mean < score.mean) {
    notes.push(`${withFailures.mean.toFixed(2)} with failures at the lowest rating`);
  }
  for (const reason of unratedReasons) {
    const count = reason === "no-answer" ? undefined : candidate.unrated[reason];
    if (count !== undefined) notes.push(`${count} unrated: ${reason}`);
  }
  if (candidate.truncated > 0) notes.push(`${candidate.truncated} cut at the limit`);
  if (candidate.origin === "import") notes.push("imported");
  return notes;
}
