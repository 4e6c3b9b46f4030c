import { InputError } from "../errors.ts";
import { cutToScale, cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import type { DeskPlan } from "../results/desk/desk-plan.ts";
import type { Desk } from "../results/desk/load-desk.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type Calibration, calibratedMean } from "../statistics/calibration/calibrated-mean.ts";
import { pairUnits } from "../statistics/calibration/rated-unit.ts";
import type { MeanInterval, SampledMean } from "../statistics/calibration/sampled-mean.ts";
import { deskUnits } from "./desk-units.ts";

/** What people's ratings under one plan make of a judge's scores. */
export interface DeskCalibration {
  readonly plan: string;
  readonly questionSet: string;
  /** Null: nobody has judged these answers, and `calibrated` is the plain mean. */
  readonly judge: DeskPlan["judge"];
  readonly scale: ScaleBounds;
  /** Which number is the result, as the plan fixed before anybody rated. */
  readonly estimate: DeskPlan["estimate"];
  readonly candidates: readonly { readonly id: string; readonly calibration: Calibration }[];
  /** Each of the others minus the first, over questions that people rated of both. */
  readonly differences: readonly {
    readonly id: string;
    readonly baseline: string;
    readonly calibration: Calibration;
  }[];
  /** Planned questions that the records no longer have; no part of anything here. */
  readonly gone: number;
}

/**
 * @param records of the plan's candidates, in its order
 * @param chosen indices of the plan's candidates, the first of them what the others are compared with; default: all
 * @throws InputError for a plan of answers side by side: its people gave no ratings
 */
export function calibrateDesk(
  desk: Desk,
  records: readonly RunRecord[],
  level: number,
  chosen: readonly number[] = records.map((_, index) => index),
): DeskCalibration {
  const { plan } = desk;
  if (plan.kind === "matches") {
    throw new InputError(
      `plan ${plan.id} lets people choose between two answers; there are no ratings that could correct a score`,
      {
        hint: "Make a plan with --candidates in place of --pairs.",
      },
    );
  }
  const { units, gone } = deskUnits(desk, records);
  const { scale, candidates } = plan;
  const all = chosen.map((index) => ({ id: candidates[index]?.id ?? "", units: units[index] ?? [] }));
  const [first, ...others] = all;
  return {
    plan: plan.id,
    questionSet: plan.questionSet.id,
    judge: plan.judge,
    scale,
    estimate: plan.judge === null ? "plain" : plan.estimate,
    candidates: all.map((one) => ({
      id: one.id,
      calibration: within(calibratedMean(one.units, level), (ends) => cutToScale(ends, scale)),
    })),
    differences: others.map((one) => ({
      id: one.id,
      baseline: first?.id ?? "",
      calibration: within(calibratedMean(pairUnits(one.units, first?.units ?? []), level), (ends) =>
        cutToSpan(ends, scale),
      ),
    })),
    gone,
  };
}

/** Intervals without what no score can be. */
function within(calibration: Calibration, cut: (ends: MeanInterval) => MeanInterval): Calibration {
  if (calibration.kind === "refused") return calibration;
  const cutMean = (mean: SampledMean): SampledMean => ({
    ...mean,
    theseRaters: cut(mean.theseRaters),
    likeRaters: mean.likeRaters === null ? null : cut(mean.likeRaters),
  });
  return { ...calibration, calibrated: cutMean(calibration.calibrated), plain: cutMean(calibration.plain) };
}
