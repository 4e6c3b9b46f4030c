import { judgesText } from "../../results/procedure-record.ts";
import type { Estimate } from "../../statistics/means/clustered-mean.ts";
import { winRate } from "../../statistics/strength/net-wins.ts";
import type { Coverage } from "../../tallies/collect-games.ts";
import type { MatchPool } from "../../tallies/load-pool.ts";
import type { RatingsBeside } from "../../tallies/ratings-beside.ts";
import { decisiveShare, type PairTally } from "../../tallies/tally-pair.ts";
import type { PoolTally } from "../../tallies/tally-pool.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { fixed, percent, signed } from "../tables/number-text.ts";
import { layOut, type TextBlock, type TextTable } from "../tables/text-table.ts";
import { strengthBlocks } from "./strength-text.ts";

/** One pair as it is shown. */
export interface ShownPair {
  readonly tally: PairTally;
  /** Null: the two have no rating protocol in common, or their answers are not here. */
  readonly ratings: RatingsBeside | null;
}

export interface MatchesPage {
  readonly pool: Pick<MatchPool, "procedure" | "questionSet">;
  readonly pairs: readonly ShownPair[];
  /** Null where nothing counts yet. */
  readonly strength: PoolTally | null;
}

/** For a terminal of so many columns; undefined: of any width. `isCorrected`: strengths without length and style. */
export function matchText(page: MatchesPage, isCorrected: boolean, columns?: number): string {
  const { pool, pairs, strength } = page;
  const { procedure, questionSet } = pool;
  const steps = procedure.fields.steps === 5 ? "five steps" : "three steps";
  const head = `${questionSet.title}: answers side by side, every turn in both orders. Judge ${procedure.judge} by ${judgesText(procedure.judges)}, verdicts of ${steps}, match procedure ${procedure.hash.slice(0, 12)}.`;
  const blocks: TextBlock[] = [escapeTerminalLine(head)];
  // Of many, every pair in full would bury the table that counts.
  if (pairs.length > mostInFull) blocks.push("", pairsTable(pairs));
  else for (const pair of pairs) blocks.push("", ...pairBlocks(pair));
  if (strength !== null) blocks.push("", ...strengthBlocks(strength, isCorrected));
  return layOut(blocks, columns);
}

/** So many pairs are shown with all that is known of them. */
const mostInFull = 3;

function pairsTable(pairs: readonly ShownPair[]): TextTable {
  return {
    header: ["pair", "net wins", "95 % interval", "questions", "shown first", "left out", "due"],
    rows: pairs.map(({ tally }) => {
      const [, mean = "", ends = "", questions = ""] = netRow("", tally);
      const { coverage, position } = tally;
      const left = Object.values(coverage.unrated).reduce((sum, count) => sum + count, 0);
      const first = estimateCells(position.effect)[0] ?? "";
      const name = escapeTerminalLine(`${tally.one} : ${tally.other}`);
      return [name, mean, ends, questions, first, String(left), String(coverage.due)];
    }),
    numeric: [false, true, true, true, true, true, true],
  };
}

function pairBlocks({ tally, ratings }: ShownPair): TextBlock[] {
  const { one, other, netWins, withFailures, coverage, position, flips } = tally;
  const rows = [
    netRow("net wins", tally),
    ...(withFailures === netWins
      ? []
      : [netRow("with failures lost", { ...tally, netWins: withFailures, bounds: tally.failureBounds })]),
    ["shown first", ...estimateCells(position.effect)],
    ...position.byCategory.map(({ category, effect }) => [`  ${category}`, ...estimateCells(effect)]),
  ];
  const table: TextTable = {
    header: ["", "mean", "95 % interval", "questions"],
    rows: rows.map((row) => row.map(escapeTerminalLine)),
    numeric: [false, true, true, true],
  };
  const share = decisiveShare(netWins);
  const decisive =
    share === null ? "" : `; one answer is better, both orders together, in ${netWins.decisive} (${percent(share)})`;
  const beside = besideText(netWins.squaredTPerGame, netWins.games, ratings);
  return [
    escapeTerminalLine(`${one} against ${other}`),
    table,
    escapeTerminalLine(winText(tally)),
    `Turns that count: ${netWins.turns} of ${coverage.planned}${decisive}.`,
    `Both orders: same winner ${flips.same}, tie ${flips.tie}, whichever came first ${flips.first}, whichever came second ${flips.second}, winner in one order only ${flips.half}.`,
    ...leftOutLines(coverage, tally).map(escapeTerminalLine),
    ...(beside === "" ? [] : [escapeTerminalLine(beside)]),
  ];
}

function netRow(name: string, { netWins: { netWins, bootstrap, uniform }, bounds }: PairTally): string[] {
  if (uniform === null) return [name, ...estimateCells(netWins)];
  const bound =
    bounds === null || bootstrap === null
      ? ""
      : uniform > 0
        ? `at least ${signed(bounds.low)}`
        : uniform < 0
          ? `at most ${signed(bounds.high)}`
          : `${signed(bounds.low)} to ${signed(bounds.high)}`;
  return [name, signed(uniform), bound, String(netWins.clusters)];
}

function estimateCells({ mean, low, high, clusters }: Estimate): string[] {
  return [
    mean === null ? "-" : signed(mean),
    // All alike shows no spread, which is not the same as knowing it.
    low === null || low === high ? "-" : `${signed(Math.max(-1, low))} to ${signed(Math.min(1, high))}`,
    String(clusters),
  ];
}

function winText({ one, netWins: { netWins, bootstrap, uniform } }: PairTally): string {
  if (netWins.mean === null) return "No turn counts yet.";
  const rate = `${one} wins ${percent(winRate(netWins.mean))} of it, a tie being half a win`;
  const ends = bootstrap?.studentised;
  if (uniform !== null || ends?.low == null) return `${rate}.`;
  return `${rate}; by bootstrap over questions its net wins are ${signed(Math.max(-1, ends.low))} to ${signed(Math.min(1, ends.high))}.`;
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

function besideText(perGame: number | null, games: number, ratings: RatingsBeside | null): string {
  const own = perGame === null ? "" : ` A call of these ${games} is worth t² ${fixed(perGame, 3)}`;
  if (ratings === null || ratings.difference === null) {
    return own === "" ? "" : `${own.trim()}; the two have no single ratings in common to set beside it.`;
  }
  const { difference, low, high, judge, squaredTPerCall, calls } = ratings;
  const interval = low === null || high === null ? "" : ` (${signed(low)} to ${signed(high)})`;
  const worth = squaredTPerCall === null ? "" : `, one of those ${calls} t² ${fixed(squaredTPerCall, 3)}`;
  const said = `Single ratings of the same answers by ${judge}: ${signed(difference)} points${interval}.`;
  return own === "" || worth === "" ? said : `${said}${own}${worth}.`;
}

/** Full precision, for scripts. */
export function matchJson({ pool: { procedure, questionSet }, pairs, strength }: MatchesPage): object {
  return {
    questionSet: questionSet.id,
    judge: { id: procedure.judge, model: judgesText(procedure.judges) },
    procedure: procedure.hash,
    pairs: pairs.map(({ tally, ratings }) => ({ ...tally, ratings })),
    strength,
  };
}
