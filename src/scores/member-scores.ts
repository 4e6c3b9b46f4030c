import type { PlannedQuestion } from "../results/manifest.ts";
import { juryRecordOf, type ProcedureRecord } from "../results/procedure-record.ts";
import type { Cell } from "./cells.ts";
import { type Score, scoreOf } from "./score.ts";

/** What one member of a jury gave to a candidate, as if it had rated alone. */
export interface MemberScore {
  readonly model: string;
  /** Its part of every rating or, of a rotating jury, of the questions; all members' together 1. */
  readonly share: number;
  /** Of a rotating jury over the member's own questions, so that members' scores are of different questions. */
  readonly score: Score;
  /** Questions that are the member's to rate. */
  readonly questions: number;
}

/** By member, in the order of the procedure; null: one judge model rates. */
export function memberScores(
  cells: readonly Cell[],
  questions: readonly PlannedQuestion[],
  procedure: ProcedureRecord,
): readonly MemberScore[] | null {
  const jury = juryRecordOf(procedure);
  if (jury === null) return null;
  const drawn = new Map(questions.map(({ hash, judgeModel }) => [hash, judgeModel]));
  return jury.members.map(({ model, share }) => {
    const own = cells.filter(({ questionHash }) => (drawn.get(questionHash) ?? model) === model);
    const rated = own.map((cell) => ({ ...cell, ratings: ratingsBy(cell, model) }));
    const asked = new Set(own.map(({ questionHash }) => questionHash)).size;
    return { model, share, score: scoreOf(rated, procedure.scale), questions: asked };
  });
}

function ratingsBy({ judgments }: Cell, model: string): number[] {
  return judgments.flatMap(({ judgeModel, outcome }) =>
    judgeModel === model && outcome.status === "rated" ? [outcome.rating] : [],
  );
}
