import type { PeopleGaps } from "../../agreement/people-gaps.ts";
import { escapeTerminal, escapeTerminalLine } from "../../text/escape.ts";
import { shorten } from "../../text/shorten.ts";
import { fixed, signed } from "../tables/number-text.ts";
import { layOut, type TextBlock } from "../tables/text-table.ts";

/** Characters of a note, unless all of it is asked for. */
const shownNote = 200;

/** The answers on which people and judges differ most, for a terminal; empty where they rated none together. */
export function peopleGapsText(
  { usual, answers }: PeopleGaps,
  { limit, full, columns }: { readonly limit: number; readonly full: boolean; readonly columns: number | undefined },
): string {
  if (answers.length === 0) return "";
  const shown = answers.slice(0, limit);
  const lines: TextBlock[] = [
    `People and judges: ${shown.length} of ${answers.length} answers that both rated, those first on which they differ most beyond their severity (people give ${signed(usual)} on average)`,
    "",
    {
      header: ["turn", "category", "candidate", "people", "judges", "beyond"],
      rows: shown.map(({ question, turn, category, candidate, people, judges, beyond }) => [
        `${question}/${turn}`,
        category,
        candidate,
        fixed(people, 1),
        fixed(judges, 1),
        signed(beyond, 1),
      ]),
      numeric: [false, false, false, true, true, true],
    },
  ];
  const noted = shown.filter(({ notes }) => notes.length > 0);
  if (noted.length > 0) lines.push("");
  for (const { question, turn, candidate, notes } of noted) {
    lines.push(
      `-- question ${escapeTerminalLine(question)}, turn ${turn}, ${escapeTerminalLine(candidate)}: people's notes`,
    );
    lines.push(
      ...notes.map((note) => `  ${full ? escapeTerminal(note) : escapeTerminalLine(shorten(note, shownNote))}`),
    );
  }
  return layOut(lines, columns);
}
