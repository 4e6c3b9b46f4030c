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

/** Columns that a name keeps at least: its beginning and its end tell most models apart. */
const leastName = 14;

/**
 * A table that is no wider than the terminal: names are shortened in the middle, then the columns that matter least are left
 * out. Numbers are never cut; what does not fit even so stays as wide as its numbers.
 *
 * @param least headers that may be left out, the least important first
 */
export function fitTable(table: TextTable, columns: number | undefined, least: readonly string[]): TextTable {
  if (columns === undefined) return table;
  let fitted = shortenNames(table, columns);
  for (const name of least) {
    if (widthOf(fitted) <= columns) return fitted;
    table = withoutColumn(table, name);
    fitted = shortenNames(table, columns);
  }
  return fitted;
}

function shortenNames(table: TextTable, columns: number): TextTable {
  const wide = widthOf(table) - columns;
  if (wide <= 0) return table;
  const widths = widthsOf(table);
  // The widest text column gives way first.
  const names = table.header
    .map((name, column) => ({ name, column, width: widths[column] ?? 0 }))
    .filter(({ column, width }) => table.numeric[column] === false && width > leastName)
    .sort((a, b) => b.width - a.width);
  let left = wide;
  const limits = new Map<number, number>();
  for (const { column, width } of names) {
    const taken = Math.min(left, width - leastName);
    if (taken > 0) limits.set(column, width - taken);
    left -= taken;
  }
  const short = (text: string, column: number) => shortenMiddle(text, limits.get(column));
  return { ...table, rows: table.rows.map((row) => row.map(short)) };
}

/** `shisa-ai/shis...a3.1-8b`: no wider than `limit` columns of a terminal. */
function shortenMiddle(text: string, limit: number | undefined): string {
  if (limit === undefined || displayWidth(escapeTerminalLine(text)) <= limit) return text;
  const letters = [...text];
  let [head, tail] = [Math.ceil(letters.length / 2), Math.floor(letters.length / 2)];
  const cut = () => `${letters.slice(0, head).join("")}…${letters.slice(letters.length - tail).join("")}`;
  while (head + tail > 2 && displayWidth(escapeTerminalLine(cut())) > limit) {
    if (head > tail) head -= 1;
    else tail -= 1;
  }
  return cut();
}

function withoutColumn(table: TextTable, name: string): TextTable {
  return only(
    table,
    table.header.flatMap((one, column) => (one === name ? [] : [column])),
  );
}

function widthsOf({ header, rows }: TextTable): number[] {
  return header.map((name, column) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(escapeTerminalLine(row[column] ?? "")))),
  );
}

/** With two spaces between the columns. */
export function widthOf(table: TextTable): number {
  return widthsOf(table).reduce((sum, width) => sum + width + 2, -2);
}

/**
 * The same table in pieces of whole columns, one below the other, each with the first column: for columns of equal weight, of
 * which none may be left out.
 */
export function stackTable(table: TextTable, columns: number | undefined): readonly TextTable[] {
  if (columns === undefined || widthOf(table) <= columns) return [table];
  const short = capNames(table, columns);
  const pieces: number[][] = [];
  for (let column = 1; column < table.header.length; column += 1) {
    const last = pieces.at(-1);
    if (last !== undefined && widthOf(only(short, [0, ...last, column])) <= columns) last.push(column);
    else pieces.push([column]);
  }
  return pieces.map((piece) => only(short, [0, ...piece]));
}

/** A line of text, or a table with what becomes of it where it does not fit. */
export type TextBlock =
  | string
  | (TextTable & {
      /** Before each of its lines. */
      readonly indent?: string;
      /** The last column is prose and is broken into lines; without it, columns go below each other. */
      readonly proseLast?: boolean;
    });

/**
 * Text for a terminal of so many columns: sentences are broken at spaces, tables go below each other in pieces or have their
 * prose broken; no number is cut and nothing is left out. Where no width is known, as in a pipe, every line stays whole.
 */
export function layOut(blocks: readonly TextBlock[], columns: number | undefined): string {
  const lines = blocks.flatMap((block) =>
    typeof block === "string"
      ? block.split("\n").flatMap((line) => wrapNote(line, columns))
      : fittedLines(block, columns),
  );
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function fittedLines(table: Exclude<TextBlock, string>, columns: number | undefined): string[] {
  const indent = table.indent ?? "";
  const room = columns === undefined ? undefined : columns - displayWidth(indent);
  const lines = table.proseLast ? proseLines(table, room) : stackedLines(table, room);
  return lines.map((line) => `${indent}${line}`);
}

/** A table, or its pieces with a blank line between them. */
export function stackedLines(table: TextTable, columns: number | undefined): string[] {
  return stackTable(table, columns).flatMap((piece, index) => [...(index === 0 ? [] : [""]), ...tableLines(piece)]);
}

/** Columns that prose keeps at least beside its neighbours. */
const leastProse = 20;

/** Prose broken inside its column; where that gets too narrow, each row's prose stands in lines of its own below the row. */
function proseLines(table: TextTable, columns: number | undefined): string[] {
  if (columns === undefined || widthOf(table) <= columns) return tableLines(table);
  const last = table.header.length - 1;
  const kept = table.header.map((_, column) => column).slice(0, -1);
  const prose = table.rows.map((row) => row[last] ?? "");
  const least = Math.max(leastProse, ...prose.flatMap((text) => text.split(" ").map(displayWidth)));
  const beside = only(table, kept);
  const room = columns - widthOf(beside) - 2;
  if (room < least) {
    const [head = "", rule = "", ...rows] = tableLines(shortenNames(beside, columns));
    const below = (text: string) => wrapNote(`  ${text}`, columns);
    return [
      head,
      ...below(table.header[last] ?? ""),
      rule,
      ...rows.flatMap((row, place) => [row, ...below(prose[place] ?? "")]),
    ];
  }
  const rows = beside.rows.flatMap((row, place) =>
    wrapNote(prose[place] ?? "", room).map((part, index) =>
      index === 0 ? [...row, part] : [...row.map(() => ""), part],
    ),
  );
  return tableLines({ header: [...beside.header, table.header[last] ?? ""], rows, numeric: table.numeric });
}

/** Names that leave a column beside them: the first column has just under half of the line, a text the rest of it. */
function capNames(table: TextTable, columns: number): TextTable {
  const widths = widthsOf(table);
  const widestNumber = Math.max(0, ...widths.filter((_, column) => table.numeric[column] === true));
  const most = Math.min(Math.floor(0.45 * columns), columns - widestNumber - 2);
  const first = Math.min(widths[0] ?? 0, Math.max(leastName, most));
  const limit = (column: number) => (column === 0 ? first : Math.max(leastName, columns - first - 2));
  const short = (text: string, column: number) =>
    table.numeric[column] === false ? shortenMiddle(text, limit(column)) : text;
  return { ...table, rows: table.rows.map((row) => row.map(short)) };
}

function only({ header, rows, numeric }: TextTable, keep: readonly number[]): TextTable {
  const picked = <T>(cells: readonly T[]) => keep.flatMap((column) => cells.slice(column, column + 1));
  return { header: picked(header), rows: rows.map(picked), numeric: picked(numeric) };
}

/** A note in lines no wider than the terminal, broken at spaces only; its further lines are indented like its first. */
export function wrapNote(note: string, columns: number | undefined): string[] {
  const indent = /^ */u.exec(note)?.[0] ?? "";
  if (columns === undefined || displayWidth(note) <= columns) return [note];
  const lines: string[] = [];
  let line = indent;
  for (const word of note.trim().split(" ")) {
    const longer = line.trim() === "" ? `${indent}${word}` : `${line} ${word}`;
    if (displayWidth(longer) > columns && line.trim() !== "") {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}
