import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { escapeCsvText } from "../src/text/csv-cell.ts";
import type { QuestionRow } from "./question-rows.ts";

/** One turn of one model in the list of questions that a reader asked for. */
export interface ListedTurn {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  readonly candidate: string;
  readonly state: string;
  /** The judge's; null: none. */
  readonly rating: number | null;
  /** People's mean, and less the judge's; null: none. */
  readonly people: number | null;
  readonly peopleLessJudge: number | null;
}

/**
 * The list as records, in its order: the turns that the filter left in, of the models that are compared.
 *
 * @param turn null: all turns
 */
export function listedTurns(
  board: ReportBoard,
  rows: readonly QuestionRow[],
  models: readonly number[],
  turn: number | null,
): ListedTurn[] {
  return rows.flatMap(({ question }) =>
    board.items.flatMap((item, index) => {
      if (item.question !== question || (turn !== null && item.turn !== turn)) return [];
      return models.flatMap((model): ListedTurn[] => {
        const candidate = board.candidates[model];
        if (candidate === undefined) return [];
        const { cells, id } = candidate;
        const people = cells.people[index] ?? null;
        return [
          {
            question: board.questions[question]?.id ?? "",
            category: board.questions[question]?.category ?? "",
            turn: item.turn,
            candidate: id,
            state: cells.states[index] ?? "absent",
            rating: cells.ratings[index] ?? null,
            people: people?.rating ?? null,
            peopleLessJudge: people?.gap ?? null,
          },
        ];
      });
    }),
  );
}

const columns = ["question", "category", "turn", "candidate", "state", "rating", "people", "people_less_judge"];

/** The same as CSV that a spreadsheet opens as UTF-8 and takes no formula from. */
export function listCsv(turns: readonly ListedTurn[]): string {
  const rows = turns.map((one) => [
    escapeCsvText(one.question),
    escapeCsvText(one.category),
    String(one.turn),
    escapeCsvText(one.candidate),
    one.state,
    ...[one.rating, one.people, one.peopleLessJudge].map((value) => (value === null ? "" : String(value))),
  ]);
  return `\ufeff${[columns, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("")}`;
}

function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Hands a text to the reader as a file; nothing is sent anywhere. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads it after this.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
