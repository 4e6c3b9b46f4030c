import { cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import { fillFailures } from "../scores/fill-failures.ts";
import { type PairedQuestion, pairCells, pairsOf } from "../scores/paired-cells.ts";
import { sequentialLevel, sequentialP } from "../statistics/families/sequential-level.ts";
import { clusteredMean, type Estimate } from "../statistics/means/clustered-mean.ts";
import { oneSidedBounds, oneSidedTest } from "../statistics/means/one-sided.ts";
import { pairedDifferences } from "../statistics/means/paired-difference.ts";
import type { ComparedCandidate } from "./compared-candidate.ts";
import type { GateRules, RulesOnScale } from "./rules.ts";
import { type Verdict, worseVerdict } from "./verdict.ts";

/** Candidate minus baseline over their common turns, with the bounds that the verdict was read from. */
export interface DifferenceReading {
  readonly mean: number | null;
  /** One-sided bounds: each alone holds with probability 1 - alpha. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided: how likely so bad a difference is if the candidate is no worse than allowed (`strict`: not worse at all). */
  readonly p: number | null;
  readonly questions: number;
  readonly verdict: Verdict;
}

/** The two readings that a gate demands; the worse one counts. */
export interface DifferenceVerdict {
  readonly verdict: Verdict;
  /** Without the turns that either side failed. */
  readonly plain: DifferenceReading;
  /** With them at the lowest rating; the same object when nobody failed. */
  readonly withFailures: DifferenceReading;
  /** The reading that gave the verdict, as an estimate. */
  readonly estimate: Estimate;
}

/** How often a gate looks, fixed before the first look. */
export interface Looks {
  readonly count: number;
  /** Level of every single look. */
  readonly alpha: number;
  /** Makes a p-value of one look valid over all of them. */
  readonly overall: (p: number) => number;
}

/** Planned once for all looks, so that over them together each wrong verdict keeps the rules' alpha. */
export function planLooks({ alpha }: GateRules, count = 1): Looks {
  return { count, alpha: sequentialLevel(count, alpha), overall: (p) => sequentialP(p, count) };
}

export interface PairedSides {
  /** Of the ratings of both. */
  readonly scale: ScaleBounds;
  readonly plain: readonly PairedQuestion[];
  /** Null: nobody failed. */
  readonly filled: readonly PairedQuestion[] | null;
}

export function pairSides(candidate: ComparedCandidate, baseline: ComparedCandidate): PairedSides {
  const { scale } = candidate.protocol;
  const lowest = scale.min;
  const failed = [...candidate.cells, ...baseline.cells].some((cell) => cell.failed > 0);
  return {
    scale,
    plain: pairCells(candidate.cells, baseline.cells),
    filled: failed ? pairCells(fillFailures(candidate.cells, lowest), fillFailures(baseline.cells, lowest)) : null,
  };
}

/** Compares on all questions, or on those of one category. */
export function readDifference(
  sides: PairedSides,
  rules: RulesOnScale,
  looks: Looks,
  category: string | null = null,
): DifferenceVerdict {
  const estimateOf = (questions: readonly PairedQuestion[]) => {
    const own = category === null ? questions : questions.filter((question) => question.category === category);
    return clusteredMean(pairedDifferences(pairsOf(own)));
  };
  const plainEstimate = estimateOf(sides.plain);
  const plain = readingOf(plainEstimate, rules, looks, sides.scale);
  if (sides.filled === null) return { verdict: plain.verdict, plain, withFailures: plain, estimate: plainEstimate };
  const filledEstimate = estimateOf(sides.filled);
  const withFailures = readingOf(filledEstimate, rules, looks, sides.scale);
  const verdict = worseVerdict(plain.verdict, withFailures.verdict);
  const estimate = verdict === withFailures.verdict ? filledEstimate : plainEstimate;
  return { verdict, plain, withFailures, estimate };
}

/**
 *        -margin        0
 *   --------|-----------|------->  candidate minus baseline
 *           |  [===|===]|          pass: the lower bound is above -margin
 *   [===|===]           |          regression: the upper bound is below -margin (strict: below 0)
 *      [====|===]       |          undecided: the bounds hold -margin
 */
function readingOf(estimate: Estimate, rules: RulesOnScale, looks: Looks, scale: ScaleBounds): DifferenceReading {
  const questions = estimate.clusters;
  if (estimate.kind !== "interval") {
    return { mean: estimate.mean, low: null, high: null, p: null, questions, verdict: "incomplete" };
  }
  const { low, high } = cutToSpan(oneSidedBounds(estimate, 1 - looks.alpha), scale);
  const p = oneSidedTest(estimate, rules.strict ? 0 : -rules.margin)?.pBelow ?? null;
  let verdict: Verdict = "undecided";
  if (low !== null && low > -rules.margin) verdict = "pass";
  if (high !== null && high < (rules.strict ? 0 : -rules.margin)) verdict = "regression";
  return { mean: estimate.mean, low, high, p: p === null ? null : looks.overall(p), questions, verdict };
}
