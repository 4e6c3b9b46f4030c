import { cutToScale } from "../judges/scale.ts";
import { fillFailures } from "../scores/fill-failures.ts";
import { meansByQuestion } from "../scores/score.ts";
import { clusteredMean } from "../statistics/means/clustered-mean.ts";
import { oneSidedBounds } from "../statistics/means/one-sided.ts";
import type { ComparedCandidate } from "./compared-candidate.ts";
import type { RuleResult } from "./rule-result.ts";
import type { GateRules } from "./rules.ts";
import { type Verdict, worseVerdict } from "./verdict.ts";

/** Whether both measurements are whole enough to be compared, and what the candidate may leave undone. */
export function shareRules(candidate: ComparedCandidate, baseline: ComparedCandidate, rules: GateRules): RuleResult[] {
  const results = [completeRule("candidate", candidate), completeRule("baseline", baseline)];
  results.push(
    ratedRule("candidate", candidate, rules.minimumRated),
    ratedRule("baseline", baseline, rules.minimumRated),
  );
  if (rules.maximumUnrated !== null) results.push(unratedRule(candidate, rules.maximumUnrated));
  results.push(truncatedRule(candidate, baseline, rules.maximumTruncated));
  return results;
}

function completeRule(subject: string, { cells }: ComparedCandidate): RuleResult {
  const due = sum(cells.map((cell) => cell.due));
  return {
    rule: "complete",
    subject,
    verdict: due > 0 || cells.length === 0 ? "incomplete" : "pass",
    counts: true,
    message:
      due > 0
        ? `${due} ratings are due; run it again to go on`
        : cells.length === 0
          ? "nothing was asked"
          : "nothing is due",
  };
}

function ratedRule(subject: string, { cells }: ComparedCandidate, minimum: number): RuleResult {
  const rated = sum(cells.map((cell) => cell.ratings.length));
  const planned = sum(cells.map((cell) => cell.planned));
  return {
    rule: "rated",
    subject,
    verdict: planned > 0 && rated / planned >= minimum ? "pass" : "incomplete",
    counts: true,
    message: `${rated} of ${planned} ratings are there, at least ${percent(minimum)} wanted`,
  };
}

/** The judge's doing, so nothing is known about the candidate: too many are no regression, but no pass either. */
function unratedRule({ cells }: ComparedCandidate, maximum: number): RuleResult {
  const unrated = sum(cells.flatMap((cell) => cell.trials.map((trial) => trial.unrated)));
  const planned = sum(cells.map((cell) => cell.planned));
  return {
    rule: "unrated",
    subject: "candidate",
    verdict: planned > 0 && unrated / planned <= maximum ? "pass" : "incomplete",
    counts: true,
    message: `${unrated} of ${planned} ratings could not be read, at most ${percent(maximum)} allowed`,
  };
}

/** How many more of a hundred answers than the baseline's may be cut where nobody said: beyond it, scores measure the limit. */
const moreTruncated = 0.1;

function truncatedRule(candidate: ComparedCandidate, baseline: ComparedCandidate, given: number | null): RuleResult {
  const own = truncation(candidate);
  const theirs = truncation(baseline);
  const maximum = given ?? Math.min(1, theirs.share + moreTruncated);
  const why = given === null ? " (the baseline's share and 10 %; --max-truncated sets another)" : "";
  return {
    rule: "truncated",
    subject: "candidate",
    // A share and a tenth are not exact in binary: 1 of 10 is at most 0 and a tenth.
    verdict: own.answers === 0 ? "incomplete" : own.share <= maximum + 1e-12 ? "pass" : "regression",
    counts: true,
    message: [
      `${own.truncated} of ${own.answers} answers were cut at the token limit, at most ${percent(maximum)} allowed${why}`,
      ...(theirs.truncated > 0 ? [`of the baseline's ${theirs.truncated} of ${theirs.answers}`] : []),
    ].join("; "),
  };
}

function truncation({ cells }: ComparedCandidate) {
  const truncated = sum(cells.map((cell) => cell.truncated));
  const answers = sum(cells.map((cell) => cell.trials.length));
  return { truncated, answers, share: answers === 0 ? 0 : truncated / answers };
}

/** Read without and with the candidate's failures at the lowest rating; the worse verdict counts. */
export function minimumScoreRule(candidate: ComparedCandidate, minimum: number, alpha: number): RuleResult {
  const { scale } = candidate.protocol;
  const readings = [candidate.cells, fillFailures(candidate.cells, scale.min)].map((cells) => {
    const estimate = clusteredMean(meansByQuestion(cells));
    const { low, high } = cutToScale(oneSidedBounds(estimate, 1 - alpha), scale);
    return { estimate, low, high, verdict: floorVerdict(low, high, minimum) };
  });
  const verdict = readings.reduce<Verdict>((worst, reading) => worseVerdict(worst, reading.verdict), "pass");
  const shown = readings.find((reading) => reading.verdict === verdict);
  const words =
    shown === undefined || shown.low === null || shown.high === null
      ? "too few questions are rated"
      : `score ${(shown.estimate.mean ?? 0).toFixed(2)} (one-sided bounds ${shown.low.toFixed(2)} and ${shown.high.toFixed(2)})`;
  return {
    rule: "minimum-score",
    subject: "candidate",
    verdict,
    counts: true,
    message: `${words}, at least ${minimum} wanted`,
  };
}

function floorVerdict(low: number | null, high: number | null, minimum: number): Verdict {
  if (low === null || high === null) return "incomplete";
  if (low >= minimum) return "pass";
  return high < minimum ? "below-floor" : "undecided";
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
