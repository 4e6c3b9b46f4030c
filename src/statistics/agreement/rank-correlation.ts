import { mean } from "../mean.ts";
import { requireAllFinite } from "../require-number.ts";

/** Spearman's rank correlation, ties at their middle rank; -1..1, null below 2 values or where one side does not vary. */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | null {
  if (first.length !== second.length) {
    throw new RangeError(`second: expected ${first.length} values, got ${second.length}`);
  }
  requireAllFinite(first, "first");
  requireAllFinite(second, "second");
  return correlation(midRanks(first), midRanks(second));
}

/**
 * The same from counts[i][j] of the i-th lowest first value with the j-th lowest second: for few distinct values that occur often,
 * as in resamples.
 */
export function tableRankCorrelation(counts: readonly (readonly number[])[]): number | null {
  const width = counts[0]?.length ?? 0;
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = Array.from({ length: width }, (_, column) =>
    counts.reduce((sum, row) => sum + (row[column] as number), 0),
  );
  const [first, second] = [centredRanks(rows), centredRanks(columns)];
  const [xx, yy] = [weightedSquares(first, rows), weightedSquares(second, columns)];
  if (!(xx > 0 && yy > 0)) return null;
  let xy = 0;
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) xy += count * (first[i] as number) * (second[j] as number);
  }
  return Math.min(1, Math.max(-1, xy / Math.sqrt(xx * yy)));
}

/** Middle ranks of values that occur so often, less the middle of all. */
function centredRanks(counts: readonly number[]): number[] {
  const middle = (counts.reduce((sum, count) => sum + count, 0) + 1) / 2;
  let before = 0;
  return counts.map((count) => {
    const rank = before + (count + 1) / 2;
    before += count;
    return rank - middle;
  });
}

function weightedSquares(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + (weights[index] as number) * value * value, 0);
}

/** Pearson's; null below 2 values or where one side does not vary. */
export function correlation(first: readonly number[], second: readonly number[]): number | null {
  const line = regression(first, second);
  if (line === null || line.squares.second <= 0) return null;
  return Math.min(1, Math.max(-1, line.slope * Math.sqrt(line.squares.first / line.squares.second)));
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Sums of squares around the mean of each side. */
  readonly squares: { readonly first: number; readonly second: number };
}

/** Least squares of `second` on `first`; null where `first` does not vary. */
export function regression(first: readonly number[], second: readonly number[]): Line | null {
  const n = first.length;
  if (n < 2) return null;
  const [x, y] = [mean(first), mean(second)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let index = 0; index < n; index++) {
    const [dx, dy] = [(first[index] as number) - x, (second[index] as number) - y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  // Equal values leave a spread of rounding, which would make any slope.
  if (xx <= 1e-24 * Math.max(1, x * x) * n) return null;
  const slope = xy / xx;
  return { slope, intercept: y - slope * x, squares: { first: xx, second: yy } };
}

function midRanks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (order[end + 1]?.value === order[start]?.value && end + 1 < order.length) end++;
    for (let place = start; place <= end; place++) ranks[order[place]?.index ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}
