import type { AnnotatedQuestion } from "./annotations.ts";
import { checkCheckpoints } from "./check-checkpoints.ts";
import { checkConstraints } from "./check-constraints.ts";
import { type Exemplar, exemplarLevels } from "./load-exemplars.ts";
import type { Probe } from "./load-probes.ts";
import type { References } from "./question.ts";

/** What a set's folder holds besides the questions, for those who write and check it. */
export interface Annotations {
  readonly questions: readonly AnnotatedQuestion[];
  /** The default file; null: the set has none. */
  readonly references: References | null;
  /** By category, as the files are named. */
  readonly exemplars: ReadonlyMap<string, readonly Exemplar[]>;
  readonly probes: readonly Probe[];
}

/**
 * Where a set contradicts itself: references and strong exemplars that break what their own question demands, exemplars
 * and probes of questions that it does not have, exemplars that are missing or doubled.
 */
export function checkAnnotations({ questions, references, exemplars, probes }: Annotations): string[] {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const warnings: string[] = [];
  for (const question of questions) {
    for (const [index, text] of (references?.byQuestion.get(question.id) ?? []).entries()) {
      warnings.push(...breaches(question, index, text, `references ${references?.name ?? ""}`));
    }
  }
  for (const [category, list] of exemplars) {
    const place = `exemplars ${category}`;
    for (const exemplar of list) {
      const question = byId.get(exemplar.question_id);
      if (question === undefined) warnings.push(`${place}: there is no question ${exemplar.question_id}`);
      else if (question.category !== category)
        warnings.push(`${place}: question ${question.id} is of the category ${question.category}`);
      else if (exemplar.level === "strong") {
        for (const [index, text] of exemplar.turns.entries()) {
          warnings.push(...breaches(question, index, text, `${place}, strong`));
        }
      }
    }
    for (const { id } of questions.filter((question) => question.category === category)) {
      for (const level of exemplarLevels) {
        const count = list.filter((one) => one.question_id === id && one.level === level).length;
        if (count !== 1) warnings.push(`${place}: question ${id} has ${count} ${level} ones, expected 1`);
      }
    }
  }
  for (const probe of probes) {
    const question = byId.get(probe.question_id);
    if (question === undefined) warnings.push(`probe ${probe.id}: there is no question ${probe.question_id}`);
    else if (probe.turn > question.turns.length) {
      warnings.push(`probe ${probe.id}: question ${question.id} has no turn ${probe.turn}`);
    }
  }
  return warnings;
}

/** What a text breaks of its turn's constraints and checkpoints, in words. */
function breaches(question: AnnotatedQuestion, index: number, text: string, place: string): string[] {
  const constraints = checkConstraints(question.constraints?.[index] ?? [], text);
  const checkpoints = checkCheckpoints(question.checkpoints?.[index] ?? [], text);
  return [
    ...constraints.filter((one) => one.outcome === "broken").map((one) => one.reason),
    ...checkpoints
      .filter((one) => one.outcome === "missed" || one.outcome === "violated")
      .map((one) => `checkpoint ${one.outcome}: ${one.checkpoint.text}`),
  ].map((reason) => `${place}: question ${question.id}, turn ${index + 1}: ${reason}`);
}
