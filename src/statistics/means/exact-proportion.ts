import { requireCount, requireFraction } from "../require-number.ts";
import type { Proportion } from "./proportion.ts";

/**
 * Clopper and Pearson's exact interval (1934) for `successes` of `count` independent trials: its ends are the shares under
 * which as many, or as few, successes have a chance of (1 - level)/2. It covers at least `level`, whatever the share.
 */
export function exactInterval(successes: number, count: number, level = 0.95): Proportion {
  requireCount(successes, "successes");
  requireCount(count, "count");
  if (successes > count) throw new RangeError(`successes: expected at most count (${count}), got ${successes}`);
  if (count === 0) return { share: null, low: null, high: null };
  const tail = (1 - requireFraction(level, "level")) / 2;
  return {
    share: successes / count,
    low: successes === 0 ? 0 : solve((share) => 1 - atMost(successes - 1, count, share) - tail),
    high: successes === count ? 1 : solve((share) => tail - atMost(successes, count, share)),
  };
}

/** P(X <= successes) of the binomial distribution. */
function atMost(successes: number, count: number, share: number): number {
  let term = (1 - share) ** count;
  let sum = term;
  for (let hits = 1; hits <= successes; hits++) {
    term *= ((count - hits + 1) / hits) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

/** The zero of a rising function on (0, 1), by bisection. */
function solve(rising: (share: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
