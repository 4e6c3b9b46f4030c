/** Sum and number of the values in each unit of one series, units in the order of the strata. 0 of 0 is "not measured". */
export interface UnitTotals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** One series over all resamples. */
export interface ResampledSeries {
  readonly mean: number;
  /** Stratified cluster-robust standard error of the mean. */
  readonly standardError: number;
  /** Mean of each resample; NaN where a resample drew nothing that was measured. */
  readonly means: Float64Array;
  /** (resample's mean - mean) / resample's standard error, infinite where that error is 0. NaN as above. */
  readonly studentised: Float64Array;
}

/**
 * Mean (as a ratio) and stratified standard error of one series, in the data and in every resample:
 *
 *   e_c = sum_c - mean * count_c     SE^2 = 1/N^2 * sum_h n_h/(n_h-1) * sum_{c in h} (e_c - mean_h(e))^2
 *
 * (Cochran 1977, 6.11: combined ratio estimator.) A resample enters through the multiplicities w of its units only, so
 * five sums a stratum suffice. They are taken of e, which is near 0, to keep the digits; where all counts are equal, two do.
 */
export function resampleSeries(totals: UnitTotals, sizes: readonly number[], weights: Uint16Array): ResampledSeries {
  const { sums, counts } = totals;
  const units = sums.length;
  const resamples = weights.length / units;
  const count = counts.reduce((total, n) => total + n, 0);
  const mean = sums.reduce((total, sum) => total + sum, 0) / count;
  const residuals = sums.map((sum, unit) => sum - mean * (counts[unit] as number));
  const equal = counts.every((n) => n === counts[0]);
  const accumulate = equal ? accumulateEqual : accumulateAny;

  const once = new Uint16Array(units).fill(1);
  const scale = 1e-13 * Math.max(1, Math.abs(mean));
  const [, error] = accumulate(residuals, counts, sizes, once, 0);
  const means = new Float64Array(resamples);
  const studentised = new Float64Array(resamples);
  for (let row = 0; row < resamples; row++) {
    const [shift, rowError] = accumulate(residuals, counts, sizes, weights, row * units);
    means[row] = mean + shift;
    studentised[row] = Math.abs(shift) <= scale ? 0 : shift / (rowError <= scale ? 0 : rowError);
  }
  return { mean, standardError: error <= scale ? 0 : error, means, studentised };
}

/** [mean's shift from the data's mean, standard error] of the resample whose weights start at `from`. */
type Accumulate = (
  residuals: Float64Array,
  counts: Float64Array,
  sizes: readonly number[],
  weights: Uint16Array,
  from: number,
) => readonly [shift: number, standardError: number];

const accumulateEqual: Accumulate = (residuals, counts, sizes, weights, from) => {
  let unit = 0;
  let total = 0;
  let variance = 0;
  for (const size of sizes) {
    let sum = 0;
    let squares = 0;
    for (const end = unit + size; unit < end; unit++) {
      const weighted = (weights[from + unit] as number) * (residuals[unit] as number);
      sum += weighted;
      squares += weighted * (residuals[unit] as number);
    }
    total += sum;
    variance += (size / (size - 1)) * Math.max(0, squares - (sum * sum) / size);
  }
  const count = unit * (counts[0] as number);
  return [total / count, Math.sqrt(variance) / count];
};

const accumulateAny: Accumulate = (residuals, counts, sizes, weights, from) => {
  let unit = 0;
  let total = 0;
  let count = 0;
  for (unit = 0; unit < residuals.length; unit++) {
    const weight = weights[from + unit] as number;
    total += weight * (residuals[unit] as number);
    count += weight * (counts[unit] as number);
  }
  const shift = total / count;
  let variance = 0;
  unit = 0;
  for (const size of sizes) {
    let sum = 0;
    let squares = 0;
    for (const end = unit + size; unit < end; unit++) {
      const weight = weights[from + unit] as number;
      const residual = (residuals[unit] as number) - shift * (counts[unit] as number);
      sum += weight * residual;
      squares += weight * residual * residual;
    }
    variance += (size / (size - 1)) * Math.max(0, squares - (sum * sum) / size);
  }
  return [shift, Math.sqrt(variance) / count];
};
