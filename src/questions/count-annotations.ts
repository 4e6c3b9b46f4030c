import type { Annotations } from "./check-annotations.ts";

/** What a set offers in one category to those who check answers by rules. */
export interface AnnotationCounts {
  readonly category: string;
  readonly questions: number;
  /** Turns with a reference answer. */
  readonly references: number;
  /** References whose answer the set's authors recompute by program, by their own word (`recomputed` in set.yaml). */
  readonly recomputed: number;
  /** Turns with a constraint, or a checkpoint that names literals: of these a program can say something about any answer. */
  readonly checkable: number;
  readonly constraints: number;
  readonly checkpoints: number;
  /** Answers of known quality, each to all turns of a question. */
  readonly exemplars: number;
  readonly probes: number;
}

/** One row a category, in the given order. Null for a set without any annotation, as most are. */
export function countAnnotations(
  annotations: Annotations,
  categories: readonly string[],
  recomputed: readonly string[],
): readonly AnnotationCounts[] | null {
  const { questions, references, exemplars, probes } = annotations;
  const rows = categories.map((category) => {
    const chosen = questions.filter((question) => question.category === category);
    const ids = new Set(chosen.map((question) => question.id));
    const perTurn = chosen.flatMap((question) =>
      question.turns.map((_, index) => ({
        reference: references?.byQuestion.get(question.id)?.[index] !== undefined,
        constraints: question.constraints?.[index] ?? [],
        checkpoints: question.checkpoints?.[index] ?? [],
      })),
    );
    const withReference = perTurn.filter((turn) => turn.reference).length;
    return {
      category,
      questions: chosen.length,
      references: withReference,
      recomputed: recomputed.includes(category) ? withReference : 0,
      checkable: perTurn.filter(
        (turn) => turn.constraints.length > 0 || turn.checkpoints.some((one) => one.any !== undefined),
      ).length,
      constraints: perTurn.reduce((sum, turn) => sum + turn.constraints.length, 0),
      checkpoints: perTurn.reduce((sum, turn) => sum + turn.checkpoints.length, 0),
      exemplars: exemplars.get(category)?.length ?? 0,
      probes: probes.filter((probe) => ids.has(probe.question_id)).length,
    };
  });
  return rows.some((row) => row.checkable + row.checkpoints + row.exemplars + row.probes > 0) ? rows : null;
}
