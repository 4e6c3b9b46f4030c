import { type Random, randomInteger } from "../statistics/resampling/random.ts";

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + randomInteger(random, high - low + 1);
}

/** One of a list that is not empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return at(list, randomInteger(random, list.length));
}

/** `count` different elements, in the order in which they were drawn. */
export function pickSome<T>(random: Random, list: readonly T[], count: number): T[] {
  return shuffled(random, list).slice(0, count);
}

/** Fisher and Yates, from the end. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInteger(random, last + 1);
    const kept = at(result, last);
    result[last] = at(result, other);
    result[other] = kept;
  }
  return result;
}

/** `count` different whole numbers from `low` to `high`, from the smallest. */
export function pickNumbers(random: Random, low: number, high: number, count: number): number[] {
  const all = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  return pickSome(random, all, count).sort((a, b) => a - b);
}

/** The element at a place that must exist; a missing one is a bug of the generator. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`no element ${index} in a list of ${list.length}`);
  return value;
}

/** The whole numbers from 0 to `count` - 1. */
export function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Every order of a list, in a fixed order. */
export function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, index) =>
    permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [first, ...rest]),
  );
}

/** A value that is computed when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
