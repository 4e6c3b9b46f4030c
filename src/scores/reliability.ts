import { type BoardReliability, boardReliability } from "../statistics/agreement/board-reliability.ts";
import { groupBy } from "../statistics/group-by.ts";
import { mean } from "../statistics/mean.ts";
import type { Cell } from "./cells.ts";

/** Questions that must be left when a candidate with gaps is kept; below that the candidate goes. */
const keptShare = 0.9;

/**
 * How well these scores would order these candidates again on other questions of the kind, from the questions that every
 * candidate has whole. Who lacks so much that more than a tenth of the questions would go is left out first. Null below 5
 * candidates: a ratio of two mean squares says nothing then.
 */
export function reliabilityOf(candidates: readonly (readonly Cell[])[]): BoardReliability | null {
  const tables = candidates.map(questionMeans);
  const all = new Set(tables.flatMap((table) => [...table.keys()]));
  let kept = tables.filter((table) => table.size > 0);
  for (;;) {
    const common = [...all].filter((question) => kept.every((table) => table.has(question))).sort();
    if (common.length >= keptShare * all.size || kept.length < 2) {
      return boardReliability(kept.map((table) => common.map((question) => table.get(question) ?? 0)));
    }
    const poorest = kept.reduce((least, table) => (table.size < least.size ? table : least));
    kept = kept.filter((table) => table !== poorest);
  }
}

/** Means over a question's turns, of the questions with every turn rated. */
function questionMeans(cells: readonly Cell[]): ReadonlyMap<string, number> {
  return new Map(
    [...groupBy(cells, ({ questionHash }) => questionHash)].flatMap(([question, turns]): [string, number][] => {
      if (turns.some(({ ratings }) => ratings.length === 0)) return [];
      return [[question, mean(turns.map(({ ratings }) => mean(ratings)))]];
    }),
  );
}
