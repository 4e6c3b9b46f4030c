import { orderedSum } from "../ordered-sum.ts";

/** What one rater gave to one unit. */
export interface RaterValue {
  readonly rater: string;
  readonly value: number;
  /** 1-based: the same rater another time, without knowing it. Absent: 1. */
  readonly repeat?: number;
}

/**
 * One unit of a finite whole. All have a proxy's value; of those that were drawn, some were rated by the raters whose opinion
 * counts.
 */
export interface RatedUnit {
  /** Unique in the whole. */
  readonly id: string;
  readonly stratum: string;
  readonly proxy: number;
  /** The proxy's value of exactly what was rated, where that is one of several of the unit. Absent: `proxy`. */
  readonly ratedProxy?: number;
  /** `rated` has at least one rating, the others have none. `open`: drawn, and nobody has come to it yet. */
  readonly state: "not-drawn" | "open" | "skipped" | "rated";
  /** At most one a rater and repeat. */
  readonly ratings: readonly RaterValue[];
}

/** What the raters gave to one unit: their mean. NaN of nothing. */
export function ratersMean({ ratings }: RatedUnit): number {
  return orderedSum(ratings.map(({ value }) => value)) / ratings.length;
}

/**
 * The difference of two wholes, first minus second, as a whole of its own: units that both have, and raters who rated both
 * sides of a unit. What the two sides share (a hard unit, a severe rater) is gone from it.
 */
export function pairUnits(first: readonly RatedUnit[], second: readonly RatedUnit[]): RatedUnit[] {
  const others = new Map(second.map((unit) => [unit.id, unit]));
  return first.flatMap((unit): RatedUnit[] => {
    const other = others.get(unit.id);
    if (other === undefined) return [];
    const theirs = new Map(other.ratings.map((one) => [nameOf(one), one.value]));
    const ratings = unit.ratings.flatMap((one) => {
      const against = theirs.get(nameOf(one));
      return against === undefined ? [] : [{ ...one, value: one.value - against }];
    });
    const { id, stratum } = unit;
    const proxy = unit.proxy - other.proxy;
    const ratedProxy = ratedProxyOf(unit) - ratedProxyOf(other);
    return [{ id, stratum, proxy, ratedProxy, state: pairState(unit, other, ratings.length), ratings }];
  });
}

/** The proxy of what was rated. */
export function ratedProxyOf({ proxy, ratedProxy }: RatedUnit): number {
  return ratedProxy ?? proxy;
}

/** Who gave a rating, and which time. */
export function nameOf({ rater, repeat = 1 }: RaterValue): string {
  return `${rater} ${repeat}`;
}

function pairState(first: RatedUnit, second: RatedUnit, common: number): RatedUnit["state"] {
  const states = [first.state, second.state];
  if (states.includes("not-drawn")) return "not-drawn";
  if (common > 0) return "rated";
  return states.includes("skipped") ? "skipped" : "open";
}
