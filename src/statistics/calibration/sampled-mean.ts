import { studentQuantile } from "../distributions.ts";
import { orderedSum } from "../ordered-sum.ts";
import type { Draw, DrawnStratum } from "./draw.ts";
import { type Halving, moreToHalve, type Sampling, varianceOf } from "./halving.ts";
import { ratedProxyOf, ratersMean } from "./rated-unit.ts";
import type { RaterNoise } from "./rater-noise.ts";

/** A mean with its t interval. */
export interface MeanInterval {
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly low: number;
  readonly high: number;
}

export interface SampledMean {
  readonly value: number;
  readonly level: number;
  /** As these raters rate. */
  readonly theseRaters: MeanInterval;
  /** As raters like these rate. Null below 3 raters, and where their levels cannot be told from the rest. */
  readonly likeRaters: MeanInterval | null;
  /** What would halve the interval of these raters. */
  readonly halving: Halving;
}

/**
 * `base` plus the mean over the drawn units of the raters' values, less the proxy's where asked:
 *
 *   proportional   mean of d over all n            (1 - n/N) s^2 / n + sigma_e^2 / N                        t(n - 1)
 *   unequal        sum of N_h/N mean_h(d)          sum of (N_h/N)^2 (1 - n_h/N_h) s_h^2 / n_h + sigma_e^2 / N
 *
 * with s^2 the whole variance of d over the rated units (Cochran 1977, 2.6 and 5.3), which holds the noise of the ratings:
 * having rated the whole would leave that noise, sigma_e^2 / N, and take the rest away. Where sigma_e^2 is not known, neither
 * the factor 1 - n/N nor the last term is used. Unequal draws have Satterthwaite's degrees of freedom (Cochran 1977, 5.4).
 * For raters like these, the variance of their levels is added, divided by their number (in general: times the sum of
 * their squared shares), with t(raters - 1).
 */
export function estimateMean(of: {
  readonly draw: Draw;
  readonly noise: RaterNoise;
  readonly level: number;
  readonly base: number;
  readonly lessProxy: boolean;
}): SampledMean {
  const { draw, noise, level } = of;
  const { oneRating } = noise;
  const units = draw.strata.reduce((sum, { size }) => sum + size, 0);
  const parts = draw.strata.map((stratum) => stratumPart(stratum, units, of.lessProxy));
  const value = of.base + orderedSum(parts.map(({ mean, weight }) => weight * mean));
  const sampling: Sampling = {
    rated: draw.strata.reduce((sum, { rated }) => sum + rated.length, 0),
    units,
    degreesOfFreedom: degreesOfFreedom(parts),
    drawn: orderedSum(parts.map(({ drawn }) => drawn)),
    known: oneRating === null ? 0 : orderedSum(parts.map(({ known }) => known)),
    noise:
      oneRating === null ? 0 : (oneRating * orderedSum(parts.map((part) => part.weight * part.noiseShare))) / units,
  };
  return {
    value,
    level,
    theseRaters: interval(value, varianceOf(sampling), sampling.degreesOfFreedom, level),
    likeRaters: likeRaters(value, varianceOf(sampling), of),
    halving: moreToHalve(sampling, level),
  };
}

interface StratumPart {
  /** N_h / N. */
  readonly weight: number;
  readonly mean: number;
  readonly degreesOfFreedom: number;
  /** (N_h/N)^2 s_h^2 / n_h, and the part of it that the factor 1 - n_h/N_h takes away. */
  readonly drawn: number;
  readonly known: number;
  /** What a unit has of one rating's variance, on average: 1 over the number of its ratings. */
  readonly noiseShare: number;
}

function stratumPart({ size, rated }: DrawnStratum, units: number, lessProxy: boolean): StratumPart {
  const values = rated.map((unit) => ratersMean(unit) - (lessProxy ? ratedProxyOf(unit) : 0));
  const n = values.length;
  const mean = orderedSum(values) / n;
  const square = orderedSum(values.map((value) => (value - mean) ** 2)) / (n - 1);
  const weight = size / units;
  return {
    weight,
    mean,
    degreesOfFreedom: n - 1,
    drawn: (weight ** 2 * square) / n,
    known: (weight ** 2 * square) / size,
    noiseShare: orderedSum(rated.map(({ ratings }) => 1 / ratings.length)) / n,
  };
}

/** n - 1 of one stratum, Satterthwaite's of several. */
function degreesOfFreedom(parts: readonly StratumPart[]): number {
  const whole = parts.reduce((sum, part) => sum + part.degreesOfFreedom, 0);
  const variances = parts.map(({ drawn, known }) => drawn - known);
  const total = orderedSum(variances);
  const squares = orderedSum(parts.map((part, index) => (variances[index] as number) ** 2 / part.degreesOfFreedom));
  return parts.length === 1 || squares === 0 ? whole : total ** 2 / squares;
}

function likeRaters(
  value: number,
  variance: number,
  of: { readonly draw: Draw; readonly noise: RaterNoise; readonly level: number },
): MeanInterval | null {
  const { betweenRaters } = of.noise;
  if (betweenRaters === null) return null;
  const units = of.draw.strata.reduce((sum, { size }) => sum + size, 0);
  const shares = new Map<string, number>();
  for (const { size, rated } of of.draw.strata) {
    for (const { ratings } of rated) {
      const share = size / units / rated.length / ratings.length;
      for (const { rater } of ratings) shares.set(rater, (shares.get(rater) ?? 0) + share);
    }
  }
  const squares = orderedSum([...shares.values()].map((share) => share ** 2));
  return interval(value, variance + betweenRaters * squares, shares.size - 1, of.level);
}

function interval(value: number, variance: number, degreesOfFreedom: number, level: number): MeanInterval {
  const standardError = Math.sqrt(variance);
  const reach = studentQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
  return { standardError, degreesOfFreedom, low: value - reach, high: value + reach };
}
