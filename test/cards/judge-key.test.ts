import { expect, it } from "vitest";
import type { JudgeCard } from "../../src/cards/judge-card.ts";
import { judgeKeyOf } from "../../src/cards/judge-key.ts";
import { cardOf, pickCard } from "../../src/cards/load-cards.ts";
import { type CardSet, cardOfJudge } from "../support/card-judges.ts";
import { makeQuestion } from "../support/make.ts";

const fields = {
  judgeModel: "rater-9b",
  "references.hash": "r1",
  "references.categories": ["math"],
  "answering.maxAnswerTokens": 1024,
  "answering.temperatures": { math: 0 },
  strict: true,
};

it("is the same whatever references are shown and however candidates are asked, and another for anything else", () => {
  const key = judgeKeyOf(fields);
  expect(
    judgeKeyOf({ ...fields, "references.hash": null, "answering.maxAnswerTokens": 9, "answering.systemAs": "user" }),
  ).toBe(key);
  expect(judgeKeyOf({ ...fields, judgeModel: "rater-10b" })).not.toBe(key);
  expect(judgeKeyOf({ ...fields, "references.categories": ["math", "coding"] })).not.toBe(key);
  expect(judgeKeyOf({ ...fields, strict: false })).not.toBe(key);
});

const set: CardSet = {
  language: "ja",
  questions: [makeQuestion({ id: "a" })],
  exemplars: [
    {
      question_id: "a",
      level: "strong",
      turns: ["一", "二"],
      bands: [
        [8, 10],
        [8, 10],
      ],
      flaw: null,
    },
    {
      question_id: "a",
      level: "poor",
      turns: ["三", "四"],
      bands: [
        [1, 3],
        [1, 3],
      ],
      flaw: null,
    },
  ],
  probes: [],
};

it("finds the latest card of a judge, on whatever set, and never that of another judge of the same key", () => {
  const made = cardOfJudge(set, () => 5);
  const at = (measuredAt: string, over: Partial<JudgeCard> = {}): JudgeCard => ({ ...made, measuredAt, ...over });
  const cards = [
    at("2026-02-01"),
    at("2026-03-01", { measuredOn: { ...made.measuredOn, set: "later" } }),
    at("2026-01-01"),
  ];
  const own = { judge: "played", fields: { judgeModel: "played-9b", "answering.strict": true } };
  expect(cardOf(cards, own)?.measuredOn.set).toBe("later");
  expect(cardOf(cards, { ...own, judge: "another" })).toBeNull();
  expect(cardOf(cards, { ...own, fields: { judgeModel: "played-10b" } })).toBeNull();
  expect(cardOf([], own)).toBeNull();
});

it("picks a card by judge, model, both, or the beginning of its key", () => {
  const card = cardOfJudge(set, () => 5);
  for (const word of ["played", "played-9b", "played/played-9b", card.judgeKey.slice(0, 4)])
    expect(pickCard([card], word)).toBe(card);
  expect(() => pickCard([card], card.judgeKey.slice(0, 3))).toThrow(/no judge card/);
  expect(() => pickCard([card, { ...card, judgeKey: "x" }], "played")).toThrow(/means 2 judge cards/);
  expect(() => pickCard([], "played")).toThrow(/no judge card of played here/);
});
