import { keyOf } from "../files/canonical-json.ts";
import type { DeskPlan, DeskQuestion, PartEntry } from "../results/desk/desk-plan.ts";

/** One thing that a person is asked: a turn of one answer, or of two side by side. */
export interface DeskStep {
  readonly entry: PartEntry;
  readonly question: DeskQuestion;
  /** Index into the question's turns. */
  readonly at: number;
  /** 1-based. */
  readonly turn: number;
  /** Keys of the answers that are rated, in the order of the plan's candidates; one, or two side by side. */
  readonly answerKeys: readonly string[];
}

/** A part turn by turn, in its order. @param part 1-based */
export function deskSteps(plan: DeskPlan, part: number): DeskStep[] {
  return (plan.parts[part - 1] ?? []).flatMap((entry) => {
    const question = plan.questions[entry.question];
    if (question === undefined) return [];
    const shown = question.answers.filter(({ candidate }) => entry.candidate === null || candidate === entry.candidate);
    return question.turns.map((turn, at) => ({
      entry,
      question,
      at,
      turn,
      answerKeys: shown.map(({ keys }) => keys[at] ?? ""),
    }));
  });
}

/** The key of what a person gives to a step. */
export function stepKey(plan: DeskPlan, step: DeskStep, judge: string): string {
  const { question, turn, entry, answerKeys } = step;
  return keyOf("person", plan.id, plan.procedure.hash, judge, question.hash, turn, entry.repeat, ...answerKeys);
}
