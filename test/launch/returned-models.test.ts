import { expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { severalModels } from "../../src/launch/returned-models.ts";

const answeredBy = (model: string | null): AnswerRecord => ({
  key: "k",
  rules: "r",
  questionId: "1",
  questionHash: "h",
  category: "writing",
  turn: 1,
  trial: 1,
  outcome: { status: "answered", text: "はい", reasoning: null, truncated: false },
  sent: null,
  call: {
    model,
    systemFingerprint: null,
    usage: { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null },
    timing: { startedAt: "2031-04-06T00:00:00.000Z", firstTokenMs: null, totalMs: 1 },
    failedAttempts: [],
  },
  measures: null,
});

it.each([
  [[], null],
  [[null, null], null],
  [["swan-7b", null, "swan-7b"], null],
  [["swan-7b", "swan-9b", "swan-7b"], "returned models: swan-7b (2), swan-9b (1)"],
])("%j: %j", (models, words) => {
  expect(severalModels(models.map(answeredBy))).toBe(words);
});
