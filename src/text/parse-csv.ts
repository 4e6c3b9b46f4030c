/** A table with a header row: its cells by column. */
export interface CsvTable {
  readonly columns: readonly string[];
  /** One record a row, in the file's order; `line` is 1-based and the first of a row that holds line feeds. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Null: well formed. */
  readonly problem: string | null;
}

/**
 * Comma-separated values as RFC 4180 writes them: cells in double quotes may hold commas, line feeds and doubled quotes. A byte order
 * mark and CRLF are tolerated, empty rows are passed over.
 */
export function parseCsv(text: string): CsvTable {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let start = 1;
  let cells: string[] = [];
  // One cell and what ends it: a comma, a line end, or the end of the text.
  const cell = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/uy;
  const whole = text.replace(/^\uFEFF/u, "");
  while (cell.lastIndex < whole.length || cells.length > 0) {
    const found = cell.exec(whole);
    if (found === null)
      return { columns: [], rows: [], problem: `${line}: a quoted cell does not end, or goes on after its end` };
    const [all, quoted, plain = "", end] = found;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += all.split("\n").length - 1;
    if (end === ",") continue;
    if (cells.some((one) => one !== "")) rows.push({ line: start, cells });
    cells = [];
    start = line;
    if (end === "") break;
  }
  const [head, ...body] = rows;
  return {
    columns: head?.cells ?? [],
    rows: body,
    problem: head === undefined ? "1: expected a header row, got nothing" : null,
  };
}
