import { requireAllFinite } from "../require-number.ts";

/** How far apart two ratings count: by the square of their difference, or by how many ratings lie between them. */
export type AlphaMetric = "interval" | "ordinal";

/** The ratings that several raters gave to one thing. */
export type RatedUnit = readonly number[];

/**
 * What alpha needs of some units, as sums: parts of two groups of units are added entry by entry, and a resample is a
 * weighted sum. That makes a bootstrap independent of the number of units.
 */
export interface AlphaParts {
  readonly metric: AlphaMetric;
  /** Ascending; the rows and columns of the coincidences. Empty for the interval metric, which needs four sums only. */
  readonly values: readonly number[];
  /** One entry a group of units. */
  readonly groups: readonly Float64Array[];
  /** Units with at least two ratings: only they can show agreement. */
  readonly units: number;
  /** Units with fewer than two. */
  readonly dropped: number;
}

/** Gathers groups of units (the units of one question, say). Ratings are finite; raters of a unit have no order. */
export function alphaParts(groups: readonly (readonly RatedUnit[])[], metric: AlphaMetric): AlphaParts {
  for (const [index, units] of groups.entries()) {
    for (const unit of units) requireAllFinite(unit, `groups[${index}]`);
  }
  const pairable = groups.map((units) => units.filter((unit) => unit.length >= 2));
  const units = pairable.reduce((sum, group) => sum + group.length, 0);
  const dropped = groups.reduce((sum, group) => sum + group.length, 0) - units;
  const values = metric === "interval" ? [] : [...new Set(pairable.flat(2))].sort((a, b) => a - b);
  const gather = metric === "interval" ? intervalSums : (group: readonly RatedUnit[]) => coincidences(group, values);
  return { metric, values, groups: pairable.map(gather), units, dropped };
}

/**
 * Krippendorff's alpha, 1 - observed / expected disagreement (Krippendorff, Content Analysis, 4th ed. 2019, chapter 12):
 * 1 when raters always agree, 0 when they agree as often as ratings drawn from one urn, below 0 when they contradict each
 * other. Null when all ratings are equal: without variation nothing can be told apart.
 */
export function alphaOf(parts: AlphaParts): number | null {
  const total = new Float64Array(parts.groups[0]?.length ?? 0);
  for (const group of parts.groups) addWeighted(total, group, 1);
  const { observed, expected } = disagreement(parts, total);
  return expected > 0 ? 1 - observed / expected : null;
}

/** Adds a group to the sum, so many times. */
export function addWeighted(total: Float64Array, group: Float64Array, weight: number): void {
  for (let index = 0; index < total.length; index++) {
    total[index] = (total[index] as number) + weight * (group[index] as number);
  }
}

/** Observed and expected disagreement of summed parts, each a mean over pairs of ratings; 0 and 0 where there are none. */
export function disagreement(
  parts: Pick<AlphaParts, "metric" | "values">,
  total: Float64Array,
): { readonly observed: number; readonly expected: number } {
  return parts.metric === "interval" ? fromSums(total) : fromCoincidences(total, parts.values.length);
}

/**
 * [ratings n, sum, squares, within]: sums of x are taken of x itself, and `within` is, over units of m ratings,
 * sum of (m * sum x^2 - (sum x)^2) / (m - 1), which is the sum over ordered pairs of (x - y)^2 / (m - 1) / 2.
 */
function intervalSums(units: readonly RatedUnit[]): Float64Array {
  const sums = new Float64Array(4);
  for (const unit of units) {
    const sum = unit.reduce((total, value) => total + value, 0);
    const mean = sum / unit.length;
    const around = unit.reduce((total, value) => total + (value - mean) ** 2, 0);
    const squares = unit.reduce((total, value) => total + value * value, 0);
    const add = [unit.length, sum, squares, (unit.length * around) / (unit.length - 1)];
    for (const [index, value] of add.entries()) sums[index] = (sums[index] as number) + value;
  }
  return sums;
}

function fromSums(total: Float64Array): { observed: number; expected: number } {
  const [n = 0, sum = 0, squares = 0, within = 0] = total;
  if (n < 2) return { observed: 0, expected: 0 };
  const around = squares - (sum * sum) / n;
  // Equal ratings leave rounding of the size of the squares, which is no variation.
  const expected = around <= 1e-12 * squares ? 0 : (2 * around) / (n - 1);
  return { observed: (2 * within) / n, expected };
}

/** Row after row: how often the value of the row meets that of the column in a unit, each pair weighed 1 / (m - 1). */
function coincidences(units: readonly RatedUnit[], values: readonly number[]): Float64Array {
  const place = new Map(values.map((value, index) => [value, index]));
  const size = values.length;
  const matrix = new Float64Array(size * size);
  for (const unit of units) {
    const weight = 1 / (unit.length - 1);
    for (const [first, a] of unit.entries()) {
      for (const [second, b] of unit.entries()) {
        if (first === second) continue;
        const cell = (place.get(a) ?? 0) * size + (place.get(b) ?? 0);
        matrix[cell] = (matrix[cell] as number) + weight;
      }
    }
  }
  return matrix;
}

/** The ordinal distance of two values: (ratings between them, each end counted half) squared. */
function fromCoincidences(matrix: Float64Array, size: number): { observed: number; expected: number } {
  const counts = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      counts[row] = (counts[row] as number) + (matrix[row * size + column] as number);
    }
  }
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (n < 2) return { observed: 0, expected: 0 };
  let observed = 0;
  let expected = 0;
  for (let low = 0; low < size; low++) {
    const lowCount = counts[low] as number;
    let between = lowCount / 2;
    for (let high = low + 1; high < size; high++) {
      const highCount = counts[high] as number;
      const distance = (between + highCount / 2) ** 2;
      between += highCount;
      observed += distance * ((matrix[low * size + high] as number) + (matrix[high * size + low] as number));
      expected += 2 * distance * lowCount * highCount;
    }
  }
  return { observed: observed / n, expected: expected / (n * (n - 1)) };
}
