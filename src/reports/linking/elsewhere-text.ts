import type { Elsewhere, ElsewhereRow, LinkedThere, PublishedThere, RatedHere } from "../../linking/elsewhere.ts";
import { escapeMarkdownCell } from "../../text/escape.ts";
import { markdownTable } from "../tables/leaderboard-markdown.ts";
import { decimal } from "../tables/number-text.ts";
import type { TextBlock, TextTable } from "../tables/text-table.ts";

/** The table of `mtbench elsewhere`, and what has to be said of its figures. */
export function elsewhereLines(record: Elsewhere): TextBlock[] {
  return [
    titleOf(record),
    "",
    ...(record.rows.length === 0 ? ["Nothing is rated, published or linked."] : [elsewhereTable(record)]),
    "",
    ...notesOf(record),
  ];
}

/** The same as GitHub-flavoured Markdown. */
export function elsewhereMarkdown(record: Elsewhere): string {
  const notes = notesOf(record).map((note) => `- ${escapeMarkdownCell(note)}`);
  return `### ${escapeMarkdownCell(titleOf(record))}\n\n${markdownTable(elsewhereTable(record))}\n\n${notes.join("\n")}\n`;
}

function titleOf({ candidate, models }: Elsewhere): string {
  const known = models.length === 0 ? "not in the list of models" : `in the list of models: ${models.join(", ")}`;
  return `${candidate} (${known})`;
}

function elsewhereTable({ rows }: Elsewhere): TextTable {
  return {
    header: ["board", "questions", "scale", "rated here", "published", "linked"],
    rows: rows.map((row) => [
      row.board,
      row.questionSet ?? "not stated",
      `${row.bounds.min} to ${row.bounds.max}`,
      cell(row.rated, ratedText),
      cell(row.published, publishedText),
      cell(row.linked, linkedText),
    ]),
    numeric: [false, false, false, true, true, true],
  };
}

function notesOf({ candidate, rows, notRated }: Elsewhere): string[] {
  return [
    "Rated here: measured, with its 95 % interval. Published: by others; claimed where settings are partly unknown. Linked: through models that both tables rated, not measured.",
    ...rows.flatMap(rowNotes),
    ...notRated.map(
      ({ judge, questionSet }) =>
        `Not rated by ${judge} here: mtbench run --questions ${questionSet} --judge ${judge} --model ${candidate}`,
    ),
  ];
}

function cell<T>(all: readonly T[], text: (one: T) => string): string {
  return all.length === 0 ? "-" : all.map(text).join("; ");
}

function ratedText({ score, due, deviations }: RatedHere): string {
  const { mean, low, high } = score;
  if (mean === null) return "-";
  const interval = low === null || high === null ? "" : ` (${decimal(low)}-${decimal(high)})`;
  return `${decimal(mean)}${interval}${due > 0 ? `, ${due} due` : ""}${deviations.length > 0 ? " †" : ""}`;
}

function publishedText({ score, thinking, effort, comparable, unsure }: PublishedThere): string {
  const asked = [thinking === null ? null : `thinking ${thinking}`, effort].filter((one) => one !== null).join(", ");
  return `${decimal(score)} ${comparable}${asked === "" ? "" : ` (${asked})`}${unsure.length > 0 ? " ?" : ""}`;
}

function linkedText({ translation, weak }: LinkedThere): string {
  if (translation.kind === "outside") return "outside the anchors";
  const { value, low, high } = translation;
  return `${decimal(value)} (${decimal(low)}-${decimal(high)})${weak ? " weak" : ""}`;
}

function rowNotes({ board, rated, published }: ElsewhereRow): string[] {
  const deviates = rated.flatMap(({ deviations }) =>
    deviations.length === 0 ? [] : [`† ${board}: ${deviations.join("; ")}`],
  );
  const unsure = published.flatMap(({ model, unsure: reasons }) =>
    reasons.length === 0 ? [] : [`? ${board}: ${model}: ${reasons.join("; ")}`],
  );
  const doubts = [...new Set(published.flatMap((one) => one.doubts))].map((doubt) => `${board}, published: ${doubt}`);
  return [...deviates, ...unsure, ...doubts];
}
