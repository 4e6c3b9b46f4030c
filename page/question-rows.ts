import { pointsOn, type ScaleBounds, spanOf } from "../src/judges/scale.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { groupBy } from "../src/statistics/group-by.ts";

export const questionOrders = ["difference", "disagreement", "people", "low", "number"] as const;
export type QuestionOrder = (typeof questionOrders)[number];

export const questionShows = ["all", "apart", "unrated", "low", "high", "broken", "errata"] as const;
export type QuestionShow = (typeof questionShows)[number];

export interface QuestionFilter {
  /** Null: all. */
  readonly category: string | null;
  readonly turn: number | null;
  readonly show: QuestionShow;
  readonly order: QuestionOrder;
}

export interface QuestionRow {
  /** Index in the board. */
  readonly question: number;
  /** By turn: the ratings of the two chosen models. */
  readonly turns: readonly { readonly turn: number; readonly left: number | null; readonly right: number | null }[];
  /** Whether the chosen models' answers hold what the question demands, in their order; null: nothing to decide. */
  readonly held: readonly (boolean | null)[];
  /** Some turn's reference is known to be wrong. */
  readonly wrongReference: boolean;
  /** Left minus right over the turns that both have rated; null: none. */
  readonly difference: number | null;
  /** By turn: what people gave to the chosen models' answers. */
  readonly people: readonly { readonly left: number | null; readonly right: number | null }[];
  /** Largest distance of people from the judge in one turn of a chosen model; null: nowhere both. */
  readonly apart: number | null;
  /** Largest distance between any two models in one turn; null below two ratings. */
  readonly spread: number | null;
}

/** The questions that a reader asked for, in their order. */
export function questionRows(
  board: ReportBoard,
  left: number,
  right: number | null,
  filter: QuestionFilter,
): QuestionRow[] {
  const wanted = [...board.items.keys()].filter(
    (item) => filter.turn === null || board.items[item]?.turn === filter.turn,
  );
  const byQuestion = groupBy(wanted, (item) => board.items[item]?.question ?? 0);
  const shown = right === null ? [left] : [left, right];
  const rows = [...byQuestion].flatMap(([question, items]): QuestionRow[] => {
    if (filter.category !== null && board.questions[question]?.category !== filter.category) return [];
    if (!isShown(board, shown, items, filter.show)) return [];
    return [rowOf(board, left, right, question, items)];
  });
  return rows.sort((a, b) => compare(a, b, filter.order) || a.question - b.question);
}

/** Whether a question's turns hold what the reader looks for, of the models that are compared. */
function isShown(board: ReportBoard, models: readonly number[], items: readonly number[], show: QuestionShow): boolean {
  const cells = models.flatMap((one) => {
    const own = board.candidates[one]?.cells;
    return items.map((item) => ({
      state: own?.states[item] ?? "absent",
      rating: own?.ratings[item] ?? null,
      held: own?.held[item] ?? null,
      gap: own?.people[item]?.gap ?? null,
    }));
  });
  const ends = tellingRatings(board.scale);
  switch (show) {
    case "all":
      return true;
    case "apart":
      return cells.some(({ gap }) => gap !== null && Math.abs(gap) >= ends.apart - 1e-9);
    case "unrated":
      return cells.some(({ state }) => state !== "rated");
    case "low":
      return cells.some(({ rating }) => rating !== null && rating <= ends.low);
    case "high":
      return cells.some(({ rating }) => rating !== null && rating >= ends.high);
    case "broken":
      return cells.some(({ held }) => held === false);
    case "errata":
      return hasErratum(board, items);
  }
}

function rowOf(
  board: ReportBoard,
  left: number,
  right: number | null,
  question: number,
  items: readonly number[],
): QuestionRow {
  const turns = items.map((item) => ({
    turn: board.items[item]?.turn ?? 1,
    left: ratingOf(board, left, item),
    right: right === null ? null : ratingOf(board, right, item),
  }));
  const pairs = turns.flatMap(({ left: a, right: b }) => (a === null || b === null ? [] : [a - b]));
  const spreads = items.flatMap((item) => spreadOf(board, item) ?? []);
  const models = right === null ? [left] : [left, right];
  const gaps = models.flatMap((one) => items.flatMap((item) => peopleOf(board, one, item)?.gap ?? []));
  return {
    question,
    turns,
    held: models.map((one) => heldBy(board, one, items)),
    people: items.map((item) => ({
      left: peopleOf(board, left, item)?.rating ?? null,
      right: right === null ? null : (peopleOf(board, right, item)?.rating ?? null),
    })),
    apart: gaps.length === 0 ? null : Math.max(...gaps.map(Math.abs)),
    wrongReference: hasErratum(board, items),
    difference: pairs.length === 0 ? null : pairs.reduce((sum, one) => sum + one, 0) / pairs.length,
    spread: spreads.length === 0 ? null : Math.max(...spreads),
  };
}

function hasErratum({ errata }: ReportBoard, items: readonly number[]): boolean {
  return items.some((item) => errata.some((erratum) => erratum.item === item));
}

function compare(a: QuestionRow, b: QuestionRow, order: QuestionOrder): number {
  switch (order) {
    case "difference":
      return Math.abs(b.difference ?? -1) - Math.abs(a.difference ?? -1);
    case "disagreement":
      return (b.spread ?? -1) - (a.spread ?? -1);
    case "people":
      return (b.apart ?? -1) - (a.apart ?? -1);
    case "low":
      return lowest(a) - lowest(b);
    case "number":
      return 0;
  }
}

function lowest({ turns }: QuestionRow): number {
  return Math.min(...turns.flatMap(({ left, right }) => [left ?? Infinity, right ?? Infinity]));
}

function heldBy(board: ReportBoard, candidate: number, items: readonly number[]): boolean | null {
  const held = items.flatMap((item) => board.candidates[candidate]?.cells.held[item] ?? []);
  return held.length === 0 ? null : !held.includes(false);
}

function ratingOf(board: ReportBoard, candidate: number, item: number): number | null {
  return board.candidates[candidate]?.cells.ratings[item] ?? null;
}

function peopleOf(board: ReportBoard, candidate: number, item: number) {
  return board.candidates[candidate]?.cells.people[item] ?? null;
}

/** Whether people rated any answer of a board. */
export function hasPeople({ candidates }: ReportBoard): boolean {
  return candidates.some(({ cells }) => cells.people.length > 0);
}

function spreadOf(board: ReportBoard, item: number): number | null {
  const ratings = board.candidates.flatMap(({ cells }) => cells.ratings[item] ?? []);
  return ratings.length < 2 ? null : Math.max(...ratings) - Math.min(...ratings);
}

/**
 * Ratings from which on, and up to which, a reader looks for what went well or wrong, and how far people and judge lie apart
 * where one of them is likely to be wrong: 9, 4 and 3 where ratings go from 1 to 10.
 */
export function tellingRatings(scale: ScaleBounds): {
  readonly low: number;
  readonly high: number;
  readonly apart: number;
} {
  const whole = (value: number) => (spanOf(scale) < 3 ? Math.round(value * 100) / 100 : Math.round(value));
  return {
    low: whole(scale.min + pointsOn(scale, 3)),
    high: whole(scale.max - pointsOn(scale, 1)),
    apart: whole(pointsOn(scale, 3)),
  };
}
