import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import { answerTimes, conversationsOf, shardFilter } from "../../src/runs/conversations.ts";
import { makeQuestion } from "../support/make.ts";

const questions = Array.from({ length: 23 }, (_, index) =>
  makeQuestion({ id: `q-${index}`, category: index % 2 === 0 ? "writing" : "math" }),
);
const named = (list: Iterable<{ question: { id: string }; trial: number }>) =>
  [...list].map(({ question, trial }) => `${question.id}/${trial}`);

describe("conversationsOf", () => {
  it("asks one trial after another, in the given order where nothing is known", () => {
    const few = questions.slice(0, 2);
    expect(named(conversationsOf({ questions: few, trials: 2, shard: null }))).toEqual([
      "q-0/1",
      "q-1/1",
      "q-0/2",
      "q-1/2",
    ]);
  });

  it("asks the categories first that took longest in the trials before", () => {
    const few = questions.slice(0, 3);
    const times = answerTimes();
    const order: string[] = [];
    for (const { question, trial } of conversationsOf({ questions: few, trials: 2, shard: null }, times.expected)) {
      order.push(`${question.id}/${trial}`);
      const totalMs = question.category === "math" ? 900 : 300;
      times.learn(question.category, totalMs);
    }
    expect(order).toEqual(["q-0/1", "q-1/1", "q-2/1", "q-1/2", "q-0/2", "q-2/2"]);
    expect([times.expected("math"), times.expected("coding")]).toEqual([900, null]);
  });

  it("knows them from the records of earlier launches", () => {
    const times = answerTimes([answered("math", 500), answered("math", 700), { ...answered("stem", 1), call: null }]);
    expect([times.expected("math"), times.expected("stem")]).toEqual([600, null]);
  });
});

describe("shardFilter", () => {
  it.each([1, 2, 7, 16])("gives every conversation to exactly one of %i shards, in equal parts", (count) => {
    const parts = Array.from({ length: count }, (_, index) =>
      named(conversationsOf({ questions, trials: 3, shard: { index: index + 1, count } })),
    );
    const all = parts.flat();
    expect(new Set(all).size).toBe(69);
    expect(all).toHaveLength(69);
    const sizes = parts.map((part) => part.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it("does not depend on the order of the questions, nor on trials that are added", () => {
    const shard = { index: 3, count: 4 };
    const [plain, reversed] = [questions, [...questions].reverse()].map((list) => shardFilter(list, shard));
    for (const question of questions) expect(plain?.(question, 2)).toBe(reversed?.(question, 2));
    const two = named(conversationsOf({ questions, trials: 2, shard }));
    const three = named(conversationsOf({ questions, trials: 3, shard }));
    expect(three.filter((name) => !name.endsWith("/3"))).toEqual(two);
  });
});

function answered(category: string, totalMs: number): AnswerRecord {
  const usage = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };
  const timing = { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: null, totalMs };
  const call = { model: null, systemFingerprint: null, usage, timing, dropped: [], failedAttempts: [] };
  const outcome: AnswerRecord["outcome"] = { status: "answered", text: "古池や", reasoning: null, truncated: false };
  const place = { questionId: "1", questionHash: "h", category, turn: 1, trial: 1 };
  return { key: "k", rules: "r", ...place, outcome, sent: null, call, measures: null };
}
