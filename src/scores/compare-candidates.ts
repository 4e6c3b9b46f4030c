import { cutToSpan, type ScaleBounds } from "../judges/scale.ts";
import { orderCategories } from "../questions/order-categories.ts";
import { holm } from "../statistics/families/adjusted-p-values.ts";
import { groupBy } from "../statistics/group-by.ts";
import { minimalDetectableEffect } from "../statistics/means/detectable-effect.ts";
import { pairedDifference, pairedDifferences } from "../statistics/means/paired-difference.ts";
import { signFlipTest } from "../statistics/resampling/sign-flip-test.ts";
import { fillFailures } from "./fill-failures.ts";
import { type PairedQuestion, pairCells, pairsOf, type RatedCell } from "./paired-cells.ts";
import { scoreLevel } from "./score.ts";

/** Chance to find a true effect of the size that is called detectable. */
export const wantedPower = 0.8;

/** Two candidates on some of their common questions. Everything that cannot be computed from so little is null. */
export interface Contrast {
  /** Candidate minus baseline, in points of the scale. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  readonly candidate: number | null;
  readonly baseline: number | null;
  /** Two-sided sign-flip permutation test of "no difference". */
  readonly p: number | null;
  /** The same, Holm-adjusted over the family that this contrast belongs to; null outside a family. */
  readonly adjustedP: number | null;
  /** The difference in standard deviations of the questions' differences. */
  readonly effect: number | null;
  /** Standard deviation of the questions' differences. */
  readonly deviation: number | null;
  /** Between the two sides over questions, -1..1. */
  readonly correlation: number | null;
  /** True difference that this many questions find in 80 % of cases at the two-sided 5 % level. */
  readonly detectable: number | null;
  /** Questions with a turn that both sides have rated. */
  readonly questions: number;
}

export interface CandidateComparison {
  readonly overall: Contrast;
  /** With every turn that either side failed itself at the lowest rating; equal to `overall` when there is none. */
  readonly withFailures: Contrast;
  /** A family: p-values are adjusted over the categories. */
  readonly categories: Readonly<Record<string, Contrast>>;
  /** A family of its own. */
  readonly turns: Readonly<Record<string, Contrast>>;
  /** Every common question, the largest differences first. */
  readonly moved: readonly MovedQuestion[];
}

export interface MovedQuestion {
  readonly questionId: string;
  readonly questionHash: string;
  readonly category: string;
  /** Means over the turns that both sides have rated. */
  readonly candidate: number;
  readonly baseline: number;
  readonly difference: number;
}

/**
 * Paired comparison of two candidates rated under one procedure, over the turns that both have.
 *
 * @param options.categories the set's, in its order, which is that of the result; without it they are in the order of their names
 */
export function compareCandidates(
  candidate: readonly RatedCell[],
  baseline: readonly RatedCell[],
  options: { readonly scale: ScaleBounds; readonly seed?: string; readonly categories?: readonly string[] },
): CandidateComparison {
  const seed = options.seed ?? "mtbench";
  const questions = pairCells(candidate, baseline);
  const { scale } = options;
  const filled = pairCells(fillFailures(candidate, scale.min), fillFailures(baseline, scale.min));
  const overall = contrast(questions, scale, seed);
  const failed = [...candidate, ...baseline].some((cell) => cell.failed > 0);
  return {
    overall,
    withFailures: failed ? contrast(filled, scale, seed) : overall,
    categories: family(
      partsBy(questions, (question) => [[question.category, question.turns]], options.categories),
      scale,
      seed,
    ),
    turns: family(
      partsBy(questions, (question) => question.turns.map((turn) => [String(turn.turn), [turn]])),
      scale,
      seed,
    ),
    moved: questions.map(movedQuestion).sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)),
  };
}

/** Every common question by its difference, the largest drop first. */
export function largestDrops(questions: readonly PairedQuestion[]): MovedQuestion[] {
  return questions.map(movedQuestion).sort((a, b) => a.difference - b.difference);
}

/** Adjusts the p-values of contrasts that are read together, in the order given. */
export function adjustFamily(contrasts: readonly Contrast[]): Contrast[] {
  const tested = contrasts.flatMap((one) => (one.p === null ? [] : [one.p]));
  const adjusted = holm(tested);
  let next = 0;
  return contrasts.map((one) => {
    if (one.p === null) return one;
    const adjustedP = adjusted[next] ?? null;
    next += 1;
    return { ...one, adjustedP };
  });
}

function family(
  parts: ReadonlyMap<string, readonly PairedQuestion[]>,
  scale: ScaleBounds,
  seed: string,
): Record<string, Contrast> {
  const names = [...parts.keys()];
  const contrasts = adjustFamily([...parts.values()].map((questions) => contrast(questions, scale, seed)));
  return Object.fromEntries(names.flatMap((name, index) => (contrasts[index] ? [[name, contrasts[index]]] : [])));
}

function partsBy(
  questions: readonly PairedQuestion[],
  partsOf: (question: PairedQuestion) => readonly (readonly [string, PairedQuestion["turns"]])[],
  order: readonly string[] = [],
): Map<string, PairedQuestion[]> {
  const parts = questions.flatMap((question) =>
    partsOf(question).map(([name, turns]) => ({ name, part: { ...question, turns } })),
  );
  const byName = groupBy(parts, ({ name }) => name);
  const names = orderCategories(byName.keys(), order);
  return new Map(names.map((name) => [name, (byName.get(name) ?? []).map(({ part }) => part)]));
}

function contrast(questions: readonly PairedQuestion[], scale: ScaleBounds, seed: string): Contrast {
  const pairs = pairsOf(questions);
  const { difference, deviation, correlation, first, second } = pairedDifference(pairs, scoreLevel);
  const test = signFlipTest(pairedDifferences(pairs), { seed });
  const interval = difference.kind === "interval" ? difference : null;
  return {
    difference: difference.mean,
    ...cutToSpan({ low: difference.low, high: difference.high }, scale),
    level: scoreLevel,
    candidate: first.mean,
    baseline: second.mean,
    p: test?.p ?? null,
    adjustedP: null,
    effect: interval === null || deviation === null || deviation === 0 ? null : interval.mean / deviation,
    deviation,
    correlation,
    detectable:
      interval === null
        ? null
        : minimalDetectableEffect(interval.standardError, wantedPower, {
            alpha: 1 - scoreLevel,
            sides: 2,
            degreesOfFreedom: interval.degreesOfFreedom,
          }),
    questions: difference.clusters,
  };
}

function movedQuestion({ questionId, questionHash, category, turns }: PairedQuestion): MovedQuestion {
  const mean = (pick: (turn: PairedQuestion["turns"][number]) => number) =>
    turns.reduce((sum, turn) => sum + pick(turn), 0) / turns.length;
  const [candidate, baseline] = [mean((turn) => turn.candidate), mean((turn) => turn.baseline)];
  return { questionId, questionHash, category, candidate, baseline, difference: candidate - baseline };
}
