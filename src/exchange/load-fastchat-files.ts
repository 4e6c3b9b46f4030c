import { basename, resolve } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { placeOf } from "../questions/load-question-set.ts";
import type { QuestionSet } from "../questions/question.ts";
import { groupBy } from "../statistics/group-by.ts";
import { parseFastChatAnswers, type RecordedAnswer } from "./fastchat-answers.ts";
import { parseFastChatJudgments, type RecordedJudgment } from "./fastchat-judgments.ts";
import { type RowKind, recogniseRows } from "./recognise-rows.ts";

export interface FastChatFiles {
  readonly answers: readonly RecordedAnswer[];
  readonly judgments: readonly RecordedJudgment[];
}

/**
 * Loads files of answers and of single judgments, all of whose questions the set must know.
 *
 * @throws InputError with all problems of all files.
 */
export async function loadFastChatFiles(
  paths: { readonly answers: readonly string[]; readonly judgments: readonly string[] },
  set: QuestionSet,
  cwd: string,
): Promise<FastChatFiles> {
  const problems: string[] = [];
  const read = async <T>(
    path: string,
    wanted: "answers" | "judgments",
    parse: (text: string, place: string, file: string) => { rows: readonly T[]; problems: readonly string[] },
  ): Promise<readonly T[]> => {
    const full = resolve(cwd, path);
    let text: string;
    try {
      text = await readText(full);
    } catch (error) {
      problems.push(`${path}: ${error instanceof InputError ? "" : "cannot be read: "}${messageOf(error)}`);
      return [];
    }
    const other = otherKind(recogniseRows(text), wanted);
    if (other !== null) {
      problems.push(`${placeOf(full, cwd)}: ${other}`);
      return [];
    }
    const parsed = parse(text, placeOf(full, cwd), basename(path).replace(/\.jsonl?$/, ""));
    problems.push(...parsed.problems);
    if (parsed.rows.length === 0 && parsed.problems.length === 0) problems.push(`${path}: expected rows, got none`);
    return parsed.rows;
  };
  const answers: RecordedAnswer[] = [];
  for (const path of paths.answers)
    for (const row of await read(path, "answers", parseFastChatAnswers)) answers.push(row);
  const judgments: RecordedJudgment[] = [];
  for (const path of paths.judgments) {
    for (const row of await read(path, "judgments", parseFastChatJudgments)) judgments.push(row);
  }
  problems.push(...strangeQuestions([...answers, ...judgments], set));
  if (problems.length === 0) return { answers, judgments };
  throw new InputError("these files cannot be imported; nothing was written", {
    problems,
    hint: `They must hold FastChat's model_answer (--answers) and single model_judgment (--judgments) rows about questions of ${set.id}. Another set is named with --questions.`,
  });
}

const flags = { answers: "--answers", judgments: "--judgments" } as const;

/** What a file is that is not of the wanted kind, in one message instead of one a row; null: it is, or nobody can tell. */
function otherKind(found: RowKind, wanted: "answers" | "judgments"): string | null {
  if (found.kind === "unknown" || found.kind === wanted) return null;
  if (found.kind === "other") return `this is ${found.title}, which is not imported`;
  if (found.kind === "questions") return "these are questions; name the set that was asked with --questions";
  const what = found.kind === "answers" ? "answers" : "single judgments";
  return `these are ${what}; name the file with ${flags[found.kind]}`;
}

function strangeQuestions(
  rows: readonly { readonly place: string; readonly questionId: string }[],
  set: QuestionSet,
): string[] {
  const known = new Set(set.questions.map((question) => question.id));
  const strange = groupBy(
    rows.filter((row) => !known.has(row.questionId)),
    (row) => row.questionId,
  );
  const all = [...strange].map(([id, those]) => {
    // One row may hold several judgments.
    const places = new Set(those.map(({ place }) => place)).size;
    return `${those[0]?.place}: question_id: ${set.id} has no question ${id}${places === 1 ? "" : ` (${places} rows)`}`;
  });
  const more = all.length - shown;
  return more > 1 ? [...all.slice(0, shown), `and ${more} more questions that ${set.id} does not have`] : all;
}

/** Messages of one kind; a whole benchmark of other ids would fill the screen. */
const shown = 5;
