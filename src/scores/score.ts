import { clusteredMean } from "../statistics/clustered-mean.ts";
import type { Cell } from "./cells.ts";

/** A score as every output shows it. Never a bare mean. */
export interface Score {
  /** Mean of the rated cells, on the judge's scale; null when nothing is rated. */
  readonly mean: number | null;
  /** t interval clustered by question; null below two questions. */
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
 * The score of some cells: trials and judge repeats are averaged inside a (question, turn) cell, the score is the mean of
 * the rated cells, its interval is clustered by question (docs/scoring.md).
 */
export function scoreOf(cells: readonly Cell[], toValue: CellValue = plainValue): Score {
  const estimate = clusteredMean([...clustersOf(cells, toValue).values()], scoreLevel);
  return {
    mean: estimate.mean,
    low: estimate.low,
    high: estimate.high,
    level: scoreLevel,
    rated: cells.reduce((sum, cell) => sum + cell.ratings.length, 0),
    planned: cells.reduce((sum, cell) => sum + cell.planned, 0),
  };
}

/** One number for a cell, or null when it has none. */
export type CellValue = (cell: Cell) => number | null;

/** Mean of the ratings that are there. */
export const plainValue: CellValue = (cell) =>
  cell.ratings.length === 0 ? null : sum(cell.ratings) / cell.ratings.length;

/** The same with every turn that the candidate failed counted at the scale's lowest rating: breaking must not pay. */
export function valueWithFailuresAt(lowest: number): CellValue {
  return (cell) => {
    const count = cell.ratings.length + cell.failed;
    return count === 0 ? null : (sum(cell.ratings) + cell.failed * lowest) / count;
  };
}

/** Values of the rated cells by question, questions in id order so that the input's order never shows. */
export function clustersOf(cells: readonly Cell[], toValue: CellValue): Map<string, number[]> {
  const clusters = new Map<string, number[]>();
  for (const cell of [...cells].sort(byQuestionAndTurn)) {
    const value = toValue(cell);
    if (value === null) continue;
    const cluster = clusters.get(cell.questionId);
    if (cluster === undefined) clusters.set(cell.questionId, [value]);
    else cluster.push(value);
  }
  return clusters;
}

function byQuestionAndTurn(a: Cell, b: Cell): number {
  return a.questionId < b.questionId ? -1 : a.questionId > b.questionId ? 1 : a.turn - b.turn;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
