import { resolve } from "node:path";
import { linkPairs } from "../../linking/link-pairs.ts";
import { type LinkRecord, linkRecord } from "../../linking/link-record.ts";
import { labelOf } from "../../linking/link-table.ts";
import { loadPublishedTables, refuseUnknownRows } from "../../linking/load-tables.ts";
import { openNames } from "../../linking/open-names.ts";
import { linkSummary, openNameLines, refusedLines } from "../../reports/linking/linking-summary.ts";
import { linkText } from "../../reports/linking/linking-text.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { linkOptions } from "./linking.ts";
import type { LinkingPublishedFlags } from "./linking-verbs.ts";

/** `mtbench linking published`: what is published, linked with itself. Works offline on what ships. */
export async function linkingPublished(flags: LinkingPublishedFlags, io: Io): Promise<Ending> {
  const { tables, models } = await loadPublishedTables(resolve(io.cwd, flags.results));
  refuseUnknownRows(tables, flags.without);
  const { links, strangers } = linkPairs(tables, tables, linkOptions(flags));
  const records = links.map(linkRecord);
  const names = openNames(tables, models);
  if (flags.json) {
    const apart = strangers.map(({ from, to }) => ({ from: from.id, to: to.id }));
    const open = names.map(({ id, rows }) => ({
      name: id,
      scores: rows.map(({ table, row }) => ({ table: table.id, candidate: labelOf(row), score: row.score })),
    }));
    io.out(`${JSON.stringify({ links: records, withoutCommonModels: apart, openNames: open }, null, 2)}\n`);
    return "done";
  }
  const once = oneDirection(records);
  const held = once.filter(({ fit }) => fit !== null);
  const lines = [
    `${tables.length} published tables (a table and a language each), anchors: ${flags.anchors}`,
    "",
    ...linkSummary(records),
    "",
    "Spread and errors are in points of the second table. A table's other direction: mtbench linking --from ... --to ...",
  ];
  io.out(layOut(lines, io.columns));
  for (const link of held) io.out(`\n${linkText(link, { columns: io.columns })}`);
  const refused = once.filter(({ refusal }) => refusal !== null && refusal.kind !== "language");
  if (refused.length > 0) io.out(layOut(["", "Cannot be linked:", ...refusedLines(refused)], io.columns));
  io.out(layOut(["", "Tables in Japanese and in English are never linked: they are two exams."], io.columns));
  if (strangers.length > 0) io.out(`${strangers.length / 2} pairs of one language share no model.\n`);
  for (const name of names) io.out(layOut(["", ...openNameLines(name, records)], io.columns));
  return "done";
}

/** Of the two directions of a pair the one into the larger table: more models stand there to compare with. */
function oneDirection(links: readonly LinkRecord[]): LinkRecord[] {
  return links.filter(
    ({ from, to }) => from.candidates < to.candidates || (from.candidates === to.candidates && from.id < to.id),
  );
}
