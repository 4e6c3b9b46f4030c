import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { publishedProcedures } from "../../judges/published-procedures.ts";
import { elsewhereOf } from "../../linking/elsewhere.ts";
import { labelOf } from "../../linking/link-table.ts";
import { loadPublishedTables, ownLinks } from "../../linking/load-tables.ts";
import { elsewhereLines } from "../../reports/linking/elsewhere-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { makeBoards } from "../../scores/leaderboard.ts";
import { nearestHint } from "../../text/nearest.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { ElsewhereFlags } from "./elsewhere-verb.ts";
import { loadStandings } from "./leaderboard.ts";

/** `mtbench elsewhere`: what each board's procedure says of one candidate. Calls no model. */
export async function elsewhere({ candidate, json, results }: ElsewhereFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, results);
  const { scores } = await loadStandings(root, io);
  const boards = makeBoards(scores);
  const { tables, models } = await loadPublishedTables(root);
  // Lines are drawn through scores that are averaged in our own way, whatever a board does.
  const links = await ownLinks(root, makeBoards(scores, "mtbench"));
  const record = elsewhereOf(candidate, { boards, tables, models, links, procedures: await publishedProcedures() });
  if (record.rows.length === 0) {
    const ids = boards.flatMap((board) => board.candidates.map(({ id }) => id));
    const names = tables.flatMap((table) => table.rows.map((row) => row.identity.model?.id ?? labelOf(row)));
    throw new InputError(`nothing is rated in ${results} and nothing published of ${JSON.stringify(candidate)}`, {
      hint: nearestHint(candidate, [...new Set([...ids, ...names])]),
    });
  }
  io.out(json ? `${JSON.stringify(record, null, 2)}\n` : layOut(elsewhereLines(record), io.columns));
  return "done";
}
