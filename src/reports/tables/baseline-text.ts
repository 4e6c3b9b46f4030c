import type { ComparedCandidate } from "../../gate/compared-candidate.ts";
import { cutToScale } from "../../judges/scale.ts";
import { judgesText } from "../../results/procedure-record.ts";
import { meansByQuestion } from "../../scores/score.ts";
import { clusteredMean } from "../../statistics/means/clustered-mean.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { decimal } from "./number-text.ts";
import { layOut } from "./text-table.ts";

/** What a baseline holds, for a terminal. */
export function baselineText(
  { candidate, protocol, questionSet, trials, repeats, cells }: ComparedCandidate,
  columns: number | undefined,
): string {
  const name = candidate.revision === null ? candidate.id : `${candidate.id} (${candidate.revision})`;
  const categories = [...new Set(cells.map((cell) => cell.category))];
  const rowOf = (title: string, own: ComparedCandidate["cells"]) => {
    const { mean, low, high } = cutToScale(clusteredMean(meansByQuestion(own)), protocol.scale);
    const rated = own.reduce((sum, cell) => sum + cell.ratings.length, 0);
    const planned = own.reduce((sum, cell) => sum + cell.planned, 0);
    return [
      title,
      mean === null ? "-" : decimal(mean),
      low === null || high === null ? "-" : `${decimal(low)} to ${decimal(high)}`,
      `${rated}/${planned}`,
    ];
  };
  const rows = [rowOf("overall", cells)];
  for (const category of categories) {
    rows.push(
      rowOf(
        category,
        cells.filter((cell) => cell.category === category),
      ),
    );
  }
  const table = { header: ["", "score", "95% interval", "rated"], rows, numeric: [false, true, true, true] };
  const lines = [
    escapeTerminalLine(`${name} on ${questionSet.title}${questionSet.whole ? "" : " (a part of it)"}`),
    escapeTerminalLine(
      `judge ${protocol.judge} by ${judgesText(protocol.judges)}, protocol ${protocol.key.slice(0, shownKeyDigits)}, trials ${trials}, judge repeats ${repeats}`,
    ),
    "",
    table,
    ...(rows.some((row) => row[2] === "-") ? ["  no interval where fewer than 2 questions are rated"] : []),
  ];
  return layOut(lines, columns);
}
