import { studentQuantile } from "../distributions.ts";

/** The variance of a mean of rated units in the parts that change when more are rated. */
export interface Sampling {
  /** n of N. */
  readonly rated: number;
  readonly units: number;
  readonly degreesOfFreedom: number;
  /** s^2 / n: shrinks as n grows. */
  readonly drawn: number;
  /** s^2 / N, where the whole counts as finite; else 0. */
  readonly known: number;
  /** Of the ratings, what remains when all N are rated; 0 where not known. */
  readonly noise: number;
}

export type Halving =
  /** So many units more, rated as often as those before, make the interval half as wide. */
  | { readonly kind: "more"; readonly units: number }
  /** Not even the whole would: its half-width. */
  | { readonly kind: "unattainable"; readonly halfWidth: number }
  /** There is no width. */
  | { readonly kind: "no-width" };

export function varianceOf({ drawn, known, noise }: Sampling): number {
  return Math.max(0, drawn - known) + noise;
}

/** How many more units of the whole have to be rated until the interval is half as wide, as the spread of today says. */
export function moreToHalve(sampling: Sampling, level: number): Halving {
  const { rated, units, degreesOfFreedom } = sampling;
  const halfWidth = (n: number): number => {
    const variance = varianceOf({ ...sampling, drawn: (sampling.drawn * rated) / n });
    return studentQuantile(0.5 + level / 2, degreesOfFreedom + n - rated) * Math.sqrt(variance);
  };
  const now = halfWidth(rated);
  if (now === 0) return { kind: "no-width" };
  for (let n = rated + 1; n <= units; n++) {
    if (halfWidth(n) <= now / 2) return { kind: "more", units: n - rated };
  }
  return { kind: "unattainable", halfWidth: halfWidth(units) };
}
