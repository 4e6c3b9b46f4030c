import { requireProbability } from "./require-number.ts";

/**
 * Quantile of ascending values at position p * (n + 1), linear in between (Hyndman and Fan 1996, type 6): the p-th
 * bootstrap quantile then has exactly the share p of the n + 1 gaps below it (Davison and Hinkley 1997, 5.2.1).
 * Infinite values are allowed and are returned as they are.
 */
export function sortedQuantile(ascending: ArrayLike<number>, p: number): number {
  requireProbability(p, "p");
  const n = ascending.length;
  if (n === 0) throw new RangeError("ascending: expected at least 1 value, got 0");
  const position = Math.min(Math.max(p * (n + 1), 1), n);
  const below = Math.floor(position);
  const low = ascending[below - 1] as number;
  if (position === below) return low;
  const high = ascending[below] as number;
  return low === high || low === Number.NEGATIVE_INFINITY ? low : low + (position - below) * (high - low);
}
