import { pointsOn, type ScaleBounds, spanOf } from "../src/judges/scale.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";

export const questionOrders = ["difference", "disagreement", "low", "number"] as const;
export type QuestionOrder = (typeof questionOrders)[number];

export const questionShows = ["all", "unrated", "low", "high", "broken", "errata"] as const;
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
  const byQuestion = new Map<number, number[]>();
  for (const [item, { question, turn }] of board.items.entries()) {
    if (filter.turn !== null && turn !== filter.turn) continue;
    byQuestion.set(question, [...(byQuestion.get(question) ?? []), item]);
  }
  const shown = right === null ? [left] : [left, right];
  const ends = tellingRatings(board.scale);
  const rows = [...byQuestion].flatMap(([question, items]): QuestionRow[] => {
    if (filter.category !== null && board.questions[question]?.category !== filter.category) return [];
    const states = shown.flatMap((one) => items.map((item) => board.candidates[one]?.cells.states[item] ?? "absent"));
    const ratings = shown.flatMap((one) => items.map((item) => ratingOf(board, one, item)));
    if (filter.show === "unrated" && states.every((state) => state === "rated")) return [];
    if (filter.show === "low" && !ratings.some((rating) => rating !== null && rating <= ends.low)) return [];
    if (filter.show === "high" && !ratings.some((rating) => rating !== null && rating >= ends.high)) return [];
    const held = shown.flatMap((one) => items.map((item) => board.candidates[one]?.cells.held[item] ?? null));
    if (filter.show === "broken" && !held.includes(false)) return [];
    if (filter.show === "errata" && !items.some((item) => board.errata.some((one) => one.item === item))) return [];
    const turns = items.map((item) => ({
      turn: board.items[item]?.turn ?? 1,
      left: ratingOf(board, left, item),
      right: right === null ? null : ratingOf(board, right, item),
    }));
    const pairs = turns.flatMap(({ left: a, right: b }) => (a === null || b === null ? [] : [a - b]));
    const spreads = items.flatMap((item) => spreadOf(board, item) ?? []);
    return [
      {
        question,
        turns,
        held: shown.map((one) => heldBy(board, one, items)),
        wrongReference: items.some((item) => board.errata.some((erratum) => erratum.item === item)),
        difference: pairs.length === 0 ? null : pairs.reduce((sum, one) => sum + one, 0) / pairs.length,
        spread: spreads.length === 0 ? null : Math.max(...spreads),
      },
    ];
  });
  return rows.sort((a, b) => compare(a, b, filter.order) || a.question - b.question);
}

function compare(a: QuestionRow, b: QuestionRow, order: QuestionOrder): number {
  switch (order) {
    case "difference":
      return Math.abs(b.difference ?? -1) - Math.abs(a.difference ?? -1);
    case "disagreement":
      return (b.spread ?? -1) - (a.spread ?? -1);
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

function spreadOf(board: ReportBoard, item: number): number | null {
  const ratings = board.candidates.flatMap(({ cells }) => cells.ratings[item] ?? []);
  return ratings.length < 2 ? null : Math.max(...ratings) - Math.min(...ratings);
}

/** Ratings from which on, and up to which, a reader looks for what went well or wrong: 9 and 4 where they go from 1 to 10. */
export function tellingRatings(scale: ScaleBounds): { readonly low: number; readonly high: number } {
  const whole = (value: number) => (spanOf(scale) < 3 ? Math.round(value * 100) / 100 : Math.round(value));
  return { low: whole(scale.min + pointsOn(scale, 3)), high: whole(scale.max - pointsOn(scale, 1)) };
}
