import type { Checkpoint } from "../questions/annotations.ts";

/** A point that a good answer holds, with the literals that show it. */
export function must(text: string, ...any: readonly string[]): Checkpoint {
  return any.length === 0 ? { text, must: true } : { text, must: true, any: [...new Set(any)] };
}

/**
 * As `must`, of a value that a right answer states and a wrong one does not: the literals decide alone, numbers whole.
 *
 * @throws RangeError without literals: nothing else could decide.
 */
export function mustExactly(text: string, ...any: readonly string[]): Checkpoint {
  if (any.length === 0) throw new RangeError(`${text}: no literals`);
  return { ...must(text, ...any), exact: true };
}

/** A point that only a wrong answer holds. Literals that a right answer holds as well are for the caller to leave out. */
export function mustNot(text: string, ...any: readonly string[]): Checkpoint {
  return { text, must: false, any: [...new Set(any)] };
}
