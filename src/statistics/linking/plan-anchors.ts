import { chiSquareQuantile } from "../chi-square.ts";
import { normalQuantile, studentQuantile } from "../distributions.ts";
import { requireCount, requireFraction, requireNonNegative } from "../require-number.ts";

/** A spread that was estimated, with how sure the estimate is. */
export interface SpreadInterval {
  readonly sd: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * Chi-square interval of a standard deviation that has so many degrees of freedom: s sqrt(df / chi2). It holds for normal
 * residuals; with few anchors it is wide, and that is the point of showing it.
 */
export function spreadInterval(sd: number, degrees: number, level = 0.95): SpreadInterval {
  requireNonNegative(sd, "sd");
  requireCount(degrees, "degrees", 1);
  requireFraction(level, "level");
  const bound = (p: number) => sd * Math.sqrt(degrees / chiSquareQuantile(p, degrees));
  return { sd, low: bound((1 + level) / 2), high: bound((1 - level) / 2), level };
}

export type AnchorsNeeded =
  | { readonly kind: "anchors"; readonly count: number; readonly halfWidth: number }
  /** Even infinitely many leave `limit`: 1.96 s, the spread of single models about the true line. */
  | { readonly kind: "unattainable"; readonly limit: number };

/** No plan asks for more: there are not so many models. */
const most = 10_000;

/**
 * Half-width of the interval in the middle of n anchors, t(n - 2) s sqrt(1 + 1/n); towards the ends of their range it is
 * wider by (x - mean)^2 / Sxx.
 */
export function halfWidthWith(count: number, sd: number, level = 0.95): number {
  requireCount(count, "count", 3);
  requireNonNegative(sd, "sd");
  return studentQuantile((1 + level) / 2, count - 2) * sd * Math.sqrt(1 + 1 / count);
}

/** The fewest anchors, at least `fewest`, whose interval is no wider than `within` to each side. */
export function anchorsForHalfWidth(
  within: number,
  sd: number,
  options: { readonly level?: number; readonly fewest?: number } = {},
): AnchorsNeeded {
  requireNonNegative(within, "within");
  const level = requireFraction(options.level ?? 0.95, "level");
  const fewest = requireCount(options.fewest ?? 4, "fewest", 3);
  const limit = normalQuantile((1 + level) / 2) * requireNonNegative(sd, "sd");
  if (limit >= within) return { kind: "unattainable", limit };
  for (let count = fewest; count <= most; count++) {
    const halfWidth = halfWidthWith(count, sd, level);
    if (halfWidth <= within) return { kind: "anchors", count, halfWidth };
  }
  return { kind: "unattainable", limit };
}
