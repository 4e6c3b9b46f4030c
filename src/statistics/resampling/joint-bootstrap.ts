import { type CellTable, packTable } from "../means/cell-table.ts";
import { type BootstrapIntervals, type BootstrapOptions, intervalsFrom } from "./bootstrap-intervals.ts";
import { resampleWeights } from "./resample-weights.ts";
import { arrangeStrata } from "./strata.ts";
import { resampleSeries, type UnitTotals } from "./weighted-resampling.ts";

export interface JointBootstrap {
  /** One a series; null for a series measured on fewer than 2 units. */
  readonly series: readonly ({
    readonly intervals: BootstrapIntervals;
    /** Mean of each resample; the same index is the same resample in every series. */
    readonly means: Float64Array;
  } | null)[];
  readonly resamples: number;
  /** Units less strata: what is left to estimate a spread from. */
  readonly degreesOfFreedom: number;
  /** Drawing n of n units gives a variance that is (n-1)/n too small; a spread over the resamples times this is not. */
  readonly correction: number;
}

/**
 * Resamples the units once for all series together, inside strata, so that what the series share (an easy draw of units)
 * moves them all and their order is disturbed only by what they do not share.
 */
export function jointBootstrap(table: CellTable, options: BootstrapOptions): JointBootstrap {
  const packed = packTable(table);
  const resamples = options.resamples ?? 2000;
  if (packed.units.length < 2) {
    return { series: packed.rows.map(() => null), resamples, degreesOfFreedom: 0, correction: 1 };
  }
  const { order, sizes } = arrangeStrata(packed.units);
  const weights = resampleWeights(sizes, { seed: options.seed, resamples });
  const position = new Int32Array(order.length);
  for (const [place, unit] of order.entries()) position[unit] = place;

  const series = packed.rows.map((row) => {
    const totals = unitTotals(row, packed.unitOfCell, position);
    if (totals.counts.reduce((units, count) => units + (count > 0 ? 1 : 0), 0) < 2) return null;
    const resampled = resampleSeries(totals, sizes, weights);
    return { intervals: intervalsFrom(resampled, options.level ?? 0.95), means: resampled.means };
  });
  const spread = sizes.reduce((sum, size) => sum + (size * size) / Math.max(1, size - 1), 0) / order.length;
  return { series, resamples, degreesOfFreedom: order.length - sizes.length, correction: Math.sqrt(spread) };
}

function unitTotals(row: Float64Array, unitOfCell: Int32Array, position: Int32Array): UnitTotals {
  const sums = new Float64Array(position.length);
  const counts = new Float64Array(position.length);
  for (let cell = 0; cell < row.length; cell++) {
    const value = row[cell] as number;
    if (Number.isNaN(value)) continue;
    const place = position[unitOfCell[cell] as number] as number;
    sums[place] = (sums[place] as number) + value;
    counts[place] = (counts[place] as number) + 1;
  }
  return { sums, counts };
}
