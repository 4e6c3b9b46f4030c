import { textOfOutcome } from "../answers/answer.ts";
import { InputError } from "../errors.ts";
import type { Question, QuestionSet, References } from "../questions/question.ts";
import type { DeskPlan } from "../results/desk/desk-plan.ts";
import type { RunRecord } from "../results/run-record.ts";
import { nameMasker } from "./self-names.ts";

/** What the judge gave to one answer, in its order. */
export interface JudgeSaid {
  readonly ratings: readonly number[];
  readonly words: readonly string[];
}

/** The texts that a plan's people read; a plan itself holds only hashes. */
export interface DeskTexts {
  /** @param hash of the question */
  question(hash: string): Question;
  /** Null: none is shown. */
  reference(question: Question, turn: number): string | null;
  /** By key: the answer as people read it, and whether it names a model. */
  answer(key: string): { readonly text: string; readonly names: boolean; readonly truncated: boolean };
  /** By key: with models' names masked always, for words of a judge name whom they rate. Null: nobody judged it. */
  judge(key: string): JudgeSaid | null;
}

/**
 * Finds every text that a plan refers to.
 *
 * @throws InputError that names all that is missing
 */
export function deskTexts(
  plan: DeskPlan,
  records: readonly RunRecord[],
  set: Pick<QuestionSet, "questions" | "references">,
): DeskTexts {
  const questions = new Map(set.questions.map((question) => [question.hash, question]));
  const answers = new Map(records.flatMap((record) => [...record.answers]));
  refuseMissing(plan, questions, answers);
  const references = set.references.find(({ hash }) => hash === plan.references) ?? null;
  const names = records.flatMap(({ manifest: { candidate } }) => [
    candidate.id,
    ...(typeof candidate.model === "string" ? [candidate.model] : []),
  ]);
  const maskerOf = (hash: string) => nameMasker(names, questions.get(hash)?.turns ?? []);
  return {
    question: (hash) => found(questions.get(hash)),
    reference: (question, turn) => referenceOf(references, question, turn),
    answer(key) {
      const answer = found(answers.get(key));
      const text = textOfOutcome(answer.outcome) ?? "";
      const unnamed = maskerOf(answer.questionHash)(text);
      const truncated = answer.outcome.status === "answered" && answer.outcome.truncated;
      return { text: plan.mask ? unnamed.text : text, names: unnamed.found, truncated };
    },
    judge(key) {
      if (plan.judge === null) return null;
      const { procedure } = plan.judge;
      const mask = maskerOf(answers.get(key)?.questionHash ?? "");
      const own = records
        .flatMap((record) => [...record.judgments.values()])
        .filter((judgment) => judgment.answerKey === key && judgment.procedure === procedure)
        .sort((a, b) => a.repeat - b.repeat)
        .flatMap(({ outcome }) => (outcome.status === "rated" ? [outcome] : []));
      return own.length === 0
        ? null
        : { ratings: own.map(({ rating }) => rating), words: own.map(({ text }) => mask(text).text) };
    },
  };
}

function referenceOf(references: References | null, question: Question, turn: number): string | null {
  return references?.byQuestion.get(question.id)?.[turn - 1] ?? null;
}

function refuseMissing(
  plan: DeskPlan,
  questions: ReadonlyMap<string, unknown>,
  answers: ReadonlyMap<string, unknown>,
): void {
  const unknown = plan.questions.filter(({ hash }) => !questions.has(hash));
  if (unknown.length > 0) {
    throw new InputError(`the texts of ${unknown.length} questions of ${plan.questionSet.id} are not at hand`, {
      problems: unknown.slice(0, 5).map(({ id }) => `question ${id}: no text with the hash that was asked`),
      hint: `Get them with mtbench fetch ${plan.questionSet.id}, or name their folder with --texts.`,
    });
  }
  const missing = plan.questions.filter((one) => one.answers.some(({ keys }) => keys.some((key) => !answers.has(key))));
  if (missing.length > 0) {
    throw new InputError(`answers that plan ${plan.id} gives to people are gone`, {
      problems: missing.slice(0, 5).map(({ id }) => `question ${id}`),
      hint: "They were there when the plan was made: restore the candidate's folder, or make a new plan.",
    });
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a text that was there is gone");
  return value;
}
