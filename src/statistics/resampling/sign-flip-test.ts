import type { Cluster } from "../means/clustered-mean.ts";
import { orderedSum } from "../ordered-sum.ts";
import { requireAllFinite, requireCount, requireFinite } from "../require-number.ts";
import { chunkSeed, makeRandom, type Random } from "./random.ts";

export interface SignFlipTest {
  /** Two-sided: share of sign patterns whose |mean| reaches the observed one. Never 0. */
  readonly p: number;
  /** One-sided: share of patterns with a mean of at most the observed one; small when it lies far below the null value. */
  readonly pBelow: number;
  /** One-sided: share of patterns with a mean of at least the observed one. */
  readonly pAbove: number;
  /** Sign patterns looked at, the observed one among them. */
  readonly patterns: number;
  /** Whether these were all patterns that exist. */
  readonly exact: boolean;
}

/** Up to 2^15 patterns are counted out. */
const EXACT_UP_TO = 15;
const CHUNK = 1000;

/**
 * Permutation test of "the differences are symmetric around the null value": if so, the sign of every cluster's
 * difference could as well be the other (Fisher 1935). All values of a cluster flip together. Random patterns count the
 * observed one too, p = (1 + #) / (1 + flips), which keeps the level exact (Phipson and Smyth 2010).
 * `null` when fewer than 2 clusters were measured.
 */
export function signFlipTest(
  differences: readonly Cluster[],
  options: { readonly seed: string | number; readonly flips?: number; readonly nullValue?: number },
): SignFlipTest | null {
  const flips = requireCount(options.flips ?? 10_000, "flips", 1);
  const nullValue = requireFinite(options.nullValue ?? 0, "nullValue");
  for (const [index, cluster] of differences.entries()) requireAllFinite(cluster, `differences[${index}]`);
  const measured = differences.filter((cluster) => cluster.length > 0);
  if (measured.length < 2) return null;

  const totals = measured.map((cluster) => orderedSum(cluster) - cluster.length * nullValue);
  // Sums that are equal on paper differ in their last bits, and a tie must count as reaching the observed value.
  const slack = 1e-10 * orderedSum(totals.map(Math.abs));
  // A cluster without a difference doubles every count alike, so it need not be flipped.
  const moving = Float64Array.from(totals.filter((total) => Math.abs(total) > slack)).sort();
  const exact = moving.length <= EXACT_UP_TO;
  const sums = exact ? allSums(moving) : randomSums(moving, flips, options.seed);

  const observed = moving.reduce((sum, total) => sum + total, 0);
  let below = 0;
  let above = 0;
  let beyond = 0;
  for (const sum of sums) {
    if (sum <= observed + slack) below++;
    if (sum >= observed - slack) above++;
    if (Math.abs(sum) >= Math.abs(observed) - slack) beyond++;
  }
  const patterns = sums.length;
  return { p: beyond / patterns, pBelow: below / patterns, pAbove: above / patterns, patterns, exact };
}

function allSums(totals: Float64Array): Float64Array {
  const sums = new Float64Array(2 ** totals.length);
  for (let pattern = 0; pattern < sums.length; pattern++) {
    let sum = 0;
    for (let index = 0; index < totals.length; index++) {
      const total = totals[index] as number;
      sum += (pattern >> index) & 1 ? -total : total;
    }
    sums[pattern] = sum;
  }
  return sums;
}

/** The observed pattern, then `flips` random ones. */
function randomSums(totals: Float64Array, flips: number, seed: string | number): Float64Array {
  const sums = new Float64Array(flips + 1);
  sums[0] = totals.reduce((sum, total) => sum + total, 0);
  for (let chunk = 0; chunk * CHUNK < flips; chunk++) {
    const random = makeRandom(chunkSeed(seed, chunk));
    const end = Math.min(flips, (chunk + 1) * CHUNK);
    for (let flip = chunk * CHUNK; flip < end; flip++) sums[flip + 1] = randomSum(totals, random);
  }
  return sums;
}

/** One draw of 32 bits decides 32 signs. */
function randomSum(totals: Float64Array, random: Random): number {
  let sum = 0;
  let bits = 0;
  for (let index = 0; index < totals.length; index++) {
    bits = index % 32 === 0 ? random() * 4294967296 : bits >>> 1;
    const total = totals[index] as number;
    sum += bits & 1 ? -total : total;
  }
  return sum;
}
