import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { escapeMarkdownCell } from "../../text/escape.ts";
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
  peoplesNotes,
  type TableOptions,
} from "./leaderboard-rows.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { decimal } from "./number-text.ts";
import { rowsForBoard, type StandingRow } from "./standing-rows.ts";
import type { TextTable } from "./text-table.ts";
import { unratedLines } from "./unrated-lines.ts";

/** The leaderboard as GitHub-flavoured Markdown, one section a protocol. */
export function leaderboardMarkdown(
  boards: readonly ProtocolBoard[],
  published: readonly StandingRow[],
  options: TableOptions = {},
): string {
  const sections = boards.map((board) => {
    const { questions, judge } = board;
    const rows = rowsForBoard(board, published);
    return [
      `### ${escapeMarkdownCell(questions.title)}, judge ${escapeMarkdownCell(judge.id)}`,
      "",
      `${questions.count} questions of ${escapeMarkdownCell(questions.set)}; judge model ${escapeMarkdownCell(judge.model)}; protocol \`${board.key.slice(0, shownKeyDigits)}\``,
      ...board.differsFrom.map(
        ({ key, fields }) => `\nNot comparable with \`${key.slice(0, shownKeyDigits)}\`: ${fields.join(", ")} differ.`,
      ),
      "",
      markdownTable(leaderboardTable(board, rows, options.people)),
      ...[
        ...deviationNotes(board),
        ...boardNotes(board, options.cards),
        ...peoplesNotes(board, options.people),
        ...errataNotes(board, options.errata?.get(board.key)),
      ].map((note) => `\n${escapeMarkdownCell(note)}`),
      "",
      markdownTable(options.byCategory === true ? categoryDetailTable(board) : categoryTable(board)),
      ...(options.byCategory === true && hasFewQuestions(board) ? [`\n${escapeMarkdownCell(fewQuestionsNote)}`] : []),
      ...rows.map(
        (row) =>
          `\nPublished (${row.comparable}): ${escapeMarkdownCell(row.model)} ${decimal(row.score)}, ${escapeMarkdownCell(row.source)}, ${row.date}.`,
      ),
      ...linkedSection(board, options),
    ].join("\n");
  });
  const unrated = unratedLines(options.unrated ?? []).map((line, index) =>
    index === 0 ? `${escapeMarkdownCell(line)}\n` : `- ${escapeMarkdownCell(line.trim())}`,
  );
  return `${[...sections, ...(unrated.length === 0 ? [] : [unrated.join("\n")])].join("\n\n")}\n`;
}

function linkedSection(board: ProtocolBoard, { linked }: TableOptions): string[] {
  const table = linked === undefined ? null : linkedTable(board, linked);
  return table === null ? [] : [`\n${linkedTitle}:\n`, markdownTable(table)];
}

export function markdownTable({ header, rows, numeric }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdownCell).join(" | ")} |`;
  const rule = `| ${numeric.map((right) => (right ? "---:" : "---")).join(" | ")} |`;
  return [line(header), rule, ...rows.map(line)].join("\n");
}
