import { parseCsv } from "../text/parse-csv.ts";
import type { SetDefinition } from "./set-definition.ts";

/** A table of questions as the two files of FastChat's form that it stands for: line n of each is row n. */
export interface QuestionsOfTable {
  readonly questions: string;
  /** Null: no column holds them. */
  readonly references: string | null;
  readonly problems: readonly string[];
}

/**
 * Questions from a CSV file, as ELYZA-tasks-100 is published: a question a row, its id the number of the row from 1. An empty cell for a
 * turn after the first, a criterion or a reference is none. `place` names the file in problems.
 */
export function questionsFromCsv(
  text: string,
  place: string,
  columns: NonNullable<SetDefinition["columns"]>,
): QuestionsOfTable {
  const table = parseCsv(text);
  if (table.problem !== null) return { questions: "", references: null, problems: [`${place}:${table.problem}`] };
  const { turns, criterion, category, reference } = columns;
  const wanted = [...turns, criterion, category, reference].filter((name) => name !== undefined);
  const problems = wanted
    .filter((name) => !table.columns.includes(name))
    .map((name) => `${place}:1: expected a column ${JSON.stringify(name)}, got ${table.columns.join(", ")}`);
  for (const { line, cells } of table.rows) {
    if (cells.length === table.columns.length) continue;
    problems.push(`${place}:${line}: expected ${table.columns.length} cells, got ${cells.length}`);
  }
  if (problems.length > 0) return { questions: "", references: null, problems };
  const questions: unknown[] = [];
  const references: unknown[] = [];
  for (const [index, { cells }] of table.rows.entries()) {
    const cell = (name: string) => cells[table.columns.indexOf(name)] ?? "";
    const optional = (field: string, name: string | undefined) =>
      name === undefined || cell(name).trim() === "" ? {} : { [field]: cell(name) };
    const id = index + 1;
    questions.push({
      question_id: id,
      // An empty first turn is for the reader of questions to refuse.
      turns: turns.map(cell).filter((turn, at) => at === 0 || turn.trim() !== ""),
      ...optional("criterion", criterion),
      ...optional("category", category),
    });
    if (reference !== undefined && cell(reference).trim() !== "") {
      references.push({ question_id: id, choices: [{ turns: [cell(reference)] }] });
    }
  }
  return {
    questions: jsonLines(questions),
    references: reference === undefined ? null : jsonLines(references),
    problems,
  };
}

function jsonLines(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}
