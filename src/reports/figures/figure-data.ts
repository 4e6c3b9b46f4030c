import { pointsOn, spanOf } from "../../judges/scale.ts";
import { compareIds } from "../../questions/question-id.ts";
import type { ReportBoard, ReportCandidate } from "../page/report-record.ts";

/** Means of every turn, for the candidates that have them all; the page and a paper draw the same. */
export interface TurnMeans {
  /** Numbers of the turns, in order. */
  readonly numbers: readonly string[];
  /** Of each candidate a mean a turn; who lacks a turn of the others is left out. */
  readonly rows: readonly { readonly candidate: ReportCandidate; readonly means: readonly number[] }[];
}

export function turnMeans(candidates: readonly ReportCandidate[]): TurnMeans {
  const numbers = [...new Set(candidates.flatMap(({ turns }) => Object.keys(turns)))].sort(compareIds);
  const rows = candidates.flatMap((candidate) => {
    const means = numbers.flatMap((turn) => candidate.turns[turn]?.mean ?? []);
    return means.length < numbers.length ? [] : [{ candidate, means }];
  });
  return { numbers, rows };
}

/** Most ratings that a figure tells apart. */
const mostRatings = 21;

/**
 * Ratings that a figure tells apart, from the least: whole numbers between the ends of the scale, tenths of a narrow one
 * whose judge gives fractions, and rounder steps of a wide one.
 */
export function ratingsOf(scale: ReportBoard["scale"], candidates: readonly ReportCandidate[] = []): number[] {
  const { min, max } = scale;
  const span = spanOf(scale);
  const isFine = span < 3 && candidates.some(givesFractions);
  const step = isFine ? span / 10 : ([1, 2, 5, 10, 20, 50, 100].find((one) => span / one < mostRatings) ?? span / 10);
  const [first, last] = isFine ? [0, 10] : [Math.ceil(min / step), Math.floor(max / step)];
  const start = isFine ? min : 0;
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, index) => round(start + (first + index) * step));
}

function givesFractions({ distribution }: ReportCandidate): boolean {
  return Object.values(distribution).some((turn) => Object.keys(turn).some((one) => !Number.isInteger(Number(one))));
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** How often each of `ratings` was given, in per cent of all, to the nearest of them; all 0 without any rating. */
export function ratingShares({ distribution }: ReportCandidate, ratings: readonly number[]): number[] {
  const counts = ratings.map(() => 0);
  const [first = 0, second = first + 1] = ratings;
  for (const turn of Object.values(distribution)) {
    for (const [rating, count] of Object.entries(turn)) {
      const place = Math.min(ratings.length - 1, Math.max(0, Math.round((Number(rating) - first) / (second - first))));
      counts[place] = (counts[place] ?? 0) + count;
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : (100 * count) / total));
}

/** One turn of a candidate: how long, how rated, and its place among the board's items, so that a reader can open it. */
export interface TurnPoint {
  readonly x: number;
  readonly y: number;
  readonly item: number;
}

/** Rated turns with their size (characters of the answer, or length of thought), spread a little so that they do not hide each other. */
export function turnPoints(
  candidate: ReportCandidate,
  size: "characters" | "thoughts",
  scale: ReportBoard["scale"],
): TurnPoint[] {
  return candidate.cells.ratings.flatMap((rating, item): TurnPoint[] => {
    const x = candidate.cells[size][item] ?? null;
    return rating === null || x === null || x <= 0 ? [] : [{ x, y: rating + pointsOn(scale, spread(item)), item }];
  });
}

/** Whole ratings would hide each other: each turn keeps a fixed place within a third of a point of the usual scale. */
function spread(index: number): number {
  return (((index * 7) % 11) / 10 - 0.5) * 0.36;
}

export interface CostPoint {
  readonly candidate: ReportCandidate;
  readonly cost: number;
  readonly mean: number;
}

/** Candidates whose price is known, in one currency: two share no axis. Empty below two of them. */
export function costPoints(candidates: readonly ReportCandidate[]): { points: CostPoint[]; currency: string } {
  const currency = candidates.find(({ usage }) => usage.cost !== null)?.usage.cost?.currency ?? "";
  const points = candidates.flatMap((candidate): CostPoint[] => {
    const { cost } = candidate.usage;
    const { mean } = candidate.score;
    if (cost === null || cost.amount <= 0 || cost.currency !== currency || mean === null) return [];
    return [{ candidate, cost: cost.amount, mean }];
  });
  return { points: points.length < 2 ? [] : points, currency };
}

/** How many questions a category holds: "10", or least and most: "8\u201312". */
export function questionsPerCategory(board: Pick<ReportBoard, "questions" | "categories">): string {
  const counts = board.categories.map((name) => board.questions.filter(({ category }) => category === name).length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least}\u2013${most}`;
}

/** Half the width of an interval; null where there is none. */
export function halfWidth(
  score: { readonly low: number | null; readonly high: number | null } | undefined,
): number | null {
  if (score === undefined || score.low === null || score.high === null) return null;
  return (score.high - score.low) / 2;
}
