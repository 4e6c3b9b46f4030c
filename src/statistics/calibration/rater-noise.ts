import { groupBy } from "../group-by.ts";
import { orderedSum } from "../ordered-sum.ts";
import { type RatedUnit, type RaterValue, ratedProxyOf } from "./rated-unit.ts";

/** Fewer units rated twice do not tell how far raters scatter. */
export const leastDoubles = 8;

/** From so many raters on a variance between raters is told at all. */
export const leastRaters = 3;

export interface RaterNoise {
  /** Units with at least two ratings. */
  readonly doubles: number;
  /**
   * Variance of one rating of a unit around what all raters together would give it, in squared points: pooled over the
   * units rated twice or more. Null below 8 of them.
   */
  readonly oneRating: number | null;
  /** Variance of the raters' own levels, at least 0. Null below 3 raters or 8 units rated twice. */
  readonly betweenRaters: number | null;
}

/**
 * How far raters scatter, from the units that several rated.
 *
 * A rating is unit + rater + rest, all drawn. Three sums of squared differences (within units, within raters, over all
 * pairs) have expectations linear in the three variances, whoever rated what (Gao and Owen 2017, Electronic Journal of
 * Statistics 11, 1235-1296, section 4); solved, they give the variance of the raters' levels. Where everyone rated
 * everything this is the two-way analysis of variance. Ratings count less their unit's proxy, which takes from the units
 * what is known of them.
 */
export function raterNoise(units: readonly RatedUnit[]): RaterNoise {
  const perUnit = units
    .filter(({ ratings }) => ratings.length > 0)
    .map((unit) => unit.ratings.map((one) => ({ ...one, value: one.value - ratedProxyOf(unit) })));
  const doubles = doublesOf(perUnit);
  if (doubles < leastDoubles) return { doubles, oneRating: null, betweenRaters: null };
  const oneRating = squares(perUnit) / (perUnit.flat().length - perUnit.length);
  return { doubles, oneRating, betweenRaters: betweenRaters(perUnit.map(onceEach)) };
}

function betweenRaters(perUnit: readonly (readonly RaterValue[])[]): number | null {
  const all = perUnit.flat();
  const perRater = [...groupBy(all, ({ rater }) => rater).values()];
  const total = all.length;
  // Raters who gave one rating each show no spread of their own.
  if (doublesOf(perUnit) < leastDoubles || perRater.length < leastRaters || perRater.length === total) return null;
  // With u, a, e the variances of units, raters and rest:
  //   within units:  (a + e) (total - units)        within raters:  (u + e) (total - raters)
  //   all pairs:     a (total^2 - raters' squares) + u (total^2 - units' squares) + e (total^2 - total)
  const unitSquares = orderedSum(perUnit.map((ratings) => ratings.length ** 2));
  const raterSquares = orderedSum(perRater.map((ratings) => ratings.length ** 2));
  const ae = squares(perUnit) / (total - perUnit.length);
  const ue = squares(perRater) / (total - perRater.length);
  const pairs = total * squares([all]);
  // a = ae - e and u = ue - e, put into the third.
  const rest =
    (ae * (total ** 2 - raterSquares) + ue * (total ** 2 - unitSquares) - pairs) /
    (total ** 2 - raterSquares - unitSquares + total);
  return Math.max(0, ae - rest);
}

/** Repeats of one rater say nothing of raters: their mean stands for them. */
function onceEach(ratings: readonly RaterValue[]): RaterValue[] {
  return [...groupBy(ratings, ({ rater }) => rater)].map(([rater, own]) => ({
    rater,
    value: orderedSum(own.map(({ value }) => value)) / own.length,
  }));
}

function doublesOf(perUnit: readonly (readonly RaterValue[])[]): number {
  return perUnit.filter((ratings) => ratings.length > 1).length;
}

/** Squared distances to the groups' own means. */
function squares(groups: readonly (readonly RaterValue[])[]): number {
  return orderedSum(
    groups.flatMap((group) => {
      const mean = orderedSum(group.map(({ value }) => value)) / group.length;
      return group.map(({ value }) => (value - mean) ** 2);
    }),
  );
}
