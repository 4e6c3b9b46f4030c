import type { UnratedCandidate } from "../../scores/unrated-candidate.ts";
import { escapeTerminalLine } from "../../text/escape.ts";

/** What a table leaves out, one line a candidate; nothing where all are rated. */
export function unratedLines(unrated: readonly UnratedCandidate[]): string[] {
  if (unrated.length === 0) return [];
  const lines = unrated.map(({ id, set, origin, answered, failed }) => {
    const from = origin === "import" ? ", imported" : "";
    const missing =
      answered + failed === 0 ? "no answers and no ratings yet" : `${answersText(answered, failed)}, no ratings`;
    return `  ${escapeTerminalLine(id)} (${escapeTerminalLine(set)}${from}): ${missing}`;
  });
  return [
    `In no table, because nobody has rated them (${unrated.length}):`,
    ...lines,
    `Rate them with: ${[...new Set(unrated.map(({ set }) => `mtbench judge --questions ${escapeTerminalLine(set)}`))].join("; ")}`,
  ];
}

function answersText(answered: number, failed: number): string {
  return failed === 0 ? `${answered} answers` : `${answered} answers and ${failed} failures`;
}
