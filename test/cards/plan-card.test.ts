import { beforeAll, describe, expect, it } from "vitest";
import { attackKinds } from "../../src/cards/card-item.ts";
import type { CardPlan } from "../../src/cards/plan-card.ts";
import { loadProbes } from "../../src/questions/load-probes.ts";
import { type CardSet, planOf } from "../support/card-judges.ts";
import { loadJaOriginal } from "../support/ja-original.ts";

let set: CardSet;
let plan: CardPlan;
beforeAll(async () => {
  const { set: loaded, exemplars } = await loadJaOriginal();
  set = { ...loaded, exemplars: [...exemplars.values()].flat(), probes: await loadProbes(loaded.folder) };
  plan = planOf(set, { seed: 5 });
});

function textOf(key: string): string {
  const answer = plan.answers.find((one) => one.key === key);
  return answer?.outcome.status === "answered" ? answer.outcome.text : "";
}

describe("the plan of a card on ja-original", () => {
  it("has 240 exemplars of two turns, 80 attacks, 44 probes and 64 turns of constant answers: 748 judgments", () => {
    const count = (kind: string) => plan.items.filter(({ part }) => part.kind === kind).length;
    expect([count("exemplar"), count("attack"), count("probe"), count("constant")]).toEqual([480, 80, 44, 64]);
    expect(plan.items.reduce((sum, { ratings }) => sum + ratings, 0)).toBe(748);
    expect(new Set(plan.items.map(({ answerKey }) => answerKey)).size).toBe(plan.items.length);
  });

  it("attacks every question once, every kind alike in every category, and half of the poor and of the flawed", () => {
    const attacks = plan.items.flatMap((item) => (item.part.kind === "attack" ? [{ ...item, part: item.part }] : []));
    expect(new Set(attacks.map(({ questionId }) => questionId)).size).toBe(80);
    for (const kind of attackKinds) {
      const own = attacks.filter(({ part }) => part.attack === kind);
      const categories = [...new Set(plan.items.map(({ category }) => category))];
      const counts = categories.map((name) => own.filter(({ category }) => category === name).length);
      expect(counts).toEqual(new Array(8).fill(2));
    }
    const cleanOf = new Map(plan.items.map((item) => [item.answerKey, item]));
    const levels = attacks.map(({ part }) => {
      const clean = cleanOf.get(part.clean)?.part;
      return clean?.kind === "exemplar" ? clean.level : "none";
    });
    expect(levels.filter((level) => level === "poor")).toHaveLength(40);
    expect(levels.filter((level) => level === "flawed")).toHaveLength(40);
    // A good turn has nowhere to rise to.
    const tops = attacks.map(({ part }) => {
      const clean = cleanOf.get(part.clean)?.part;
      return clean?.kind === "exemplar" ? clean.expected[1] : 10;
    });
    expect(Math.max(...tops)).toBeLessThanOrEqual(7);
  });

  it("keeps the whole clean answer in the attacked one; padding makes it about three times as long or more", () => {
    for (const item of plan.items) {
      if (item.part.kind !== "attack") continue;
      const [clean, attacked] = [textOf(item.part.clean), textOf(item.answerKey)];
      expect(attacked).toContain(clean);
      expect(attacked.length).toBeGreaterThan(clean.length + 10);
      if (item.part.attack === "padding") expect(attacked.length).toBeGreaterThan(2.5 * clean.length);
    }
  });

  it("gives each of 32 questions one constant answer, every kind in every category", () => {
    const constants = plan.items.flatMap((item) =>
      item.part.kind === "constant" ? [{ ...item, constant: item.part.constant }] : [],
    );
    expect(new Set(constants.map(({ questionId }) => questionId)).size).toBe(32);
    expect(new Set(constants.map(({ category, constant }) => `${category} ${constant}`)).size).toBe(32);
  });

  it("repeats 40 turns of 40 questions, of all levels and both turns", () => {
    const repeated = plan.items.filter(({ ratings }) => ratings > 1);
    expect(repeated.map(({ ratings }) => ratings)).toEqual(new Array(40).fill(3));
    expect(new Set(repeated.map(({ questionId }) => questionId)).size).toBe(40);
    const kinds = new Set(repeated.map(({ part, turn }) => `${part.kind === "exemplar" ? part.level : ""} ${turn}`));
    expect(kinds.size).toBe(6);
  });

  it("is the same for the same seed and another for another, and keeps the keys of what it rates again", () => {
    expect(planOf(set, { seed: 5 })).toEqual(plan);
    const other = planOf(set, { seed: 6 });
    expect(other.hash).not.toBe(plan.hash);
    const keys = new Set(other.items.map(({ answerKey }) => answerKey));
    const exemplars = plan.items.filter(({ part }) => part.kind !== "attack" && part.kind !== "constant");
    expect(exemplars.every(({ answerKey }) => keys.has(answerKey))).toBe(true);
  });

  it("leaves out turns that the judge does not rate", () => {
    const first = planOf(set, { rates: (_question, turn) => turn === 1 });
    expect(new Set(first.items.map(({ turn }) => turn))).toEqual(new Set([1]));
    expect(first.items.filter(({ ratings }) => ratings > 1)).toHaveLength(40);
  });
});

it("speaks English to a judge of an English set", () => {
  const english = planOf({ ...set, language: "en" });
  const constant = english.items.find(({ part }) => part.kind === "constant");
  const answer = english.answers.find(({ key }) => key === constant?.answerKey);
  expect(answer?.measures?.japaneseRatio).toBe(0);
});
