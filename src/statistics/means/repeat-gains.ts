import { requireCount } from "../require-number.ts";
import type { VarianceComponents } from "./variance-components.ts";

/** Planned numbers: groups, repeats in each group, readings of each repeat. */
export interface NestedDesign {
  readonly groups: number;
  readonly repeats: number;
  readonly readings: number;
}

/** Standard error of the mean: sqrt( group/n + repeat/(n K) + reading/(n K J) ). A level that is null adds nothing of its own. */
export function designStandardError(components: VarianceComponents, design: NestedDesign): number {
  const groups = requireCount(design.groups, "design.groups", 1);
  const repeats = requireCount(design.repeats, "design.repeats", 1);
  const readings = requireCount(design.readings, "design.readings", 1);
  const perGroup =
    (components.group ?? 0) + ((components.repeat ?? 0) + (components.reading ?? 0) / readings) / repeats;
  return Math.sqrt(perGroup / groups);
}

/** Standard errors of the mean. All are null below 2 groups: nothing is then known of how groups differ. */
export interface RepeatGains {
  readonly now: number | null;
  /** Standard error with one more repeat in every group; null when the gain cannot be known from this design. */
  readonly oneMoreRepeat: number | null;
  /** Standard error with one more reading of every repeat; null as above. */
  readonly oneMoreReading: number | null;
  /** What no number of repeats can go below; null as above. */
  readonly endlessRepeats: number | null;
}

/** What the next repeat or the next reading would buy. */
export function repeatGains(components: VarianceComponents, design: NestedDesign): RepeatGains {
  const { group, repeat, reading } = components;
  if (group === null) return { now: null, oneMoreRepeat: null, oneMoreReading: null, endlessRepeats: null };
  const error = (change: Partial<NestedDesign>) => designStandardError(components, { ...design, ...change });
  return {
    now: error({}),
    oneMoreRepeat: repeat === null ? null : error({ repeats: design.repeats + 1 }),
    oneMoreReading: reading === null ? null : error({ readings: design.readings + 1 }),
    endlessRepeats: repeat === null ? null : Math.sqrt(group / design.groups),
  };
}
