import type { ScaleBounds } from "../judges/scale.ts";
import { studentQuantile } from "../statistics/distributions.ts";
import { minimalDetectableEffect } from "../statistics/means/detectable-effect.ts";
import { type CandidateComparison, type Contrast, compareCandidates, wantedPower } from "./compare-candidates.ts";
import { fillFailures } from "./fill-failures.ts";
import { pairCells, type RatedCell } from "./paired-cells.ts";
import { cellMean } from "./score.ts";

/** One model's runs: on the original, and on one or more seeds of its variants. */
export interface FreshnessRuns {
  readonly original: readonly RatedCell[];
  /** By seed. */
  readonly variants: readonly (readonly RatedCell[])[];
}

/** With fewer, nobody can tell memory from difficulty. */
export const fewestControls = 3;

/**
 * `drop shown`, `not shown`: the variants are harder for this model, or that is not shown; memory and difficulty are one.
 * `remembered`, `not shown to be remembered`: beside models that cannot have seen the originals.
 */
export type FreshnessVerdict = "drop shown" | "not shown" | "remembered" | "not shown to be remembered";

export interface Freshness {
  /** Variants minus original over the questions that both have, seeds averaged within a question. */
  readonly change: CandidateComparison;
  readonly seeds: number;
  /** Null with fewer than three controls. */
  readonly beyondControls: Interval | null;
  readonly controls: number;
  readonly verdict: FreshnessVerdict;
}

export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Size that is found in 80 % of cases at the two-sided 5 % level. */
  readonly detectable: number;
}

/**
 * What becomes of a model's score when the questions are new. Questions are paired by id, since their texts differ. What the
 * model failed itself is left out, and counted as `lowest` beside it; a verdict needs both.
 */
export function freshness(
  runs: FreshnessRuns,
  controls: readonly FreshnessRuns[],
  options: { readonly scale: ScaleBounds; readonly seed?: string },
): Freshness {
  const change = changeOf(runs, options);
  const shown = (contrast: Contrast): boolean => contrast.high !== null && contrast.high < 0;
  const drops = shown(change.overall) && shown(change.withFailures);
  const seeds = runs.variants.length;
  if (controls.length < fewestControls) {
    return {
      change,
      seeds,
      beyondControls: null,
      controls: controls.length,
      verdict: drops ? "drop shown" : "not shown",
    };
  }
  const plain = againstControls(runs, controls);
  const filled = againstControls(
    filledRuns(runs, options.scale.min),
    controls.map((one) => filledRuns(one, options.scale.min)),
  );
  const remembered = [plain, filled].every((one) => one !== null && one.high < 0);
  const verdict = remembered ? "remembered" : "not shown to be remembered";
  return { change, seeds, beyondControls: plain, controls: controls.length, verdict };
}

function changeOf(
  runs: FreshnessRuns,
  options: { readonly scale: ScaleBounds; readonly seed?: string },
): CandidateComparison {
  const plain = compareCandidates(averaged(runs.variants), byId(runs.original), options);
  const filled = filledRuns(runs, options.scale.min);
  const withFailures = compareCandidates(averaged(filled.variants), byId(filled.original), options).overall;
  return { ...plain, withFailures };
}

function filledRuns({ original, variants }: FreshnessRuns, lowest: number): FreshnessRuns {
  return { original: fillFailures(original, lowest), variants: variants.map((cells) => fillFailures(cells, lowest)) };
}

/** Cells are paired by the question's text everywhere else; here the id stands for it. */
function byId(cells: readonly RatedCell[]): RatedCell[] {
  return cells.map((cell) => ({ ...cell, questionHash: cell.questionId }));
}

/** One cell a question and turn, whose ratings are the means of the seeds that have one: every seed weighs the same. */
function averaged(variants: readonly (readonly RatedCell[])[]): RatedCell[] {
  const cells = new Map<string, { readonly first: RatedCell; readonly means: number[] }>();
  for (const cell of variants.flat()) {
    const mean = cellMean(cell);
    if (mean === null) continue;
    const place = `${cell.questionId} ${cell.turn}`;
    const known = cells.get(place);
    if (known === undefined) cells.set(place, { first: cell, means: [mean] });
    else known.means.push(mean);
  }
  return [...cells.values()].map(({ first, means }) => ({
    ...first,
    questionHash: first.questionId,
    ratings: means,
    trials: means.map((mean) => ({ ratings: [mean], failed: 0, unrated: 0, due: 0, truncated: false })),
    planned: means.length,
    failed: 0,
    due: 0,
  }));
}

/** The change of each question, by id: mean over the turns that both sides have. */
function changes({ original, variants }: FreshnessRuns): Map<string, number> {
  return new Map(
    pairCells(averaged(variants), byId(original)).map(({ questionId, turns }) => [
      questionId,
      turns.reduce((sum, turn) => sum + turn.candidate - turn.baseline, 0) / turns.length,
    ]),
  );
}

/**
 * Difference in differences: the model's change minus the controls' mean change, over the questions that all have. Two
 * sources of chance: the questions (SE of the per-question differences) and the models (controls differ in their change
 * beyond what the questions explain; a further model adds 1 + 1/K of that variance). Degrees of freedom after
 * Satterthwaite (1946). Null below two common questions.
 */
function againstControls(runs: FreshnessRuns, controls: readonly FreshnessRuns[]): Interval | null {
  const own = changes(runs);
  const others = controls.map(changes);
  const ids = [...own.keys()].filter((id) => others.every((other) => other.has(id)));
  const count = ids.length;
  if (count < 2) return null;
  const of = (map: ReadonlyMap<string, number>, id: string): number => map.get(id) ?? 0;
  const means = ids.map((id) => mean(others.map((other) => of(other, id))));
  const differences = ids.map((id, index) => of(own, id) - (means[index] ?? 0));
  const difference = mean(differences);
  const questionVariance = variance(differences) / count;
  const shifts = others.map((other) => mean(ids.map((id) => of(other, id))));
  const noise = mean(
    others.map((other) => variance(ids.map((id, index) => of(other, id) - (means[index] ?? 0))) / count),
  );
  const models = controls.length;
  const modelVariance = Math.max(0, variance(shifts) - noise) * (1 + 1 / models);
  const total = questionVariance + modelVariance;
  const degreesOfFreedom =
    modelVariance === 0 || total === 0
      ? count - 1
      : total ** 2 / (questionVariance ** 2 / (count - 1) + modelVariance ** 2 / (models - 1));
  const standardError = Math.sqrt(total);
  const reach = studentQuantile(0.975, degreesOfFreedom) * standardError;
  return {
    difference,
    low: difference - reach,
    high: difference + reach,
    standardError,
    degreesOfFreedom,
    detectable: minimalDetectableEffect(standardError, wantedPower, { alpha: 0.05, sides: 2, degreesOfFreedom }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by n - 1. */
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
