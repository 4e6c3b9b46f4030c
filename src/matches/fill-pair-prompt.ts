import { InputError } from "../errors.ts";
import { ownName } from "../judges/check-prompt.ts";
import type { Judge, PairPrompt, PairPromptName, PairPrompts } from "../judges/judge.ts";
import { fillTemplate } from "../judges/prompt-template.ts";
import { chooseForm, conversationOf, missingBy, questionValues, unfilledPrompt } from "../judgments/fill-prompt.ts";
import type { ChatMessage } from "../models/request-body.ts";
import type { Question, References } from "../questions/question.ts";

function pairsOfTurn(turn: number): { readonly plain: PairPromptName; readonly withReference: PairPromptName } {
  if (turn === 1) return { plain: "pair-v2", withReference: "pair-math-v1" };
  if (turn === 2) return { plain: "pair-v2-multi-turn", withReference: "pair-math-v1-multi-turn" };
  return { plain: "pair-later-turns", withReference: "pair-math-later-turns" };
}

/** A judge that compares answers. */
export type PairJudge = Judge & { readonly pairPrompts: PairPrompts };

/** @throws InputError for a judge that only rates. */
export function requirePairs(judge: Judge): PairJudge {
  const { pairPrompts } = judge;
  if (pairPrompts !== undefined) return { ...judge, pairPrompts };
  throw new InputError(`the judge ${judge.id} rates single answers and has no prompts that compare two`, {
    hint: "Judges that compare: mtbench-ja, fastchat-en, ja-vicuna-qa, rakuda, or one of your own with pairPrompts.",
  });
}

/** Whether a judge compares answers to this turn at all. */
export function matchesTurn({ pairPrompts }: PairJudge, turn: number): boolean {
  return pairPrompts.prompts[pairsOfTurn(turn).plain] !== undefined;
}

/**
 * The prompt that compares two answers to a turn; null where the procedure has none.
 *
 * @throws InputError when the reference that the prompt shows is missing.
 */
export function choosePairPrompt(
  judge: PairJudge,
  question: Question,
  turn: number,
  references: References | null,
): PairPrompt | null {
  const names = pairsOfTurn(turn);
  const { prompts } = judge.pairPrompts;
  const forms = { plain: prompts[names.plain], withReference: prompts[names.withReference] };
  return chooseForm(forms, { judge, question, turn, references });
}

/** Everything that keeps a judge from comparing answers to these questions for want of a reference or a criterion. */
export function missingPairReferences(
  judge: PairJudge,
  questions: readonly Question[],
  references: References | null,
): readonly string[] {
  return missingBy(questions, (question, turn) => choosePairPrompt(judge, question, turn, references));
}

export interface PairInput {
  readonly question: Question;
  /** Texts of the turns up to the compared one, in order, of the answer shown first and of the other. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly references: References | null;
  /** The marks of each, for the prompts of a hardened judge. */
  readonly nonces?: { readonly first: string; readonly second: string };
}

/** The messages of a judge's call, filled as `str.format` fills them. */
export function fillPairPrompt(prompt: PairPrompt, input: PairInput): ChatMessage[] {
  const values = pairValues(prompt, input);
  for (const [name, ours] of Object.entries(prompt.placeholders ?? {})) {
    const value = values[ours];
    if (value !== undefined) values[name] = value;
  }
  return unfilledPrompt({ ...prompt, template: fillTemplate(prompt.template, values) });
}

/** The texts that these placeholders (in our names) stand for; a nonce, which is drawn later, as none. */
export function pairTexts(prompt: PairPrompt, names: readonly string[], input: PairInput): string[] {
  const values = pairValues(prompt, input);
  return names.map((name) => values[ownName(prompt, name)] ?? "");
}

function pairValues(prompt: PairPrompt, input: PairInput): Record<string, string> {
  const { question, nonces } = input;
  const turn = input.first.length;
  const values = questionValues(input, turn);
  if (prompt.conversationTurn !== undefined) values.turn = String(turn);
  const sides = [
    ["a", "A", input.first, nonces?.first],
    ["b", "B", input.second, nonces?.second],
  ] as const;
  for (const [letter, side, answers, nonce = ""] of sides) {
    for (const [index, text] of answers.entries()) values[`answer_${letter}_${index + 1}`] = text;
    values[`answer_${letter}`] = answers.at(-1) ?? "";
    values[`nonce_${letter}`] = nonce;
    if (prompt.conversationTurn === undefined) continue;
    values[`conversation_${letter}`] = conversationOf(prompt.conversationTurn, { question, answers, nonce, side });
  }
  return values;
}
