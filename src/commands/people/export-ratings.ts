import { resolve } from "node:path";
import { stringify } from "csv-stringify/sync";
import writeFileAtomic from "write-file-atomic";
import { InputError, messageOf } from "../../errors.ts";
import { recordsOfPlan } from "../../people/plan-records.ts";
import { sheetRows } from "../../people/rating-sheet.ts";
import { ratingsTable } from "../../people/ratings-table.ts";
import { sitDown } from "../../people/sitting.ts";
import { byteOrderMark } from "../../reports/tables/leaderboard-csv.ts";
import { openDesk } from "../../results/desk/open-desk.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { findDesk } from "./choose-plan.ts";
import { resultsRoot } from "./desk-candidates.ts";
import { textsOfPlan } from "./plan-texts.ts";
import type { ExportRatingsFlags } from "./ratings-verbs.ts";

/**
 * `mtbench export ratings`: everything that people gave under a plan, or, with `--by`, one person's part of it as a blind
 * sheet to be filled in.
 */
export async function exportRatings(flags: ExportRatingsFlags, io: Io): Promise<Ending> {
  const root = resultsRoot(flags, io);
  const desk = await findDesk(root, flags.plan);
  const records = await recordsOfPlan(root, desk.plan);
  const rows = flags.by === undefined ? ratingsTable(desk, records) : await sheetOf(flags.by);
  const text = `${flags.bom ? byteOrderMark : ""}${stringify(rows)}`;
  if (flags.output === undefined) io.out(text);
  else await write(flags.output, text, io);
  io.err(writtenLine(flags, rows.length - 1));
  return "done";

  async function sheetOf(by: string): Promise<string[][]> {
    const texts = await textsOfPlan(desk.plan, records, flags.texts, io);
    const open = await openDesk(desk.path, io.now);
    try {
      return sheetRows(desk.plan, by, await sitDown(by, { open, texts, now: io.now }));
    } finally {
      await open.close();
    }
  }
}

/** A table without a row says nothing by itself. */
function writtenLine({ by, output }: ExportRatingsFlags, rows: number): string {
  if (by === undefined && rows === 0)
    return "Nobody has given a rating yet: mtbench rate, or export ratings --by NAME.\n";
  if (output === undefined) return "";
  const what = by === undefined ? "given" : `for ${by}`;
  return `${output}: ${rows} ${rows === 1 ? "row" : "rows"} ${what}\n`;
}

async function write(output: string, text: string, io: Io): Promise<void> {
  try {
    await writeFileAtomic(resolve(io.cwd, output), text);
  } catch (error) {
    throw new InputError(`cannot write ${output}: ${messageOf(error)}`, { cause: error });
  }
}
