import { describe, expect, it } from "vitest";
import { type AnswerRecord, parseAnswer } from "../../src/answers/answer.ts";
import { type JudgmentRecord, parseJudgment } from "../../src/judgments/judgment.ts";

const call = {
  model: "北斗-7b",
  systemFingerprint: "fp-3",
  usage: { promptTokens: 31, completionTokens: 212, reasoningTokens: null, cachedPromptTokens: 4 },
  timing: { startedAt: "2026-02-03T04:05:06.000Z", firstTokenMs: 80.5, totalMs: 912 },
  dropped: ["min_p"],
  failedAttempts: [],
};

const answer: AnswerRecord = {
  key: "a1",
  rules: "r1",
  questionId: "12",
  questionHash: "q12",
  category: "math",
  turn: 2,
  trial: 3,
  outcome: { status: "answered", text: "答えは十二です。", reasoning: null, truncated: false },
  sent: { model: "北斗-7b", temperature: 0.3, nested: { list: [1, null] } },
  call,
  measures: { characters: 8, japaneseRatio: 1 },
};

const judgment: JudgmentRecord = {
  key: "j1",
  procedure: "p1",
  judge: "mine",
  questionId: "12",
  questionHash: "q12",
  category: "math",
  turn: 2,
  trial: 3,
  repeat: 1,
  answerKey: "a1",
  prompt: "single-v1-multi-turn",
  outcome: { status: "rated", rating: 7.5, method: "mtbench:brackets", text: "よい。[[7.5]]" },
  flags: ["imitated-rating"],
  asked: 1,
  sent: { temperature: 0 },
  call,
};

describe("records of journals", () => {
  it("are read as they were written", () => {
    expect(parseAnswer(answer)).toEqual(answer);
    expect(parseJudgment(judgment)).toEqual(judgment);
  });

  it.each([
    ["a turn of 0", { turn: 0 }],
    ["half a trial", { trial: 1.5 }],
    ["no key", { key: undefined }],
    ["an outcome of no kind", { outcome: { status: "done" } }],
    ["a list for what was sent", { sent: [] }],
  ])("are refused with %s", (_, change) => {
    expect(() => parseAnswer({ ...answer, ...change })).toThrow();
    expect(() => parseJudgment({ ...judgment, ...change })).toThrow();
  });

  it("come with their other outcomes", () => {
    const failed = {
      ...answer,
      measures: null,
      outcome: { status: "failed", reason: "empty", message: null, reasoning: null },
    };
    expect(parseAnswer(failed)).toEqual(failed);
    const unrated = { ...judgment, outcome: { status: "unrated", reason: "conflicting", text: "[[3]] [[4]]" } };
    expect(parseJudgment(unrated)).toEqual(unrated);
  });
});
