import { orderedSum } from "../ordered-sum.ts";
import { requireAllFinite } from "../require-number.ts";

/**
 * Variances of a three-level nested design: groups, repeats inside a group, readings of one repeat. Estimates below zero
 * are reported as 0. `null`: the design cannot tell this level from the one above, whose variance then contains it.
 */
export interface VarianceComponents {
  /** Between groups; null below 2 groups. */
  readonly group: number | null;
  /** Between repeats of one group; null when no group was repeated. */
  readonly repeat: number | null;
  /** Between readings of one repeat; null when none was read twice. */
  readonly reading: number | null;
  readonly degreesOfFreedom: { readonly group: number; readonly repeat: number; readonly reading: number };
}

/**
 * Random-effects analysis of variance, groups[group][repeat][reading]. Method of moments for unequal numbers (Henderson's
 * method 1; Searle 1971, chapter 11); with equal numbers it is the textbook
 *
 *   reading = MS_reading     repeat = (MS_repeat - MS_reading) / J     group = (MS_group - MS_repeat) / (K J)
 *
 * Readings of different kinds (say, first and second turn) have to be given as groups of their own or averaged first.
 */
export function varianceComponents(groups: readonly (readonly (readonly number[])[])[]): VarianceComponents {
  const tree = groups
    .map((repeats, group) => repeats.map((readings, repeat) => summary(readings, `groups[${group}][${repeat}]`)))
    .map((repeats) => repeats.filter((repeat) => repeat.count > 0))
    .filter((repeats) => repeats.length > 0)
    .map((repeats) => ({ repeats, ...pooled(repeats) }));
  const all = pooled(tree);
  const repeats = tree.flatMap((group) => group.repeats.map((repeat) => ({ ...repeat, group })));
  const degreesOfFreedom = {
    group: Math.max(0, tree.length - 1),
    repeat: repeats.length - tree.length,
    reading: all.count - repeats.length,
  };

  const readingSquares = orderedSum(repeats.map((repeat) => repeat.squares));
  const repeatSquares = orderedSum(repeats.map((repeat) => repeat.count * (repeat.mean - repeat.group.mean) ** 2));
  const groupSquares = orderedSum(tree.map((group) => group.count * (group.mean - all.mean) ** 2));
  // These take the places of J, K J and the like when the numbers differ.
  const repeatShare = orderedSum(repeats.map((repeat) => repeat.count ** 2 / repeat.group.count));
  const repeatCounts = orderedSum(repeats.map((repeat) => repeat.count ** 2)) / all.count;
  const groupCounts = orderedSum(tree.map((group) => group.count ** 2)) / all.count;

  const reading = degreesOfFreedom.reading > 0 ? readingSquares / degreesOfFreedom.reading : null;
  let repeat: number | null = null;
  if (degreesOfFreedom.repeat > 0) {
    const size = (all.count - repeatShare) / degreesOfFreedom.repeat;
    repeat = Math.max(0, (repeatSquares / degreesOfFreedom.repeat - (reading ?? 0)) / size);
  }
  let group: number | null = null;
  if (degreesOfFreedom.group > 0) {
    const repeatSize = (repeatShare - repeatCounts) / degreesOfFreedom.group;
    const groupSize = (all.count - groupCounts) / degreesOfFreedom.group;
    const explained = (reading ?? 0) + repeatSize * (repeat ?? 0);
    group = Math.max(0, (groupSquares / degreesOfFreedom.group - explained) / groupSize);
  }
  return { group, repeat, reading, degreesOfFreedom };
}

interface Total {
  readonly sum: number;
  readonly count: number;
  readonly mean: number;
}

function summary(readings: readonly number[], name: string): Total & { readonly squares: number } {
  requireAllFinite(readings, name);
  const sum = orderedSum(readings);
  const mean = sum / readings.length;
  const squares = orderedSum(readings.map((reading) => (reading - mean) ** 2));
  return { sum, count: readings.length, mean, squares };
}

function pooled(parts: readonly Total[]): Total {
  const sum = orderedSum(parts.map((part) => part.sum));
  const count = parts.reduce((total, part) => total + part.count, 0);
  return { sum, count, mean: sum / count };
}
