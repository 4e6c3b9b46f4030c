import { z } from "zod";
import type { Constraint } from "./annotations.ts";
import { fencedBlocks } from "./fenced-blocks.ts";

/** What one check found: null problem means met. */
export interface Finding {
  readonly problem: string | null;
  readonly found: string;
}

/** JSON may stand in a fence; the only fenced block is then what is read, whatever surrounds it. */
function bodyOf(answer: string): string {
  const blocks = fencedBlocks(answer);
  return (blocks.length === 1 ? blocks[0]?.text : undefined) ?? answer;
}

const listSchema = z.array(z.unknown());
const recordSchema = z.record(z.string(), z.unknown());

/** The answer, or its only fenced block, is JSON of the asked shape. */
export function checkJson(constraint: Extract<Constraint, { kind: "json" }>, answer: string): Finding {
  const { type, keys = [], length } = constraint;
  const broken = (problem: string): Finding => ({ problem, found: "JSON" });
  let data: unknown;
  try {
    data = JSON.parse(bodyOf(answer));
  } catch {
    return broken("is not JSON");
  }
  const list = listSchema.safeParse(data).data;
  const shape = list !== undefined ? "array" : recordSchema.safeParse(data).success ? "object" : "atom";
  if (type !== undefined && shape !== type) return broken(`is JSON, but an ${shape}, asked for an ${type}`);
  if (length !== undefined && list?.length !== length) {
    return broken(`has ${list?.length ?? "no"} elements, asked for ${length}`);
  }
  for (const value of list ?? [data]) {
    const record = recordSchema.safeParse(value).data;
    const missing = keys.filter((key) => record === undefined || !Object.hasOwn(record, key));
    if (missing.length > 0) return broken(`lacks the keys ${missing.map((key) => JSON.stringify(key)).join(", ")}`);
  }
  return { problem: null, found: "JSON as asked" };
}

/** Some Markdown table of the answer, in a fence or not, has the asked number of columns and data rows. */
export function checkTable(constraint: Extract<Constraint, { kind: "table" }>, answer: string): Finding {
  const { columns, rows } = constraint;
  const asked = `asked for ${columns} columns${rows === undefined ? "" : ` and ${rows} rows`}`;
  const tables = tablesIn(answer);
  const met = tables.some((table) => table.columns === columns && (rows === undefined || table.rows === rows));
  if (met) return { problem: null, found: "a table as asked" };
  const found = tables.map((table) => `${table.columns} columns and ${table.rows} rows`).join("; ") || "no table";
  return { problem: `${found}, ${asked}`, found };
}

/** `|---|:--:|`, with or without the outer bars. */
function isDashes(line: string): boolean {
  const cells = line.trim().split("|");
  if (cells.length > 1 && cells[0] === "") cells.shift();
  if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim()));
}

/** A header, a line of dashes with as many cells, then data rows up to the first line without a bar. */
function tablesIn(text: string): { readonly columns: number; readonly rows: number }[] {
  const lines = text.split(/\r?\n/);
  const tables: { columns: number; rows: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isDashes(line)) continue;
    const header = lines[index - 1];
    if (header === undefined || !header.includes("|")) continue;
    const columns = cellsOf(header);
    if (columns !== cellsOf(line)) continue;
    let rows = 0;
    while (lines[index + 1 + rows]?.includes("|")) rows++;
    tables.push({ columns, rows });
  }
  return tables;
}

/** Bars inside code or escaped by a backslash are text. */
function cellsOf(line: string): number {
  const bare = line
    .replace(/`[^`]*`/g, "")
    .replace(/\\\|/g, "")
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "");
  return bare.split("|").length;
}
