import { describe, expect, it } from "vitest";
import { dealParts } from "../../src/people/deal-parts.ts";
import { deskSteps, stepKey } from "../../src/people/desk-steps.ts";
import { drawQuestions } from "../../src/people/draw-questions.ts";
import { type DeskRequest, planDesk, planId } from "../../src/people/plan-desk.ts";
import { usualRubric } from "../../src/people/rubric.ts";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { failed, procedure, rated, recordOf } from "../support/make-record.ts";

const questionsOf = (sizes: Readonly<Record<string, number>>) =>
  Object.entries(sizes).flatMap(([category, size]) =>
    Array.from({ length: size }, (_, index) => ({ category, id: `${category}-${index + 1}` })),
  );

describe("drawQuestions", () => {
  it("draws every category's share, by largest remainder", () => {
    const strata = drawQuestions(questionsOf({ math: 5, writing: 3, coding: 12 }), 7, makeRandom(1));
    // 7 of 20: exact shares 1.75, 1.05 and 4.2.
    expect(strata.map(({ category, size, drawn }) => [category, size, drawn.length])).toEqual([
      ["math", 5, 2],
      ["writing", 3, 1],
      ["coding", 12, 4],
    ]);
  });

  it("takes all where there are no more, and none of nothing", () => {
    const all = drawQuestions(questionsOf({ math: 2, writing: 1 }), 9, makeRandom(1));
    expect(all.map(({ drawn }) => drawn.length)).toEqual([2, 1]);
    expect(drawQuestions([], 9, makeRandom(1))).toEqual([]);
  });

  it("draws each question of a category as often as another", () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed += 1) {
      for (const { drawn } of drawQuestions(questionsOf({ math: 6 }), 2, makeRandom(seed))) {
        for (const { id } of drawn) times.set(id, (times.get(id) ?? 0) + 1);
      }
    }
    for (const count of times.values()) expect(Math.abs(count - 1000)).toBeLessThan(110);
    expect(times.size).toBe(6);
  });
});

describe("dealParts", () => {
  const deal = { questions: 24, candidates: 1, pairs: false, raters: 3, twice: 8, seed: 4 };
  const questionsIn = (part: readonly { readonly question: number }[]) => part.map(({ question }) => question);

  it("gives every question to one part, and eight of them to another one as well", () => {
    const parts = dealParts(deal).map(questionsIn);
    const times = new Map<number, number>();
    for (const question of parts.flat()) times.set(question, (times.get(question) ?? 0) + 1);
    expect(times.size).toBe(24);
    expect([...times.values()].filter((count) => count === 2)).toHaveLength(8);
    for (const part of parts) expect(new Set(part).size).toBe(part.length);
    expect(parts.map((part) => part.length).sort()).toEqual([10, 11, 11]);
  });

  it("lets one person alone see eight questions again, after all others", () => {
    const [part = []] = dealParts({ ...deal, raters: 1 });
    expect(part.map(({ repeat }) => repeat)).toEqual([
      ...Array.from({ length: 24 }, () => 1),
      ...Array.from({ length: 8 }, () => 2),
    ]);
    expect(new Set(questionsIn(part.slice(24))).size).toBe(8);
  });

  it("gives one part all candidates of a question, a round apart", () => {
    const [part = []] = dealParts({ ...deal, raters: 1, candidates: 2, twice: 0 });
    expect(new Set(questionsIn(part.slice(0, 24))).size).toBe(24);
    for (let question = 0; question < 24; question += 1) {
      const own = part.filter((entry) => entry.question === question);
      expect(own.map(({ candidate }) => candidate).sort()).toEqual([0, 1]);
    }
    expect(new Set(part.slice(0, 24).map(({ candidate }) => candidate)).size).toBe(2);
  });

  it("draws the sides of a pair, in another order for every seed", () => {
    const pairs = { ...deal, raters: 1, candidates: 2, pairs: true };
    const [part = []] = dealParts(pairs);
    expect(part.every(({ candidate }) => candidate === null)).toBe(true);
    expect(new Set(part.map(({ swapped }) => swapped)).size).toBe(2);
    expect(dealParts({ ...pairs, seed: 5 })).not.toEqual(dealParts(pairs));
    expect(dealParts(pairs)).toEqual(dealParts(pairs));
  });
});

describe("planDesk", () => {
  const scale = { min: 1, max: 10 };
  const request: DeskRequest = {
    kind: "ratings",
    questionSet: { id: "haiku", title: "俳句", language: "ja" },
    candidates: [{ id: "a", origin: "run" }],
    judge: { protocol: "k", procedure, id: "j", models: "m" },
    seed: 7,
    count: 3,
    raters: 1,
    twice: 1,
    estimate: "calibrated",
    mask: false,
    rubric: usualRubric(scale),
    scale,
    references: null,
  };
  const unjudged = { answer: rated(5).answer };
  const record = recordOf(
    "a",
    [
      [rated(5), rated(6)],
      [rated(5), failed("empty")],
      [failed("empty"), failed("skipped")],
      [unjudged, rated(4)],
      [rated(3), rated(3)],
    ],
    [[1, 2, 3, 4, 5]],
  );

  it("leaves out what cannot be rated, and the turns after it", () => {
    const plan = planDesk({ ...request, count: 9 }, [{ record, procedure }]);
    const turns = Object.fromEntries(plan.questions.map(({ id, turns: own }) => [id, own]));
    expect(turns).toEqual({ "1": [1, 2], "2": [1], "5": [1, 2] });
    expect(plan.leftOut).toBe(2);
    // Where nobody has judged, only the answers count.
    const plain = planDesk({ ...request, count: 9, judge: null }, [{ record, procedure: null }]);
    expect(plain.questions.map(({ id }) => id).sort()).toEqual(["1", "2", "4", "5"]);
  });

  it("asks only what every candidate answered", () => {
    const other = recordOf("b", [[rated(5), rated(6)], [failed("empty")], [rated(1)]], [[1, 2, 3]]);
    const candidates = [
      { record, procedure },
      { record: other, procedure },
    ];
    const plan = planDesk(
      { ...request, count: 9, candidates: [...request.candidates, { id: "b", origin: "run" }] },
      candidates,
    );
    expect(plan.questions.map(({ id, answers }) => [id, answers.map(({ keys }) => keys)])).toEqual([
      [
        "1",
        [
          ["a 1 1", "a 1 2"],
          ["b 1 1", "b 1 2"],
        ],
      ],
    ]);
  });

  it("is the same for the same request, and another one for any other", () => {
    const candidates = [{ record, procedure }];
    expect(planDesk(request, candidates)).toEqual(planDesk(request, candidates));
    const changes: Partial<DeskRequest>[] = [
      { seed: 8 },
      { count: 4 },
      { raters: 2 },
      { twice: 2 },
      { mask: true },
      { estimate: "plain" },
      { kind: "matches" },
      { rubric: usualRubric({ min: 0, max: 5 }) },
      { references: "r" },
      { judge: null },
    ];
    const ids = [request, ...changes.map((change) => ({ ...request, ...change }))].map(planId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refuses to plan nothing", () => {
    const none = recordOf("a", [[failed("empty")]], [[1]]);
    expect(() => planDesk(request, [{ record: none, procedure }])).toThrow(
      "there is no question that people could rate",
    );
  });

  it("has a key for every step, person and repeat", () => {
    const plan = planDesk(request, [{ record, procedure }]);
    const steps = deskSteps(plan, 1);
    const keys = steps.flatMap((step) => [stepKey(plan, step, "person:a"), stepKey(plan, step, "person:b")]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(steps.filter(({ entry }) => entry.repeat === 2)).not.toEqual([]);
  });
});
