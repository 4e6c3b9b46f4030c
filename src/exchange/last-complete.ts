/**
 * Of rows that stand for the same thing, the last complete one; the last one where none is complete. FastChat appends when
 * it is started again and averages such rows twice. Kept rows are in the order of their first appearance.
 */
export function lastComplete<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  isComplete: (row: T) => boolean,
): { readonly kept: readonly T[]; readonly dropped: readonly T[] } {
  const kept = new Map<string, T>();
  const dropped: T[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const earlier = kept.get(key);
    if (earlier === undefined) {
      kept.set(key, row);
    } else if (isComplete(row) || !isComplete(earlier)) {
      dropped.push(earlier);
      kept.set(key, row);
    } else {
      dropped.push(row);
    }
  }
  return { kept: [...kept.values()], dropped };
}
