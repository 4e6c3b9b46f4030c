import type { ScaleBounds } from "../judges/scale.ts";
import { studentQuantile } from "../statistics/distributions.ts";
import { groupBy } from "../statistics/group-by.ts";
import { clusteredMean } from "../statistics/means/clustered-mean.ts";
import { orderedSum } from "../statistics/ordered-sum.ts";
import type { Aggregate } from "./aggregates.ts";
import type { Cell } from "./cells.ts";

/** One rating point in the unit of the average: Swallow's is the highest rating, so that its averages end at 1. */
export function aggregateUnit(how: Aggregate, { max }: ScaleBounds): number {
  return how === "swallow" ? 1 / divisor(max) : 1;
}

/** A scale that ends at 0 or below has no such unit. */
function divisor(highest: number): number {
  return highest > 0 ? highest : 1;
}

/** A mean with its t interval; low and high are null below two questions. */
export interface Averaged {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
}

type AggregatedCell = Pick<Cell, "questionId" | "category" | "ratings" | "trials"> &
  Partial<Pick<Cell, "earlierRatings">>;

/** The mean of some cells by one of these ways, with an interval that is clustered by question in all of them. */
export function aggregateCells(
  cells: readonly AggregatedCell[],
  how: Aggregate,
  level: number,
  scale: ScaleBounds,
): Averaged {
  switch (how) {
    case "mtbench":
      return clusteredMean(byQuestion(cells, meanRating), level);
    case "pooled":
      return clusteredMean(
        byQuestion(cells, (cell) => cell.ratings),
        level,
      );
    case "fastchat":
      // As in show_result.py a second row for the same turn counts again, and so does the rating of an empty answer.
      return clusteredMean(
        byQuestion(cells, (cell) => [...cell.ratings, ...(cell.earlierRatings ?? [])]),
        level,
      );
    case "macro":
      return meanOfCategories(cells, level);
    case "swallow":
      return meanOfTrials(cells, level, divisor(scale.max));
    default: {
      const never: never = how;
      throw new Error(`no way of averaging ${String(never)}`);
    }
  }
}

/** Clusters in the order of their ids, so that the input's order never shows. */
function byQuestion(
  cells: readonly AggregatedCell[],
  valuesOf: (cell: AggregatedCell) => readonly number[],
): readonly (readonly number[])[] {
  return [...groupBy(cells, ({ questionId }) => questionId)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, own]) => own.flatMap(valuesOf));
}

function meanRating(cell: AggregatedCell): readonly number[] {
  return cell.ratings.length === 0 ? [] : [orderedSum(cell.ratings) / cell.ratings.length];
}

/** SE^2 = sum of the categories' SE^2 / C^2: the categories are fixed, the questions in them are drawn. */
function meanOfCategories(cells: readonly AggregatedCell[], level: number): Averaged {
  const names = [...new Set(cells.map((cell) => cell.category))].sort();
  const parts = names
    .map((name) =>
      clusteredMean(
        byQuestion(
          cells.filter((cell) => cell.category === name),
          meanRating,
        ),
        level,
      ),
    )
    .filter((part) => part.mean !== null);
  const first = parts[0];
  if (first === undefined || parts.length === 1) return first ?? clusteredMean([], level);
  const mean = orderedSum(parts.map((part) => part.mean)) / parts.length;
  const spread = parts.filter((part) => part.kind === "interval");
  if (spread.length < parts.length) return withoutInterval(mean, level);
  const standardError = Math.sqrt(orderedSum(spread.map((part) => part.standardError ** 2))) / parts.length;
  // Each category spends one degree of freedom on its own mean.
  const degreesOfFreedom = spread.reduce((sum, part) => sum + part.degreesOfFreedom, 0);
  return intervalAround(mean, standardError, degreesOfFreedom, level);
}

/** Every trial weighs the same however many of its turns are rated; cluster residuals carry the weights. */
function meanOfTrials(cells: readonly AggregatedCell[], level: number, highest: number): Averaged {
  const trials = Math.max(0, ...cells.map((cell) => cell.trials.length));
  const ratingsOf = (trial: number) => cells.flatMap((cell) => cell.trials[trial]?.ratings ?? []);
  const all = Array.from({ length: trials }, (_, trial) => ratingsOf(trial));
  const means = all.map((ratings) => (ratings.length === 0 ? null : orderedSum(ratings) / ratings.length));
  const used = means.filter((mean) => mean !== null);
  if (used.length === 0) return clusteredMean([], level);
  const mean = orderedSum(used) / used.length;
  const residuals = byQuestion(cells, (cell) =>
    cell.trials.flatMap((trial, index) => {
      const [own, count] = [means[index] ?? null, all[index]?.length ?? 0];
      return own === null ? [] : trial.ratings.map((rating) => (rating - own) / (count * used.length));
    }),
  )
    .filter((cluster) => cluster.length > 0)
    .map(orderedSum);
  const clusters = residuals.length;
  if (clusters < 2) return withoutInterval(mean / highest, level);
  const squares = orderedSum(residuals.map((residual) => residual ** 2));
  const standardError = Math.sqrt((clusters / (clusters - 1)) * squares);
  return intervalAround(mean / highest, standardError / highest, clusters - 1, level);
}

function intervalAround(mean: number, standardError: number, degreesOfFreedom: number, level: number): Averaged {
  const reach = studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
  return { mean, low: mean - reach, high: mean + reach, level };
}

function withoutInterval(mean: number, level: number): Averaged {
  return { mean, low: null, high: null, level };
}
