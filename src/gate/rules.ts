import { z } from "zod";
import { InputError } from "../errors.ts";
import { pointsOn, type ScaleBounds, spanOf } from "../judges/scale.ts";

const share = z.number().min(0).max(1);

/**
 * What a gate demands, as `mtbench.config.yaml` and the flags give it. Every number is checked to be finite: a NaN that
 * slips through would compare as "not worse" and let everything pass.
 */
export const gateRulesSchema = z.strictObject({
  /**
   * How much worse the candidate may be, in points; the gate passes when it is shown to be less. Null: half a point where
   * ratings go from 1 to 10, and the same part of any other scale.
   */
  margin: z.number().positive().nullable().default(null),
  /** Chance of each wrong verdict, one-sided. */
  alpha: z.number().min(0.0001).max(0.2).default(0.05),
  /** Any worsening that is shown is a regression, also one smaller than the margin. */
  strict: z.boolean().default(false),
  /** Also look for regressions in each category, Holm-corrected with the overall one. */
  byCategory: z.boolean().default(false),
  /** The lowest score that is allowed; null: any. */
  minimumScore: z.number().nullable().default(null),
  /** Least share of planned ratings that must be there, on both sides. */
  minimumRated: share.default(0.95),
  /** Largest share of planned ratings that the judge may leave out; null: only `minimumRated` counts. */
  maximumUnrated: share.nullable().default(null),
  /** Largest share of answers that may be cut at the token limit; null: the baseline's share and a tenth of all answers. */
  maximumTruncated: share.nullable().default(null),
});

export type GateRules = z.infer<typeof gateRulesSchema>;

/** The rules as they hold on one scale: the margin is a number of its points. */
export interface RulesOnScale extends GateRules {
  readonly margin: number;
}

/** On the usual scale; of another the same part. */
const usualMargin = 0.5;

/** The margin where nobody says another. */
export function defaultMargin(scale: ScaleBounds): number {
  return pointsOn(scale, usualMargin);
}

/**
 * What the rules mean on a scale. A margin that every difference is within, or a floor that no score can reach or none can
 * miss, is a mistake in the rule and says nothing about a candidate.
 *
 * @throws InputError that names the scale.
 */
export function rulesOn(rules: GateRules, scale: ScaleBounds): RulesOnScale {
  const { min, max } = scale;
  const { minimumScore, margin = null } = rules;
  if (minimumScore !== null && (minimumScore < min || minimumScore > max)) {
    throw new InputError(`--min-score: expected a score on the scale of ${min} to ${max}, got ${minimumScore}`, {
      hint: "In the configuration it is gate.minimumScore.",
    });
  }
  if (margin !== null && margin > spanOf(scale)) {
    throw new InputError(
      `--margin: expected at most ${spanOf(scale)}, which is all that a scale of ${min} to ${max} has, got ${margin}`,
      { hint: "In the configuration it is gate.margin." },
    );
  }
  return { ...rules, margin: margin ?? defaultMargin(scale) };
}
