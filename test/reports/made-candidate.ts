import type { ReportCandidate } from "../../src/reports/page/report-record.ts";

/** A candidate of a report with what a test cares about; the rest is plausible and never a default. */
export function madeCandidate(
  id: string,
  given: {
    readonly rank: readonly [number, number] | null;
    readonly ratings: readonly (number | null)[];
    readonly mean?: number;
    readonly ties?: string;
    readonly over?: Partial<ReportCandidate>;
  },
): ReportCandidate {
  const score = { mean: given.mean ?? 6.5, low: null, high: null, rated: 31, planned: 31 };
  return {
    id,
    name: id,
    model: id,
    revision: null,
    origin: "run",
    slot: 3,
    rank: given.rank === null ? null : { from: given.rank[0], to: given.rank[1] },
    ties: given.ties ?? null,
    score,
    withFailures: score,
    withoutErrata: null,
    turns: { "1": score },
    categories: { math: score },
    unrated: {},
    failures: {},
    due: 0,
    truncated: 0,
    flagged: { answered: 0, any: 0, byFlag: {} },
    trials: 2,
    repeats: 1,
    characters: 321,
    japaneseRatio: 0.7,
    thinks: false,
    usage: { answers: 31, tokens: 210, thoughtTokens: null, tokensPerSecond: 44, seconds: 5, cost: null },
    distribution: {},
    deviations: [],
    people: null,
    cells: {
      ratings: given.ratings,
      states: given.ratings.map((rating) => (rating === null ? "unrated" : "rated")),
      characters: given.ratings.map(() => 321),
      thoughts: given.ratings.map(() => null),
      held: given.ratings.map(() => null),
      people: [],
    },
    ...given.over,
  };
}
