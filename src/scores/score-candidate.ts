import type { AnswerFailureReason } from "../answers/answer.ts";
import { type UnratedReason, unratedReasons } from "../judgments/judgment.ts";
import type { Launch } from "../results/manifest.ts";
import type { RunRecord } from "../results/results-folder.ts";
import { type Cell, type CellSet, collectCells } from "./cells.ts";
import { type Score, scoreOf, valueWithFailuresAt } from "./score.ts";

/** One candidate under one rating procedure. */
export interface CandidateScores {
  readonly id: string;
  /** Folder that the records came from. */
  readonly path: string;
  readonly origin: "run" | "import";
  readonly score: Score;
  /** The score with the candidate's own failures counted at the lowest rating. */
  readonly withFailures: Score;
  /** By turn, "1" and "2"; a turn that is not planned is absent. */
  readonly turns: Readonly<Record<string, Score>>;
  readonly categories: Readonly<Record<string, Score>>;
  /** Planned ratings that are missing though their calls are settled, by reason. */
  readonly unrated: Readonly<Partial<Record<UnratedReason, number>>>;
  /** Answers that failed, by reason. */
  readonly failures: Readonly<Partial<Record<AnswerFailureReason, number>>>;
  /** Planned ratings whose calls are still due; above 0 the candidate is incomplete and never ranked. */
  readonly due: number;
  /** Rated answers that were cut at the token limit. */
  readonly truncated: number;
  readonly trials: number;
  readonly repeats: number;
  /** Visible characters per answer, mean; null without answers. */
  readonly characters: number | null;
  /** Japanese-character ratio per answer, mean, 0-1; null where no answer has one. */
  readonly japaneseRatio: number | null;
  readonly deviations: readonly string[];
  readonly cells: readonly Cell[];
}

/** Scores a folder under one of its procedures; `lowest` is the low end of the judge's scale. */
export function scoreCandidate(record: RunRecord, procedure: string, lowest: number): CandidateScores {
  const set = collectCells(record, procedure);
  const { cells } = set;
  const answers = cells.flatMap((cell) => cell.answers);
  return {
    id: record.manifest.candidate.id,
    path: record.path,
    origin: record.manifest.origin,
    score: scoreOf(cells),
    withFailures: scoreOf(cells, valueWithFailuresAt(lowest)),
    turns: groupScores(cells, (cell) => String(cell.turn)),
    categories: groupScores(cells, (cell) => cell.category),
    unrated: totals(cells.map((cell) => cell.unrated)),
    failures: totals(cells.map((cell) => cell.failures)),
    due: cells.reduce((sum, cell) => sum + cell.due, 0),
    truncated: cells.reduce((sum, cell) => sum + cell.truncated, 0),
    ...repetitions(set),
    characters: meanOf(answers.map((answer) => answer.measures?.characters ?? null)),
    japaneseRatio: meanOf(answers.map((answer) => answer.measures?.japaneseRatio ?? null)),
    deviations: deviationsOf(record.launches, procedure),
    cells,
  };
}

/** Reasons in the order of the closed list, so that equal counts print alike. */
export function orderedReasons(unrated: Readonly<Partial<Record<UnratedReason, number>>>): [UnratedReason, number][] {
  return unratedReasons.flatMap((reason) => {
    const count = unrated[reason];
    return count === undefined ? [] : [[reason, count] as [UnratedReason, number]];
  });
}

function repetitions({ trials, repeats }: CellSet): { trials: number; repeats: number } {
  return { trials, repeats };
}

function groupScores(cells: readonly Cell[], nameOf: (cell: Cell) => string): Record<string, Score> {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const group = groups.get(nameOf(cell));
    if (group === undefined) groups.set(nameOf(cell), [cell]);
    else group.push(cell);
  }
  return Object.fromEntries([...groups].map(([name, group]) => [name, scoreOf(group)]));
}

function totals<Reason extends string>(
  counts: readonly Partial<Record<Reason, number>>[],
): Partial<Record<Reason, number>> {
  const sums = new Map<string, number>();
  for (const count of counts) {
    for (const [reason, number] of Object.entries<number | undefined>(count)) {
      sums.set(reason, (sums.get(reason) ?? 0) + (number ?? 0));
    }
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1))) as Partial<Record<Reason, number>>;
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function deviationsOf(launches: readonly Launch[], procedure: string): string[] {
  const own = launches.filter((launch) => launch.procedure?.hash === procedure);
  return [...new Set(own.flatMap((launch) => launch.deviations))].sort();
}
