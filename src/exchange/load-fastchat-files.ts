import { basename, resolve } from "node:path";
import { InputError, messageOf } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { placeOf } from "../questions/load-question-set.ts";
import type { QuestionSet } from "../questions/question.ts";
import { parseFastChatAnswers, type RecordedAnswer } from "./fastchat-answers.ts";
import { parseFastChatJudgments, type RecordedJudgment } from "./fastchat-judgments.ts";
import { grouped } from "./import-procedure.ts";

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
    parse: (text: string, place: string, file: string) => { rows: readonly T[]; problems: readonly string[] },
  ): Promise<readonly T[]> => {
    const full = resolve(cwd, path);
    let text: string;
    try {
      text = await readText(full);
    } catch (error) {
      problems.push(`${path}: cannot be read: ${messageOf(error)}`);
      return [];
    }
    const parsed = parse(text, placeOf(full, cwd), basename(path).replace(/\.jsonl?$/, ""));
    problems.push(...parsed.problems);
    if (parsed.rows.length === 0 && parsed.problems.length === 0) problems.push(`${path}: expected rows, got none`);
    return parsed.rows;
  };
  const answers: RecordedAnswer[] = [];
  for (const path of paths.answers) answers.push(...(await read(path, parseFastChatAnswers)));
  const judgments: RecordedJudgment[] = [];
  for (const path of paths.judgments) judgments.push(...(await read(path, parseFastChatJudgments)));
  problems.push(...strangeQuestions([...answers, ...judgments], set));
  if (problems.length === 0) return { answers, judgments };
  throw new InputError("these files cannot be imported; nothing was written", {
    problems,
    hint: `They must hold FastChat's model_answer (--answers) and single model_judgment (--judgments) rows about questions of ${set.id}. Another set is named with --questions.`,
  });
}

function strangeQuestions(
  rows: readonly { readonly place: string; readonly questionId: string }[],
  set: QuestionSet,
): string[] {
  const known = new Set(set.questions.map((question) => question.id));
  const strange = grouped(
    rows.filter((row) => !known.has(row.questionId)),
    (row) => row.questionId,
  );
  return [...strange].map(
    ([id, those]) =>
      `${those[0]?.place}: question_id: ${set.id} has no question ${id}${those.length === 1 ? "" : ` (${those.length} rows)`}`,
  );
}
