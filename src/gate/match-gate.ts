import { clusteredMean, type Estimate } from "../statistics/means/clustered-mean.ts";
import { oneSidedTest } from "../statistics/means/one-sided.ts";
import { makeRandom, randomInteger } from "../statistics/resampling/random.ts";
import { type NetWins, netWins, netWinsBounds } from "../statistics/strength/net-wins.ts";
import { type Coverage, coverageOf, gamesOf, type PairLooks } from "../tallies/collect-games.ts";
import type { RuleResult } from "./rule-result.ts";
import { type Verdict, worseVerdict } from "./verdict.ts";

/** What a gate by matches demands. */
export interface MatchGateRules {
  /** Net wins that the candidate may lose, above 0 and at most 1. */
  readonly margin: number;
  /** Chance of each wrong verdict, one-sided. */
  readonly alpha: number;
  /** Any worsening that is shown is a regression. */
  readonly strict: boolean;
  /** Least share of the turns that both answered for which both orders have a verdict. */
  readonly minimumRated: number;
}

/** One reading of the net wins of the candidate over the baseline. */
export interface NetWinsReading {
  readonly mean: number | null;
  /** One-sided bounds: each alone holds with probability 1 - alpha. */
  readonly low: number | null;
  readonly high: number | null;
  /** One-sided: how likely so few net wins are if the candidate is no worse than allowed. Null where nothing spreads. */
  readonly p: number | null;
  readonly questions: number;
  readonly verdict: Verdict;
}

/** How often this many questions, spread as these are, come to each verdict; of 1, simulated. */
export interface MatchGatePower {
  /** An equally good candidate passes. */
  readonly equalPasses: number;
  /** One that loses exactly the margin passes: at most alpha is allowed. */
  readonly atMarginPasses: number;
  /** One that loses twice the margin is found to be a regression. */
  readonly worseIsFound: number;
  readonly simulations: number;
}

export interface MatchGateReport {
  readonly by: "matches";
  readonly verdict: Verdict;
  readonly rules: readonly RuleResult[];
  readonly candidate: { readonly id: string };
  readonly baseline: { readonly id: string };
  /** Hash of the match procedure. */
  readonly procedure: string;
  readonly netWins: { readonly plain: NetWinsReading; readonly withFailures: NetWinsReading };
  readonly coverage: Coverage;
  readonly margin: number;
  readonly strict: boolean;
  readonly alpha: number;
  /** Null where fewer than 2 questions count, and where all are alike. */
  readonly power: MatchGatePower | null;
  /** Every question that counts, the most clearly lost first. */
  readonly lost: readonly { readonly questionId: string; readonly category: string; readonly value: number }[];
}

/**
 * Decides from matches of the candidate with the baseline. Fails closed: whatever is due, unread or too little is never a pass,
 * and of the two readings of failed answers the worse one counts.
 */
export function evaluateMatchGate(
  { one, other, turns }: PairLooks,
  rules: MatchGateRules,
  about: { readonly candidate: string; readonly procedure: string; readonly seed: string },
): MatchGateReport {
  const baseline = about.candidate === one ? other : one;
  const net = (failures: "without" | "lost") =>
    netWins(gamesOf(turns, failures), about.candidate, baseline, { seed: about.seed });
  const plain = net("without");
  const lost = turns.some(({ failed }) => failed !== null) ? net("lost") : plain;
  const readings = { plain: readNetWins(plain, rules), withFailures: readNetWins(lost, rules) };
  const coverage = coverageOf(turns);
  const decided = worseVerdict(readings.plain.verdict, readings.withFailures.verdict);
  const results: RuleResult[] = [
    completeRule(coverage),
    readRule(coverage, rules.minimumRated),
    { rule: "net-wins", subject: "overall", verdict: decided, counts: true, message: wordReadings(readings, rules) },
  ];
  const names = new Map(turns.map(({ questionHash, questionId }) => [questionHash, questionId]));
  const isDue = results[0]?.verdict === "incomplete";
  return {
    by: "matches",
    verdict: isDue
      ? "incomplete"
      : results.reduce<Verdict>((worst, { verdict }) => worseVerdict(worst, verdict), "pass"),
    rules: results,
    candidate: { id: about.candidate },
    baseline: { id: baseline },
    procedure: about.procedure,
    netWins: readings,
    coverage,
    margin: rules.margin,
    strict: rules.strict,
    alpha: rules.alpha,
    // Questions that are all alike show no spread to simulate with.
    power:
      plain.uniform === null
        ? simulatePower(
            plain.questions.map(({ value }) => value),
            rules,
            about.seed,
          )
        : null,
    lost: [...plain.questions]
      .sort((a, b) => a.value - b.value)
      .map(({ question, category, value }) => ({ questionId: names.get(question) ?? question, category, value })),
  };
}

/** As the gate of ratings reads a difference: pass above -margin, regression below it (strict: below 0), else undecided. */
function readNetWins(found: NetWins, rules: MatchGateRules): NetWinsReading {
  const { netWins: estimate } = found;
  const bounds = estimate.kind === "interval" ? netWinsBounds(found, 1 - rules.alpha) : null;
  const p = oneSidedTest(estimate, rules.strict ? 0 : -rules.margin)?.pBelow ?? null;
  return {
    mean: estimate.mean,
    low: bounds?.low ?? null,
    high: bounds?.high ?? null,
    p: found.uniform === null ? p : null,
    questions: estimate.clusters,
    verdict: bounds === null ? "incomplete" : verdictOf(bounds, rules),
  };
}

function verdictOf(
  { low, high }: { readonly low: number; readonly high: number },
  { margin, strict }: Pick<MatchGateRules, "margin" | "strict">,
): Verdict {
  if (high < (strict ? 0 : -margin)) return "regression";
  return low > -margin ? "pass" : "undecided";
}

function completeRule({ due, planned }: Coverage): RuleResult {
  const message =
    due > 0
      ? `${due} calls are due; mtbench match goes on`
      : planned === 0
        ? "nothing was compared; mtbench match compares"
        : "nothing is due";
  const verdict = due > 0 || planned === 0 ? "incomplete" : "pass";
  return { rule: "complete", subject: "matches", verdict, counts: true, message };
}

function readRule({ planned, complete, failed }: Coverage, minimum: number): RuleResult {
  const comparable = planned - failed.one - failed.other - failed.both;
  const enough = comparable > 0 && complete / comparable >= minimum;
  return {
    rule: "rated",
    subject: "matches",
    verdict: enough ? "pass" : "incomplete",
    counts: true,
    message: `${complete} of ${comparable} turns have a verdict in both orders, at least ${Math.round(minimum * 100)} % wanted`,
  };
}

function wordReadings({ plain, withFailures }: MatchGateReport["netWins"], { margin, strict }: MatchGateRules): string {
  const words = ({ mean, low, high, questions }: NetWinsReading) =>
    mean === null || low === null || high === null
      ? "fewer than 2 questions count"
      : `net wins ${signed(mean)} (one-sided bounds ${signed(low)} and ${signed(high)}), ${questions} questions`;
  const isSame = plain.mean === withFailures.mean && plain.questions === withFailures.questions;
  return [
    words(plain),
    ...(isSame ? [] : [`with failures lost ${words(withFailures)}`]),
    `allowed: above ${-margin}${strict ? " and no shown worsening" : ""}`,
  ].join("; ");
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** Draws of each kind of candidate. */
const simulations = 2000;

/**
 * Draws as many questions as there are, with replacement, from those that are there with their mean moved to where the
 * candidate is supposed to be, and reads each draw as the gate does.
 */
function simulatePower(values: readonly number[], rules: MatchGateRules, seed: string): MatchGatePower | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const share = (truth: number, wanted: Verdict): number => {
    const random = makeRandom(`${seed} ${truth} ${wanted}`);
    let met = 0;
    for (let draw = 0; draw < simulations; draw += 1) {
      const drawn = values.map(() => (values[randomInteger(random, values.length)] ?? 0) - mean + truth);
      const estimate = clusteredMean(drawn.map((value) => [value]));
      if (readDraw(estimate, rules) === wanted) met += 1;
    }
    return met / simulations;
  };
  return {
    equalPasses: share(0, "pass"),
    atMarginPasses: share(-rules.margin, "pass"),
    worseIsFound: share(-2 * rules.margin, "regression"),
    simulations,
  };
}

function readDraw(estimate: Estimate, rules: MatchGateRules): Verdict {
  const bounds = netWinsBounds({ netWins: estimate, uniform: null, questions: [] }, 1 - rules.alpha);
  return bounds === null ? "incomplete" : verdictOf(bounds, rules);
}
