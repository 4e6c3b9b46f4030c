import type { LinkRecord } from "../../linking/link-record.ts";
import { labelOf } from "../../linking/link-table.ts";
import type { OpenName } from "../../linking/open-names.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { decimal } from "../tables/number-text.ts";
import type { TextBlock } from "../tables/text-table.ts";
import { linkedInterval, linkedValue, orDash, refusalWords } from "./linking-words.ts";

/** Which pairs hold and how well; one line a direction. */
export function linkSummary(links: readonly LinkRecord[]): TextBlock[] {
  const held = links.flatMap((link) => (link.fit === null ? [] : [{ ...link, fit: link.fit }]));
  if (held.length === 0) return ["No pair can be linked."];
  const table = {
    header: ["from", "to", "anchors", "slope", "spread", "left out", "families left out", "as they are", "do not fit"],
    rows: held.map(({ from, to, fit, anchors }) => [
      from.id,
      to.id,
      fit.weak ? `${fit.anchors} (weak)` : String(fit.anchors),
      fit.kind === "shift" ? "assumed" : decimal(fit.slope, 3),
      decimal(fit.spread.sd, 3),
      orDash(fit.leaveOneOut, 3),
      orDash(fit.leaveFamilyOut, 3),
      decimal(fit.raw, 3),
      anchors.flatMap(({ misfit, from }) => (misfit ? [from] : [])).join(", "),
    ]),
    numeric: [false, false, true, true, true, true, true, true, false],
  };
  return [table];
}

/** Which pairs do not hold, why, and which rows stand nearest to being anchors. */
export function refusedLines(links: readonly LinkRecord[]): string[] {
  return links.flatMap((link) => {
    if (link.refusal === null) return [];
    const { from, to, anchors, notAnchors, refusal } = link;
    const sure = anchors.map((anchor) => `anchor: ${pairName(anchor.from, anchor.to)}`);
    const near = notAnchors.map((one) => `not an anchor: ${pairName(one.from, one.to)}: ${one.reason}`);
    const title = escapeTerminalLine(`${from.id} and ${to.id}: ${refusalWords(refusal).en}`);
    return [title, ...[...sure, ...near].map((line) => `  ${escapeTerminalLine(line)}`)];
  });
}

/** Every score that is published under a name without a snapshot, and what links say of them. */
export function openNameLines({ id, rows }: OpenName, links: readonly LinkRecord[]): TextBlock[] {
  const scores = rows.map(({ table, row }) => {
    const translated = links.flatMap((link) => {
      if (link.from.id !== table.id) return [];
      const found = link.linked.find(({ candidate }) => candidate === labelOf(row));
      return found === undefined ? [] : [`${linkedValue(found)} (${linkedInterval(found)}) on ${link.to.id}`];
    });
    return [table.id, labelOf(row), decimal(row.score, 2), translated.join("; ")];
  });
  const ids = new Set(rows.map(({ table }) => table.id));
  const refused = links.filter(
    ({ from, to, refusal }) => refusal !== null && ids.has(from.id) && ids.has(to.id) && from.id < to.id,
  );
  return [
    `${id}: ${rows.length} scores under one name`,
    {
      header: ["table", "as it calls it", "score", "linked"],
      rows: scores,
      numeric: [false, false, true, false],
      indent: "  ",
      proseLast: true,
    },
    ...refused.map(
      ({ from, to, refusal }) =>
        `  ${escapeTerminalLine(`${from.id} and ${to.id}: ${refusal === null ? "" : refusalWords(refusal).en}`)}`,
    ),
    ...(refused.length === 0
      ? []
      : ["  Needed: 4 models that both tables rate, their weights and way of thinking stated by both."]),
  ];
}

function pairName(from: string, to: string): string {
  return from === to ? from : `${from} / ${to}`;
}
