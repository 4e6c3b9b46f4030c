import type { Identity, LinkRow, LinkTable } from "../../src/linking/link-table.ts";
import type { PublishedModel } from "../../src/results/published/published-models.ts";

export function makeModel(over: Partial<PublishedModel> & { readonly id: string }): PublishedModel {
  return {
    snapshot: `lab/${over.id}`,
    oneOf: [],
    family: over.id,
    thinking: "never",
    source: "https://example.jp/models",
    ...over,
  };
}

export function makeIdentity(over: Partial<Identity> & { readonly name: string }): Identity {
  const { model = makeModel({ id: over.name }) } = over;
  return {
    family: model?.family ?? null,
    unsure: null,
    thinking: null,
    effort: null,
    quantised: null,
    specification: null,
    ...over,
    model,
  };
}

export function makeRow(name: string, score: number, over: Partial<LinkRow> = {}): LinkRow {
  return {
    identity: makeIdentity({ name }),
    score,
    noise: { perTrial: null, trials: null },
    doubts: [],
    source: "https://example.jp/table",
    ...over,
  };
}

export function makeTable(id: string, rows: readonly LinkRow[], over: Partial<LinkTable> = {}): LinkTable {
  return {
    id,
    names: [],
    origin: "published",
    title: `Table ${id}`,
    language: "ja",
    questions: { set: "ja-mt-bench-v4", hash: null, count: null, whole: true },
    conditions: { judge: "j", harness: "h", references: null, trials: null },
    bounds: { min: 1, max: 10 },
    doubts: [],
    rows,
    ...over,
  };
}

/** Two tables that share so many models: y of the second one for x of the first one. */
export function makePair(points: readonly (readonly [x: number, y: number])[], more: readonly LinkRow[] = []) {
  const name = (index: number) => `m${String(index).padStart(2, "0")}`;
  return {
    from: makeTable("from", [...points.map(([x], index) => makeRow(name(index), x)), ...more]),
    to: makeTable(
      "to",
      points.map(([, y], index) => makeRow(name(index), y)),
      { conditions: { judge: "k", harness: "h", references: null, trials: "5" } },
    ),
  };
}
