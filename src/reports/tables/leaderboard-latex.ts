import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { escapeLatex } from "../../text/escape.ts";
import {
  boardNotes,
  categoryDetailTable,
  categoryTable,
  deviationNotes,
  fewQuestionsNote,
  hasFewQuestions,
  leaderboardTable,
  type TableOptions,
} from "./leaderboard-rows.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { rowsForBoard, type StandingRow } from "./standing-rows.ts";
import type { TextTable } from "./text-table.ts";

/** Tables for a paper, one a protocol. Needs \\usepackage{booktabs}; Japanese names need LuaLaTeX or upLaTeX. */
export function leaderboardLatex(
  boards: readonly ProtocolBoard[],
  published: readonly StandingRow[],
  options: TableOptions = {},
): string {
  const sections = boards.map((board) => {
    const { questions, judge, key } = board;
    const caption = `${questions.title}, ${questions.count} questions, judge ${judge.id} by ${judge.model}, protocol ${key.slice(0, shownKeyDigits)}.`;
    const notes = [...deviationNotes(board), ...boardNotes(board)].map((note) => `${note}.`.replace("..", "."));
    for (const row of rowsForBoard(board, published)) {
      notes.push(`Published (${row.comparable}): ${row.model} ${row.score.toFixed(2)}, ${row.source}, ${row.date}.`);
    }
    const label = `tab:mtbench-${key.slice(0, shownKeyDigits)}`;
    const detail = options.byCategory === true;
    if (detail && hasFewQuestions(board)) notes.push(`${fewQuestionsNote}.`);
    return [
      tableFloat(leaderboardTable(board, rowsForBoard(board, published)), [caption, ...notes].join(" "), label),
      tableFloat(
        detail ? categoryDetailTable(board) : categoryTable(board),
        `By category: ${caption}`,
        `${label}-categories`,
      ),
    ].join("\n");
  });
  return ["% \\usepackage{booktabs}", ...sections, ""].join("\n");
}

function tableFloat({ header, rows, numeric }: TextTable, caption: string, label: string): string {
  const line = (cells: readonly string[]) => `    ${cells.map(latexCell).join(" & ")} \\\\`;
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escapeLatex(caption)}}`,
    `  \\label{${label}}`,
    `  \\begin{tabular}{${numeric.map((right) => (right ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(header),
    "    \\midrule",
    ...rows.map(line),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

/** A hyphen before a digit is a minus, one between digits a range. */
function latexCell(text: string): string {
  if (/^[+-][0-9.]+$/.test(text)) return `$${text}$`;
  return escapeLatex(text).replace(/^([0-9]+)-([0-9]+)$/, "$1--$2");
}
