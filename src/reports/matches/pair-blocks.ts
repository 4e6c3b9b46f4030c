import type { Estimate } from "../../statistics/means/clustered-mean.ts";
import type { Coverage } from "../../tallies/collect-games.ts";
import type { RatingsBeside } from "../../tallies/ratings-beside.ts";
import type { ShownPair } from "../../tallies/shown-pairs.ts";
import type { PairTally } from "../../tallies/tally-pair.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fixed, percent, signed } from "../tables/number-text.ts";
import type { TextBlock, TextTable } from "../tables/text-table.ts";
import { estimateEnds, flipKinds, netCells, rateCells } from "./pair-cells.ts";

/** All that is known of one pair. */
export function pairBlocks({ tally, ratings }: ShownPair): TextBlock[] {
  const { netWins, winRate, bounds, withFailures, failureWinRate, failureBounds, coverage, position } = tally;
  const failed = [
    ["with failures lost", ...netCells(withFailures, failureBounds)],
    ["  win rate", ...rateCells(failureWinRate, withFailures)],
  ];
  const rows = [
    ["net wins", ...netCells(netWins, bounds)],
    ["win rate", ...rateCells(winRate, netWins)],
    ...(withFailures === netWins ? [] : failed),
    ["shown first", ...effectCells(position.effect)],
    ...position.byCategory.map(({ category, effect }) => [`  ${category}`, ...effectCells(effect)]),
  ];
  const table: TextTable = {
    header: ["", "mean", "95 % interval", "by bootstrap", "questions"],
    rows: rows.map((row) => row.map(escapeTerminalLine)),
    numeric: [false, true, true, true, true],
  };
  const { flips, decisiveShare: share } = tally;
  const decisive =
    share === null ? "" : `; one answer is better, both orders together, in ${netWins.decisive} (${percent(share)})`;
  const counts = flipKinds.map(([kind, words]) => `${words} ${flips[kind]}`);
  return [
    table,
    netWins.netWins.mean === null ? "No turn counts yet." : "The win rate counts a tie as half a win.",
    `Turns that count: ${netWins.turns} of ${coverage.planned}${decisive}.`,
    `Both orders: ${counts.join(", ")}.`,
    ...leftOutLines(coverage, tally).map(escapeTerminalLine),
    ...besideLines(tally, ratings).map(escapeTerminalLine),
  ];
}

function effectCells({ mean, low, high, clusters }: Estimate): string[] {
  return [mean === null ? "-" : signed(mean), estimateEnds({ low, high }), "-", String(clusters)];
}

function leftOutLines({ unrated, questionsLeftOut, failed, due }: Coverage, { one, other }: PairTally): string[] {
  const reasons = Object.entries(unrated).map(([reason, count]) => `${count} ${reason}`);
  const lost = failed.one + failed.other + failed.both;
  return [
    ...(reasons.length === 0
      ? []
      : [
          `Left out with both orders, for one has no verdict: turns ${reasons.join(", ")}; questions without any other turn: ${questionsLeftOut}.`,
        ]),
    ...(lost === 0
      ? []
      : [
          `Nothing to compare, for an answer failed: turns of ${one} ${failed.one}, of ${other} ${failed.other}, of both ${failed.both}.`,
        ]),
    ...(due === 0 ? [] : [`${due} calls are due yet.`]),
  ];
}

/** What a call of either kind is worth, as far as both are known. */
function besideLines({ netWins: { squaredTPerGame, games } }: PairTally, ratings: RatingsBeside | null): string[] {
  const own = squaredTPerGame === null ? null : `A call of these ${games} is worth t² ${fixed(squaredTPerGame, 3)}`;
  if (ratings === null || ratings.difference === null) {
    return own === null ? [] : [`${own}; the two have no single ratings in common to set beside it.`];
  }
  const { difference, low, high, judge, squaredTPerCall, calls } = ratings;
  const interval = low === null || high === null || low === high ? "" : ` (${signed(low)} to ${signed(high)})`;
  const theirs = squaredTPerCall === null ? null : `one of those ${calls} t² ${fixed(squaredTPerCall, 3)}`;
  const worth = own === null ? theirs : theirs === null ? own : `${own}, ${theirs}`;
  const said = `Single ratings of the same answers by ${judge}: ${signed(difference)} points${interval}.`;
  return [worth === null ? said : `${said} ${worth.charAt(0).toUpperCase()}${worth.slice(1)}.`];
}
