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

interface TextContext {
  readonly set: QuestionSet;
  readonly recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>;
  readonly answerTexts: AnswerTexts;
}

/** By place. */
type PlacedTexts = Map<string, PlacedText>;

/** Every answer's text: from the answer file, and where a prompt shows another one, or the only one, from the prompt. */
export function collectTexts(
  id: string,
  kept: readonly RecordedJudgment[],
  context: TextContext,
): { readonly all: readonly PlacedText[]; readonly fromPrompts: number; readonly otherJudged: readonly string[] } {
  const inFile = textsInFile(id, context);
  const texts: PlacedTexts = new Map(inFile);
  const otherJudged: string[] = [];
  const fromPrompts = new Set<string>();
  for (const row of kept) {
    const { questionId, trial } = row;
    const shown = shownOtherwise(row, context.recovered.get(row), inFile);
    for (const { turn, place, judged, filed } of shown) {
      // Without a template nobody can tell the answer from what stands around it.
      if (judged === null && (turn !== row.turn || texts.has(place))) continue;
      if (judged !== null && filed === undefined) fromPrompts.add(place);
      texts.set(place, { questionId, turn, trial, text: judged });
    }
    // Once a judgment, however many of its turns show another answer.
    if (shown.some(({ filed }) => filed !== undefined)) otherJudged.push(row.place);
  }
  return { all: [...texts.values()], fromPrompts: fromPrompts.size, otherJudged };
}

function textsInFile(id: string, { set, answerTexts }: TextContext): PlacedTexts {
  const texts: PlacedTexts = new Map();
  for (const { id: questionId } of set.questions) {
    for (const [choice, turns] of (answerTexts.get(`${id} ${questionId}`) ?? []).entries()) {
      for (const [index, text] of turns.entries()) {
        const [turn, trial] = [index + 1, choice + 1];
        texts.set(`${questionId} ${turn} ${trial}`, { questionId, turn, trial, text });
      }
    }
  }
  return texts;
}

interface ShownText {
  readonly turn: number;
  readonly place: string;
  /** Null: the prompt could not be read. */
  readonly judged: string | null;
  /** Undefined: the answer file has none. */
  readonly filed: string | undefined;
}

/** The turns of a rated conversation for which the answer file does not hold what the judge was shown. */
function shownOtherwise(
  row: RecordedJudgment,
  prompt: RecoveredPrompt | undefined,
  inFile: PlacedTexts,
): readonly ShownText[] {
  return Array.from({ length: row.turn }, (_, index): ShownText => {
    const turn = index + 1;
    const place = `${row.questionId} ${turn} ${row.trial}`;
    const judged = prompt?.values.get(row.turn === 1 ? "answer" : `answer_${turn}`) ?? null;
    return { turn, place, judged, filed: inFile.get(place)?.text ?? undefined };
  }).filter(
    ({ judged, filed }) =>
      filed === undefined || (judged !== null && judged !== filed && judged !== visibleText(filed)),
  );
}
