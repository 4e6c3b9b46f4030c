import type { DeskPlan } from "../results/desk/desk-plan.ts";
import { escapeCsvText, plainCsvText } from "../text/csv-cell.ts";
import { parseCsv } from "../text/parse-csv.ts";
import { type Given, skipReasons } from "./desk-record.ts";
import type { GivenView, StepView } from "./desk-view.ts";
import type { Sitting } from "./sitting.ts";

/** Columns that people fill in, by what a plan asks for. */
const filled = { ratings: "rating", matches: "choice" } as const;

/**
 * A person's part of a plan as a table to be filled in with a spreadsheet: what the page shows, in its order, and whatever
 * was given already. It names no candidate and no judge.
 */
export function sheetRows(plan: DeskPlan, person: string, sitting: Sitting): string[][] {
  const answers = plan.kind === "matches" ? ["left", "right"] : ["answer"];
  const header = ["task", "rater", "question", "category", "turn", "before", "asked", ...answers, "reference"];
  const rows = Array.from({ length: sitting.standing().of }, (_, index) => {
    const view = sitting.step(index + 1);
    const texts = [
      view.question,
      view.category,
      String(view.turn),
      beforeText(view),
      view.asked.at(-1) ?? "",
      ...view.answers.map((answer) => answer.texts.at(-1) ?? ""),
      view.reference ?? "",
      ...givenCells(view.given),
    ];
    return [sitting.code(index + 1), person, ...texts.map(escapeCsvText)];
  });
  return [[...header, filled[plan.kind], "skip", "note"], ...rows];
}

/** The turns before, as they would be read one under another. */
function beforeText({ asked, answers, turn }: StepView): string {
  return Array.from({ length: turn - 1 }, (_, at) =>
    [`[${at + 1}] ${asked[at] ?? ""}`, ...answers.map(({ texts }) => `> ${texts[at] ?? ""}`)].join("\n"),
  ).join("\n\n");
}

function givenCells(given: GivenView | null): string[] {
  if (given === null) return ["", "", ""];
  if (given.kind === "skipped") return ["", given.reason, ""];
  return [given.kind === "rated" ? String(given.rating) : given.side, "", given.note];
}

/** A row that says something, as it was read. */
export interface FilledRow {
  /** 1-based, of the file. */
  readonly line: number;
  readonly task: string;
  readonly rater: string;
  readonly given: Given;
  readonly note: string;
}

export interface FilledSheet {
  readonly rows: readonly FilledRow[];
  /** Rows that say nothing yet. */
  readonly open: number;
  /** `12: rating: expected ...`, a sentence each; nothing may be taken from a sheet that has any. */
  readonly problems: readonly string[];
}

/** Reads a sheet that somebody filled in. Columns may stand in any order, and others beside them. */
export function parseSheet(text: string, { kind, scale }: Pick<DeskPlan, "kind" | "scale">): FilledSheet {
  const { columns, rows, problem } = parseCsv(text);
  if (problem !== null) return { rows: [], open: 0, problems: [problem] };
  const names = columns.map((name) => name.normalize("NFKC").trim().toLowerCase());
  const needed = ["task", "rater", filled[kind]];
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) return { rows: [], open: 0, problems: [missingColumns(missing, columns)] };
  const found: FilledRow[] = [];
  const problems: string[] = [];
  let open = 0;
  for (const { line, cells } of rows) {
    const cell = (name: string) => plainCsvText(cells[names.indexOf(name)] ?? "").trim();
    const read = readGiven(cell(filled[kind]), cell("skip"), cell("note"), { kind, scale });
    if (typeof read === "string") problems.push(`${line}: ${read}`);
    else if (read === null) open += 1;
    else found.push({ line, task: cell("task"), rater: cell("rater"), ...read });
  }
  return { rows: found, open, problems };
}

function missingColumns(missing: readonly string[], columns: readonly string[]): string {
  // `task` is the first column; another file's header may hold a semicolon as well.
  const separated = columns.length === 1 && /^\W*task\s*["']?[;\t]/iu.test(columns[0] ?? "");
  return separated
    ? "1: columns are separated by semicolons or tabs; save the sheet as CSV with commas (UTF-8)"
    : `1: expected the columns ${missing.join(", ")} in the header, as mtbench export ratings writes them`;
}

/** Null: nothing is said; a text: what is wrong with it. */
function readGiven(
  value: string,
  skip: string,
  note: string,
  plan: Pick<DeskPlan, "kind" | "scale">,
): Pick<FilledRow, "given" | "note"> | string | null {
  if (value !== "" && skip !== "") return `${filled[plan.kind]} and skip: expected one of them, got both`;
  if (skip !== "") {
    const [first = "", ...rest] = skip.split(": ");
    const known = skipReasons.find((reason) => reason === first);
    const words = known === undefined ? skip : rest.join(": ");
    const said = [words, note].filter((text) => text !== "").join("; ");
    return { given: { kind: "skipped", reason: known ?? "other" }, note: said };
  }
  if (value === "") return null;
  if (plan.kind === "matches") {
    const side = sides.find(([, names]) => names.includes(value.normalize("NFKC").toLowerCase()))?.[0];
    return side === undefined
      ? `choice: expected left, tie or right, got ${JSON.stringify(value.slice(0, 40))}`
      : { given: { kind: "matched", side }, note };
  }
  const number = value.normalize("NFKC");
  const { min, max } = plan.scale;
  const rating = /^-?\d{1,6}(?:\.\d{1,6})?$/u.test(number) ? Number(number) : Number.NaN;
  const isStep = rating === max || (rating >= min && rating <= max && Number.isInteger(rating - min));
  return isStep
    ? { given: { kind: "rated", rating }, note }
    : `rating: expected a whole number from ${min} to ${max}, got ${JSON.stringify(value.slice(0, 40))}`;
}

const sides: readonly (readonly ["left" | "tie" | "right", readonly string[]])[] = [
  ["left", ["left", "l", "左"]],
  ["tie", ["tie", "t", "引き分け", "同じ"]],
  ["right", ["right", "r", "右"]],
];
