import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { linkedTable, linkedTitle } from "../linking/linked-rows.ts";
import { errataNotes } from "./errata-notes.ts";
import {
  boardNotes,
  categoryDetailTable,
  categoryTable,
  deviationNotes,
  fewQuestionsNote,
  hasFewQuestions,
  leaderboardTable,
  peoplesColumn,
  peoplesNotes,
  type TableOptions,
} from "./leaderboard-rows.ts";
import { decimal } from "./number-text.ts";
import { rowsForBoard, type StandingRow } from "./standing-rows.ts";
import { fitTable, layOut, stackedLines, type TextTable, tableLines, withShortNotes, wrapNote } from "./text-table.ts";
import { unratedLines } from "./unrated-lines.ts";

const differentProtocols = "Tables with different protocols measure different things and are never ranked together.";

/** Digits of a protocol key that people see; enough to tell the keys of a lifetime apart. */
export const shownKeyDigits = 12;

/** The leaderboard for a terminal: a table a protocol, never one across protocols. */
export function leaderboardText(
  boards: readonly ProtocolBoard[],
  published: readonly StandingRow[],
  options: TableOptions = {},
): string {
  const unrated = unratedLines(options.unrated ?? []);
  if (boards.length === 0 && unrated.length > 0) return `${unrated.join("\n")}\n`;
  if (boards.length === 0) return "No results yet. Start with: mtbench run --model name@http://127.0.0.1:8000/v1\n";
  const parts = boards.map((board) => boardText(board, rowsForBoard(board, published), options));
  if (boards.length > 1) parts.push(layOut([differentProtocols], options.columns));
  if (unrated.length > 0) parts.push(`${unrated.join("\n")}\n`);
  return parts.join("\n");
}

function boardText(board: ProtocolBoard, rows: readonly StandingRow[], options: TableOptions): string {
  const { questions, judge } = board;
  const lines = [
    `${questions.title} (${questions.set}, ${questions.count} questions), judge ${judge.id} by ${judge.model}`,
    `protocol ${board.key.slice(0, shownKeyDigits)}`,
  ];
  for (const { key, fields } of board.differsFrom) {
    lines.push(`  not comparable with ${key.slice(0, shownKeyDigits)}: ${fields.join(", ")} differ`);
  }
  const { columns } = options;
  const above = lines.splice(0).flatMap((line) => wrapNote(escapeTerminalLine(line), columns));
  lines.push(...above);
  const { table, below } = withShortNotes(leaderboardTable(board, rows, options.people));
  lines.push(
    "",
    ...tableLines(fitTable(table, columns, leastColumns)),
    ...[
      ...below,
      ...deviationNotes(board),
      ...boardNotes(board, options.cards),
      ...peoplesNotes(board, options.people),
      ...errataNotes(board, options.errata?.get(board.key)),
    ].flatMap((note) => wrapNote(`  ${escapeTerminalLine(note)}`, columns)),
    "",
    ...(options.byCategory === true ? detailLines(board, options) : stackedLines(categoryTable(board), columns)),
  );
  const beside = rows.filter((row) => row.comparable !== "exact");
  if (beside.length > 0) {
    lines.push("", "Published elsewhere (claimed: settings partly unknown, so not ranked):");
    const table: TextTable = {
      header: ["comparable", "model", "score", "source"],
      rows: beside.map((row) => [
        row.comparable,
        row.note === null ? row.model : `${row.model} (${row.note})`,
        decimal(row.score),
        `${row.source}, ${row.date}`,
      ]),
      numeric: [false, false, true, false],
    };
    lines.push(...tableLines(fitTable(table, columns, ["source"])));
  }
  lines.push(...linkedLines(board, options));
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** What a narrow terminal does without, in this order; `--json` and a wider one have it. */
const leastColumns = ["change", "turn 4", "turn 3", "turn 2", "turn 1", "ties", "rated", peoplesColumn, "notes"];

/** Greyed where the terminal can: nothing of it was measured. */
function linkedLines(board: ProtocolBoard, { linked, columns, dim = (text) => text }: TableOptions): string[] {
  if (linked === undefined) return [];
  const found = linkedTable(board, linked);
  if (found === null) return ["", ...wrapNote(`${linkedTitle}: no link holds (mtbench linking says why).`, columns)];
  const { table, below } = withShortNotes(found);
  return [
    "",
    `${linkedTitle}:`,
    ...[
      ...stackedLines(table, columns),
      ...below.flatMap((line) => wrapNote(`  ${escapeTerminalLine(line)}`, columns)),
    ].map(dim),
  ];
}

/** Rows that are too uncertain to rank by are greyed where the terminal can, and marked everywhere. */
function detailLines(board: ProtocolBoard, { dim, columns }: TableOptions): string[] {
  const table = fitTable(categoryDetailTable(board), columns, ["Japanese", "characters", "rated"]);
  const lines = tableLines(table).map((line, index) => {
    const marked = table.rows[index - 2]?.[0]?.endsWith(" *") === true;
    return marked && dim !== undefined ? dim(line) : line;
  });
  return hasFewQuestions(board) ? [...lines, ...wrapNote(`  ${fewQuestionsNote}`, columns)] : lines;
}
