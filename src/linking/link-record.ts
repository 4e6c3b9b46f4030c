import type { LinkFit } from "../statistics/linking/fit-line.ts";
import { slopeOf, valueAt } from "../statistics/linking/fit-line.ts";
import type { SpreadInterval } from "../statistics/linking/plan-anchors.ts";
import { predictionInterval } from "../statistics/linking/prediction-interval.ts";
import type { Anchor, NearAnchor } from "./find-anchors.ts";
import { type LinkRow, type LinkTable, labelOf } from "./link-table.ts";
import type { Link, LinkQuality, LinkRefusal } from "./make-link.ts";
import type { Absorbed } from "./question-rule.ts";
import type { Translation } from "./translate-rows.ts";

/** A link as every output shows it: plain data that survives a JSON round trip. */
export interface LinkRecord {
  readonly from: TableRecord;
  readonly to: TableRecord;
  /** What differs between the two procedures and is taken in by the fit. */
  readonly absorbs: readonly Absorbed[];
  readonly anchors: readonly AnchorRecord[];
  /** Rows of one model that are no anchors, with the reason. */
  readonly notAnchors: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  /** Null: the link is refused, and `refusal` says why. */
  readonly fit: FitRecord | null;
  readonly refusal: LinkRefusal | null;
  /** Rows of the first table that the second one does not have; empty when refused. */
  readonly linked: readonly LinkedRecord[];
}

export interface TableRecord {
  readonly id: string;
  readonly origin: LinkTable["origin"];
  readonly title: string;
  readonly language: string;
  readonly questionSet: string | null;
  readonly judge: string | null;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly candidates: number;
  readonly doubts: readonly string[];
}

export interface AnchorRecord {
  readonly from: string;
  readonly to: string;
  /** Id in the list of models; null: not in it. */
  readonly model: string | null;
  readonly family: string;
  readonly certainty: Anchor["certainty"];
  /** Why it is no more than likely. */
  readonly reasons: readonly string[];
  /** Scores of the two tables, each on its own scale. */
  readonly x: number;
  readonly y: number;
  /** What the fit gives for x; null without a fit. */
  readonly fitted: number | null;
  /** Externally studentised residual; null below 5 anchors, or where it alone decides the line. */
  readonly studentised: number | null;
  /** Of that residual, t(n - 3), times the number of anchors. */
  readonly adjustedP: number | null;
  readonly misfit: boolean;
  /** What is doubtful about the two rows, as their tables say. */
  readonly doubts: readonly string[];
}

export interface FitRecord {
  readonly kind: LinkFit["kind"];
  readonly anchors: number;
  /** 1 for a shift. */
  readonly slope: number;
  readonly intercept: number;
  readonly weak: boolean;
  readonly spread: SpreadInterval;
  readonly range: { readonly low: number; readonly high: number };
  /** Root mean squares, in points of the second scale; null where nothing could be left out. */
  readonly leaveOneOut: number | null;
  readonly leaveFamilyOut: number | null;
  readonly raw: number;
  /** The fit and its interval at some scores of the first table, for drawing. */
  readonly band: readonly { readonly x: number; readonly value: number; readonly low: number; readonly high: number }[];
}

export interface LinkedRecord {
  readonly candidate: string;
  readonly model: string | null;
  /** On the first table's own scale. */
  readonly score: number;
  readonly source: string;
  readonly doubts: readonly string[];
  readonly translation: Translation;
}

export function linkRecord(link: Link): LinkRecord {
  const { from, to, absorbed, anchors, left, outcome } = link;
  const quality = outcome.kind === "linked" ? outcome : null;
  return {
    from: tableRecord(from),
    to: tableRecord(to),
    absorbs: absorbed,
    anchors: anchors.map((anchor, index) => anchorRecord(anchor, index, quality)),
    notAnchors: left.map(nearRecord),
    fit: quality === null ? null : fitRecord(quality, to),
    refusal: outcome.kind === "refused" ? outcome.reason : null,
    linked: (quality?.rows ?? []).map(({ row, translation }) => ({ ...rowRecord(row), translation })),
  };
}

function tableRecord(table: LinkTable): TableRecord {
  const { id, origin, title, language, questions, conditions, bounds, rows, doubts } = table;
  const more = { judge: conditions.judge, questionSet: questions.set, candidates: rows.length };
  return { id, origin, title, language, ...more, bounds: { min: bounds.min, max: bounds.max }, doubts };
}

function anchorRecord(anchor: Anchor, index: number, quality: LinkQuality | null): AnchorRecord {
  const { from, to, family, certainty, reasons, x, y } = anchor;
  const residual = quality?.residuals?.[index];
  return {
    from: labelOf(from),
    to: labelOf(to),
    model: from.identity.model?.id ?? to.identity.model?.id ?? null,
    family,
    certainty,
    reasons,
    x,
    y,
    fitted: quality === null ? null : valueAt(quality.fit, x),
    studentised: finiteOrNull(residual?.studentised),
    adjustedP: residual?.adjustedP ?? null,
    misfit: residual?.misfit ?? false,
    doubts: [...from.doubts, ...to.doubts],
  };
}

/** The one point beside a perfect line is infinitely far from it, which JSON cannot say. */
function finiteOrNull(value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  return Number.isFinite(value) ? value : Math.sign(value) * Number.MAX_VALUE;
}

function nearRecord({ from, to, reason }: NearAnchor): LinkRecord["notAnchors"][number] {
  return { from: labelOf(from), to: labelOf(to), reason };
}

function rowRecord(row: LinkRow): Omit<LinkedRecord, "translation"> {
  const { identity, score, source, doubts } = row;
  return { candidate: labelOf(row), model: identity.model?.id ?? null, score, source, doubts };
}

/** Points at which a band is drawn; it is a hyperbola, and so many chords look like one. */
const bandPoints = 41;

function fitRecord(quality: LinkQuality, to: LinkTable): FitRecord {
  const { fit, weak, spread, range, leaveOneOut, leaveFamilyOut, raw } = quality;
  const cut = (value: number) => Math.min(to.bounds.max, Math.max(to.bounds.min, value));
  return {
    kind: fit.kind,
    anchors: fit.count,
    slope: slopeOf(fit),
    intercept: fit.kind === "line" ? fit.intercept : fit.shift,
    weak,
    spread,
    range,
    leaveOneOut: leaveOneOut.rms,
    leaveFamilyOut: leaveFamilyOut?.rms ?? null,
    raw,
    band: Array.from({ length: bandPoints }, (_, index) => {
      const x = range.low + ((range.high - range.low) * index) / (bandPoints - 1);
      const { value, low, high } = predictionInterval(fit, x, { level: spread.level });
      return { x, value: cut(value), low: cut(low), high: cut(high) };
    }),
  };
}
