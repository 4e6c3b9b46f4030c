import type { Question, QuestionSet } from "../questions/question.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import type { KnownTexts } from "./prompt-slots.ts";
import { outcomeOfRecordedAnswer } from "./recorded-outcome.ts";
import type { RecoveredPrompt } from "./recover-templates.ts";

/** Recorded texts by `candidate question`: by choice, then by turn. */
export type AnswerTexts = ReadonlyMap<string, readonly (readonly string[])[]>;

/** The texts that a row's prompt should hold: the question's, the references', the candidate's. */
export function knownTexts(
  row: RecordedJudgment,
  question: Question | undefined,
  answers: AnswerTexts,
  set: QuestionSet,
): KnownTexts {
  const known = new Map<string, readonly string[]>();
  const turns = answers.get(`${row.model} ${row.questionId}`)?.[row.trial - 1] ?? [];
  for (let turn = 1; turn <= row.turn; turn += 1) {
    const suffix = row.turn === 1 ? "" : `_${turn}`;
    const asked = question?.turns[turn - 1];
    const answered = turns[turn - 1];
    const references = set.references.flatMap((one) => one.byQuestion.get(row.questionId)?.[turn - 1] ?? []);
    if (asked !== undefined) known.set(`question${suffix}`, [asked]);
    // A harness may have taken the thought away before it had the answer judged.
    if (answered !== undefined) known.set(`answer${suffix}`, [answered, visibleText(answered)]);
    if (references.length > 0) known.set(`ref_answer_${turn}`, references);
  }
  return known;
}

function visibleText(recorded: string): string {
  const outcome = outcomeOfRecordedAnswer(recorded);
  return outcome.status === "answered" ? outcome.text : recorded;
}

export interface PlacedText {
  readonly questionId: string;
  readonly turn: number;
  readonly trial: number;
  /** Null: it was rated, and stands neither in an answer file nor in a prompt that could be read. */
  readonly text: string | null;
}

/** Every answer's text: from the answer file, and where a prompt shows another one, or the only one, from the prompt. */
export function collectTexts(
  id: string,
  kept: readonly RecordedJudgment[],
  context: {
    readonly set: QuestionSet;
    readonly recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>;
    readonly answerTexts: AnswerTexts;
  },
): { readonly all: readonly PlacedText[]; readonly fromPrompts: number; readonly otherJudged: readonly string[] } {
  const texts = new Map<string, PlacedText>();
  const put = (text: PlacedText) => texts.set(`${text.questionId} ${text.turn} ${text.trial}`, text);
  for (const { id: questionId } of context.set.questions) {
    for (const [choice, turns] of (context.answerTexts.get(`${id} ${questionId}`) ?? []).entries()) {
      for (const [index, text] of turns.entries()) put({ questionId, turn: index + 1, trial: choice + 1, text });
    }
  }
  const inFile = new Map(texts);
  const otherJudged: string[] = [];
  const fromPrompts = new Set<string>();
  for (const row of kept) {
    const { questionId, trial } = row;
    let isOther = false;
    for (let turn = 1; turn <= row.turn; turn += 1) {
      const place = `${questionId} ${turn} ${trial}`;
      const prompt = context.recovered.get(row);
      const slot = row.turn === 1 ? "answer" : `answer_${turn}`;
      const judged = prompt?.values.get(slot) ?? null;
      const filed = inFile.get(place)?.text ?? undefined;
      if (filed !== undefined && (judged === null || judged === filed || judged === visibleText(filed))) continue;
      isOther ||= filed !== undefined && judged !== null;
      if (judged === null) {
        // Without a template nobody can tell the answer from what stands around it.
        if (turn === row.turn && !texts.has(place)) put({ questionId, turn, trial, text: null });
        continue;
      }
      if (filed === undefined) fromPrompts.add(place);
      put({ questionId, turn, trial, text: judged });
    }
    // Once a judgment, however many of its turns show another answer.
    if (isOther) otherJudged.push(row.place);
  }
  return { all: [...texts.values()], fromPrompts: fromPrompts.size, otherJudged };
}
