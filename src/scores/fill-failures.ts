import type { Cell } from "./cells.ts";

/**
 * The cells with every rating that is missing because the candidate failed put at `lowest`, the low end of the scale:
 * breaking must not pay. Cells without such failures are the same objects.
 */
export function fillFailures<C extends Pick<Cell, "ratings" | "trials" | "failed">>(
  cells: readonly C[],
  lowest: number,
): C[] {
  return cells.map((cell) => {
    if (cell.failed === 0) return cell;
    const trials = cell.trials.map((trial) => ({
      ...trial,
      ratings: [...trial.ratings, ...new Array<number>(trial.failed).fill(lowest)],
      failed: 0,
    }));
    return { ...cell, trials, ratings: trials.flatMap((trial) => trial.ratings), failed: 0 };
  });
}

/** The cells with every rating that is missing, for whatever reason, put at `value`: the ends of what the complete data can say. */
export function fillMissing<C extends Pick<Cell, "ratings" | "trials">>(cells: readonly C[], value: number): C[] {
  return cells.map((cell) => {
    const trials = cell.trials.map((trial) => ({
      ...trial,
      ratings: [...trial.ratings, ...new Array<number>(trial.failed + trial.unrated + trial.due).fill(value)],
    }));
    return { ...cell, trials, ratings: trials.flatMap((trial) => trial.ratings) };
  });
}
