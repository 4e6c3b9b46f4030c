import fc from "fast-check";

/** What a law is tried on: as often as is quick, the same cases in every run. */
export const tried = { seed: 20_261, numRuns: 100 } as const;

/** The same things in another order. */
export function reordered<T>(things: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...things], { minLength: things.length, maxLength: things.length });
}

/** Ratings from 1 to `highest`, in halves, so that sums of them are exact. */
export function ratings(highest = 10): fc.Arbitrary<number> {
  return fc.integer({ min: 2, max: 2 * highest }).map((half) => half / 2);
}
