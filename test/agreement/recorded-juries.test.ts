import { expect, it } from "vitest";
import { judgeModelsFor, type SeatedJury } from "../../src/judgments/raters.ts";
import { pairwiseTests } from "../../src/statistics/families/pairwise-tests.ts";
import { type RecordedRating, readRecordedRatings } from "../support/recorded-ratings.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

const judges = ["GPT-4-Turbo", "GPT-4o", "GPT-4.1", "GPT-4.1-mini"];
const draws = 200;

describeWithSharedData({ name: "juries of four recorded judges", needs: ["judges/ratings.csv"] }, (data) => {
  const recorded = readRecordedRatings(data);

  /** Pairs of models told apart: the 95 % interval of their paired difference, clustered by question, is without 0. */
  const toldApart = (rate: (one: RecordedRating) => number): number => {
    const models = [...new Set(recorded.map(({ model }) => model))];
    const places = recorded.filter(({ model }) => model === models[0]);
    const cells = places.map(({ question, category, turn }) => ({
      unit: question,
      stratum: category,
      id: String(turn),
    }));
    const rows = models.map((model) => {
      const own = new Map(
        recorded.filter((one) => one.model === model).map((one) => [`${one.question} ${one.turn}`, rate(one)]),
      );
      return places.map(({ question, turn }) => own.get(`${question} ${turn}`) ?? null);
    });
    const pairs = pairwiseTests({ cells, rows });
    expect(pairs).toHaveLength(36);
    return pairs.filter(({ p }) => p < 0.05).length;
  };

  const rotating = (draw: number): number => {
    const wire = { limitField: "max_tokens", systemRole: "system", accepts: [] } as const;
    // Another spelling of the same members is another draw.
    const named = judges.map((judge) => ({ judge, model: `${judge} ${draw}` }));
    const members = named.map(({ model }) => ({ judgeModel: { model, wire }, share: 1 / judges.length }));
    const jury: SeatedJury = { design: "rotating", members, leftOut: [] };
    return toldApart(({ question, ratings }) => {
      const [drawn] = judgeModelsFor({ kind: "jury", jury }, { hash: question });
      return ratings[named.find(({ model }) => model === drawn?.model)?.judge ?? ""] ?? Number.NaN;
    });
  };

  it("each judge alone, all four on every answer, and one a question, as docs/judges.md says", () => {
    expect(judges.map((judge) => toldApart(({ ratings }) => ratings[judge] ?? Number.NaN))).toEqual([24, 25, 31, 28]);
    const every = toldApart(
      ({ ratings }) => judges.reduce((sum, judge) => sum + (ratings[judge] ?? Number.NaN), 0) / 4,
    );
    expect(every).toBe(30);
    const found = Array.from({ length: draws }, (_, draw) => rotating(draw));
    const mean = found.reduce((sum, count) => sum + count, 0) / draws;
    expect([mean.toFixed(1), Math.min(...found), Math.max(...found)]).toEqual(["28.0", 24, 31]);
  });
});
