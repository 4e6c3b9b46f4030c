import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { publishedProcedures } from "../../judges/published-procedures.ts";
import { strictProcedures } from "../../judges/strict-procedures.ts";
import { type Elsewhere, elsewhereOf } from "../../linking/elsewhere.ts";
import { labelOf } from "../../linking/link-table.ts";
import { loadPublishedTables, ownLinks } from "../../linking/load-tables.ts";
import { elsewhereCsv } from "../../reports/linking/elsewhere-csv.ts";
import { elsewhereLines, elsewhereMarkdown } from "../../reports/linking/elsewhere-text.ts";
import { byteOrderMark } from "../../reports/tables/leaderboard-csv.ts";
import type { ElsewhereFormat } from "../../reports/tables/table-formats.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { makeBoards } from "../../scores/leaderboard.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ElsewhereFlags } from "./elsewhere-verb.ts";
import { loadStandings } from "./leaderboard.ts";

/** `mtbench elsewhere`: what each board's procedure says of one candidate. Calls no model. */
export async function elsewhere({ candidate, format, bom, results }: ElsewhereFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, results);
  const { scores } = await loadStandings(root, io);
  const boards = makeBoards(scores);
  const published = await loadPublishedTables(root);
  const { tables, models } = published;
  // Lines are drawn through scores that are averaged in our own way, whatever a board does.
  const links = ownLinks(published, makeBoards(scores, "mtbench"));
  const [procedures, strict] = await Promise.all([publishedProcedures(), strictProcedures()]);
  const record = elsewhereOf(candidate, { boards, tables, models, links, procedures, strict });
  if (record.rows.length === 0) {
    const ids = boards.flatMap((board) => board.candidates.map(({ id }) => id));
    const names = tables.flatMap((table) => table.rows.map((row) => row.identity.model?.id ?? labelOf(row)));
    throw new InputError(`nothing is rated in ${results} and nothing published of ${JSON.stringify(candidate)}`, {
      hint: nearestHint(candidate, [...new Set([...ids, ...names])]),
    });
  }
  if (bom && format === "csv") io.out(byteOrderMark);
  io.out(writers[format](record, io));
  return "done";
}

const writers: Readonly<Record<ElsewhereFormat, (record: Elsewhere, io: Io) => string>> = {
  table: (record, io) => layOut(elsewhereLines(record), io.columns),
  json: (record) => `${JSON.stringify(record, null, 2)}\n`,
  csv: elsewhereCsv,
  markdown: elsewhereMarkdown,
};
