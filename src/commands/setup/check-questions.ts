import { checkQuestionSet } from "../../questions/check-question-set.ts";
import type { AnnotationCounts } from "../../questions/count-annotations.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import { sourcePlaces } from "../../sources/source-places.ts";
import { escapeTerminalLine } from "../../text/escape.ts";
import { setAtHand } from "../../variants/set-at-hand.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { CheckQuestionsFlags } from "./data-verbs.ts";

const columns = [
  "questions",
  "references",
  "recomputed",
  "checkable",
  "constraints",
  "checkpoints",
  "exemplars",
  "probes",
] as const satisfies readonly (keyof AnnotationCounts)[];

/** `mtbench questions check <id or folder>`: problems end with exit code 2, warnings do not. */
export async function checkQuestions({ set, errata, json }: CheckQuestionsFlags, io: Io): Promise<Ending> {
  const options = { cwd: io.cwd, places: sourcePlaces(io.env) };
  const { problems, warnings, summary } = await checkQuestionSet(await setAtHand(set, options), { ...options, errata });
  if (json) {
    io.out(`${JSON.stringify({ problems, warnings, summary })}\n`);
    return problems.length > 0 ? "wrong-input" : "done";
  }
  for (const problem of problems) io.err(`problem: ${problem}\n`);
  for (const warning of warnings) io.err(`warning: ${warning}\n`);
  if (summary !== null) {
    const categories = summary.categories.map(({ name, questions }) => `${name} ${questions}`).join(", ");
    const title = `${summary.id}: ${summary.questions} questions (${categories}), hash ${summary.hash.slice(0, 12)}`;
    io.out(layOut([escapeTerminalLine(title)], io.columns));
    const { confirmed, suspected, refuted } = summary.errata;
    if (confirmed + suspected + refuted > 0) {
      io.out(`errata: ${confirmed} turns confirmed, ${suspected} suspected, ${refuted} refuted\n`);
    }
    if (summary.annotations !== null) io.out(`\n${annotationsTable(summary.annotations, io.columns)}\n`);
  }
  io.out(`${problems.length} problems, ${warnings.length} warnings\n`);
  return problems.length > 0 ? "wrong-input" : "done";
}

/** References, recomputed and checkable are turns; docs/questions.md explains the columns. */
function annotationsTable(rows: readonly AnnotationCounts[], width: number | undefined): string {
  const cells = (row: AnnotationCounts) => columns.map((name) => String(row[name]));
  const total = columns.map((name) => String(rows.reduce((sum, row) => sum + row[name], 0)));
  const table = {
    header: ["category", ...columns],
    rows: [...rows.map((row) => [row.category, ...cells(row)]), ["total", ...total]],
    numeric: [false, ...columns.map(() => true)],
  };
  return layOut([table], width);
}
