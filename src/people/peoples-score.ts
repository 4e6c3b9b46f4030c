import type { Desk } from "../results/desk/load-desk.ts";
import type { RunRecord } from "../results/run-record.ts";
import { calibrateDesk } from "./calibrate-desk.ts";

/** What people would give to all questions, beside a candidate's score by the judge that their ratings correct. */
export interface PeoplesScore {
  /** Key of the protocol, and the candidate's folder. */
  readonly protocol: string;
  readonly path: string;
  readonly plan: string;
  /** Which estimate the plan fixed. */
  readonly estimate: "calibrated" | "plain";
  readonly mean: number;
  /** As these people rate. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Questions that people rated. */
  readonly questions: number;
  /** How many more they would have to rate until the interval is half as wide; null: not even all would do. */
  readonly moreToHalve: number | null;
}

/** Of each candidate of a plan that has an estimate. @param records of the plan's candidates, in its order */
export function peoplesScores(desk: Desk, records: readonly RunRecord[], level: number): PeoplesScore[] {
  const { plan } = desk;
  if (plan.kind === "matches" || plan.judge === null) return [];
  const { protocol } = plan.judge;
  const { candidates, estimate } = calibrateDesk(desk, records, level);
  return candidates.flatMap(({ calibration }, index): PeoplesScore[] => {
    const path = records[index]?.path;
    if (calibration.kind === "refused" || path === undefined) return [];
    const { value: mean, theseRaters, halving } = calibration[estimate];
    const { low, high } = theseRaters;
    const questions = calibration.counts.rated;
    const moreToHalve = halving.kind === "more" ? halving.units : null;
    return [{ protocol, path, plan: plan.id, estimate, mean, low, high, level, questions, moreToHalve }];
  });
}

/** Of one candidate on one board, where several plans have one: by the most rated questions, then by the plan's name. */
export function scoreByPeople(
  people: readonly PeoplesScore[],
  protocol: string,
  path: string,
): PeoplesScore | undefined {
  return people
    .filter((one) => one.protocol === protocol && one.path === path)
    .reduce<PeoplesScore | undefined>(
      (best, one) => (best === undefined || one.questions > best.questions ? one : best),
      undefined,
    );
}
