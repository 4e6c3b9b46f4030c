import { InputError } from "../errors.ts";
import { ownName } from "../judges/check-prompt.ts";
import { type Judge, type JudgePrompt, type PromptName, showsReference } from "../judges/judge.ts";
import { fillTemplate, parseTemplate } from "../judges/prompt-template.ts";
import type { ChatMessage } from "../models/request-body.ts";
import type { Question, References } from "../questions/question.ts";

interface TurnPrompts {
  readonly plain: PromptName;
  readonly withReference: PromptName;
}

/** The prompts of the first, the second and every later turn. */
export function promptsOfTurn(turn: number): TurnPrompts {
  if (turn === 1) return { plain: "single-v1", withReference: "single-math-v1" };
  if (turn === 2) return { plain: "single-v1-multi-turn", withReference: "single-math-v1-multi-turn" };
  return { plain: "later-turns", withReference: "math-later-turns" };
}

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
  const names = promptsOfTurn(turn);
  const forms = { plain: judge.prompts[names.plain], withReference: judge.prompts[names.withReference] };
  return chooseForm(forms, { judge, question, turn, references });
}

/** Of a prompt's two forms the one for this turn, by the same rules; null where there is none. */
export function chooseForm<Prompt>(
  forms: { readonly plain: Prompt | undefined; readonly withReference: Prompt | undefined },
  {
    judge,
    question,
    turn,
    references,
  }: {
    readonly judge: Pick<Judge, "id" | "strict" | "references">;
    readonly question: Question;
    readonly turn: number;
    readonly references: References | null;
  },
): Prompt | null {
  const isShown = showsReference(judge.references.categories, question.category);
  const shown = isShown && (judge.strict || references !== null);
  const prompt = (shown ? forms.withReference : forms.plain) ?? null;
  if (!shown || prompt === null) return prompt;
  const problem = missingReference(question, turn, references);
  if (problem === null) return prompt;
  throw new InputError(`the judge "${judge.id}" shows a reference answer that is missing`, {
    problems: [problem],
    hint: referenceHint,
  });
}

/** Everything that keeps a judge from rating these questions for want of a reference or a criterion; empty when nothing does. */
export function missingReferences(
  judge: Judge,
  questions: readonly Question[],
  references: References | null,
): readonly string[] {
  return missingBy(questions, (question, turn) => choosePrompt(judge, question, turn, references));
}

/** The same for prompts that are chosen in another way. */
export function missingBy(
  questions: readonly Question[],
  choose: (
    question: Question,
    turn: number,
  ) => (Pick<JudgePrompt, "template" | "placeholders"> & { readonly name: string }) | null,
): readonly string[] {
  const problems: string[] = [];
  for (const question of questions) {
    for (const turn of question.turns.keys()) {
      try {
        const prompt = choose(question, turn + 1);
        if (prompt !== null && question.criterion === undefined && shownTexts(prompt).includes("criterion")) {
          problems.push(
            `question ${question.id}, turn ${turn + 1}: no criterion, which the prompt ${prompt.name} shows`,
          );
        }
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
  return unfilledPrompt({ ...prompt, template: fillTemplate(prompt.template, valuesFor(prompt, input)) });
}

/** What a prompt shows, in our names, in the order of its placeholders. */
export function shownTexts(prompt: Pick<JudgePrompt, "template" | "placeholders">): string[] {
  return parseTemplate(prompt.template).names.map((name) => ownName(prompt, name));
}

/** The same with its placeholders as they stand. */
export function unfilledPrompt(prompt: Pick<JudgePrompt, "system" | "template">): ChatMessage[] {
  const user: ChatMessage = { role: "user", content: prompt.template };
  return prompt.system === null ? [user] : [{ role: "system", content: prompt.system }, user];
}

/** The texts that these placeholders stand for; a nonce, which is drawn later, as none. */
export function textsShown(prompt: JudgePrompt, names: readonly string[], input: PromptInput): string[] {
  const values = promptValues(prompt, input);
  return names.map((name) => values[name] ?? "");
}

/** By the names that the template has for them. */
function valuesFor(prompt: JudgePrompt, input: PromptInput): Record<string, string> {
  const values = promptValues(prompt, input);
  for (const [name, ours] of Object.entries(prompt.placeholders ?? {})) {
    const value = values[ours];
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function promptValues(prompt: JudgePrompt, input: PromptInput): Record<string, string> {
  const rated = input.answers.length;
  const values = questionValues(input, rated);
  if (input.nonce !== undefined) values.nonce = input.nonce;
  for (const [index, text] of input.answers.entries()) values[`answer_${index + 1}`] = text;
  const own = input.answers.at(-1);
  if (own !== undefined) values.answer = own;
  if (prompt.conversationTurn !== undefined) {
    values.turn = String(rated);
    values.conversation = conversationOf(prompt.conversationTurn, input);
  }
  return values;
}

/** What a prompt about a turn may show of the question and its references. The short names are that turn's. */
export function questionValues(
  { question, references }: Pick<PromptInput, "question" | "references">,
  turn: number,
): Record<string, string> {
  const values: Record<string, string> = {};
  if (question.criterion !== undefined) values.criterion = question.criterion;
  const reference = references?.byQuestion.get(question.id) ?? [];
  for (const [index, text] of question.turns.entries()) values[`question_${index + 1}`] = text;
  for (const [index, text] of reference.entries()) values[`ref_answer_${index + 1}`] = text;
  const [own, ref] = [values[`question_${turn}`], values[`ref_answer_${turn}`]];
  if (own !== undefined) values.question = own;
  if (ref !== undefined) {
    values.ref_answer = ref;
    values.ref_answers = allReferences({ question, references }, turn);
  }
  return values;
}

/** One reference as it is; several each under its number. */
function allReferences({ question, references }: Pick<PromptInput, "question" | "references">, turn: number): string {
  const first = references?.byQuestion.get(question.id)?.[turn - 1];
  const others = (references?.others?.get(question.id) ?? []).map((turns) => turns[turn - 1]);
  const texts = [first, ...others].filter((text) => text !== undefined);
  return texts.length === 1 ? (texts[0] ?? "") : texts.map((text, index) => `(${index + 1})\n${text}`).join("\n\n");
}

/** Every turn before the rated one. */
export function conversationOf(
  template: string,
  { question, answers, nonce = "", side = "" }: Omit<PromptInput, "references"> & { readonly side?: string },
): string {
  const earlier = answers.slice(0, -1).map((answer, index) => ({
    turn: String(index + 1),
    question: question.turns[index] ?? "",
    answer,
    nonce,
    side,
  }));
  return earlier.map((turn) => fillTemplate(template, turn)).join("\n\n");
}

const referenceHint = "Choose another file with --references, or a judge that shows none.";

function missingReference(question: Question, turn: number, references: References | null): string | null {
  if (references === null) return `question ${question.id}, turn ${turn}: the question set has no references`;
  const texts = references.byQuestion.get(question.id);
  // An empty text is a reference all the same: llm-jp's `gpt-4-v1` has one, and upstream shows it.
  if (texts !== undefined && texts.length >= turn) return null;
  return `question ${question.id}, turn ${turn}: no reference in "${references.name}"`;
}
