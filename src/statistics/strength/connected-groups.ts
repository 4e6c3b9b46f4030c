import { compareText } from "../resampling/strata.ts";

/**
 * Which players the pairs connect with one another, directly or by others: groups in the order of their first member, each in
 * the order of the ids. Players without a pair are groups of their own.
 */
export function connectedGroups(
  players: readonly string[],
  pairs: Iterable<{ readonly first: string; readonly second: string }>,
): string[][] {
  const neighbours = new Map<string, Set<string>>(players.map((id) => [id, new Set()]));
  for (const { first, second } of pairs) {
    neighbours.get(first)?.add(second);
    neighbours.get(second)?.add(first);
  }
  const seen = new Set<string>();
  const groups: string[][] = [];
  for (const start of [...players].sort(compareText)) {
    if (seen.has(start)) continue;
    const group: string[] = [];
    const open = [start];
    seen.add(start);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      group.push(id);
      for (const next of neighbours.get(id) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    groups.push(group.sort(compareText));
  }
  return groups;
}
