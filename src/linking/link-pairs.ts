import type { LinkTable } from "./link-table.ts";
import { type Link, type LinkOptions, makeLink } from "./make-link.ts";

export interface LinkedPairs {
  /** Pairs that have a model in common, or that only the rule of questions keeps apart: those that hold first. */
  readonly links: readonly Link[];
  /** Pairs of one language that share no model. */
  readonly strangers: readonly { readonly from: LinkTable; readonly to: LinkTable }[];
}

/** Links every table of the first list to every other one of the second. */
export function linkPairs(from: readonly LinkTable[], to: readonly LinkTable[], options: LinkOptions): LinkedPairs {
  const links: Link[] = [];
  const strangers: { from: LinkTable; to: LinkTable }[] = [];
  for (const a of from) {
    for (const b of to) {
      if (a.id === b.id) continue;
      const link = makeLink(a, b, options);
      if (link.anchors.length + link.left.length > 0) links.push(link);
      else if (a.language === b.language) strangers.push({ from: a, to: b });
    }
  }
  return { links: links.sort((a, b) => orderOf(a) - orderOf(b)), strangers };
}

/** By the number of anchors, those that hold before those that do not; pairs that differ in language come last. */
function orderOf({ outcome, anchors }: Link): number {
  if (outcome.kind === "linked") return -anchors.length;
  return outcome.reason.kind === "language" ? 2e6 : 1e6 - anchors.length;
}
