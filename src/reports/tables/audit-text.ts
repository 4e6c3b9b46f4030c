import type { AuditedTurn, DisputedAnswer } from "../../agreement/audit-record.ts";
import type { Erratum } from "../../questions/errata/errata.ts";
import { escapeTerminal, escapeTerminalLine } from "../../text/escape.ts";
import { shorten } from "../../text/shorten.ts";
import { layOut, type TextBlock } from "./text-table.ts";

/** Characters of a judge's words and of other long texts, unless all of them are asked for. */
const shownWords = 300;

/** The turns that deserve a person's eye, for a terminal: a table, then each with question, reference and words. */
export function auditText(
  set: string,
  turns: readonly AuditedTurn[],
  options: { limit: number; full: boolean; columns: number | undefined },
): string {
  const shown = turns.slice(0, options.limit);
  const raters = [...new Set(shown.flatMap((turn) => turn.means.map(({ rater }) => rater)))];
  const lines: TextBlock[] = [
    `${escapeTerminalLine(set)}: ${shown.length} of ${turns.length} turns, those first on which raters differ most beyond their severity`,
    "",
    {
      header: ["turn", "category", "spread", "answers", ...raters, "known"],
      rows: shown.map((turn) => [
        `${turn.question}/${turn.turn}`,
        turn.category,
        turn.spread.toFixed(2),
        String(turn.candidates),
        ...raters.map((rater) => turn.means.find((one) => one.rater === rater)?.mean.toFixed(1) ?? "-"),
        knownText(turn.known),
      ]),
      numeric: [false, false, true, true, ...raters.map(() => true), false],
    },
  ];
  const text = (value: string) =>
    options.full ? escapeTerminal(value) : escapeTerminalLine(shorten(value, shownWords));
  for (const turn of shown) {
    lines.push(
      "",
      `== question ${escapeTerminalLine(turn.question)}, turn ${turn.turn}: spread ${turn.spread.toFixed(2)}`,
    );
    lines.push("-- asked", turn.asked === null ? "(the question's text is not at hand)" : text(turn.asked));
    if (turn.reference !== null) {
      lines.push(`-- reference ${escapeTerminalLine(turn.reference.name)}`, text(turn.reference.text));
    }
    if (turn.known !== null) lines.push(`-- errata: ${escapeTerminalLine(erratumText(turn.known))}`);
    const [widest] = turn.answers;
    if (widest !== undefined) lines.push(...answerLines(widest, text));
  }
  return layOut(lines, options.columns);
}

function answerLines({ candidate, ratings }: DisputedAnswer, text: (value: string) => string): string[] {
  return [
    `-- most disputed: the answer of ${escapeTerminalLine(candidate)}`,
    ...ratings.flatMap(({ rater, ratings: own, words }) => [
      `${escapeTerminalLine(rater)}: ${own.join(", ")}`,
      ...words.slice(0, 1).map((one) => `  ${text(one)}`),
    ]),
  ];
}

function knownText(known: Erratum | null): string {
  return known === null ? "" : known.status;
}

/** One erratum in a sentence. */
function erratumText(erratum: Erratum): string {
  switch (erratum.status) {
    case "confirmed":
      return `the reference is wrong; right: ${erratum.right}. ${erratum.why}`;
    case "refuted":
      return `looked at and found right by ${erratum.by}: ${erratum.why}`;
    case "suspected":
      return `suspected${erratum.note === undefined ? "" : `: ${erratum.note}`}`;
    default: {
      const never: never = erratum;
      throw new Error(`no words for ${JSON.stringify(never)}`);
    }
  }
}
