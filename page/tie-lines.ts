import type { ReportCandidate } from "../src/reports/page/report-record.ts";

/** More lines than this say nothing to a reader; the rank ranges then stand alone. */
const mostLines = 8;

export interface TieLines {
  /** Lines beside the names; 0: none to draw. */
  readonly width: number;
  /** For every candidate and line: class of the piece to draw, empty for none. */
  readonly rows: readonly (readonly ("" | "first" | "middle" | "last" | "gap")[])[];
}

/** Brackets beside the names: all candidates on one line are statistically tied. Groups of one need no line. */
export function tieLines(candidates: readonly Pick<ReportCandidate, "ties">[]): TieLines {
  const groups = new Map<string, number[]>();
  for (const [row, { ties }] of candidates.entries()) {
    for (const letter of ties?.match(/[a-z]\d*/gu) ?? []) groups.set(letter, [...(groups.get(letter) ?? []), row]);
  }
  const lines = [...groups.values()].filter((members) => members.length > 1);
  if (lines.length > mostLines) return { width: 0, rows: candidates.map(() => []) };
  return {
    width: lines.length,
    rows: candidates.map((_, row) =>
      lines.map((members) => {
        const [first, last] = [members[0] ?? 0, members.at(-1) ?? 0];
        if (row === first) return "first";
        if (row === last) return "last";
        if (members.includes(row)) return "middle";
        return row > first && row < last ? "gap" : "";
      }),
    ),
  };
}
