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
  const referenceWarnings = questions.flatMap((question) => {
    const texts = references?.byQuestion.get(question.id) ?? [];
    return breaches(question, texts, `references ${references?.name ?? ""}`);
  });
  const exemplarWarnings = [...exemplars].flatMap(([category, list]) => [
    ...list.flatMap((exemplar) => misplaced(exemplar, category, byId.get(exemplar.question_id))),
    ...questions.flatMap((question) => (question.category === category ? miscounted(question, list) : [])),
  ]);
  const probeWarnings = probes.flatMap((probe) => {
    const question = byId.get(probe.question_id);
    if (question === undefined) return [`probe ${probe.id}: there is no question ${probe.question_id}`];
    if (probe.turn <= question.turns.length) return [];
    return [`probe ${probe.id}: question ${question.id} has no turn ${probe.turn}`];
  });
  return [...referenceWarnings, ...exemplarWarnings, ...probeWarnings];
}

function misplaced(exemplar: Exemplar, category: string, question: AnnotatedQuestion | undefined): string[] {
  const place = `exemplars ${category}`;
  if (question === undefined) return [`${place}: there is no question ${exemplar.question_id}`];
  if (question.category !== category) {
    return [`${place}: question ${question.id} is of the category ${question.category}`];
  }
  return exemplar.level === "strong" ? breaches(question, exemplar.turns, `${place}, strong`) : [];
}

/** A question has one exemplar of each level. */
function miscounted({ id, category }: AnnotatedQuestion, exemplars: readonly Exemplar[]): string[] {
  return exemplarLevels.flatMap((level) => {
    const count = exemplars.filter((one) => one.question_id === id && one.level === level).length;
    return count === 1 ? [] : [`exemplars ${category}: question ${id} has ${count} ${level} ones, expected 1`];
  });
}

/** What texts break of their turns' constraints and checkpoints, in words. */
function breaches(question: AnnotatedQuestion, texts: readonly string[], place: string): string[] {
  return texts.flatMap((text, index) => {
    const constraints = checkConstraints(question.constraints?.[index] ?? [], text);
    const checkpoints = checkCheckpoints(question.checkpoints?.[index] ?? [], text);
    return [
      ...constraints.filter((one) => one.outcome === "broken").map((one) => one.reason),
      ...checkpoints
        .filter((one) => one.outcome === "missed" || one.outcome === "violated")
        .map((one) => `checkpoint ${one.outcome}: ${one.checkpoint.text}`),
    ].map((reason) => `${place}: question ${question.id}, turn ${index + 1}: ${reason}`);
  });
}
