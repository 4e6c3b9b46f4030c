import { describe, expect, it } from "vitest";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import type { JuryRecord } from "../../src/results/procedure-record.ts";
import { collectCells } from "../../src/scores/cells.ts";
import { ratingFrom } from "../../src/scores/jury-ratings.ts";
import { memberScores } from "../../src/scores/member-scores.ts";
import { scoreFolder } from "../../src/scores/score-folder.ts";
import { procedure } from "../support/make-record.ts";
import { gave, gaveNone, said, toldRecord } from "./told-record.ts";

const members = [
  { model: "tora", share: 0.25 },
  { model: "usagi", share: 0.75 },
];
const jury = (design: JuryRecord["design"]): JuryRecord => ({ design, members, leftOut: [] });
const fields = (design: string) => ({
  "jury.design": design,
  "jury.members": { tora: { fields: {} }, usagi: { fields: {} } },
  "jury.leftOut": [],
});
const launch = (design: string) => {
  const [first] = toldRecord({ id: "x", questions: [], answers: [] }).launches;
  if (first?.procedure == null) throw new Error("no launch");
  return { procedure: { ...first.procedure, judges: members, fields: fields(design) } };
};

describe("ratingFrom", () => {
  const by = (judgeModel: string, outcome: JudgmentRecord["outcome"]) => {
    const record = toldRecord({
      id: "x",
      questions: [{ id: "1", hash: "h", category: "math", turns: [1] }],
      answers: [{ question: 1, outcome: said("答え"), judgments: [{ judgeModel, outcome }] }],
    });
    return [...record.judgments.values()];
  };

  it("is the mean of all members by their shares, in whatever order they rated", () => {
    const both = [...by("usagi", gave(8)), ...by("tora", gave(4))];
    expect(ratingFrom(both, jury("every"))).toEqual({ status: "rated", rating: 7 });
    const heavier = { ...jury("every"), members: members.map((member) => ({ ...member, share: member.share * 2 })) };
    expect(ratingFrom(both, heavier)).toEqual({ status: "rated", rating: 7 });
  });

  it("is exactly what all of them gave", () => {
    const thirds = ["a", "b", "c"].map((model) => ({ model, share: 1 / 3 }));
    const all = thirds.flatMap(({ model }) => by(model, gave(7.3)));
    expect(ratingFrom(all, { design: "every", members: thirds, leftOut: [] })).toEqual({
      status: "rated",
      rating: 7.3,
    });
  });

  it("is due while a member is, else unrated for the first member's reason", () => {
    expect(ratingFrom(by("tora", gave(4)), jury("every"))).toEqual({ status: "due" });
    const failedOne = [...by("tora", gaveNone("no-rating")), ...by("usagi", gaveNone("request-failed"))];
    expect(ratingFrom(failedOne, jury("every"))).toEqual({ status: "due" });
    const unrated = [...by("tora", gave(4)), ...by("usagi", gaveNone("no-rating"))];
    expect(ratingFrom(unrated, jury("every"))).toEqual({ status: "unrated", reason: "no-rating" });
  });

  it("is the one rating of a single judge, or of a jury that takes turns", () => {
    for (const one of [null, jury("rotating")]) {
      expect(ratingFrom(by("usagi", gave(8)), one)).toEqual({ status: "rated", rating: 8 });
      expect(ratingFrom(by("usagi", gaveNone("no-rating")), one)).toEqual({ status: "unrated", reason: "no-rating" });
      expect(ratingFrom(by("usagi", gaveNone("request-failed")), one)).toEqual({ status: "due" });
      expect(ratingFrom([], one)).toEqual({ status: "due" });
    }
  });
});

describe("members' scores", () => {
  const questions = [
    { id: "1", hash: "h1", category: "math", turns: [1] },
    { id: "2", hash: "h2", category: "math", turns: [1] },
    { id: "3", hash: "h3", category: "math", turns: [1] },
  ];
  const whole = toldRecord({
    ...{ id: "北", questions, launch: launch("every") },
    answers: [
      [4, 8],
      [6, 6],
      [2, null],
    ].map(([tora, usagi], index) => ({
      ...{ question: index + 1, outcome: said("答え") },
      judgments: [
        { repeat: 1, judgeModel: "usagi", outcome: usagi == null ? gaveNone("no-rating") : gave(usagi) },
        { repeat: 1, judgeModel: "tora", outcome: gave(tora ?? 0) },
      ],
    })),
  });

  it("of a jury whose members all rate are of all questions", () => {
    const [folder] = scoreFolder(whole);
    expect(folder?.scores.cells.map(({ ratings, unrated }) => [ratings, unrated])).toEqual([
      [[7], {}],
      [[6], {}],
      [[], { "no-rating": 1 }],
    ]);
    expect(folder?.scores.cells[0]?.judgments.map(({ judgeModel }) => judgeModel)).toEqual(["tora", "usagi"]);
    expect(folder?.scores.members).toEqual([
      { model: "tora", share: 0.25, questions: 3, score: expect.objectContaining({ mean: 4, rated: 3, planned: 3 }) },
      { model: "usagi", share: 0.75, questions: 3, score: expect.objectContaining({ mean: 7, rated: 2, planned: 3 }) },
    ]);
  });

  it("count a member's last word alone", () => {
    const [first] = [...whole.judgments.values()];
    if (first === undefined) throw new Error("no judgment");
    const again = { ...first, key: "again", outcome: gave(10) };
    const judgments = new Map([...whole.judgments, [again.key, again] as const]);
    expect(collectCells({ ...whole, judgments }, procedure).cells[0]?.ratings).toEqual([8.5]);
  });

  it("of a jury that takes turns are of the questions that each drew", () => {
    const drawn = questions.map((question, index) => ({ ...question, judgeModel: index === 0 ? "tora" : "usagi" }));
    const record = toldRecord({
      ...{ id: "北", questions: drawn, launch: launch("rotating") },
      answers: [4, 8, 9].map((rating, index) => ({
        ...{ question: index + 1, outcome: said("答え") },
        judgments: [{ repeat: 1, judgeModel: index === 0 ? "tora" : "usagi", outcome: gave(rating) }],
      })),
    });
    const [folder] = scoreFolder(record);
    expect(folder?.scores.score.mean).toBe(7);
    expect(folder?.scores.members?.map(({ score, questions: own }) => [score.mean, score.planned, own])).toEqual([
      [4, 1, 1],
      [8.5, 2, 2],
    ]);
  });

  it("are none of a single judge", () => {
    const { cells } = collectCells(whole, procedure);
    const [single] = toldRecord({ id: "x", questions, answers: [] }).launches;
    if (single?.procedure == null) throw new Error("no launch");
    expect(memberScores(cells, questions, single.procedure)).toBeNull();
  });
});
