import type { GateReport } from "../../gate/evaluate-gate.ts";
import { escapeMarkdownCell } from "../../text/escape.ts";
import { dropTable, ruleTable, sideWords, verdictTitles } from "../tables/gate-text.ts";
import { markdownTable } from "../tables/leaderboard-markdown.ts";

const marks = {
  pass: "✅",
  regression: "❌",
  "below-floor": "❌",
  undecided: "❔",
  incomplete: "⚠️",
} as const satisfies Record<GateReport["verdict"], string>;

/** Markdown for GitHub's step summary: verdict, rules, largest drops, and a link to the report. */
export function githubSummary(report: GateReport, judgeNote: string, reportUrl: string | null): string {
  const drops = dropTable(report);
  const parts = [
    `## ${marks[report.verdict]} mtbench gate: ${verdictTitles[report.verdict]}`,
    [`- candidate ${sideWords(report.candidate)}`, `- baseline ${sideWords(report.baseline)}`, `- ${judgeNote}`]
      .map((line) => `- ${escapeMarkdownCell(line.slice(2))}`)
      .join("\n"),
    markdownTable(ruleTable(report)),
  ];
  if (drops.rows.length > 0) parts.push(`### Largest drops\n\n${markdownTable(drops)}`);
  if (reportUrl !== null && /^https?:\/\/[^\s<>()"]+$/.test(reportUrl)) parts.push(`[Full report](${reportUrl})`);
  return `${parts.join("\n\n")}\n`;
}
