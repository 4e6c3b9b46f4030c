import type { MatchGateReport } from "../../gate/match-gate.ts";
import { escapeMarkdownCell, escapeTerminalLine } from "../../text/escape.ts";
import { ruleTable, verdictTitles } from "../tables/gate-text.ts";
import { markdownTable } from "../tables/leaderboard-markdown.ts";
import { percent, signed } from "../tables/number-text.ts";
import { layOut, type TextBlock, type TextTable } from "../tables/text-table.ts";

/** Questions that are lost most clearly and named. */
const shownLost = 5;

/** The gate's report for a terminal; `judgeNote` says what is known of the judge. */
export function matchGateText(
  report: MatchGateReport,
  exitCode: number,
  judgeNote: string,
  columns: number | undefined,
): string {
  const blocks: TextBlock[] = [
    `${verdictTitles[report.verdict]} (exit code ${exitCode})`,
    ...headLines(report).map(escapeTerminalLine),
    escapeTerminalLine(judgeNote),
    "",
    { ...inLines(ruleTable(report)), proseLast: true },
  ];
  const lost = lostTable(report);
  if (lost.rows.length > 0) blocks.push("", "Lost most clearly:", lost);
  return layOut(blocks, columns);
}

/** Markdown for GitHub's step summary. */
export function matchGateSummary(report: MatchGateReport, judgeNote: string, reportUrl: string | null): string {
  const lost = lostTable(report);
  const parts = [
    `## mtbench gate by matches: ${verdictTitles[report.verdict]}`,
    [...headLines(report), judgeNote].map((line) => `- ${escapeMarkdownCell(line)}`).join("\n"),
    markdownTable(ruleTable(report)),
    ...(lost.rows.length > 0 ? [`### Lost most clearly\n\n${markdownTable(lost)}`] : []),
    ...(reportUrl !== null && /^https?:\/\/[^\s<>()"]+$/.test(reportUrl) ? [`[Full report](${reportUrl})`] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

function headLines({ candidate, baseline, margin, alpha, strict, power, procedure }: MatchGateReport): string[] {
  const chances =
    power === null
      ? []
      : [
          `power on questions spread as these are (${power.simulations} simulated gates each): an equally good candidate passes in ${percent(power.equalPasses)}, one that loses the margin in ${percent(power.atMarginPasses)}, and one that loses twice the margin is found in ${percent(power.worseIsFound)}`,
        ];
  return [
    `${candidate.id} against ${baseline.id}, side by side, every turn in both orders`,
    `match procedure ${procedure.slice(0, 12)}, margin ${margin} net wins, alpha ${alpha}${strict ? ", strict" : ""}`,
    ...chances,
  ];
}

function inLines(table: TextTable): TextTable {
  const rows = table.rows.flatMap(([rule = "", of = "", verdict = "", found = ""]) =>
    found.split("; ").map((part, index) => (index === 0 ? [rule, of, verdict, part] : ["", "", "", part])),
  );
  return { ...table, rows };
}

function lostTable({ lost }: MatchGateReport): TextTable {
  const rows = lost.filter(({ value }) => value < 0).slice(0, shownLost);
  return {
    header: ["question", "category", "net wins"],
    rows: rows.map(({ questionId, category, value }) => [
      escapeTerminalLine(questionId),
      escapeTerminalLine(category),
      signed(value),
    ]),
    numeric: [false, false, true],
  };
}
