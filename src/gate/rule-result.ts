import type { Verdict } from "./verdict.ts";

/** One demand of the gate and what became of it. */
export interface RuleResult {
  /** `difference`, `category`, `minimum-score`, `complete`, `rated`, `unrated`, `truncated` or `people`. */
  readonly rule: string;
  /** What the rule looked at: the category, or `candidate` and `baseline`. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** False: shown, but the overall verdict does not wait for it (a category that is merely undecided). */
  readonly counts: boolean;
  readonly message: string;
}
