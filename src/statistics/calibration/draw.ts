import { groupBy } from "../group-by.ts";
import { compareText } from "../resampling/strata.ts";
import type { RatedUnit } from "./rated-unit.ts";

/** One stratum of a draw, or the whole where strata do not matter. */
export interface DrawnStratum {
  /** N_h. */
  readonly size: number;
  /** n_h of them. */
  readonly rated: readonly RatedUnit[];
}

/**
 * How units were drawn. Proportional: every stratum got its share of the drawn units, to less than one unit; the rated ones
 * are then one draw from one whole, which errs on the wide side where strata differ. Unequal: each stratum speaks for itself.
 */
export type Draw =
  | { readonly kind: "proportional"; readonly strata: readonly DrawnStratum[] }
  | {
      readonly kind: "unequal";
      readonly strata: readonly DrawnStratum[];
      /** Strata of which fewer than 2 units are rated: they show no spread. */
      readonly thin: readonly string[];
    };

/** What was drawn decides, not what came of it: a skipped unit does not make a draw unequal. */
export function layOutDraw(units: readonly RatedUnit[]): Draw {
  const byStratum = groupBy(units, ({ stratum }) => stratum);
  const isDrawn = ({ state }: RatedUnit) => state !== "not-drawn";
  const ratedOf = (members: readonly RatedUnit[]) => members.filter(({ state }) => state === "rated");
  const share = units.filter(isDrawn).length / units.length;
  const isProportional = [...byStratum.values()].every(
    (members) => Math.abs(members.filter(isDrawn).length - share * members.length) < 1 - 1e-9,
  );
  if (isProportional) return { kind: "proportional", strata: [{ size: units.length, rated: ratedOf(units) }] };
  const strata = [...byStratum].sort(([a], [b]) => compareText(a, b));
  const isThin = ([, members]: (typeof strata)[number]) => ratedOf(members).length < 2;
  return {
    kind: "unequal",
    strata: strata.map(([, members]) => ({ size: members.length, rated: ratedOf(members) })),
    thin: strata.filter(isThin).map(([name]) => name),
  };
}
