/**
 * Categories in the set's own order, as every output shows them.
 *
 * @param found the categories that are there, any number of times
 * @param order the set's; what it does not know comes after it, by name
 */
export function orderCategories(found: Iterable<string>, order: readonly string[]): string[] {
  const names = new Set(found);
  const known = order.filter((name) => names.has(name));
  return [...known, ...[...names].filter((name) => !order.includes(name)).sort()];
}
