import { describe, expect, it } from "vitest";
import { conversationsOf, shardFilter } from "../../src/runs/conversations.ts";
import { makeQuestion } from "../support/make.ts";

const questions = Array.from({ length: 23 }, (_, index) =>
  makeQuestion({ id: `q-${index}`, category: index % 2 === 0 ? "writing" : "math" }),
);
const named = (list: Iterable<{ question: { id: string }; trial: number }>) =>
  [...list].map(({ question, trial }) => `${question.id}/${trial}`);

describe("conversationsOf", () => {
  it("has one trial after another, in the given order", () => {
    const few = questions.slice(0, 2);
    expect(named(conversationsOf({ questions: few, trials: 2, shard: null }))).toEqual([
      "q-0/1",
      "q-1/1",
      "q-0/2",
      "q-1/2",
    ]);
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
