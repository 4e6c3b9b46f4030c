import type { JudgeCard } from "../../cards/judge-card.ts";
import { unratedReasons } from "../../judgments/judgment.ts";
import type { LinkRecord } from "../../linking/link-record.ts";
import { type PeoplesScore, scoreByPeople } from "../../people/peoples-score.ts";
import { compareIds } from "../../questions/question-id.ts";
import { aggregateTitles } from "../../scores/aggregates.ts";
import { flaggedWarning, flagWords } from "../../scores/flagged-answers.ts";
import { cacheWarning } from "../../scores/identical-trials.ts";
import type { ProtocolBoard, RankedCandidate } from "../../scores/leaderboard.ts";
import { formatRank } from "../../scores/rank-candidates.ts";
import type { Score } from "../../scores/score.ts";
import type { UnratedCandidate } from "../../scores/unrated-candidate.ts";
import type { BoardErrata } from "../../scores/without-errata.ts";
import { practiceJudgeName } from "../../servers/practice/practice-names.ts";
import { alikeText } from "../../text/alike.ts";
import { cardNotes, reliabilityNote } from "../cards/card-notes.ts";
import { juryNotes } from "../cards/jury-notes.ts";
import { decimal } from "./number-text.ts";
import type { StandingRow } from "./standing-rows.ts";
import type { TextTable } from "./text-table.ts";

/** What a table shows beyond the usual. */
export interface TableOptions {
  /** Categories with intervals, Japanese ratio and length, instead of their bare means. */
  readonly byCategory?: boolean;
  /** Width of the terminal; absent: as wide as it gets. */
  readonly columns?: number | undefined;
  /** Candidates that stand in no table because nobody has rated them; absent: not looked for. */
  readonly unrated?: readonly UnratedCandidate[];
  /** Greys a line in a terminal. */
  readonly dim?: (text: string) => string;
  /** What the candidates would score on other scales; absent: not asked for. */
  readonly linked?: readonly LinkRecord[];
  /** The judge cards of the results folder; absent: not looked for. */
  readonly cards?: readonly JudgeCard[];
  /** What people vouch for; absent: not looked for. */
  readonly people?: readonly PeoplesScore[];
  /** Wrong references, by the boards' keys. */
  readonly errata?: ReadonlyMap<string, BoardErrata>;
}

/** Up to so many questions an interval is too wide to rank by: with 10 it spans some 3 points. */
const fewQuestions = 20;

/**
 * Rank, score with its interval, turns, coverage and what a reader must know about each candidate of a board. Published
 * rows of exactly this protocol stand among them by their score; others do not belong here.
 */
export function leaderboardTable(
  board: ProtocolBoard,
  published: readonly StandingRow[] = [],
  people: readonly PeoplesScore[] = [],
): TextTable {
  const hasPeople = isVouchedFor(board, people);
  const turns = [...new Set(board.candidates.flatMap((candidate) => Object.keys(candidate.turns)))].sort(compareIds);
  const header = [
    "rank",
    "ties",
    "candidate",
    "score",
    "95% interval",
    ...(hasPeople ? [peoplesColumn] : []),
    ...turns.map((turn) => `turn ${turn}`),
    ...(turns.length > 1 ? ["change"] : []),
    "rated",
    "notes",
  ];
  const own = board.candidates.map((candidate) => ({
    // Candidates that are not ranked stay below everybody.
    place: candidate.rank === null ? null : candidate.score.mean,
    cells: [
      formatRank(candidate.rank),
      candidate.ties ?? "-",
      markedId(candidate),
      formatMean(candidate.score),
      formatInterval(candidate.score),
      ...(hasPeople ? [formatPeople(scoreByPeople(people, board.key, candidate.path))] : []),
      ...turns.map((turn) => formatMean(candidate.turns[turn])),
      ...(turns.length > 1 ? [formatChange(candidate)] : []),
      `${candidate.score.rated}/${candidate.score.planned}`,
      notesOf(candidate).join("; "),
    ],
  }));
  const others = published
    .filter((row) => row.comparable === "exact")
    .map((row) => {
      const rank = formatRank(rankOfPublished(row, board));
      const empty = header.slice(4, -1).map(() => "-");
      return {
        place: row.score,
        cells: [rank, "-", row.model, decimal(row.score), ...empty, `published: ${row.source}, ${row.date}`],
      };
    });
  return {
    header,
    rows: [...own, ...others]
      .sort((a, b) => (b.place ?? Number.NEGATIVE_INFINITY) - (a.place ?? Number.NEGATIVE_INFINITY) || 0)
      .map((entry) => entry.cells),
    numeric: header.map((name) => !["ties", "candidate", "notes"].includes(name)),
  };
}

export const peoplesColumn = "people (n)";

function isVouchedFor(board: ProtocolBoard, people: readonly PeoplesScore[]): boolean {
  return board.candidates.some(({ path }) => scoreByPeople(people, board.key, path) !== undefined);
}

function formatPeople(score: PeoplesScore | undefined): string {
  if (score === undefined) return "-";
  return `${decimal(score.mean)}, ${decimal(score.low)} to ${decimal(score.high)} (${score.questions})`;
}

/** What the column of people's is. */
export function peoplesNotes(board: ProtocolBoard, people: readonly PeoplesScore[] = []): string[] {
  if (!isVouchedFor(board, people)) return [];
  const halves = board.candidates.flatMap(({ id, path }) => {
    const more = scoreByPeople(people, board.key, path)?.moreToHalve ?? null;
    return more === null ? [] : [`${more} more of ${id}`];
  });
  return [
    `${peoplesColumn}: what these people would give to all questions, by their ratings of n; 95 % interval${halves.length === 0 ? "" : `, half as wide with ${halves.join(", ")}`}. mtbench calibrate says more`,
  ];
}

/** A published score has no ratings to pair, so only intervals that leave it out settle an order. */
function rankOfPublished(row: StandingRow, board: ProtocolBoard): { readonly from: number; readonly to: number } {
  const ranked = board.candidates.filter((candidate) => candidate.rank !== null);
  const better = ranked.filter(({ score }) => score.low !== null && score.low > row.score).length;
  const worse = ranked.filter(({ score }) => score.high !== null && score.high < row.score).length;
  return { from: better + 1, to: ranked.length + 1 - worse };
}

/** A candidate that was not asked or rated quite as its protocol says carries a mark; `deviationNotes` explains it. */
function markedId({ id, deviations }: RankedCandidate): string {
  return deviations.length === 0 ? id : `${id} †`;
}

/** The footnotes to the marks. */
export function deviationNotes(board: ProtocolBoard): string[] {
  return board.candidates.flatMap(({ id, deviations }) =>
    deviations.length === 0 ? [] : [`† ${id} deviates from the protocol: ${deviations.join("; ")}`],
  );
}

/** Categories in the set's order, one column each. */
export function categoryTable(board: ProtocolBoard): TextTable {
  const { categories } = board.questions;
  return {
    header: ["candidate", ...categories],
    rows: board.candidates.map((candidate) => [
      candidate.id,
      ...categories.map((category) => formatMean(candidate.categories[category])),
    ]),
    numeric: [false, ...categories.map(() => true)],
  };
}

/** A row a category and candidate: score with its interval, length and share of Japanese letters. */
export function categoryDetailTable(board: ProtocolBoard): TextTable {
  const header = ["category", "candidate", "score", "95% interval", "rated", "characters", "Japanese"];
  const rows = board.questions.categories.flatMap((category) =>
    board.candidates.flatMap((candidate) => {
      const score = candidate.categories[category];
      if (score === undefined) return [];
      const few = questionsIn(candidate, category) <= fewQuestions;
      const { characters, japaneseRatio } = candidate.texts[category] ?? { characters: null, japaneseRatio: null };
      return [
        [
          few ? `${category} *` : category,
          candidate.id,
          formatMean(score),
          formatInterval(score),
          `${score.rated}/${score.planned}`,
          characters === null ? "-" : decimal(characters, 0),
          japaneseRatio === null ? "-" : `${decimal(100 * japaneseRatio, 0)}%`,
        ],
      ];
    }),
  );
  return { header, rows, numeric: [false, false, true, true, true, true, true] };
}

/** Whether any category has so few questions that its row is marked. */
export function hasFewQuestions(board: ProtocolBoard): boolean {
  return board.candidates.some((candidate) =>
    board.questions.categories.some((category) => questionsIn(candidate, category) <= fewQuestions),
  );
}

export const fewQuestionsNote = `* at most ${fewQuestions} questions: the interval is too wide to rank by`;

function questionsIn({ cells }: RankedCandidate, category: string): number {
  return new Set(cells.filter((cell) => cell.category === category).map((cell) => cell.questionHash)).size;
}

/** Groups of failures that a note tells, and characters of each one's example. */
const toldReasons = 3;
const reasonCharacters = 120;

/** What a reader must know about the whole table: how it is averaged, what ranks and ties mean, what is known of its judge. */
export function boardNotes(board: ProtocolBoard, cards: TableOptions["cards"]): string[] {
  const notes = [`score: ${aggregateTitles[board.aggregate]}; interval: 95 %, clustered by question`];
  if (board.candidates.some((candidate) => candidate.rank !== null)) {
    const which = board.aggregate === "mtbench" ? "" : " They are computed from our own averages.";
    notes.push(
      `rank: 95 % interval; ties: candidates that share a letter are not shown to differ (Holm-adjusted).${which}`,
    );
  }
  if (board.judge.judges.some(({ model }) => model === practiceJudgeName)) {
    notes.push("rated by rules, not by a language model: for trying things; ranks no model");
  }
  if (board.candidates.some(({ score }) => score.mean !== null && score.low === null)) {
    const where = board.aggregate === "macro" ? " in each category" : "";
    notes.push(`no interval where fewer than 2 questions${where} are rated`);
  }
  for (const { id, flagged } of board.candidates) {
    const doubt = flaggedWarning(flagged);
    if (doubt !== null) notes.push(`warning: ${id}: ${doubt}; mtbench doctor and mtbench show tell more`);
  }
  for (const { id, reasons } of board.candidates) {
    const told = reasons.slice(0, toldReasons).map((group) => alikeText(group, reasonCharacters));
    if (told.length > 0) notes.push(`${id}: calls that failed: ${told.join("; ")}`);
  }
  return [...notes, ...juryNotes(board), ...judgeNotes(board, cards)];
}

/** How well its scores order, and its judge's card. Cards that were not looked for are not missed. */
function judgeNotes({ procedure, reliability }: ProtocolBoard, cards: TableOptions["cards"]): string[] {
  const order = reliabilityNote(reliability);
  const own = cards === undefined ? [] : cardNotes(cards, procedure, "leaderboard");
  return [...(order === null ? [] : [order]), ...own];
}

function formatChange({ turnChange }: RankedCandidate): string {
  if (turnChange === null) return "-";
  const { mean } = turnChange;
  return `${mean < 0 ? "-" : "+"}${decimal(Math.abs(mean))}`;
}

function formatMean(score: Score | undefined): string {
  return score === undefined || score.mean === null ? "-" : decimal(score.mean);
}

function formatInterval(score: Score): string {
  return score.low === null || score.high === null ? "-" : `${decimal(score.low)} to ${decimal(score.high)}`;
}

/** The judge's doing; what the candidate failed is said of its answers. */
function unratedNotes({ unrated }: RankedCandidate): string[] {
  return unratedReasons
    .filter((reason) => reason !== "no-answer" && unrated[reason] !== undefined)
    .map((reason) => `${unrated[reason]} unrated: ${reason}`);
}

/** What is not as it should be, in words; nothing when all is rated. */
export function notesOf(candidate: RankedCandidate): string[] {
  const notes: string[] = [];
  if (candidate.due > 0) notes.push(`incomplete: ${candidate.due} due`);
  for (const [reason, count] of Object.entries(candidate.failures)) {
    if (count !== undefined) notes.push(`${count} ${reason}`);
  }
  const { withFailures, score } = candidate;
  if (withFailures.mean !== null && score.mean !== null && withFailures.mean < score.mean) {
    notes.push(`${decimal(withFailures.mean)} with failures at the lowest rating`);
  }
  notes.push(...unratedNotes(candidate));
  const doubted = flagWords(candidate.flagged.byFlag);
  if (doubted !== "") notes.push(`${doubted} among the answers`);
  if (candidate.truncated > 0) notes.push(`${candidate.truncated} cut at the limit`);
  const cached = cacheWarning(candidate.identicalTrials);
  if (cached !== null) notes.push(cached);
  if (candidate.bounds !== null && candidate.due === 0) {
    const { lowest, highest } = candidate.bounds;
    notes.push(`${decimal(lowest)} to ${decimal(highest)} whatever the missing ratings are`);
  }
  if (candidate.origin === "import") notes.push("imported");
  return notes;
}
