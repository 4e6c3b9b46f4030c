import type { LinkRecord } from "../../linking/link-record.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { decimal } from "../tables/number-text.ts";
import type { TextTable } from "../tables/text-table.ts";
import { linkedInterval, linkedNotes, linkedValue, orDash } from "./linking-words.ts";

/** Said above every table of linked scores. */
export const linkedTitle = "On other scales: linked, not measured, and never ranked with direct scores";

/** What a board's candidates would score elsewhere, one row a candidate and table; null where no link holds. */
export function linkedTable(board: ProtocolBoard, links: readonly LinkRecord[]): TextTable | null {
  const own = linksOf(board, links);
  const rows = own.flatMap((link) =>
    link.linked.map((row) => [
      row.candidate,
      decimal(row.score, 2),
      link.to.id,
      linkedValue(row),
      linkedInterval(row),
      `${link.fit?.anchors ?? 0}${link.fit?.weak === true ? " (weak)" : ""}`,
      orDash(link.fit?.leaveOneOut, 2),
      linkedNotes(row).join("; "),
    ]),
  );
  if (rows.length === 0) return null;
  const header = ["candidate", "score", "scale of", "linked", "95% interval", "anchors", "left out", "notes"];
  return { header, rows, numeric: [false, true, false, true, true, true, true, false] };
}

/** The links of one board that hold, those with most anchors first. */
function linksOf(board: Pick<ProtocolBoard, "key">, links: readonly LinkRecord[]): readonly LinkRecord[] {
  return links.filter(({ from, fit }) => from.origin === "own" && fit !== null && board.key.startsWith(from.id));
}
