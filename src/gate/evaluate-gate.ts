import { InputError } from "../errors.ts";
import { orderCategories } from "../questions/order-categories.ts";
import { compareFields, describeDifference } from "../results/compare-fields.ts";
import { largestDrops, type MovedQuestion } from "../scores/compare-candidates.ts";
import { trialNoise } from "../scores/trial-noise.ts";
import { holm } from "../statistics/families/adjusted-p-values.ts";
import type { ComparedCandidate } from "./compared-candidate.ts";
import { type Decidability, decidability } from "./decidability.ts";
import {
  type DifferenceReading,
  type DifferenceVerdict,
  type Looks,
  pairSides,
  planLooks,
  readDifference,
} from "./difference-verdict.ts";
import type { RuleResult } from "./rule-result.ts";
import { type GateRules, type RulesOnScale, rulesOn } from "./rules.ts";
import { minimumScoreRule, shareRules } from "./side-rules.ts";
import { type Verdict, worseVerdict } from "./verdict.ts";

export interface GateReport {
  readonly verdict: Verdict;
  readonly rules: readonly RuleResult[];
  readonly candidate: GateSide;
  readonly baseline: GateSide;
  readonly protocol: string;
  /** The two readings of the overall difference; the worse one counts. */
  readonly difference: { readonly plain: DifferenceReading; readonly withFailures: DifferenceReading };
  readonly margin: number;
  readonly strict: boolean;
  /** One-sided level of this look. */
  readonly alpha: number;
  readonly looks: number;
  /** Null when too little is common to both. */
  readonly decidability: Decidability | null;
  /** Every common question, the largest drop first. */
  readonly moved: readonly MovedQuestion[];
}

export interface GateSide {
  readonly id: string;
  readonly revision: string | null;
  readonly mean: number | null;
  readonly trials: number;
  readonly repeats: number;
  readonly rated: number;
  readonly planned: number;
}

/**
 * Compares a candidate with its baseline under the rules. Fails closed: whatever is missing, incomplete or measured in
 * another way is never a pass.
 *
 * @throws InputError when the two were measured under different protocols, naming the fields, and when a rule does not
 * fit their scale.
 */
export function evaluateGate(
  candidate: ComparedCandidate,
  baseline: ComparedCandidate,
  given: GateRules,
  looks: Looks = planLooks(given),
): GateReport {
  refuseOtherProtocol(candidate, baseline);
  const rules = rulesOn(given, baseline.protocol.scale);
  const sides = pairSides(candidate, baseline);
  const overall = readDifference(sides, rules, looks);
  const results: RuleResult[] = [...shareRules(candidate, baseline, rules)];
  const decided = decidability(overall.estimate, {
    margin: rules.margin,
    alpha: looks.alpha,
    trials: candidate.trials,
    fresh: trialNoise(candidate.cells).fresh ?? trialNoise(baseline.cells).fresh,
  });
  const parts = rules.byCategory
    ? orderCategories(
        sides.plain.map((question) => question.category),
        candidate.categories ?? [],
      ).map((name) => ({
        name,
        reading: readDifference(sides, rules, looks, name),
      }))
    : [];
  const family = holmVerdicts([overall, ...parts.map((part) => part.reading)], rules);
  results.push(overallResult(overall, family[0] ?? overall.verdict, rules, decided));
  for (const [index, { name, reading }] of parts.entries()) {
    results.push(categoryResult(name, reading, family[index + 1] ?? reading.verdict));
  }
  if (rules.minimumScore !== null) results.push(minimumScoreRule(candidate, rules.minimumScore, looks.alpha));
  return {
    verdict: overallVerdict(results),
    rules: results,
    candidate: sideOf(candidate, overall.plain.mean === null ? null : meanOver(sides.plain, "candidate")),
    baseline: sideOf(baseline, overall.plain.mean === null ? null : meanOver(sides.plain, "baseline")),
    protocol: candidate.protocol.key,
    difference: { plain: overall.plain, withFailures: overall.withFailures },
    margin: rules.margin,
    strict: rules.strict,
    alpha: looks.alpha,
    looks: looks.count,
    decidability: decided,
    moved: largestDrops(sides.plain),
  };
}

/** A run with due calls says nothing, whatever its ratings look like; after that the gravest rule decides. */
export function overallVerdict(results: readonly RuleResult[]): Verdict {
  if (results.some((result) => result.rule === "complete" && result.verdict === "incomplete")) return "incomplete";
  return results
    .filter((result) => result.counts)
    .reduce<Verdict>((worst, { verdict }) => worseVerdict(worst, verdict), "pass");
}

/** Verdicts with the regressions of the whole family Holm-corrected; the correction can only take a regression back. */
function holmVerdicts(readings: readonly DifferenceVerdict[], rules: RulesOnScale): Verdict[] {
  if (readings.length === 1) return readings.map((reading) => reading.verdict);
  const worst = readings.map(({ plain, withFailures }) => Math.min(plain.p ?? 1, withFailures.p ?? 1));
  const adjusted = holm(worst);
  return readings.map(({ verdict, plain, withFailures }, index) => {
    if (verdict !== "regression" || (adjusted[index] ?? 1) <= rules.alpha) return verdict;
    const within = [plain, withFailures].every(({ low }) => low !== null && low > -rules.margin);
    return within ? "pass" : "undecided";
  });
}

function overallResult(
  reading: DifferenceVerdict,
  verdict: Verdict,
  rules: RulesOnScale,
  decided: Decidability | null,
): RuleResult {
  const allowed = rules.strict ? `${-round(rules.margin)} and no shown worsening` : `${-round(rules.margin)}`;
  const parts = [wordReading(reading), `allowed: above ${allowed}`];
  if (verdict === "incomplete") parts.push("fewer than 2 questions are rated on both sides");
  if (verdict === "undecided" && decided !== null) parts.push(wordDecidability(decided));
  return { rule: "difference", subject: "overall", verdict, counts: true, message: parts.join("; ") };
}

function categoryResult(name: string, reading: DifferenceVerdict, verdict: Verdict): RuleResult {
  const message = `${wordReading(reading)}, ${reading.plain.questions} questions`;
  return { rule: "category", subject: name, verdict, counts: verdict === "regression", message };
}

function wordReading({ plain, withFailures }: DifferenceVerdict): string {
  const words = ({ mean, low, high }: DifferenceReading) =>
    mean === null || low === null || high === null
      ? "not measured"
      : `${signed(mean)} (one-sided bounds ${signed(low)} and ${signed(high)})`;
  if (plain === withFailures) return words(plain);
  return `${words(plain)}; with failures at the lowest rating ${words(withFailures)}`;
}

function wordDecidability({ power, margin, trials }: Decidability): string {
  const chance = `an equal candidate passes with probability ${power.toFixed(2)} on this much data (0.80 at a margin of ${margin.toFixed(2)})`;
  switch (trials.kind) {
    case "trials":
      return `${chance}; about ${trials.trials} trials would decide`;
    case "none":
      return `${chance}; no number of trials would decide, only more questions or a wider margin`;
    case "unknown":
      return `${chance}; run a second trial to learn how many would decide`;
    default: {
      const never: never = trials;
      throw new Error(`no such need ${String(never)}`);
    }
  }
}

/** Half a point of another scale may be no short number: 0.0556 of a scale of 0 to 1. */
function round(margin: number): number {
  return Number(margin.toFixed(4));
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}

function meanOver(questions: ReturnType<typeof pairSides>["plain"], side: "candidate" | "baseline"): number {
  const values = questions.flatMap((question) => question.turns.map((turn) => turn[side]));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sideOf({ candidate, trials, repeats, cells }: ComparedCandidate, mean: number | null): GateSide {
  const rated = cells.reduce((sum, cell) => sum + cell.ratings.length, 0);
  const planned = cells.reduce((sum, cell) => sum + cell.planned, 0);
  return { ...candidate, mean, trials, repeats, rated, planned };
}

function refuseOtherProtocol(candidate: ComparedCandidate, baseline: ComparedCandidate): void {
  if (candidate.protocol.key === baseline.protocol.key) return;
  const differences = compareFields(baseline.protocol.fields, candidate.protocol.fields).map(describeDifference);
  if (candidate.questionSet.hash !== baseline.questionSet.hash) {
    const count = (side: ComparedCandidate) => new Set(side.cells.map((cell) => cell.questionHash)).size;
    differences.push(
      `questions: was ${count(baseline)} of ${baseline.questionSet.id}, now ${count(candidate)} of ${candidate.questionSet.id}`,
    );
  }
  if (differences.length === 0) differences.push("protocol key: the procedures have different hashes");
  throw new InputError("baseline and candidate were measured under different protocols, so they cannot be compared", {
    problems: differences,
    hint: "Run the candidate as the baseline was run, or save a new baseline.",
  });
}
