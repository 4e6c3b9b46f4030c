import { pointsOn, type ScaleBounds } from "../judges/scale.ts";
import { compareIds } from "../questions/question-id.ts";
import { minimalDetectableEffect } from "../statistics/means/detectable-effect.ts";
import { wantedPower } from "./compare-candidates.ts";
import type { RatedCell } from "./paired-cells.ts";

/**
 * Standard deviation of the lasting differences between the questions of two checkpoints that are equally good, in points of
 * the usual scale (`assumedLasting` has it for others): what no number of trials takes away. From a paired sd of 1.7 in one trial with a fresh variance of 1.2 (docs/variability.md);
 * put your own in its place as soon as you have compared two checkpoints of yours.
 */
const assumedLastingDeviation = 1.3;

export function assumedLasting(scale: ScaleBounds): number {
  return pointsOn(scale, assumedLastingDeviation);
}

export interface MarginAdvice {
  readonly trials: number;
  /** Smallest margin that the same candidate, run again, meets in 80 % of cases. */
  readonly rerun: number;
  /** The same for another candidate that is just as good. */
  readonly otherCandidate: number;
}

/** Which margin a gate can use with how many trials on both sides, one-sided 5 %. Null where the fresh variance is unknown. */
export function marginAdvice(fresh: number | null, questions: number, lastingDeviation: number): MarginAdvice[] | null {
  if (fresh === null || questions < 2) return null;
  const plan = { alpha: 0.05, sides: 1, degreesOfFreedom: questions - 1 } as const;
  const margin = (variance: number) => minimalDetectableEffect(Math.sqrt(variance / questions), wantedPower, plan);
  return [1, 2, 3, 5, 10].map((trials) => ({
    trials,
    rerun: margin((2 * fresh) / trials),
    otherCandidate: margin(lastingDeviation ** 2 + (2 * fresh) / trials),
  }));
}

/** Margin and trials on both sides with which an equally good candidate passes in 80 % of cases. */
export interface GateAdvice {
  readonly margin: number;
  readonly trials: number;
}

/** Beyond so many trials the lasting differences rule, and another one buys almost nothing. */
const mostTrials = 5;

/** The fewest trials that make the wanted margin hold; where five do not, the margin that five hold, in steps of a tenth of it. */
export function gateAdvice(advice: readonly MarginAdvice[], wanted: number): GateAdvice | null {
  const worthwhile = advice.filter(({ trials }) => trials <= mostTrials);
  const enough = worthwhile.find(({ otherCandidate }) => otherCandidate <= wanted);
  if (enough !== undefined) return { margin: wanted, trials: enough.trials };
  const last = worthwhile.at(-1);
  if (last === undefined) return null;
  const step = wanted / 10;
  return { margin: Number((Math.ceil(last.otherCandidate / step) * step).toFixed(4)), trials: last.trials };
}

/** Trials of several folders of one candidate, as if they were the trials of one. */
export function joinTrials(folders: readonly (readonly RatedCell[])[]): RatedCell[] {
  const joined = new Map<string, RatedCell>();
  for (const cell of folders.flat()) {
    const place = `${cell.questionHash} ${cell.turn}`;
    const before = joined.get(place);
    const both = before === undefined ? [cell] : [before, cell];
    const sum = (pick: (one: RatedCell) => number) => both.reduce((total, one) => total + pick(one), 0);
    joined.set(place, {
      ...cell,
      trials: both.flatMap((one) => one.trials),
      ratings: both.flatMap((one) => one.ratings),
      planned: sum((one) => one.planned),
      failed: sum((one) => one.failed),
      due: sum((one) => one.due),
      truncated: sum((one) => one.truncated),
    });
  }
  return [...joined.values()].sort((a, b) => compareIds(a.questionId, b.questionId) || a.turn - b.turn);
}
