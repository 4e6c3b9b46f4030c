import { cutToSpan } from "../../judges/scale.ts";
import { pairedDifference } from "../../statistics/means/paired-difference.ts";
import type { ReportBoard, ReportDifference } from "./report-record.ts";

type Compared = Pick<ReportBoard, "items" | "candidates" | "scale">;

/** Every other candidate minus the baseline, paired by turn and clustered by question, in the board's order. */
export function differencesFrom(board: Compared, baseline: number): ReportDifference[] {
  return board.candidates.flatMap((candidate, index) =>
    index === baseline ? [] : [{ candidate: candidate.id, ...differenceBetween(board, index, baseline) }],
  );
}

/** First minus second, by index. Runs in the page too, where readers choose the baseline. */
export function differenceBetween(board: Compared, first: number, second: number): Omit<ReportDifference, "candidate"> {
  const one = board.candidates[first]?.cells.ratings ?? [];
  const other = board.candidates[second]?.cells.ratings ?? [];
  const clusters = new Map<number, (readonly [number, number])[]>();
  for (const [index, { question }] of board.items.entries()) {
    const [a, b] = [one[index] ?? null, other[index] ?? null];
    if (a === null || b === null) continue;
    const cluster = clusters.get(question);
    if (cluster === undefined) clusters.set(question, [[a, b]]);
    else cluster.push([a, b]);
  }
  const { difference } = pairedDifference([...clusters.values()]);
  const { mean, low, high, values } = cutToSpan(difference, board.scale);
  return { mean, low, high, turns: values };
}
