import { expect, it } from "vitest";
import { parseJudgment } from "../../src/judgments/judgment.ts";
import { personJudge, pseudonymOf } from "../../src/judgments/rater.ts";
import { answersHash } from "../../src/results/answers-hash.ts";
import { manifestFor } from "../../src/results/manifest.ts";
import { judgesText, procedureRecordSchema } from "../../src/results/procedure-record.ts";
import { specificationDifferences } from "../../src/results/specification.ts";
import { makeCandidate } from "../support/make.ts";

const procedure = { hash: "h", judge: "lab", scale: { min: 0, max: 4 }, fields: { judgeModel: "kaede" } };

it("a procedure of format 1 is one judge model's that gave ratings", () => {
  const lifted = procedureRecordSchema.parse({ ...procedure, judgeModel: "kaede" });
  expect(lifted).toEqual({ ...procedure, kind: "ratings", judges: [{ model: "kaede", share: 1 }] });
  expect(procedureRecordSchema.parse(lifted)).toEqual(lifted);
});

it.each([
  ["no judge", []],
  [
    "shares that do not add up",
    [
      { model: "a", share: 0.4 },
      { model: "b", share: 0.5 },
    ],
  ],
  [
    "a share of nothing",
    [
      { model: "a", share: 0 },
      { model: "b", share: 1 },
    ],
  ],
])("a procedure with %s is refused", (_, judges) => {
  expect(procedureRecordSchema.safeParse({ ...procedure, kind: "ratings", judges }).success).toBe(false);
});

it("a jury is worded with its shares only where they differ", () => {
  const third = 1 / 3;
  const jury = ["a", "b", "c"].map((model) => ({ model, share: third }));
  expect(procedureRecordSchema.parse({ ...procedure, kind: "matches", judges: jury }).judges).toHaveLength(3);
  expect(judgesText(jury)).toBe("a, b and c");
  expect(
    judgesText([
      { model: "a", share: 0.75 },
      { model: "b", share: 0.25 },
    ]),
  ).toBe("a (75 %) and b (25 %)");
  expect(judgesText([{ model: "a", share: 1 }])).toBe("a");
});

const judgment = {
  key: "k",
  procedure: "p",
  judge: "lab",
  questionId: "一",
  questionHash: "q",
  category: "c",
  turn: 3,
  trial: 1,
  repeat: 1,
  answerKey: "a",
  prompt: "single-v1",
  outcome: { status: "rated", rating: 0, method: "desk", text: "" },
  flags: [],
  asked: 0,
  sent: null,
  call: null,
};

it("a judgment is a model's, one of several models', or a person's", () => {
  expect(parseJudgment(judgment)).toEqual(judgment);
  expect(parseJudgment({ ...judgment, judgeModel: "kaede" })).toEqual({ ...judgment, judgeModel: "kaede" });
  const person = { ...judgment, judge: personJudge("葵-2") };
  expect(parseJudgment(person)).toEqual(person);
  expect([pseudonymOf(person.judge), pseudonymOf("lab")]).toEqual(["葵-2", null]);
  for (const name of ["", "a b", "../x", "<b>", "x".repeat(65)]) {
    expect(() => parseJudgment({ ...judgment, judge: `person:${name}` })).toThrow("person:");
    expect(() => personJudge(name)).toThrow("person:");
  }
});

it("the hash of answers depends on which there are, not on their order", () => {
  expect(answersHash([{ key: "b" }, { key: "a" }])).toBe(answersHash([{ key: "a" }, { key: "b" }]));
  expect(answersHash([{ key: "b" }])).not.toBe(answersHash([{ key: "a" }]));
});

it("what is looked up by family makes no other candidate; what reaches the request does", () => {
  const manifest = (over: Parameters<typeof makeCandidate>[0]) =>
    manifestFor({
      version: "9",
      createdAt: "",
      set: { id: "s", language: "ja" },
      candidate: makeCandidate(over),
      seed: 1,
    });
  const now = manifest({});
  expect(manifest({ showsThoughts: true })).toEqual(now);
  const then = { ...now, candidate: { ...now.candidate, family: "openai-compatible", showsThoughts: true } };
  expect(specificationDifferences(then, now)).toEqual([]);
  const fields = specificationDifferences(then, manifest({ thinkingTokens: 7 })).map(({ field }) => field);
  expect(fields).toEqual(["candidate.thinkingTokens"]);
});
