import type { Json } from "../../files/canonical-json.ts";
import { escapeMarkdownCell } from "../../text/escape.ts";
import { markdownTable } from "../tables/leaderboard-markdown.ts";
import type { CandidateFacts } from "./candidate-facts.ts";
import type { ReportBoard, ReportCandidate, ReportRecord } from "./report-record.ts";

/**
 * `reproduce.md`: what a reader needs to measure the same thing again, as far as the records hold it: commands, revisions and
 * hashes for each protocol and candidate. What no record says is called so.
 */
export function reproduceText(
  record: ReportRecord,
  factsOf: (board: ReportBoard, candidate: ReportCandidate) => CandidateFacts | undefined,
): string {
  const sections = record.boards.map((board) => boardText(board, (candidate) => factsOf(board, candidate)));
  return [
    `# How to repeat this\n`,
    `Written by mtbench ${record.tool.version} on ${record.createdAt.slice(0, 10)} from the records of the runs. \`report.json\` beside this file holds every number of the report.\n`,
    ...sections,
  ].join("\n");
}

function boardText(board: ReportBoard, factsOf: (candidate: ReportCandidate) => CandidateFacts | undefined): string {
  const { set, judge, key, tools } = board;
  return [
    `## ${escapeMarkdownCell(set.title)}, judge ${escapeMarkdownCell(judge.id)}\n`,
    markdownTable({
      header: ["what", "value"],
      rows: [
        ["protocol key", key],
        ["question set", set.id],
        ["questions asked", `${board.questions.length}${set.whole ? "" : " (a part of the set)"}`],
        ["sha256 of the questions", set.hash],
        ["rating procedure", judge.id],
        ["judge model", judge.model],
        ["mtbench", tools.length === 0 ? notRecorded : tools.join(", ")],
      ],
      numeric: [false, false],
    }),
    `\nQuestion by question: ${board.questions.map(({ id }) => escapeMarkdownCell(id)).join(", ")}.\n`,
    "### The rating procedure, field by field\n",
    fenced("json", JSON.stringify(toldFields(board.procedure), null, 2)),
    "### Candidates\n",
    ...board.candidates.map((candidate) => candidateText(board, candidate, factsOf(candidate))),
    "### Then\n",
    fenced("sh", ["mtbench leaderboard", "mtbench report"].join("\n")),
    "Scores are comparable where `mtbench leaderboard` shows the protocol key above.\n",
  ].join("\n");
}

/** An import's `unknown`, in the words of this page. */
function toldFields(procedure: ReportBoard["procedure"]): Readonly<Record<string, unknown>> {
  if (procedure.origin !== "import") return procedure;
  return Object.fromEntries(
    Object.entries(procedure).map(([name, value]) => [name, value === "unknown" ? notRecorded : value]),
  );
}

const notRecorded = "not recorded";

function candidateText(board: ReportBoard, candidate: ReportCandidate, facts: CandidateFacts | undefined): string {
  const heading = `#### ${escapeMarkdownCell(candidate.name)}\n`;
  const rows = [
    ["id", candidate.id],
    ["model string", candidate.model ?? notRecorded],
    ["revision of the weights", candidate.revision ?? notRecorded],
    ["trials a question, judgments an answer", `${candidate.trials}, ${candidate.repeats}`],
  ];
  const table = markdownTable({ header: ["what", "value"], rows, numeric: [false, false] });
  if (candidate.origin === "import") {
    return [
      heading,
      table,
      "\nImported from another harness: how its answers were generated is recorded there, not here.\n",
    ].join("\n");
  }
  return [
    heading,
    table,
    "",
    fenced("sh", commandOf(board, candidate, facts?.specification ?? {})),
    "Everything that the candidate's specification and its server said of themselves:\n",
    fenced(
      "json",
      JSON.stringify({ specification: facts?.specification ?? {}, servers: facts?.servers ?? [] }, null, 2),
    ),
  ].join("\n");
}

/** `BASE_URL` stands for a server of the same model: addresses are no part of a record's identity. */
function commandOf(
  board: ReportBoard,
  candidate: ReportCandidate,
  specification: Readonly<Record<string, Json>>,
): string {
  const words = [
    "mtbench run",
    `--questions ${shellWord(board.set.id)}`,
    `--judge ${shellWord(board.judge.id)}`,
    `--model ${shellWord(`${candidate.model ?? candidate.id}@BASE_URL`)}`,
    `--id ${shellWord(candidate.id)}`,
    ...(candidate.revision === null ? [] : [`--revision ${shellWord(candidate.revision)}`]),
    ...(candidate.trials === 1 ? [] : [`--trials ${candidate.trials}`]),
    ...(typeof specification.seed === "number" && specification.seed !== 0 ? [`--seed ${specification.seed}`] : []),
  ];
  return words.join(" \\\n  ");
}

/** One word of a POSIX shell, whatever is in it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A code block whose fence is longer than any run of backticks inside. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}\n`;
}
