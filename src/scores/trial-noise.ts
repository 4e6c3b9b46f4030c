import { groupBy } from "../statistics/group-by.ts";
import { type RepeatGains, repeatGains } from "../statistics/means/repeat-gains.ts";
import { type VarianceComponents, varianceComponents } from "../statistics/means/variance-components.ts";
import type { RatedCell } from "./paired-cells.ts";

/** Where the variance of one candidate's score comes from, in squared points. */
export interface TrialNoise {
  readonly components: VarianceComponents;
  /** Variance that one more fresh answer of every question has in its question's mean: answer and judge together. Null: no trial was repeated. */
  readonly fresh: number | null;
  readonly gains: RepeatGains;
  readonly questions: number;
  readonly trials: number;
  readonly repeats: number;
  /** Mean of each trial over the questions, in order; null for a trial without a rating. */
  readonly trialMeans: readonly (number | null)[];
  /** Standard deviation of those means; null below two trials. */
  readonly trialDeviation: number | null;
}

/**
 * Variance between questions, between answers to the same question, and between readings of the same answer. The turns of
 * a question are averaged first, for they are different things and not repetitions: a trial of a question counts when all
 * its turns are rated.
 */
export function trialNoise(cells: readonly RatedCell[]): TrialNoise {
  const tree = trialTree(cells);
  const components = varianceComponents(tree);
  const trials = Math.max(0, ...tree.map((question) => question.length));
  const repeats = Math.max(0, ...tree.flat().map((readings) => readings.length));
  const questions = tree.filter((question) => question.some((readings) => readings.length > 0)).length;
  const trialMeans = Array.from({ length: trials }, (_, trial) =>
    meanOf(tree.flatMap((question) => meanOf(question[trial] ?? []) ?? [])),
  );
  const { repeat, reading } = components;
  return {
    components,
    fresh: repeat === null ? null : repeat + (reading ?? 0) / Math.max(1, repeats),
    gains: repeatGains(components, {
      groups: Math.max(1, questions),
      repeats: Math.max(1, trials),
      readings: Math.max(1, repeats),
    }),
    questions,
    trials,
    repeats,
    trialMeans,
    trialDeviation: deviationOf(trialMeans.filter((mean) => mean !== null)),
  };
}

/** [question][trial][judge repeat]: means over the question's turns. */
function trialTree(cells: readonly RatedCell[]): number[][][] {
  return [...groupBy(cells, ({ questionHash }) => questionHash)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, turns]) => {
      const trials = Math.max(...turns.map((cell) => cell.trials.length));
      return Array.from({ length: trials }, (_, trial) => {
        const ratings = turns.map((cell) => cell.trials[trial]?.ratings ?? []);
        const readings = Math.min(...ratings.map((own) => own.length));
        return Array.from(
          { length: readings },
          (_, reading) => meanOf(ratings.flatMap((own) => own[reading] ?? [])) ?? 0,
        );
      });
    });
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null || values.length < 2) return null;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
