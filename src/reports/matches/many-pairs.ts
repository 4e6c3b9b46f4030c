import { orderCategories } from "../../questions/order-categories.ts";
import type { ShownPair } from "../../tallies/shown-pairs.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fixed, percent, signed } from "../tables/number-text.ts";
import type { TextBlock, TextTable } from "../tables/text-table.ts";
import { estimateEnds, flipKinds, netCells, rateCells } from "./pair-cells.ts";

/** Many pairs at once: every number has its column, for each pair in full would bury the table that counts. */
export function manyPairs(pairs: readonly ShownPair[], categories: readonly string[]): TextBlock[] {
  return [
    winTable(pairs),
    "",
    "What the order does (turns by what both orders say), and what a call is worth:",
    orderTable(pairs),
    "",
    "What being shown first is worth, by category:",
    categoryTable(pairs, categories),
  ];
}

function tableOf(
  pairs: readonly ShownPair[],
  header: readonly string[],
  cells: (pair: ShownPair) => string[],
): TextTable {
  return {
    header: ["pair", ...header],
    rows: pairs.map((pair) => [`${pair.tally.one} : ${pair.tally.other}`, ...cells(pair)].map(escapeTerminalLine)),
    numeric: [false, ...header.map(() => true)],
  };
}

function winTable(pairs: readonly ShownPair[]): TextTable {
  const ends = ["95 % interval", "by bootstrap"];
  const hasFailures = pairs.some(({ tally }) => tally.withFailures !== tally.netWins);
  const failures = hasFailures ? ["failures lost", "95 % interval"] : [];
  const header = ["net wins", ...ends, "win rate", ...ends, ...failures, "questions", "left out", "due"];
  return tableOf(pairs, header, ({ tally }) => {
    const { netWins, bounds, winRate, coverage, withFailures, failureBounds } = tally;
    const [mean = "", interval = "", drawn = "", questions = ""] = netCells(netWins, bounds);
    const left = Object.values(coverage.unrated).reduce((sum, count) => sum + count, 0);
    return [
      ...[mean, interval, drawn],
      ...rateCells(winRate, netWins).slice(0, 3),
      ...(hasFailures ? netCells(withFailures, failureBounds).slice(0, 2) : []),
      ...[questions, String(left), String(coverage.due)],
    ];
  });
}

function orderTable(pairs: readonly ShownPair[]): TextTable {
  const words = flipKinds.map(([, word]) => word);
  const header = ["turns", "decisive", ...words, "t² a match", "t² a rating", "ratings"];
  return tableOf(pairs, header, ({ tally, ratings }) => {
    const { netWins, decisiveShare, flips } = tally;
    const squared = (value: number | null | undefined) => (value == null ? "-" : fixed(value, 3));
    return [
      ...[String(netWins.turns), decisiveShare === null ? "-" : percent(decisiveShare)],
      ...flipKinds.map(([kind]) => String(flips[kind])),
      ...[squared(netWins.squaredTPerGame), squared(ratings?.squaredTPerCall)],
      ratings?.difference == null ? "-" : signed(ratings.difference),
    ];
  });
}

function categoryTable(pairs: readonly ShownPair[], order: readonly string[]): TextTable {
  const all = pairs.flatMap(({ tally }) => tally.position.byCategory.map(({ category }) => category));
  const categories = orderCategories(new Set(all), order);
  const cell = (effect: {
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }) => {
    const ends = estimateEnds(effect);
    return effect.mean === null ? "-" : `${signed(effect.mean)}${ends === "-" ? "" : ` (${ends})`}`;
  };
  return tableOf(pairs, ["all", ...categories], ({ tally: { position } }) => [
    cell(position.effect),
    ...categories.map((name) => {
      const found = position.byCategory.find(({ category }) => category === name);
      return found === undefined ? "-" : cell(found.effect);
    }),
  ]);
}
