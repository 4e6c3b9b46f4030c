import { type AnchorsNeeded, anchorsForHalfWidth, type SpreadInterval } from "../statistics/linking/plan-anchors.ts";
import type { LinkRow, LinkTable } from "./link-table.ts";
import { fewestForLine, type Link, type LinkOptions, type LinkRefusal, makeLink } from "./make-link.ts";
import { sameModel } from "./same-model.ts";

/** Where the spread of single models about the line comes from. */
export interface KnownSpread extends SpreadInterval {
  /** `own`: the pair's anchors; `other`: a link of another table to the same one, for want of three anchors. */
  readonly basis: "own" | "other";
  readonly from: string;
  readonly anchors: number;
}

/** An open model that the other table rated and that could be run here. */
export interface AnchorOffer {
  readonly model: string;
  /** Repository of the weights. */
  readonly snapshot: string;
  readonly family: string;
  /** Its score there. */
  readonly score: number;
  /** Billions of parameters, and of those used for each token; null: all, or not known. */
  readonly parameters: number;
  readonly active: number | null;
  /** Null: not checked. */
  readonly licence: string | null;
  /** How it was asked there, and so must be asked here; null: it has no switch. */
  readonly thinking: "on" | "off" | null;
  readonly effort: string | null;
}

export interface LinkPlan {
  readonly from: LinkTable | null;
  readonly to: LinkTable;
  /** Half-width that is wished for, in points of the other table. */
  readonly within: number;
  /** Sure anchors that are there. */
  readonly anchors: number;
  /** Null: no link to that table holds, so nobody knows how far models lie from a line. */
  readonly spread: KnownSpread | null;
  /** Anchors needed in all; null without a spread. `low` and `high` are for the ends of its interval. */
  readonly needed: { readonly likely: AnchorsNeeded; readonly low: AnchorsNeeded; readonly high: AnchorsNeeded } | null;
  /** Models to run, the most telling one first; empty when no number reaches the wish. */
  readonly offers: readonly AnchorOffer[];
}

export type LinkPlanning =
  | { readonly kind: "plan"; readonly plan: LinkPlan }
  | { readonly kind: "refused"; readonly reason: LinkRefusal };

/**
 * Which models to run so that a score of ours is known on the other scale to within so much. `from` is the board of ours,
 * null where nothing was run yet; `others` are tables whose links to the same scale say how far models lie from a line.
 */
export function planLink(
  from: LinkTable | null,
  to: LinkTable,
  others: readonly LinkTable[],
  options: LinkOptions & { readonly within: number },
): LinkPlanning {
  const link = from === null ? null : makeLink(from, to, options);
  if (link?.outcome.kind === "refused" && link.outcome.reason.kind !== "too-few") {
    return { kind: "refused", reason: link.outcome.reason };
  }
  const { within } = options;
  const spread = spreadOf(link) ?? spreadElsewhere(from, to, others, options);
  const needed =
    spread === null
      ? null
      : {
          likely: anchorsForHalfWidth(within, spread.sd, { fewest: fewestForLine }),
          low: anchorsForHalfWidth(within, spread.low, { fewest: fewestForLine }),
          high: anchorsForHalfWidth(within, spread.high, { fewest: fewestForLine }),
        };
  const anchors = link?.anchors.length ?? 0;
  const wanted = needed === null ? fewestForLine : needed.likely.kind === "anchors" ? needed.likely.count : 0;
  const offers = offersOf(to, link, Math.max(0, wanted - anchors));
  return { kind: "plan", plan: { from, to, within, anchors, spread, needed, offers } };
}

function spreadOf(link: Link | null): KnownSpread | null {
  if (link?.outcome.kind !== "linked") return null;
  return { ...link.outcome.spread, basis: "own", from: link.from.id, anchors: link.anchors.length };
}

/** Of all lines to the same scale the one with most anchors. */
function spreadElsewhere(
  from: LinkTable | null,
  to: LinkTable,
  others: readonly LinkTable[],
  options: LinkOptions,
): KnownSpread | null {
  const known = others
    .filter(({ id }) => id !== to.id && id !== from?.id)
    .flatMap((other) => {
      const link = makeLink(other, to, options);
      const spread = spreadOf(link);
      return spread === null || link.outcome.kind !== "linked" || link.outcome.weak ? [] : [spread];
    });
  const [best] = known.sort((a, b) => b.anchors - a.anchors || (a.from < b.from ? -1 : 1));
  return best === undefined ? null : { ...best, basis: "other" };
}

/** How much nearer, in points, a model may lie to those already chosen and still be taken for its size or its family. */
const closeEnough = 0.15;

/** Farthest apart first: the ends of the scale, then the gaps; of two as good the newer family, then the smaller model. */
function offersOf(to: LinkTable, link: Link | null, count: number): AnchorOffer[] {
  const there = new Set(link?.from.rows.flatMap(({ identity }) => identity.model?.id ?? []));
  const open = to.rows.flatMap((row) => offerOf(row) ?? []).filter(({ model }) => !there.has(model));
  const taken = (link?.anchors ?? []).map(({ y, family }) => ({ score: y, family }));
  const middle = (Math.min(...open.map(({ score }) => score)) + Math.max(...open.map(({ score }) => score))) / 2;
  const chosen: AnchorOffer[] = [];
  while (chosen.length < count && chosen.length < open.length) {
    const others = [...taken, ...chosen];
    const families = new Set(others.map(({ family }) => family));
    const gap = (score: number) =>
      others.length === 0 ? Math.abs(score - middle) : Math.min(...others.map((one) => Math.abs(one.score - score)));
    const rest = open.filter((one) => !chosen.includes(one)).map((offer) => ({ offer, gap: gap(offer.score) }));
    const widest = Math.max(...rest.map((one) => one.gap));
    const [best] = rest
      .filter((one) => one.gap >= widest - closeEnough)
      .sort(
        (a, b) =>
          Number(families.has(a.offer.family)) - Number(families.has(b.offer.family)) ||
          a.offer.parameters - b.offer.parameters ||
          (a.offer.model < b.offer.model ? -1 : 1),
      );
    if (best === undefined) break;
    chosen.push(best.offer);
  }
  return chosen;
}

/** A row that, run here in the same way, would be a sure anchor. */
function offerOf(row: LinkRow): AnchorOffer | null {
  const { model, thinking, effort } = row.identity;
  if (model?.weights === undefined || model.snapshot === null) return null;
  if (sameModel({ ...row.identity, specification: null }, row.identity).kind !== "sure") return null;
  const { parameters, active, licence } = model.weights;
  const switched = model.thinking === "never" || model.thinking === "always" ? null : thinking;
  return {
    model: model.id,
    snapshot: model.snapshot,
    family: model.family,
    score: row.score,
    parameters,
    active: active ?? null,
    licence,
    thinking: switched,
    effort,
  };
}
