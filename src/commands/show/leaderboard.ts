import { resolve } from "node:path";
import { styleText } from "node:util";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { loadCards } from "../../cards/load-cards.ts";
import { candidateNames } from "../../config/candidate-names.ts";
import { InputError } from "../../errors.ts";
import { loadPublishedTables, ownLinks } from "../../linking/load-tables.ts";
import { loadPeoplesScores } from "../../people/load-peoples-scores.ts";
import { byteOrderMark, leaderboardCsv } from "../../reports/tables/leaderboard-csv.ts";
import { leaderboardJson } from "../../reports/tables/leaderboard-json.ts";
import { leaderboardLatex } from "../../reports/tables/leaderboard-latex.ts";
import { leaderboardMarkdown } from "../../reports/tables/leaderboard-markdown.ts";
import type { TableOptions } from "../../reports/tables/leaderboard-rows.ts";
import { leaderboardText } from "../../reports/tables/leaderboard-text.ts";
import { namedBoards } from "../../reports/tables/named-boards.ts";
import { type StandingRow, standingRows } from "../../reports/tables/standing-rows.ts";
import type { LeaderboardFormat } from "../../reports/tables/table-formats.ts";
import { unratedLines } from "../../reports/tables/unrated-lines.ts";
import { eachRecord } from "../../results/each-record.ts";
import { loadPublishedScores } from "../../results/published/published-scores.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { makeBoards, type ProtocolBoard } from "../../scores/leaderboard.ts";
import { type ScoredFolder, scoreFolder, withoutTexts } from "../../scores/score-folder.ts";
import { type UnratedCandidate, unratedCandidate } from "../../scores/unrated-candidate.ts";
import { errataOfBoards } from "../../scores/without-errata.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { LeaderboardFlags } from "./leaderboard-verb.ts";

const writers = {
  table: leaderboardText,
  json: (boards, published, options) => `${JSON.stringify(leaderboardJson(boards, published, options), null, 2)}\n`,
  csv: leaderboardCsv,
  markdown: leaderboardMarkdown,
  latex: leaderboardLatex,
} as const satisfies Record<
  LeaderboardFormat,
  (boards: readonly ProtocolBoard[], published: readonly StandingRow[], options: TableOptions) => string
>;

/** `mtbench leaderboard`: scores whatever stands in the results folder. Calls no model. */
export async function leaderboard(flags: LeaderboardFlags, io: Io): Promise<Ending> {
  if (flags.linked && (flags.format === "csv" || flags.format === "latex")) {
    throw new InputError(`--linked: ${flags.format} has measured scores only`, {
      hint: "Linked scores stand in --format table, json and markdown.",
    });
  }
  const root = resolve(io.cwd, flags.results);
  const { scores, unrated } = await loadStandings(root, io);
  const boards = makeBoards(scores, flags.aggregate);
  const options: TableOptions = {
    byCategory: flags.by === "category",
    unrated,
    ...(io.columns === undefined ? {} : { columns: io.columns }),
    ...(io.isTerminal ? { dim: (text: string) => styleText("dim", text) } : {}),
    // A line is drawn through scores averaged in our own way, whatever the table shows.
    errata: await errataOfBoards(boards, io.cwd),
    cards: await cardsIn(root, io),
    people: await loadPeoplesScores(root, (sentence) => io.err(`${sentence}\n`)),
    ...(flags.linked ? { linked: ownLinks(await loadPublishedTables(root), makeBoards(scores)) } : {}),
  };
  const names = await candidateNames({ cwd: io.cwd, config: flags.config, names: flags.names });
  // What programs read keeps the ids.
  const shown = flags.format === "json" || flags.format === "csv" ? boards : namedBoards(boards, names);
  if (flags.bom && flags.format === "csv") io.out(byteOrderMark);
  io.out(writers[flags.format](shown, standingRows(await loadPublishedScores()), options));
  // A file of rows has no place for sentences.
  if (flags.format === "csv" || flags.format === "latex") for (const line of unratedLines(unrated)) io.err(`${line}\n`);
  return "done";
}

/** Every candidate's folder below a results root. A folder that cannot be read is named and passed over. */
export async function loadRecords(root: string, io: Io): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for await (const record of eachRecord(root, (sentence) => io.err(`${sentence}\n`))) records.push(record);
  return records;
}

/** Scores folder by folder, so that only one folder's texts are in memory at a time, and who has none. */
export async function loadStandings(
  root: string,
  io: Io,
  isWanted?: (path: string) => boolean,
): Promise<{ readonly scores: readonly ScoredFolder[]; readonly unrated: readonly UnratedCandidate[] }> {
  const scores: ScoredFolder[] = [];
  const unrated: UnratedCandidate[] = [];
  for await (const record of eachRecord(root, (sentence) => io.err(`${sentence}\n`), isWanted)) {
    scores.push(...scoreFolder(record).map(withoutTexts));
    const missing = unratedCandidate(record);
    if (missing !== null) unrated.push(missing);
  }
  return { scores, unrated };
}

/** The judge cards of a results folder. One that cannot be read is named and passed over. */
export function cardsIn(root: string, io: Pick<Io, "err">): Promise<JudgeCard[]> {
  return loadCards(root, (sentence) => io.err(`${sentence}\n`));
}

/** The scores of every candidate's folder below a root, less the folders that somebody has read already. */
export async function loadScores(
  root: string,
  io: Io,
  isWanted?: (path: string) => boolean,
): Promise<readonly ScoredFolder[]> {
  return (await loadStandings(root, io, isWanted)).scores;
}
