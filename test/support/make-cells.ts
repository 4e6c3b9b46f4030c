import type { TrialCell } from "../../src/scores/cells.ts";
import type { RatedCell } from "../../src/scores/paired-cells.ts";
import { toldQuestionHash } from "./write-results.ts";

/** One trial of a cell: its ratings, or what is missing. */
export type ToldTrial = readonly number[] | Partial<TrialCell>;

/** Cells from [question][turn][trial]; one judge repeat unless `repeats` says otherwise. */
export function makeCells(
  told: readonly (readonly (readonly ToldTrial[])[])[],
  options: { readonly category?: (question: number) => string; readonly repeats?: number } = {},
): RatedCell[] {
  return told.flatMap((turns, question) =>
    turns.map((entries, turn): RatedCell => {
      const trials = entries.map((entry): TrialCell => {
        const empty = { ratings: [], failed: 0, unrated: 0, due: 0, truncated: false };
        return "length" in entry ? { ...empty, ratings: entry } : { ...empty, ...entry };
      });
      const sum = (pick: (trial: TrialCell) => number) => trials.reduce((total, trial) => total + pick(trial), 0);
      return {
        questionId: String(question + 1),
        questionHash: toldQuestionHash(question),
        category: options.category?.(question) ?? "math",
        turn: turn + 1,
        ratings: trials.flatMap((trial) => trial.ratings),
        trials,
        planned: trials.length * (options.repeats ?? 1),
        failed: sum((trial) => trial.failed),
        due: sum((trial) => trial.due),
        truncated: sum((trial) => (trial.truncated ? 1 : 0)),
      };
    }),
  );
}
