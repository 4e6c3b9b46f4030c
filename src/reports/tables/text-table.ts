import { displayWidth, padToWidth } from "../../text/display-width.ts";
import { escapeTerminalLine } from "../../text/escape.ts";

/** A table as every text format draws it: the same cells in the terminal, in Markdown and in CSV. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns with numbers, drawn flush right. */
  readonly numeric: readonly boolean[];
}

/** Columns aligned by display width, so that Japanese names keep their place. */
export function tableLines({ header, rows, numeric }: TextTable): string[] {
  const cells = [header, ...rows].map((row) => row.map(escapeTerminalLine));
  const widths = header.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ""))));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => padToWidth(cell, widths[column] ?? 0, numeric[column] ? "right" : "left")).join("  ");
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [head, ...body] = cells;
  return [line(head ?? []), rule, ...body.map(line)];
}

/** Columns that the notes of a row may take before they go below the table; lines that break are hard to read. */
const notesWidth = 28;

/** Long texts of the column `notes` become a number in their row and a line below the table, which names the `candidate`. */
export function withShortNotes(table: TextTable): { readonly table: TextTable; readonly below: readonly string[] } {
  const [id, notes] = [table.header.indexOf("candidate"), table.header.indexOf("notes")];
  const below: string[] = [];
  const rows = table.rows.map((row) => {
    const text = row[notes] ?? "";
    if (displayWidth(text) <= notesWidth) return row;
    const number = `[${below.length + 1}]`;
    below.push(`${number} ${row[id]}: ${text}`);
    return row.with(notes, number);
  });
  return { table: { ...table, rows }, below };
}
