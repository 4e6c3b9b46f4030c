import { cutToScale, type ScaleBounds } from "../judges/scale.ts";
import { groupBy } from "../statistics/group-by.ts";
import { type Averaged, aggregateCells, aggregateUnit } from "./aggregate.ts";
import type { Aggregate } from "./aggregates.ts";
import type { Cell } from "./cells.ts";

/** A score as every output shows it. Never a bare mean. */
export interface Score {
  /** Mean on the judge's scale (Swallow's way of averaging divides it by its end); null when nothing is rated. */
  readonly mean: number | null;
  /** t interval clustered by question, cut to the scale; null below two questions. */
  readonly low: number | null;
  readonly high: number | null;
  /** Confidence level of low..high, 0-1. */
  readonly level: number;
  /** Ratings that are there, and ratings that should be. */
  readonly rated: number;
  readonly planned: number;
}

export const scoreLevel = 0.95;

/**
 * The score of some cells. Our own way: trials and judge repeats are averaged inside a (question, turn) cell, the score is
 * the mean of the rated cells, its interval is clustered by question (docs/scoring.md).
 */
export function scoreOf(cells: readonly Cell[], scale: ScaleBounds, aggregate: Aggregate = "mtbench"): Score {
  const unit = aggregateUnit(aggregate, scale);
  const averaged: Averaged = aggregateCells(cells, aggregate, scoreLevel, scale);
  const { mean, low, high, level } = cutToScale(averaged, { min: scale.min * unit, max: scale.max * unit });
  return {
    mean,
    low,
    high,
    level,
    rated: cells.reduce((sum, cell) => sum + cell.ratings.length, 0),
    planned: cells.reduce((sum, cell) => sum + cell.planned, 0),
  };
}

/** Mean of the ratings of a cell that are there; null when there are none. */
export function cellMean(cell: Pick<Cell, "ratings">): number | null {
  const { ratings } = cell;
  return ratings.length === 0 ? null : ratings.reduce((total, rating) => total + rating, 0) / ratings.length;
}

/** Means of the rated turns, question by question. */
export function meansByQuestion(cells: readonly Pick<Cell, "questionHash" | "ratings">[]): number[][] {
  return [...groupBy(cells, ({ questionHash }) => questionHash).values()]
    .map((own) => own.flatMap((cell) => cellMean(cell) ?? []))
    .filter((means) => means.length > 0);
}
