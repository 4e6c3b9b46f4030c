import { requireAllFinite, requireCount, requireFraction } from "../require-number.ts";
import type { PairTest } from "./pairwise-tests.ts";

export interface TiedGroups {
  /** Indices of the series, highest mean first, in groups none of whose members is shown to differ from another. */
  readonly groups: readonly (readonly number[])[];
  /** True: two series that share no group do differ significantly. False: they may also be tied. */
  readonly complete: boolean;
}

/**
 * Groups of statistically tied series from Holm-adjusted paired tests: sharing a group means "not shown to differ". A pair
 * without a test counts as not shown to differ. Groups come in the order of their best member, then of their worst.
 *
 * The complete answer (compact letter display, Piepho 2004, insert and absorb) is every largest set of mutually tied
 * series. Of many series there are hundreds of such sets, which nobody can read; beyond `limit` groups the answer is the
 * largest runs of neighbours in the order of the means instead, of which there are never more than series.
 */
export function tiedGroups(
  means: readonly number[],
  pairs: readonly PairTest[],
  options: { readonly alpha?: number; readonly limit?: number } = {},
): TiedGroups {
  requireAllFinite(means, "means");
  const alpha = requireFraction(options.alpha ?? 0.05, "alpha");
  const order = means.map((_, index) => index).sort((a, b) => (means[b] as number) - (means[a] as number) || a - b);
  const place = new Int32Array(means.length);
  for (const [rank, index] of order.entries()) place[index] = rank;
  const different = pairs
    .filter((pair) => pair.adjustedP <= alpha)
    .map(({ first, second }): PlacePair => {
      const [a, b] = [place[first] as number, place[second] as number];
      return a < b ? [a, b] : [b, a];
    })
    .sort((x, y) => x[0] - y[0] || x[1] - y[1]);

  const all = largestGroups(means.length, different, requireCount(options.limit ?? 26, "limit", 1));
  const places = all ?? neighbourRuns(means.length, different);
  const groups = places
    .sort((x, y) => (x[0] as number) - (y[0] as number) || (x.at(-1) as number) - (y.at(-1) as number))
    .map((group) => group.map((rank) => order[rank] as number));
  return { groups, complete: all !== null };
}

/** For every series the letters of its groups: "a", "ab", ... */
export function groupLetters(groups: readonly (readonly number[])[], series: number): string[] {
  const letters = new Array<string>(requireCount(series, "series")).fill("");
  for (const [index, group] of groups.entries()) {
    for (const member of group) letters[member] = (letters[member] ?? "") + letterOf(index);
  }
  return letters;
}

/** Ranks in the order of the means, the smaller first. */
type PlacePair = readonly [number, number];

/** Insert and absorb; `null` as soon as there are more groups than the limit. */
function largestGroups(series: number, different: readonly PlacePair[], limit: number): number[][] | null {
  let groups: Uint8Array[] = series > 0 ? [new Uint8Array(series).fill(1)] : [];
  for (const [a, b] of different) {
    const torn = groups.filter((group) => group[a] && group[b]);
    if (torn.length === 0) continue;
    const intact = groups.filter((group) => !(group[a] && group[b]));
    const halves = [...torn.map((group) => without(group, a)), ...torn.map((group) => without(group, b))];
    // No group holds another, so of two torn ones neither half can lie in one of the other.
    const kept = [...intact, ...halves.filter((half) => !intact.some((group) => contains(group, half)))];
    if (kept.length > limit) return null;
    groups = kept;
  }
  return groups.map((group) => [...group.keys()].filter((rank) => group[rank]));
}

/** Largest runs of neighbours without a significant pair inside. */
function neighbourRuns(series: number, different: readonly PlacePair[]): number[][] {
  // For every rank the last one that a run starting there can reach.
  const reach = new Int32Array(series).fill(series - 1);
  for (const [a, b] of different) reach[a] = Math.min(reach[a] as number, b - 1);
  for (let rank = series - 2; rank >= 0; rank--)
    reach[rank] = Math.min(reach[rank] as number, reach[rank + 1] as number);
  const runs: number[][] = [];
  for (let rank = 0; rank < series; rank++) {
    const end = reach[rank] as number;
    if (rank > 0 && end === reach[rank - 1]) continue;
    runs.push(Array.from({ length: end - rank + 1 }, (_, step) => rank + step));
  }
  return runs;
}

/** a .. z, then a2 .. z2, a3 .. */
function letterOf(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(97 + (index % 26)) + (round === 0 ? "" : String(round + 1));
}

function without(group: Uint8Array, member: number): Uint8Array {
  const rest = group.slice();
  rest[member] = 0;
  return rest;
}

function contains(group: Uint8Array, part: Uint8Array): boolean {
  for (let index = 0; index < part.length; index++) if (part[index] && !group[index]) return false;
  return true;
}
