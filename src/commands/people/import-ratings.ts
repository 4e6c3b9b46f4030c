import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { readNamedText } from "../../files/read-text.ts";
import type { GivenView } from "../../people/desk-view.ts";
import { recordsOfPlan } from "../../people/plan-records.ts";
import { type FilledRow, type FilledSheet, parseSheet } from "../../people/rating-sheet.ts";
import { type Sitting, sitDown } from "../../people/sitting.ts";
import type { Desk } from "../../results/desk/load-desk.ts";
import { openDesk } from "../../results/desk/open-desk.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { findDesk } from "./choose-plan.ts";
import { resultsRoot } from "./desk-candidates.ts";
import { textsOfPlan } from "./plan-texts.ts";
import type { ImportRatingsFlags } from "./ratings-verbs.ts";

interface Imported {
  readonly file: string;
  /** Rows that were kept: new ones, and those that say something else than before. */
  readonly kept: number;
  readonly unchanged: number;
  readonly open: number;
}

/** A row with the step that it is about. */
interface PlacedRow {
  readonly row: FilledRow;
  readonly sitting: Sitting;
  readonly place: number;
}

/** `mtbench import ratings`: what people filled in. Nothing of any file is taken where a row of one is wrong. */
export async function importRatings(flags: ImportRatingsFlags, io: Io): Promise<Ending> {
  const root = resultsRoot(flags, io);
  const desk = await findDesk(root, flags.plan);
  const sheets = await readSheets(flags.files, desk, io);
  const texts = await textsOfPlan(desk.plan, await recordsOfPlan(root, desk.plan), flags.texts, io);
  const open = await openDesk(desk.path, io.now);
  try {
    const seat = seats((by) => sitDown(by, { open, texts, now: io.now }));
    const placed = await placeRows(sheets, seat);
    const imported: Imported[] = [];
    for (const { file, sheet } of sheets) {
      const own = placed.filter(({ row }) => sheet.rows.includes(row));
      const changed = own.filter(isChanged);
      for (const { row, sitting, place } of changed) await sitting.give(place, row.given, row.note, null);
      imported.push({ file, kept: changed.length, unchanged: own.length - changed.length, open: sheet.open });
    }
    if (flags.json) io.out(`${JSON.stringify({ plan: desk.plan.id, imported })}\n`);
    else for (const one of imported) io.out(importedLine(one));
    return "done";
  } finally {
    await open.close();
  }
}

function importedLine({ file, kept, unchanged, open }: Imported): string {
  return `${file}: ${kept} ratings taken, ${unchanged} known already, ${open} rows still open\n`;
}

async function readSheets(files: readonly string[], { plan }: Desk, io: Io) {
  const sheets: { readonly file: string; readonly sheet: FilledSheet }[] = [];
  for (const file of files) {
    const text = await readNamedText(resolve(io.cwd, file), file);
    sheets.push({ file, sheet: parseSheet(text, plan) });
  }
  refuse(sheets.flatMap(({ file, sheet }) => sheet.problems.map((problem) => `${file}:${problem}`)));
  return sheets;
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new InputError("these sheets cannot be taken as they are; nothing was", {
    problems,
    hint: "Mend the rows and give the same command again.",
  });
}

/** Everybody sits once. */
function seats(sit: (by: string) => Promise<Sitting>): (by: string) => Promise<Sitting> {
  const known = new Map<string, Promise<Sitting>>();
  return (by) => {
    const sitting = known.get(by) ?? sit(by);
    known.set(by, sitting);
    return sitting;
  };
}

async function placeRows(
  sheets: readonly { readonly file: string; readonly sheet: FilledSheet }[],
  seat: (by: string) => Promise<Sitting>,
): Promise<PlacedRow[]> {
  const placed: PlacedRow[] = [];
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const { file, sheet } of sheets) {
    for (const row of sheet.rows) {
      const where = `${file}:${row.line}`;
      const sitting = await seat(row.rater);
      const codes = Array.from({ length: sitting.standing().of }, (_, index) => sitting.code(index + 1));
      const place = codes.indexOf(row.task) + 1;
      const before = seen.get(row.task);
      seen.set(row.task, where);
      if (place === 0) problems.push(`${where}: task: ${JSON.stringify(row.task)} is none of ${row.rater}'s`);
      else if (before !== undefined) problems.push(`${where}: task: it stands at ${before} too`);
      else if (sitting.step(place).locked && isChanged({ row, sitting, place })) {
        problems.push(`${where}: the judge's rating was looked up here, so the first one stays`);
      } else placed.push({ row, sitting, place });
    }
  }
  refuse(problems);
  return placed;
}

function isChanged({ row, sitting, place }: PlacedRow): boolean {
  return sayingOf(sitting.step(place).given) !== sayingOfRow(row);
}

function sayingOf(given: GivenView | null): string {
  if (given === null) return "";
  if (given.kind === "skipped") return `skipped ${given.reason}`;
  return given.kind === "rated" ? `${given.rating} ${given.note}` : `${given.side} ${given.note}`;
}

function sayingOfRow({ given, note }: FilledRow): string {
  switch (given.kind) {
    case "rated":
      return `${given.rating} ${note}`;
    case "matched":
      return `${given.side} ${note}`;
    case "skipped":
      return `skipped ${note === "" ? given.reason : `${given.reason}: ${note}`}`;
    case "withdrawn":
      return "";
  }
}
