import { holm } from "../../src/statistics/families/adjusted-p-values.ts";
import { sequentialLevel } from "../../src/statistics/families/sequential-level.ts";
import { type Cluster, clusteredMean } from "../../src/statistics/means/clustered-mean.ts";
import { detectionPower } from "../../src/statistics/means/detectable-effect.ts";
import { oneSidedTest } from "../../src/statistics/means/one-sided.ts";
import { type CellPair, pairedDifferences } from "../../src/statistics/means/paired-difference.ts";
import { chunkSeed, makeRandom } from "../../src/statistics/resampling/random.ts";
import { signFlipTest } from "../../src/statistics/resampling/sign-flip-test.ts";
import {
  CATEGORIES,
  categoryEffects,
  drawPair,
  FRESH_VARIANCE,
  locationFor,
  QUESTIONS,
  QUESTIONS_PER_CATEGORY,
} from "./simulated-benchmark.ts";

export interface GateOptions {
  /** True mean of the baseline; the candidate's is this plus the true difference. */
  readonly mean: number;
  readonly difference: number;
  readonly margin: number;
  readonly categorySd: number;
  readonly pairedSd: number;
  /** Trials when the gate looks: [3] looks once at three trials, [1, 2, 3] is "until decided". */
  readonly looks: readonly number[];
  readonly benchmarks: number;
  readonly seed: string;
}

/** Shares of the simulated comparisons, between 0 and 1. */
export interface GateRates {
  /** Lower bound above -margin. */
  readonly pass: number;
  /** Upper bound below -margin. */
  readonly regression: number;
  /** Strict: any of overall and the 8 categories below 0 after Holm. Simulated at a true difference of 0 only. */
  readonly strictFamily: number;
  /** Strict: overall alone below 0. */
  readonly strict: number;
  /** Two-sided sign-flip test of no difference at 5 %, at the first look. Simulated at a true difference of 0 only. */
  readonly permutation: number;
  /** Trials used when the gate looks until pass or regression. */
  readonly trials: number;
}

const ALPHA = 0.05;

export function simulateGate(options: GateOptions): GateRates {
  const effects = categoryEffects(options.categorySd);
  const locations = [
    locationFor(options.mean + options.difference, effects),
    locationFor(options.mean, effects),
  ] as const;
  const levels = Array.from({ length: CATEGORIES + 2 }, (_, tests) =>
    tests === 0 ? 1 : sequentialLevel(options.looks.length, ALPHA / tests),
  );
  const level = levels[1] as number;
  const counts = { pass: 0, regression: 0, strictFamily: 0, strict: 0, permutation: 0, trials: 0 };
  for (let index = 0; index < options.benchmarks; index++) {
    const seed = chunkSeed(options.seed, index);
    const trials = drawPair(locations, effects, options.pairedSd, options.looks.at(-1) ?? 1, makeRandom(seed));
    let decided = false;
    let strict = false;
    let strictFamily = false;
    for (const [look, used] of options.looks.entries()) {
      const pairs = averagePairs(trials, used);
      const differences = pairedDifferences(pairs);
      const difference = clusteredMean(differences);
      const zero = oneSidedTest(difference);
      const margin = oneSidedTest(difference, -options.margin);
      if (!zero || !margin) throw new Error("a simulated comparison without a test");
      if (look === 0 && options.difference === 0) {
        const flips = signFlipTest(differences, { seed, flips: 999 });
        if (flips && flips.p <= ALPHA) counts.permutation++;
      }
      if (!decided) {
        counts.trials += used - (options.looks[look - 1] ?? 0);
        if (margin.pAbove <= level) counts.pass++;
        else if (margin.pBelow <= level) counts.regression++;
        decided = margin.pAbove <= level || margin.pBelow <= level;
      }
      strict ||= zero.pBelow <= level;
      if (options.difference === 0) strictFamily ||= anyAfterHolm([zero.pBelow, ...categoryP(differences)], levels);
    }
    if (strict) counts.strict++;
    if (strictFamily) counts.strictFamily++;
  }
  const share = (count: number) => count / options.benchmarks;
  return {
    pass: share(counts.pass),
    regression: share(counts.regression),
    strictFamily: share(counts.strictFamily),
    strict: share(counts.strict),
    permutation: share(counts.permutation),
    trials: share(counts.trials),
  };
}

/** Chance that a checkpoint as good as its baseline passes, from the formula: paired sd, margin and trials. */
export function passChance(margin: number, pairedSd: number, trials: number): number {
  const variance = pairedSd ** 2 - FRESH_VARIANCE + FRESH_VARIANCE / trials;
  return detectionPower(margin, Math.sqrt(variance / QUESTIONS), {
    alpha: ALPHA,
    sides: 1,
    degreesOfFreedom: QUESTIONS - 1,
  });
}

/** [question][turn] as [candidate, baseline], each the mean of its first `used` trials. */
function averagePairs(trials: readonly number[][][][], used: number): CellPair[][] {
  const mean = (side: number, question: number, turn: number) => {
    let sum = 0;
    for (let trial = 0; trial < used; trial++) sum += trials[side]?.[trial]?.[question]?.[turn] ?? Number.NaN;
    return sum / used;
  };
  return Array.from({ length: QUESTIONS }, (_, question) =>
    [0, 1].map((turn): CellPair => [mean(0, question, turn), mean(1, question, turn)]),
  );
}

function categoryP(differences: readonly Cluster[]): number[] {
  return Array.from({ length: CATEGORIES }, (_, category) => {
    const first = category * QUESTIONS_PER_CATEGORY;
    return oneSidedTest(clusteredMean(differences.slice(first, first + QUESTIONS_PER_CATEGORY)))?.pBelow ?? 1;
  });
}

/** Holm's first step decides whether anything is rejected; with one look this is min(holm(p)) <= alpha. */
function anyAfterHolm(pValues: readonly number[], levels: readonly number[]): boolean {
  const rejected = Math.min(...pValues) <= (levels[pValues.length] as number);
  if (levels[1] === ALPHA && rejected !== Math.min(...holm(pValues)) <= ALPHA) throw new Error("Holm disagrees");
  return rejected;
}
