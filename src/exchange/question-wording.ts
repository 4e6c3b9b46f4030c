import { hashOf } from "../files/canonical-json.ts";
import type { Question } from "../questions/question.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import { unknown } from "./import-procedure.ts";
import type { RecoveredPrompt } from "./recover-templates.ts";

/** Questions as the recorded prompts show them: by id, then by turn. */
export type Wordings = ReadonlyMap<string, ReadonlyMap<number, string>>;

export function wordingsOf(
  rows: readonly RecordedJudgment[],
  recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>,
): Wordings {
  const wordings = new Map<string, Map<number, string>>();
  for (const row of rows) {
    const own = wordings.get(row.questionId) ?? new Map<number, string>();
    wordings.set(row.questionId, own);
    for (const [slot, text] of recovered.get(row)?.values ?? []) {
      // The short name is that of the rated turn itself, whichever it is.
      const turn = slot === "question" ? String(row.turn) : /^question_(\d+)$/.exec(slot)?.[1];
      if (turn !== undefined) own.set(Number(turn), text);
    }
  }
  return wordings;
}

/** Questions as a question file has them. */
export function wordingsOfQuestions(questions: readonly Question[]): Wordings {
  return new Map(questions.map(({ id, turns }) => [id, new Map(turns.map((text, at) => [at + 1, text]))]));
}

/** The set's hash while every recorded turn is worded as there; a hash of its own otherwise. */
export function questionHash(question: Question, wordings: Wordings): string {
  const wording = wordings.get(question.id) ?? new Map<number, string>();
  const differs = [...wording].some(([turn, text]) => text !== question.turns[turn - 1]);
  if (!differs) return question.hash;
  const turns = question.turns.map((_, index) => wording.get(index + 1) ?? unknown);
  return hashOf({ id: question.id, category: question.category, turns, recorded: true });
}
