import { compareIds } from "../../questions/question-id.ts";
import type { ProtocolBoard, RankedCandidate } from "../../scores/leaderboard.ts";
import { formatRank } from "../../scores/rank-candidates.ts";
import type { Score } from "../../scores/score.ts";
import { escapeLatex } from "../../text/escape.ts";
import { errataNotes } from "./errata-notes.ts";
import { boardNotes, fewQuestionsNote, hasFewQuestions, notesOf, type TableOptions } from "./leaderboard-rows.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { decimal } from "./number-text.ts";
import { rowsForBoard, type StandingRow } from "./standing-rows.ts";

/** Most columns of numbers beside a name in a text of one column at ten points. */
const mostColumns = 8;

/**
 * Tables for a paper: for each protocol the scores, one column wide, and the means by category, as wide as the page. Names
 * wrap, so that nothing overfills; a score is bold only where its candidate is shown to be better than every other; notes
 * stand below. Needs booktabs, tabularx and graphicx; Japanese names need LuaLaTeX or upLaTeX.
 */
export function leaderboardLatex(
  boards: readonly ProtocolBoard[],
  published: readonly StandingRow[],
  options: TableOptions = {},
): string {
  const sections = boards.flatMap((board) => [
    scoreTable(board, rowsForBoard(board, published), options),
    ...categoryTables(board, options),
  ]);
  // LuaLaTeX alone leaves Japanese signs out, with no more than a line in its log.
  const needs = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(sections.join(""))
    ? ["% Japanese names: LuaLaTeX with \\usepackage{luatexja}, or upLaTeX"]
    : [];
  return [["% \\usepackage{booktabs,tabularx,graphicx}", ...needs].join("\n"), ...sections, ""].join("\n\n");
}

/** What is said of one row, numbered in the order of the rows. */
interface Note {
  readonly mark: string;
  readonly text: string;
}

function scoreTable(board: ProtocolBoard, published: readonly StandingRow[], { errata, cards }: TableOptions): string {
  const turns = [...new Set(board.candidates.flatMap((one) => Object.keys(one.turns)))].sort(compareIds);
  // More turns than these leave no room for the name.
  const shownTurns = turns.length > 1 && turns.length <= 3 ? turns : [];
  const notes: Note[] = [];
  const markFor = (texts: readonly string[]): string => {
    if (texts.length === 0) return "";
    notes.push({ mark: letterOf(notes.length), text: texts.join("; ") });
    return `\\textsuperscript{${letterOf(notes.length - 1)}}`;
  };
  const own = board.candidates.map((candidate) => ({
    place: candidate.rank === null ? null : candidate.score.mean,
    cells: [
      rankText(candidate),
      candidate.ties ?? "--",
      `${latexName(candidate.id)}${markFor(rowNotes(candidate))}`,
      isBest(candidate, board) ? `\\textbf{${mean(candidate.score)}}` : mean(candidate.score),
      interval(candidate.score),
      ...shownTurns.map((turn) => mean(candidate.turns[turn])),
    ],
  }));
  const others = published
    .filter((row) => row.comparable === "exact")
    .map((row) => ({
      place: row.score,
      cells: [
        "--",
        "--",
        `${latexName(row.model)}${markFor([`published: ${row.source}, ${row.date}`])}`,
        decimal(row.score),
        "--",
        ...shownTurns.map(() => "--"),
      ],
    }));
  const rows = [...own, ...others].sort((a, b) => (b.place ?? -Infinity) - (a.place ?? -Infinity) || 0);
  return tableFloat({
    wide: false,
    columns: `rl>{\\raggedright\\arraybackslash}X${"r".repeat(2 + shownTurns.length)}`,
    header: ["Rank", "Ties", "Model", "Score", "95\\,\\% interval", ...shownTurns.map((turn) => `T${turn}`)],
    rows: rows.map(({ cells }) => cells),
    caption: captionOf(board),
    label: labelOf(board),
    notes: [
      ...notes.map(({ mark, text }) => `\\textsuperscript{${mark}}~${latexName(text)}.`),
      ...(shownTurns.length > 0 ? [`${shownTurns.map((turn) => `T${turn}`).join(", ")}: means by turn.`] : []),
      ...(board.candidates.some((candidate) => isBest(candidate, board))
        ? ["Bold: shown to be better than every other model here."]
        : []),
      ...[...boardNotes(board, cards), ...errataNotes(board, errata?.get(board.key))].map(
        (note) => `${sentence(latexName(note))}`,
      ),
      ...published
        .filter((row) => row.comparable !== "exact")
        .map((row) =>
          latexName(`Published (${row.comparable}): ${row.model} ${decimal(row.score)}, ${row.source}, ${row.date}.`),
        ),
    ],
  });
}

/** As many categories as fit a table; the rest in further ones. */
function categoryTables(board: ProtocolBoard, { byCategory = false }: TableOptions): string[] {
  const { categories } = board.questions;
  const tables: string[] = [];
  for (let first = 0; first < categories.length; first += mostColumns) {
    const some = categories.slice(first, first + mostColumns);
    tables.push(
      tableFloat({
        wide: true,
        columns: `>{\\raggedright\\arraybackslash}X${"r".repeat(some.length)}`,
        header: ["Model", ...some.map((name) => `\\rotatebox{90}{${escapeLatex(name)}}`)],
        rows: board.candidates.map((candidate) => [
          latexName(candidate.id),
          ...some.map((name) => categoryCell(candidate.categories[name], byCategory)),
        ]),
        caption: `By category: ${captionOf(board)}`,
        label: `${labelOf(board)}-categories${first === 0 ? "" : `-${first / mostColumns + 1}`}`,
        notes: [
          ...(byCategory ? ["Below each mean, half the width of its 95\\,\\% interval."] : []),
          ...(hasFewQuestions(board) ? [sentence(latexName(fewQuestionsNote.replace(/^\* /u, "")))] : []),
        ],
      }),
    );
  }
  return tables;
}

function categoryCell(score: Score | undefined, withInterval: boolean): string {
  const half = score === undefined || score.low === null || score.high === null ? null : (score.high - score.low) / 2;
  if (!withInterval || half === null) return mean(score);
  return `\\shortstack[r]{${mean(score)}\\\\{\\scriptsize $\\pm$${decimal(half)}}}`;
}

interface Float {
  /** Over both columns of a text of two. */
  readonly wide: boolean;
  readonly columns: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly caption: string;
  readonly label: string;
  readonly notes: readonly string[];
}

function tableFloat({ wide, columns, header, rows, caption, label, notes }: Float): string {
  const line = (cells: readonly string[]) => `    ${cells.join(" & ")} \\\\`;
  const name = wide ? "table*" : "table";
  return [
    `\\begin{${name}}`,
    "  \\centering\\footnotesize\\setlength{\\tabcolsep}{3pt}",
    `  \\caption{${latexName(caption)}}`,
    `  \\label{${label}}`,
    `  \\begin{tabularx}{\\linewidth}{@{}${columns}@{}}`,
    "    \\toprule",
    line(header),
    "    \\midrule",
    ...rows.map(line),
    "    \\bottomrule",
    "  \\end{tabularx}",
    ...(notes.length === 0
      ? []
      : [`  \\par\\smallskip\\parbox{\\linewidth}{\\scriptsize\\raggedright ${notes.join(" ")}}`]),
    `\\end{${name}}`,
  ].join("\n");
}

function captionOf({ questions, judge, key }: ProtocolBoard): string {
  // Plain LaTeX knows no Japanese; the set's id is in every font.
  const set = /^[ -~]*$/u.test(questions.title) ? questions.title : questions.set;
  return `${set}, ${questions.count} questions, judge ${judge.id} by ${judge.model}, protocol ${key.slice(0, shownKeyDigits)}.`;
}

function labelOf({ key }: ProtocolBoard): string {
  return `tab:mtbench-${key.slice(0, shownKeyDigits)}`;
}

/** First place is its own: every other candidate is shown to be worse. */
function isBest({ rank }: RankedCandidate, { candidates }: ProtocolBoard): boolean {
  return rank !== null && rank.from === 1 && rank.to === 1 && candidates.length > 1;
}

function rowNotes(candidate: RankedCandidate): string[] {
  const { deviations } = candidate;
  const deviates = deviations.length === 0 ? [] : [`deviates from the protocol: ${deviations.join(", ")}`];
  return [...deviates, ...notesOf(candidate)];
}

function rankText({ rank }: RankedCandidate): string {
  return formatRank(rank).replace("-", "--");
}

function mean(score: Score | undefined): string {
  return score === undefined || score.mean === null ? "--" : number(score.mean);
}

function interval({ low, high }: Score): string {
  return low === null || high === null ? "--" : `[${number(low)}, ${number(high)}]`;
}

/** A minus is no hyphen. */
function number(value: number): string {
  const text = decimal(value);
  return text.startsWith("-") ? `$${text}$` : text;
}

/** a, b, ..., z, aa, ab, ... */
function letterOf(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/u.test(text) ? "" : "."}`;
}

/** Longest run of signs that is left in one piece, which fits the narrowest column. */
const longestRun = 13;

/** Text that may be broken after slashes, underscores, dots and colons, and inside a word that no column could hold. */
export function latexName(text: string): string {
  return text
    .split(/(?<=[/_.:@])|(?<=-)|(?= )|(?<= )/u)
    .flatMap((piece) => {
      const signs = [...piece];
      return Array.from({ length: Math.max(1, Math.ceil(signs.length / longestRun)) }, (_, index) =>
        escapeLatex(signs.slice(index * longestRun, (index + 1) * longestRun).join("")),
      );
    })
    .join("\\allowbreak{}")
    .replace(/\\allowbreak\{\} \\allowbreak\{\}/gu, " ");
}
