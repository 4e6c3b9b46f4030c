import { wantedPower } from "../scores/compare-candidates.ts";
import type { Estimate } from "../statistics/means/clustered-mean.ts";
import { detectionPower, minimalDetectableEffect, repeatsForEffect } from "../statistics/means/detectable-effect.ts";

/** What the data at hand can decide, and what more of them could. */
export interface Decidability {
  /** Chance that a candidate exactly as good as the baseline is shown to be within the margin by as much data as this. */
  readonly power: number;
  /** Smallest margin that such a candidate meets in 80 % of cases with as much data as this. */
  readonly margin: number;
  /** Trials of the candidate that would decide in 80 % of cases if the difference is what it seems to be now. */
  readonly trials: TrialsNeeded;
}

export type TrialsNeeded =
  | { readonly kind: "trials"; readonly trials: number }
  /** The questions themselves differ too much: no number of trials decides. */
  | { readonly kind: "none" }
  /** No answer was repeated, so nobody knows what repeating would bring. */
  | { readonly kind: "unknown" };

/**
 * `fresh`: variance that one answer adds to its question's mean, null when nothing was repeated. Only the candidate is
 * asked again, so the baseline's own noise stays: Var = (lasting + fresh / trials) / questions.
 */
export function decidability(
  difference: Estimate,
  about: {
    readonly margin: number;
    readonly alpha: number;
    readonly trials: number;
    readonly fresh: number | null;
  },
): Decidability | null {
  if (difference.kind !== "interval") return null;
  const { standardError, degreesOfFreedom, clusters, mean } = difference;
  const plan = { alpha: about.alpha, sides: 1, degreesOfFreedom } as const;
  return {
    power: detectionPower(about.margin, standardError, plan),
    margin: minimalDetectableEffect(standardError, wantedPower, plan),
    trials: trialsNeeded(Math.abs(mean + about.margin)),
  };

  function trialsNeeded(distance: number): TrialsNeeded {
    if (about.fresh === null) return { kind: "unknown" };
    if (distance === 0) return { kind: "none" };
    const lasting = Math.max(0, standardError ** 2 * clusters - about.fresh / about.trials);
    const needed = repeatsForEffect(distance, { lasting, fresh: about.fresh }, wantedPower, { ...plan, clusters });
    if (needed.kind === "unattainable") return { kind: "none" };
    // Fewer than there are now did not decide: the data were unlucky, and one more is the least that can help.
    return { kind: "trials", trials: Math.max(needed.repeats, about.trials + 1) };
  }
}
