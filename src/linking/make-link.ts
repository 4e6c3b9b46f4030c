import { degreesOfFreedom, fitLine, fitShift, type LinkFit } from "../statistics/linking/fit-line.ts";
import { type LeaveOutError, leaveOutError, rawError } from "../statistics/linking/leave-out.ts";
import { lineResiduals, type Residual } from "../statistics/linking/misfits.ts";
import { type SpreadInterval, spreadInterval } from "../statistics/linking/plan-anchors.ts";
import { type Anchor, type AnchorSearch, findAnchors } from "./find-anchors.ts";
import type { LinkTable } from "./link-table.ts";
import { type Absorbed, type QuestionRefusal, questionRule } from "./question-rule.ts";
import { type LinkedRow, translateRows } from "./translate-rows.ts";

/** From here on anchors give a line. */
export const fewestForLine = 4;
/** With so many they give a mean shift; below that nothing. */
const fewestForShift = 3;

export type LinkRefusal =
  | QuestionRefusal
  /** Not enough anchors; `likely`: how many more would be there with `--anchors likely`. */
  | { readonly kind: "too-few"; readonly anchors: number; readonly likely: number }
  /** The first table gives all anchors the same score. */
  | { readonly kind: "no-spread"; readonly score: number }
  /** Better there is not better here. */
  | { readonly kind: "slope"; readonly slope: number };

/** A link that holds, with everything that says how well. */
export interface LinkQuality {
  readonly fit: LinkFit;
  /** A mean shift of three anchors: its slope is assumed, not seen. */
  readonly weak: boolean;
  /** Scores of the first table that the anchors span; outside of it nothing is translated. */
  readonly range: { readonly low: number; readonly high: number };
  /** The spread of single models about the fit, with its chi-square interval. */
  readonly spread: SpreadInterval;
  readonly leaveOneOut: LeaveOutError;
  /** Whole families left out; null where every anchor is its own family. */
  readonly leaveFamilyOut: LeaveOutError | null;
  /** Root mean square of reading the first table's scores as they are. */
  readonly raw: number;
  /** In the order of the anchors; null below 5 anchors or for a shift. */
  readonly residuals: readonly Residual[] | null;
  readonly rows: readonly LinkedRow[];
}

export type LinkOutcome =
  | ({ readonly kind: "linked" } & LinkQuality)
  | { readonly kind: "refused"; readonly reason: LinkRefusal };

/** What one table's scores would be on another one's scale. */
export interface Link extends AnchorSearch {
  readonly from: LinkTable;
  readonly to: LinkTable;
  /** Differences of the two procedures that the fit takes in. */
  readonly absorbed: readonly Absorbed[];
  readonly outcome: LinkOutcome;
}

export interface LinkOptions {
  /** Take anchors that are no more than likely, too. */
  readonly likely: boolean;
  readonly without?: readonly string[];
  readonly level?: number;
}

export function makeLink(from: LinkTable, to: LinkTable, options: LinkOptions): Link {
  const rule = questionRule(from, to);
  const search = findAnchors(from, to, options);
  const absorbed = [...(rule.kind === "linkable" ? rule.absorbed : []), ...differences(from, to)];
  const outcome: LinkOutcome =
    rule.kind === "refused" ? { kind: "refused", reason: rule.reason } : outcomeOf(from, to, search, options);
  return { from, to, ...search, absorbed, outcome };
}

function outcomeOf(from: LinkTable, to: LinkTable, search: AnchorSearch, options: LinkOptions): LinkOutcome {
  const { anchors, left } = search;
  const fit =
    anchors.length >= fewestForLine ? fitLine(anchors) : anchors.length === fewestForShift ? fitShift(anchors) : null;
  if (fit === null) {
    if (anchors.length >= fewestForLine) return refuse({ kind: "no-spread", score: anchors[0]?.x ?? Number.NaN });
    const likely = left.filter(({ reason }) => reason.startsWith("likely only")).length;
    return refuse({ kind: "too-few", anchors: anchors.length, likely });
  }
  if (fit.kind === "line" && !(fit.slope > 0)) return refuse({ kind: "slope", slope: fit.slope });
  const range = { low: Math.min(...anchors.map(({ x }) => x)), high: Math.max(...anchors.map(({ x }) => x)) };
  return {
    kind: "linked",
    fit,
    weak: fit.kind === "shift",
    range,
    spread: spreadInterval(fit.residualSd, degreesOfFreedom(fit), options.level),
    leaveOneOut: leaveOutError(anchors, fit.kind),
    leaveFamilyOut: familiesLeftOut(anchors, fit.kind),
    raw: rawError(anchors) ?? Number.NaN,
    residuals: fit.kind === "line" ? lineResiduals(anchors) : null,
    rows: translateRows({ from, to, anchors, fit, range }, options.level),
  };
}

function familiesLeftOut(anchors: readonly Anchor[], kind: LinkFit["kind"]): LeaveOutError | null {
  const families = new Set(anchors.map(({ family }) => family));
  if (families.size === anchors.length) return null;
  return leaveOutError(anchors, kind, (index) => anchors[index]?.family ?? index);
}

function refuse(reason: LinkRefusal): LinkOutcome {
  return { kind: "refused", reason };
}

function differences(from: LinkTable, to: LinkTable): Absorbed[] {
  const bounds = ({ bounds: { min, max } }: LinkTable) => `${min}-${max}`;
  const all: Absorbed[] = [
    ...(["judge", "harness", "references", "trials"] as const).map((field) => ({
      field,
      from: from.conditions[field],
      to: to.conditions[field],
    })),
    { field: "scale", from: bounds(from), to: bounds(to) },
  ];
  return all.filter((one) => one.from !== one.to);
}
