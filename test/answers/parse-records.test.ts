import { describe, expect, it } from "vitest";
import { type AnswerRecord, answerRecordSchema } from "../../src/answers/answer.ts";
import { parseAnswer } from "../../src/answers/parse-answer.ts";
import { type JudgmentRecord, judgmentRecordSchema } from "../../src/judgments/judgment.ts";
import { parseJudgment } from "../../src/judgments/parse-judgment.ts";

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

const wrongValues: readonly unknown[] = [
  null,
  0,
  1,
  -1,
  1.5,
  Number.POSITIVE_INFINITY,
  "",
  true,
  [],
  {},
  [1],
  { more: 1 },
];

/** Every record that differs from the given one in a single place: another value, a missing field, one too many. */
function* variations(value: unknown): Generator<unknown> {
  yield* wrongValues;
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) for (const other of variations(item)) yield value.with(index, other);
    return;
  }
  yield { ...value, surplus: 1 };
  for (const [name, field] of Object.entries(value)) {
    const { [name]: _, ...rest } = Object.fromEntries(Object.entries(value));
    yield rest;
    yield { ...rest, surplus: 1 };
    for (const other of variations(field)) yield { ...value, [name]: other };
  }
}

function expectAsSchema(
  record: unknown,
  parse: (value: unknown) => unknown,
  schema: { safeParse(value: unknown): { success: boolean; data?: unknown } },
): void {
  let tried = 0;
  let accepted = 0;
  for (const other of [record, ...variations(record)]) {
    const expected = schema.safeParse(other);
    tried += 1;
    if (expected.success) {
      accepted += 1;
      expect(parse(other)).toEqual(expected.data);
    } else {
      expect(() => parse(other), JSON.stringify(other)).toThrow();
    }
  }
  expect(tried).toBeGreaterThan(300);
  expect(accepted).toBeGreaterThan(20);
}

describe("records read by hand", () => {
  it("accepts and refuses answers as the schema does", () => expectAsSchema(answer, parseAnswer, answerRecordSchema));

  it("accepts and refuses judgments as the schema does", () =>
    expectAsSchema(judgment, parseJudgment, judgmentRecordSchema));

  it("reads the other outcomes through the schema", () => {
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
