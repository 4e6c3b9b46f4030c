import { InputError } from "../errors.ts";
import type { Judge, JudgePrompt, PromptName } from "../judges/judge.ts";
import { fillTemplate } from "../judges/prompt-template.ts";
import type { ChatMessage } from "../models/request-body.ts";
import type { Question, References } from "../questions/question.ts";

const namesByTurn = {
  1: { plain: "single-v1", withReference: "single-math-v1" },
  2: { plain: "single-v1-multi-turn", withReference: "single-math-v1-multi-turn" },
} as const satisfies Record<1 | 2, { plain: PromptName; withReference: PromptName }>;

/**
 * The prompt that rates a turn of a question; null where the procedure has none, so that the turn is not rated. Categories
 * with a reference take the prompt that shows it. Where the question set has no reference file at all, a procedure of our
 * own rates without; a published one would no longer be itself.
 *
 * @throws InputError when the reference that the prompt shows is missing.
 */
export function choosePrompt(
  judge: Judge,
  question: Question,
  turn: number,
  references: References | null,
): JudgePrompt | null {
  if (turn !== 1 && turn !== 2) return null;
  const names = namesByTurn[turn];
  const shown = judge.references.categories.includes(question.category) && (judge.strict || references !== null);
  const prompt = judge.prompts[shown ? names.withReference : names.plain] ?? null;
  if (!shown || prompt === null) return prompt;
  const problem = missingReference(question, turn, references);
  if (problem === null) return prompt;
  throw new InputError(`the judge "${judge.id}" shows a reference answer that is missing`, {
    problems: [problem],
    hint: referenceHint,
  });
}

/** Everything that keeps a judge from rating these questions for want of a reference; empty when nothing does. */
export function missingReferences(
  judge: Judge,
  questions: readonly Question[],
  references: References | null,
): readonly string[] {
  const problems: string[] = [];
  for (const question of questions) {
    for (const turn of question.turns.keys()) {
      try {
        choosePrompt(judge, question, turn + 1, references);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        problems.push(...error.problems);
      }
    }
  }
  return problems;
}

export interface PromptInput {
  readonly question: Question;
  /** Texts of the turns up to the rated one, in order. */
  readonly answers: readonly string[];
  readonly references: References | null;
  /** For the prompts of a hardened judge. */
  readonly nonce?: string;
}

/** The messages of a judge's call, filled as `str.format` fills them. A null system prompt is not sent. */
export function fillPrompt(prompt: JudgePrompt, input: PromptInput): ChatMessage[] {
  return unfilledPrompt({ ...prompt, template: fillTemplate(prompt.template, promptValues(input)) });
}

/** The same with its placeholders as they stand. */
export function unfilledPrompt(prompt: JudgePrompt): ChatMessage[] {
  const user: ChatMessage = { role: "user", content: prompt.template };
  return prompt.system === null ? [user] : [{ role: "system", content: prompt.system }, user];
}

/** The texts that these placeholders stand for; a nonce, which is drawn later, as none. */
export function textsShown(names: readonly string[], input: PromptInput): string[] {
  const values = promptValues(input);
  return names.map((name) => values[name] ?? "");
}

function promptValues(input: PromptInput): Record<string, string> {
  const values: Record<string, string> = {};
  if (input.nonce !== undefined) values.nonce = input.nonce;
  const reference = input.references?.byQuestion.get(input.question.id) ?? [];
  for (const [index, text] of input.question.turns.entries()) values[`question_${index + 1}`] = text;
  for (const [index, text] of input.answers.entries()) values[`answer_${index + 1}`] = text;
  for (const [index, text] of reference.entries()) values[`ref_answer_${index + 1}`] = text;
  // Turn 1's prompts use the short names.
  if (values.question_1 !== undefined) values.question = values.question_1;
  if (values.answer_1 !== undefined) values.answer = values.answer_1;
  return values;
}

const referenceHint = "Choose another file with --references, or a judge that shows none.";

function missingReference(question: Question, turn: number, references: References | null): string | null {
  if (references === null) return `question ${question.id}, turn ${turn}: the question set has no references`;
  const texts = references.byQuestion.get(question.id);
  // An empty text is a reference all the same: llm-jp's `gpt-4-v1` has one, and upstream shows it.
  if (texts !== undefined && texts.length >= turn) return null;
  return `question ${question.id}, turn ${turn}: no reference in "${references.name}"`;
}
