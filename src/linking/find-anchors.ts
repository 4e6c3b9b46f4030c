import type { LinkPoint } from "../statistics/linking/fit-line.ts";
import { type LinkRow, type LinkTable, labelOf } from "./link-table.ts";
import { type Sameness, sameModel } from "./same-model.ts";

/** One model that both tables rated. */
export interface Anchor extends LinkPoint {
  readonly from: LinkRow;
  readonly to: LinkRow;
  readonly certainty: "sure" | "likely";
  /** Why it is no more than likely; empty when sure. */
  readonly reasons: readonly string[];
  /** Models that share base weights; what leave-one-family-out leaves out. */
  readonly family: string;
}

/** Two rows that are not anchors though they are, or may be, one model. */
export interface NearAnchor {
  readonly from: LinkRow;
  readonly to: LinkRow;
  readonly reason: string;
}

export interface AnchorSearch {
  /** By name of the first table's row. */
  readonly anchors: readonly Anchor[];
  readonly left: readonly NearAnchor[];
}

/**
 * Models that both tables rated, each row once; a sure pair is taken before a likely one. `without` are names of rows that
 * the user leaves out, which are told among those that were left.
 */
export function findAnchors(
  from: LinkTable,
  to: LinkTable,
  options: { readonly likely: boolean; readonly without?: readonly string[] },
): AnchorSearch {
  const pairs = from.rows.flatMap((a) => to.rows.flatMap((b) => pairOf(a, b)));
  const anchors: Anchor[] = [];
  const left: NearAnchor[] = [];
  const used = new Set<LinkRow>();
  for (const { from, to, sameness } of pairs.sort((a, b) => rankOf(a.sameness) - rankOf(b.sameness))) {
    if (used.has(from) || used.has(to)) continue;
    if (sameness.kind === "asked-differently") {
      left.push({ from, to, reason: sameness.reason });
      continue;
    }
    const reasons = sameness.kind === "sure" ? [] : sameness.reasons;
    if (sameness.kind === "likely" && !options.likely) {
      left.push({ from, to, reason: `likely only: ${reasons.join("; ")}` });
      continue;
    }
    used.add(from).add(to);
    if (isNamed(from, options.without) || isNamed(to, options.without)) {
      left.push({ from, to, reason: "left out on request" });
      continue;
    }
    const family = from.identity.family ?? to.identity.family ?? from.identity.name;
    anchors.push({ from, to, x: from.score, y: to.score, certainty: sameness.kind, reasons, family });
  }
  const byFirst = (a: { from: LinkRow }, b: { from: LinkRow }) =>
    a.from.identity.name < b.from.identity.name ? -1 : a.from.identity.name > b.from.identity.name ? 1 : 0;
  return {
    anchors: anchors.sort(byFirst),
    // A row that found its partner after all needs no excuse for the others.
    left: left
      .filter(({ from, to, reason }) => reason === "left out on request" || !(used.has(from) || used.has(to)))
      .sort(byFirst),
  };
}

type SomeSameness = Exclude<Sameness, { readonly kind: "different" }>;

function pairOf(from: LinkRow, to: LinkRow): { from: LinkRow; to: LinkRow; sameness: SomeSameness }[] {
  const sameness = sameModel(from.identity, to.identity);
  return sameness.kind === "different" ? [] : [{ from, to, sameness }];
}

/** Whether the user's name means this row: the table's name for it, or the model's id. */
export function isNamed(row: LinkRow, names: readonly string[] = []): boolean {
  const { name, model } = row.identity;
  const own = [name, labelOf(row), model?.id ?? name].map((one) => one.toLowerCase());
  return names.some((name) => own.includes(name.toLowerCase()));
}

const ranks = { sure: 0, likely: 1, "asked-differently": 2 } as const satisfies Record<SomeSameness["kind"], number>;

function rankOf({ kind }: SomeSameness): number {
  return ranks[kind];
}
