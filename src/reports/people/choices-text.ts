import { cutToScale } from "../../judges/scale.ts";
import type { DeskChoices } from "../../people/desk-choices.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { signed } from "../tables/number-text.ts";
import { layOut } from "../tables/text-table.ts";

/** What people chose between two answers, for a terminal. */
export function choicesText(choices: DeskChoices, columns: number | undefined): string {
  const { plan, questionSet, first, second, people, won, tied, lost, skipped, net } = choices;
  const who = people.length === 0 ? "nobody has chosen yet" : `chosen by ${people.join(", ")}`;
  const { low, high } = cutToScale({ low: net.low, high: net.high }, { min: -1, max: 1 });
  const interval = low === null || high === null ? "-" : `${signed(low)} to ${signed(high)}`;
  return layOut(
    [
      escapeTerminalLine(`plan ${plan} of ${questionSet}, ${first} beside ${second}; ${who}`),
      "",
      {
        header: ["better", "turns"],
        rows: [
          [first, String(won)],
          ["tie", String(tied)],
          [second, String(lost)],
          ["(skipped)", String(skipped)],
        ],
        numeric: [false, true],
      },
      "",
      `Net: ${net.mean === null ? "-" : signed(net.mean)}, 95 % ${interval}, over ${net.clusters} questions: the mean of 1 for the first, 0 for a tie, -1 for the second, as these people choose.`,
    ],
    columns,
  );
}
