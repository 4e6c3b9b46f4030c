import type { LinkTable, TableQuestions } from "./link-table.ts";

/** Why two tables cannot be linked whatever their anchors say. */
export type QuestionRefusal =
  | { readonly kind: "language"; readonly from: string; readonly to: string }
  | { readonly kind: "questions"; readonly from: string; readonly to: string }
  /** One of the two asked only a part of a set. */
  | { readonly kind: "part"; readonly table: string; readonly count: number | null };

/** What two procedures do differently and a fit between them takes in; null: not stated. */
export interface Absorbed {
  readonly field: "questions" | "judge" | "harness" | "references" | "trials" | "scale";
  readonly from: string | null;
  readonly to: string | null;
}

export type QuestionRule =
  /** `absorbed`: what differs though the questions are close enough; the line takes it in. */
  | { readonly kind: "linkable"; readonly absorbed: readonly Absorbed[] }
  | { readonly kind: "refused"; readonly reason: QuestionRefusal };

/**
 * A line can take in another judge, not another exam: languages and question sets must be equal. Versions 3 and 4 of the
 * Japanese MT-Bench differ in one question of 80 and are let through by name.
 */
export function questionRule(from: LinkTable, to: LinkTable): QuestionRule {
  if (from.language !== to.language) {
    return { kind: "refused", reason: { kind: "language", from: from.language, to: to.language } };
  }
  const [a, b] = [from.questions, to.questions];
  if (a.hash !== null && a.hash === b.hash) return { kind: "linkable", absorbed: [] };
  for (const table of [from, to]) {
    const { whole, count } = table.questions;
    if (!whole) return { kind: "refused", reason: { kind: "part", table: table.id, count } };
  }
  if (a.set === null || b.set === null || familyOf(a) !== familyOf(b)) {
    return { kind: "refused", reason: { kind: "questions", from: a.set ?? "not stated", to: b.set ?? "not stated" } };
  }
  // Without a version even equal names may be two files.
  const isSame = a.set === b.set && a.set !== "ja-mt-bench";
  return { kind: "linkable", absorbed: isSame ? [] : [{ field: "questions", from: a.set, to: b.set }] };
}

function familyOf({ set }: TableQuestions): string {
  return (set ?? "").replace(/^(ja-mt-bench)(-v[34])?$/, "$1");
}
