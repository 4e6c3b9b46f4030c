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
