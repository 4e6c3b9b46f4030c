import { studentUpperTail } from "../distributions.ts";
import { type CellTable, packTable } from "../means/cell-table.ts";
import { holm } from "./adjusted-p-values.ts";

/** Paired t test of two series over the cells that both measured. */
export interface PairTest {
  readonly first: number;
  readonly second: number;
  /** Mean of first - second. */
  readonly difference: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  /** Holm's adjustment over all pairs of the table. */
  readonly adjustedP: number;
}

/**
 * All pairs first < second, with the clustered standard error of their paired difference. A pair with fewer than 2 units
 * in common is left out: nothing is known of it.
 */
export function pairwiseTests(table: CellTable): PairTest[] {
  const { rows, unitOfCell, units } = packTable(table);
  const sums = new Float64Array(units.length);
  const counts = new Float64Array(units.length);
  const pairs: Omit<PairTest, "adjustedP">[] = [];
  for (const [first, a] of rows.entries()) {
    for (let second = first + 1; second < rows.length; second++) {
      const b = rows[second] as Float64Array;
      sums.fill(0);
      counts.fill(0);
      for (let cell = 0; cell < a.length; cell++) {
        const difference = (a[cell] as number) - (b[cell] as number);
        if (Number.isNaN(difference)) continue;
        const unit = unitOfCell[cell] as number;
        sums[unit] = (sums[unit] as number) + difference;
        counts[unit] = (counts[unit] as number) + 1;
      }
      const test = testTotals(sums, counts);
      if (test) pairs.push({ first, second, ...test });
    }
  }
  const adjusted = holm(pairs.map((pair) => pair.p));
  return pairs.map((pair, index) => ({ ...pair, adjustedP: adjusted[index] as number }));
}

/** The clustered mean and t test of clustered-mean.ts, with Student's two-sided test, on unit totals and without allocation. */
function testTotals(sums: Float64Array, counts: Float64Array) {
  let measured = 0;
  let sum = 0;
  let count = 0;
  for (let unit = 0; unit < sums.length; unit++) {
    if (counts[unit] === 0) continue;
    measured++;
    sum += sums[unit] as number;
    count += counts[unit] as number;
  }
  if (measured < 2) return null;
  const mean = sum / count;
  // Differences that cancel on paper leave 1e-17, which no spread would turn into certainty.
  const difference = Math.abs(mean) <= 1e-13 ? 0 : mean;
  let squares = 0;
  for (let unit = 0; unit < sums.length; unit++) {
    const residual = (sums[unit] as number) - difference * (counts[unit] as number);
    squares += residual * residual;
  }
  const error = Math.sqrt((measured / (measured - 1)) * squares) / count;
  const standardError = error <= 1e-13 * Math.max(1, Math.abs(difference)) ? 0 : error;
  const degreesOfFreedom = measured - 1;
  const t = difference === 0 ? 0 : Math.abs(difference) / standardError;
  const p = Math.min(1, 2 * studentUpperTail(t, degreesOfFreedom));
  return { difference, standardError, degreesOfFreedom, p };
}
