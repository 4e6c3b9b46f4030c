import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * What a gate demands, as `mtbench.config.yaml` and the flags give it. Every number is checked to be finite: a NaN that
 * slips through would compare as "not worse" and let everything pass.
 */
export const gateRulesSchema = z.strictObject({
  /** How much worse the candidate may be, in points; the gate passes when it is shown to be less. */
  margin: z.number().positive().max(9).default(0.5),
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
