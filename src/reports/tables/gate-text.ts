import type { GateReport } from "../../gate/evaluate-gate.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { signedPoints } from "./compare-text.ts";
import { shownKeyDigits } from "./leaderboard-text.ts";
import { decimal } from "./number-text.ts";
import { layOut, type TextBlock, type TextTable } from "./text-table.ts";

/** What the verdict means, in a sentence. */
export const verdictTitles = {
  pass: "pass: the candidate is shown to be no worse than the margin allows",
  regression: "regression: the candidate is shown to be worse",
  "below-floor": "below the floor: the candidate's score is shown to be under the lowest one allowed",
  undecided: "undecided: these data show neither",
  incomplete: "incomplete: there is not enough to compare",
} as const satisfies Record<GateReport["verdict"], string>;

/** Questions with the largest drops that a report names. */
const shownDrops = 5;

/** The gate's report for a terminal; `judgeNote` says what is known of the judge. */
export function gateText(report: GateReport, exitCode: number, judgeNote: string, columns: number | undefined): string {
  const { candidate, baseline, looks, alpha } = report;
  const sequential = looks > 1 ? `, ${looks} looks planned, each at ${decimal(alpha, 4)}` : "";
  const lines: TextBlock[] = [
    `${verdictTitles[report.verdict]} (exit code ${exitCode})`,
    `candidate ${sideWords(candidate)}`,
    `baseline  ${sideWords(baseline)}`,
    `protocol ${report.protocol.slice(0, shownKeyDigits)}, margin ${Number(report.margin.toFixed(4))}${report.strict ? ", strict" : ""}${sequential}`,
    escapeTerminalLine(judgeNote),
    "",
    { ...inLines(ruleTable(report)), proseLast: true },
  ];
  const drops = largestDrops(report);
  if (drops.length > 0) lines.push("", "Largest drops:", dropTable(report));
  return layOut(lines, columns);
}

/** What was found, a statement a line, so that a terminal need not break it. */
function inLines(table: TextTable): TextTable {
  const rows = table.rows.flatMap(([rule = "", of = "", verdict = "", found = ""]) =>
    found.split("; ").map((part, index) => (index === 0 ? [rule, of, verdict, part] : ["", "", "", part])),
  );
  return { ...table, rows };
}

export function ruleTable({ rules }: Pick<GateReport, "rules">): TextTable {
  return {
    header: ["rule", "of", "verdict", "what was found"],
    rows: rules.map(({ rule, subject, verdict, counts, message }) => [
      rule,
      subject,
      counts ? verdict : `(${verdict})`,
      message,
    ]),
    numeric: [false, false, false, false],
  };
}

export function dropTable(report: GateReport): TextTable {
  return {
    header: ["question", "category", "baseline", "candidate", "difference"],
    rows: largestDrops(report).map(({ questionId, category, baseline, candidate, difference }) => [
      questionId,
      category,
      decimal(baseline),
      decimal(candidate),
      signedPoints(difference),
    ]),
    numeric: [false, false, true, true, true],
  };
}

function largestDrops({ moved }: GateReport): GateReport["moved"] {
  return moved.filter((question) => question.difference < 0).slice(0, shownDrops);
}

export function sideWords({ id, revision, mean, rated, planned, trials }: GateReport["candidate"]): string {
  const name = revision === null ? id : `${id} (${revision})`;
  const score = mean === null ? "no score" : decimal(mean);
  return `${name}: ${score} over the common turns, ${rated}/${planned} rated, trials ${trials}`;
}
