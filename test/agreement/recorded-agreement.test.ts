import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { measureAgreement } from "../../src/agreement/agreement.ts";
import { auditTurns } from "../../src/agreement/audit.ts";
import type { RatedTurn } from "../../src/agreement/rated-turn.ts";
import { selfPreferences } from "../../src/agreement/self-preference.ts";
import { packageRoot } from "../../src/files/package-root.ts";
import { basedOn } from "../../src/models/catalogue.ts";
import { loadErrata } from "../../src/questions/errata/load-errata.ts";
import type { ProcedureRecord } from "../../src/results/procedure-record.ts";
import { differenceError } from "../../src/statistics/agreement/difference-error.ts";
import { readRecordedRatings } from "../support/recorded-ratings.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

// Real ratings of nine models by four judges, against figures that independent code computed once.
const expectedSchema = z.object({
  alpha: z.object({
    interval: z.number(),
    ordinal: z.number(),
    intervalByCategory: z.record(z.string(), z.number()),
  }),
  modelMeans: z.record(z.string(), z.record(z.string(), z.number())),
  judgeMeans: z.record(z.string(), z.number()),
  varianceComponents: z.record(z.string(), z.union([z.number(), z.string()])),
  reliability: z.record(z.string(), z.number()),
  auditTop20: z.array(
    z.object({ question: z.number(), turn: z.number(), sd: z.number(), means: z.record(z.string(), z.number()) }),
  ),
});

describeWithSharedData({ name: "agreement of four recorded judges", needs: ["judges/expected.json"] }, (data) => {
  const expected = () => expectedSchema.parse(JSON.parse(readFileSync(join(data, "judges", "expected.json"), "utf8")));
  const turns = (): RatedTurn[] =>
    readRecordedRatings(data).map(({ model, question, category, turn, ratings }) => ({
      candidate: model,
      question,
      category,
      turn,
      answer: model,
      ratings: new Map(Object.entries(ratings).map(([judge, rating]) => [judge, [rating]])),
    }));

  it("alpha, components, reliability and means come out as expected", () => {
    const want = expected();
    const found = measureAgreement(turns(), { seed: 1, resamples: 200 });
    expect(found).toMatchObject({ turns: 1440, common: 1440, questions: 80 });
    expect(found.overall.interval.alpha).toBeCloseTo(want.alpha.interval, 10);
    expect(found.overall.ordinal.alpha).toBeCloseTo(want.alpha.ordinal, 10);
    expect(found.byCategory).toHaveLength(8);
    for (const { category, interval } of found.byCategory) {
      expect(interval.alpha, category).toBeCloseTo(want.alpha.intervalByCategory[category] ?? Number.NaN, 10);
      expect(interval.rough, category).toBe(true);
    }
    const terms = found.components?.components.terms;
    expect(terms?.residual.variance).toBeCloseTo(Number(want.varianceComponents.residual), 10);
    expect(terms?.candidate.variance).toBeCloseTo(Number(want.varianceComponents.model), 10);
    expect(terms?.judge.variance).toBeCloseTo(Number(want.varianceComponents.judge), 10);
    expect(terms?.question.variance).toBeCloseTo(Number(want.varianceComponents.question), 10);
    expect(terms?.["candidate x judge"].variance).toBeCloseTo(Number(want.varianceComponents["judge x model"]), 10);
    expect(terms?.["candidate x question"].variance).toBeCloseTo(
      Number(want.varianceComponents["model x question"]),
      10,
    );
    expect(terms?.["judge x question"].variance).toBeCloseTo(Number(want.varianceComponents["judge x question"]), 10);
    for (const { rater, board } of found.reliability) {
      expect(board?.reliability, rater).toBeCloseTo(want.reliability[rater] ?? Number.NaN, 10);
    }
    for (const [index, { rater, mean }] of found.characters.entries()) {
      expect(mean.mean, rater).toBeCloseTo(want.judgeMeans[rater] ?? Number.NaN, 10);
      for (const [place, candidate] of found.candidates.entries()) {
        expect(found.scores[index]?.[place]).toBeCloseTo(want.modelMeans[candidate]?.[rater] ?? 0, 10);
      }
    }
  });

  it("the audit's first twenty turns come out as expected", () => {
    const found = auditTurns(turns()).slice(0, 20);
    const want = expected().auditTop20;
    expect(found.map(({ question, turn }) => `${question}/${turn}`)).toEqual(
      want.map(({ question, turn }) => `${question}/${turn}`),
    );
    for (const [index, suspect] of found.entries()) {
      expect(suspect.spread).toBeCloseTo(want[index]?.sd ?? 0, 10);
      for (const { rater, mean } of suspect.means) expect(mean).toBeCloseTo(want[index]?.means[rater] ?? 0, 10);
    }
  });

  it("most of the turns that they dispute most have a wrong reference, as the errata say", async () => {
    const { list } = await loadErrata(join(packageRoot, "questions", "ja-mt-bench-v4"));
    // The judges were shown the set's gpt-4 file in these categories.
    const shown = new Set(["math", "reasoning", "coding"]);
    const wrong = new Set(
      list.flatMap((one) => (one.status === "confirmed" && one.wrong["gpt-4"] ? [`${one.question}/${one.turn}`] : [])),
    );
    const found = auditTurns(turns()).map(({ question, turn, category }) => ({
      place: `${question}/${turn}`,
      isShown: shown.has(category),
    }));
    const count = (first: number) =>
      found.slice(0, first).filter(({ place, isShown }) => isShown && wrong.has(place)).length;
    expect([4, 6, 10, 20].map(count)).toEqual([4, 5, 5, 7]);
    // Of the turns whose reference the judges saw; 16 of these 60 are wrong.
    const seen = found.filter(({ isShown }) => isShown);
    expect(seen).toHaveLength(60);
    expect(seen.filter(({ place }) => wrong.has(place))).toHaveLength(16);
    expect(seen.slice(0, 5).every(({ place }) => wrong.has(place))).toBe(true);
    expect(seen.slice(0, 10).filter(({ place }) => wrong.has(place)).length).toBe(7);
  });

  it("buys what docs/judges.md says, and tells pairs apart whatever its share of tens", () => {
    const found = measureAgreement(turns(), { seed: 1, resamples: 20 });
    const components = found.components?.components;
    if (components === undefined) throw new Error("no components");
    const error = (design: { questions?: number; judges?: number }) =>
      differenceError(components, { questions: 80, judges: 1, ...design }).panel.standardError.toFixed(2);
    expect([error({}), error({ questions: 160 }), error({ judges: 4 })]).toEqual(["0.20", "0.14", "0.18"]);
    // Repeats of one judge divide at most what is left over, as further judges do.
    expect([error({ judges: 3 }), error({ judges: 1e9 })]).toEqual(["0.18", "0.18"]);
    const rows = readRecordedRatings(data);
    const tens = found.raters.map((rater) => rows.filter(({ ratings }) => ratings[rater] === 10).length / rows.length);
    expect(tens.map((share) => share.toFixed(2))).toEqual(["0.70", "0.30", "0.46", "0.22"]);
    const decided = found.raters.map((rater) => {
      const pair = found.pairs.find(({ first, second }) => first === rater || second === rater);
      return pair?.first === rater ? pair.decided.first : pair?.decided.second;
    });
    expect(decided).toEqual([24, 25, 31, 28]);
  });

  it("favours itself by 0.56 where only severity is taken off, and by 0.22 +- 0.24 where its slope is, as GPT-4.1 does", () => {
    const found = measureAgreement(turns(), { seed: 1, resamples: 20 });
    const raters = found.raters.map((name) => ({ name, kind: "judge" as const, procedure: procedureOf(name) }));
    const models = new Map(found.candidates.map((id) => [id, { model: id, lines: basedOn(id) }]));
    const preferences = selfPreferences(found, { raters, models });
    const itself = preferences.find(({ rater, own }) => rater === "GPT-4.1" && own === "itself");
    expect(itself?.candidates).toEqual(["gpt-4.1"]);
    // Figures of code written for this in Python, from the means of expected.json.
    expect(itself?.fitted.excess).toBeCloseTo(0.225, 3);
    expect((itself?.fitted.high ?? 0) - (itself?.fitted.excess ?? 0)).toBeCloseTo(2.4469 * 0.098, 2);
    expect(itself?.severityOnly?.excess).toBeCloseTo(0.558, 3);
    const maker = preferences.find(({ rater, own }) => rater === "GPT-4o" && own === "maker");
    expect(maker?.candidates).toEqual(["gpt-4", "gpt-4.1", "gpt-4o"]);
    expect([maker?.fitted.excess, maker?.severityOnly?.excess].map((one) => one?.toFixed(3))).toEqual([
      "0.086",
      "0.008",
    ]);
    // No candidate is GPT-4-Turbo or GPT-4.1-mini itself.
    expect(preferences.filter(({ own }) => own === "itself").map(({ rater }) => rater)).toEqual(["GPT-4o", "GPT-4.1"]);
  });
});

function procedureOf(rater: string): ProcedureRecord {
  const model = rater.toLowerCase();
  const judges = [{ model, share: 1 }];
  return { hash: model, judge: model, kind: "ratings", judges, scale: { min: 1, max: 10 }, fields: {} };
}
