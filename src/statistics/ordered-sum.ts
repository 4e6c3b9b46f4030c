/**
 * Sum in ascending order. Floating-point addition depends on the order, and the order in which records happened to be
 * read must not show in the last digit of a result.
 */
export function orderedSum(values: Iterable<number>): number {
  const ascending = Float64Array.from(values).sort();
  let sum = 0;
  for (const value of ascending) sum += value;
  return sum;
}
