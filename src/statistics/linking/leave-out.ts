import { groupBy } from "../group-by.ts";
import { orderedSum } from "../ordered-sum.ts";
import { fitLine, fitShift, type LinkFit, type LinkPoint, valueAt } from "./fit-line.ts";

/** How far fits that did not see a point miss it. */
export interface LeaveOutError {
  /** Root mean square of the misses, in units of y; null when no point could be predicted. */
  readonly rms: number | null;
  /** Points that the rest could predict. */
  readonly predicted: number;
  readonly points: number;
  /** Groups that were left out, one after the other. */
  readonly groups: number;
}

/**
 * Predicts every point by a fit to the points of the other groups. Every point its own group is leave-one-out; models of
 * one family as a group say how the link does on a family that it has never seen. A group is passed over when the rest
 * gives no fit of that kind.
 */
export function leaveOutError(
  points: readonly LinkPoint[],
  kind: LinkFit["kind"],
  groupOf: (index: number) => string | number = (index) => index,
): LeaveOutError {
  const groups = groupBy(points.keys(), groupOf);
  const squares: number[] = [];
  for (const members of groups.values()) {
    const left = new Set(members);
    const fit = fitOf(
      points.filter((_, index) => !left.has(index)),
      kind,
    );
    if (fit === null) continue;
    for (const index of members) {
      const { x, y } = points[index] as LinkPoint;
      squares.push((y - valueAt(fit, x)) ** 2);
    }
  }
  return {
    rms: squares.length === 0 ? null : Math.sqrt(orderedSum(squares) / squares.length),
    predicted: squares.length,
    points: points.length,
    groups: groups.size,
  };
}

/** Root mean square of y - x: how wrong it is to read a score of one scale on the other as it stands. Null without points. */
export function rawError(points: readonly LinkPoint[]): number | null {
  if (points.length === 0) return null;
  return Math.sqrt(orderedSum(points.map(({ x, y }) => (y - x) ** 2)) / points.length);
}

function fitOf(points: readonly LinkPoint[], kind: LinkFit["kind"]): LinkFit | null {
  return kind === "line" ? fitLine(points) : fitShift(points);
}
