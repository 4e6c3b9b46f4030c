import type { AnswerFailureReason } from "../answers/answer.ts";
import { cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import { failureReasons } from "../judgments/failure-reasons.ts";
import type { UnratedReason } from "../judgments/judgment.ts";
import type { RunRecord } from "../results/run-record.ts";
import { groupBy } from "../statistics/group-by.ts";
import { pairedDifference } from "../statistics/means/paired-difference.ts";
import { type Proportion, shareOfValue } from "../statistics/means/proportion.ts";
import type { AlikeGroup } from "../text/alike.ts";
import { aggregateUnit } from "./aggregate.ts";
import type { Aggregate } from "./aggregates.ts";
import type { Cell, CellSet } from "./cells.ts";
import { deviationsOf } from "./deviations.ts";
import { fillFailures, fillMissing } from "./fill-failures.ts";
import { type FlaggedAnswers, flaggedAnswers } from "./flagged-answers.ts";
import { type IdenticalTrials, identicalTrials } from "./identical-trials.ts";
import type { MemberScore } from "./member-scores.ts";
import { cellMean, type Score, scoreLevel, scoreOf } from "./score.ts";

/** One candidate under one rating procedure. */
export interface CandidateScores {
  readonly id: string;
  /** Everything that the manifest says of the candidate. */
  readonly specification: RunRecord["manifest"]["candidate"];
  /** Commit or hash of the weights; null when the user gave none. */
  readonly revision: string | null;
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
  /** What was said of calls that failed, grouped, the most frequent first. */
  readonly reasons: readonly AlikeGroup[];
  /** Planned ratings whose calls are still due; above 0 the candidate is incomplete and never ranked. */
  readonly due: number;
  /** Rated answers that were cut at the token limit. */
  readonly truncated: number;
  /** Answered turns that look like no whole answer, by what was found in them. */
  readonly flagged: FlaggedAnswers;
  readonly trials: number;
  readonly repeats: number;
  /** Visible characters per answer, mean; null without answers. */
  readonly characters: number | null;
  /** Japanese-character ratio per answer, mean, 0-1; null where no answer has one. */
  readonly japaneseRatio: number | null;
  /** The same two by category. */
  readonly texts: Readonly<Record<string, TextMeasures>>;
  /** Last turn minus first turn of the same questions; null when nothing has two turns. */
  readonly turnChange: TurnChange | null;
  /** Means if every missing rating were the lowest or the highest of the scale; null when none is missing. */
  readonly bounds: { readonly lowest: number; readonly highest: number } | null;
  /** Share of ratings at the top of the scale. */
  readonly top: Proportion;
  readonly identicalTrials: IdenticalTrials;
  readonly deviations: readonly string[];
  readonly cells: readonly Cell[];
  /** Of a jury: what each member gave. Absent: one judge model rates. */
  readonly members?: readonly MemberScore[];
}

export interface TextMeasures {
  readonly characters: number | null;
  readonly japaneseRatio: number | null;
}

export interface TurnChange {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
}

/** Scores the cells that a folder has under one procedure, on that procedure's scale. */
export function scoreCandidate(
  record: Pick<RunRecord, "manifest" | "path" | "launches">,
  set: CellSet,
  procedure: { readonly hash: string; readonly scale: ScaleBounds },
): CandidateScores {
  const { cells } = set;
  const { revision } = record.manifest.candidate;
  const answers = cells.flatMap((cell) => cell.answers);
  return {
    id: record.manifest.candidate.id,
    specification: record.manifest.candidate,
    // What another harness did not record stands as "unknown" in an import's manifest.
    revision:
      typeof revision === "string" && !(record.manifest.origin === "import" && revision === "unknown")
        ? revision
        : null,
    path: record.path,
    origin: record.manifest.origin,
    ...scoresBy(cells, "mtbench", procedure.scale),
    unrated: totals(cells.map((cell) => cell.unrated)),
    failures: totals(cells.map((cell) => cell.failures)),
    reasons: failureReasons(cells.flatMap((cell) => [...cell.answers, ...cell.judgments])),
    due: cells.reduce((sum, cell) => sum + cell.due, 0),
    truncated: cells.reduce((sum, cell) => sum + cell.truncated, 0),
    flagged: flaggedAnswers(answers),
    ...repetitions(set),
    characters: meanOf(answers.map((answer) => answer.measures?.characters ?? null)),
    japaneseRatio: meanOf(answers.map((answer) => answer.measures?.japaneseRatio ?? null)),
    texts: textsByCategory(cells),
    top: shareOfValue(ratingsByQuestion(cells), procedure.scale.max, scoreLevel),
    identicalTrials: identicalTrials(cells),
    deviations: deviationsOf(
      record.launches.filter((launch) => launch.procedure?.hash === procedure.hash),
      cells,
    ),
    cells,
  };
}

/** What depends on the way of averaging, all in its unit: overall, by turn and by category, the bounds and the change. */
export function scoresBy(
  cells: readonly Cell[],
  how: Aggregate,
  scale: ScaleBounds,
): Pick<CandidateScores, "score" | "withFailures" | "turns" | "categories" | "bounds" | "turnChange"> {
  const groups = (nameOf: (cell: Cell) => string) =>
    Object.fromEntries([...groupBy(cells, nameOf)].map(([name, group]) => [name, scoreOf(group, scale, how)]));
  const score = scoreOf(cells, scale, how);
  const filled = scoreOf(fillFailures(cells, scale.min), scale, how);
  const isWhole = cells.every((cell) => cell.ratings.length === cell.planned);
  const lowest = isWhole ? null : scoreOf(fillMissing(cells, scale.min), scale, how).mean;
  const highest = isWhole ? null : scoreOf(fillMissing(cells, scale.max), scale, how).mean;
  return {
    score,
    withFailures: { ...filled, rated: score.rated },
    turns: groups((cell) => String(cell.turn)),
    categories: groups((cell) => cell.category),
    bounds: lowest === null || highest === null ? null : { lowest, highest },
    turnChange: turnChange(cells, scale, aggregateUnit(how, scale)),
  };
}

/** All ratings of each question, of several candidates together: what it is hard or easy for, it is so for all. */
export function ratingsByQuestion(cells: readonly Cell[]): number[][] {
  return [...groupBy(cells, (cell) => cell.questionHash).values()].map((group) =>
    group.flatMap((cell) => cell.ratings),
  );
}

function repetitions({ trials, repeats }: CellSet): { trials: number; repeats: number } {
  return { trials, repeats };
}

function textsByCategory(cells: readonly Cell[]): Record<string, TextMeasures> {
  const groups = [...groupBy(cells, (cell) => cell.category)];
  return Object.fromEntries(
    groups.map(([name, group]) => {
      const measures = group.flatMap((cell) => cell.answers.map((answer) => answer.measures));
      const characters = meanOf(measures.map((one) => one?.characters ?? null));
      return [name, { characters, japaneseRatio: meanOf(measures.map((one) => one?.japaneseRatio ?? null)) }];
    }),
  );
}

/** Paired by question whatever the way of averaging; a question without one of the turns tells nothing of it. */
function turnChange(cells: readonly Cell[], scale: ScaleBounds, unit: number): TurnChange | null {
  const last = Math.max(1, ...cells.map((cell) => cell.turn));
  const pairs = [...groupBy(cells, (cell) => cell.questionHash).values()].flatMap((group) => {
    const meanOfTurn = (turn: number) => {
      const cell = group.find((one) => one.turn === turn);
      return cell === undefined ? null : cellMean(cell);
    };
    const [first, second] = [meanOfTurn(1), meanOfTurn(last)];
    return last === 1 || first === null || second === null ? [] : [[[second, first] as const]];
  });
  const { difference } = pairedDifference(pairs, scoreLevel);
  if (difference.mean === null) return null;
  const inUnit = (value: number | null) => (value === null ? null : value * unit);
  const { mean, low, high } = cutToSpan(difference, scale);
  return { mean: mean * unit, low: inUnit(low), high: inUnit(high), level: scoreLevel };
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
