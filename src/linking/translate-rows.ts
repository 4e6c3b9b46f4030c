import type { LinkFit } from "../statistics/linking/fit-line.ts";
import { predictionInterval } from "../statistics/linking/prediction-interval.ts";
import type { Anchor } from "./find-anchors.ts";
import type { LinkRow, LinkTable } from "./link-table.ts";

/** What one row's score would be on the other scale. */
export type Translation =
  | {
      readonly kind: "linked";
      /** In points of the other scale, cut to it. */
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly level: number;
      /** The value or a bound lay outside the other scale and was cut to it. */
      readonly cut: boolean;
      /** Variance that was added because this row was repeated less than the anchors, in squared points of the other scale; 0 as a rule. */
      readonly added: number;
    }
  /** The anchors say nothing about scores so far out. */
  | { readonly kind: "outside"; readonly score: number; readonly low: number; readonly high: number };

export interface LinkedRow {
  readonly row: LinkRow;
  readonly translation: Translation;
}

/**
 * Translates every row of the first table that the second one does not have. The interval is for the score that would be
 * published there. Both sides ask the same questions, so an error of which questions those are is shared and needs no
 * correction; noise of repeating is in the anchors' spread already, and only what a row has above it is added.
 */
export function translateRows(
  link: {
    readonly from: LinkTable;
    readonly to: LinkTable;
    readonly anchors: readonly Anchor[];
    readonly fit: LinkFit;
    readonly range: { readonly low: number; readonly high: number };
  },
  level = 0.95,
): LinkedRow[] {
  const { from, to, anchors, fit, range } = link;
  const known = new Set(anchors.map((anchor) => anchor.from));
  return from.rows
    .filter((row) => !known.has(row))
    .map((row) => {
      const { score } = row;
      if (score < range.low || score > range.high) return { row, translation: { kind: "outside", score, ...range } };
      const extra = excessNoise(row, anchors);
      const { value, low, high } = predictionInterval(fit, score, { level, extraVarianceX: extra });
      const plain = [value, low, high];
      const [cutValue = value, cutLow = low, cutHigh = high] = plain.map((one) => cutTo(one, to.bounds));
      const cut = cutValue !== value || cutLow !== low || cutHigh !== high;
      const added = (fit.kind === "line" ? fit.slope ** 2 : 1) * extra;
      return { row, translation: { kind: "linked", value: cutValue, low: cutLow, high: cutHigh, level, cut, added } };
    });
}

/**
 * By how much the row's own noise exceeds the anchors' mean noise, in squared points of its scale. Where a score was not
 * repeated, its noise is taken from those that were, by the number of trials; 0 where nobody knows any.
 */
function excessNoise(row: LinkRow, anchors: readonly Pick<Anchor, "from">[]): number {
  const rows = anchors.map((anchor) => anchor.from);
  const known = [row, ...rows].flatMap(({ noise }) => noise.perTrial ?? []);
  const usual = meanOf(known);
  if (usual === null) return 0;
  const varianceOf = ({ noise }: LinkRow) =>
    noise.trials === null ? null : (noise.perTrial ?? usual) / Math.max(1, noise.trials);
  const own = varianceOf(row);
  const theirs = meanOf(rows.flatMap((one) => varianceOf(one) ?? []));
  return own === null || theirs === null ? 0 : Math.max(0, own - theirs);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function cutTo(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.min(max, Math.max(min, value));
}
