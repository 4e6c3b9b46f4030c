import { describe, expect, it } from "vitest";
import { planAnswer } from "../../src/answers/plan-answer.ts";
import { makeCandidate, makeQuestion, makeRules } from "../support/make.ts";

const input = {
  question: makeQuestion(),
  candidate: makeCandidate(),
  rules: makeRules(),
  turn: 1,
  trial: 1,
  seed: 40,
  history: [],
};

describe("planAnswer", () => {
  it("says every parameter that the wire accepts, none of them null", () => {
    expect(planAnswer(input).body).toEqual({
      model: "haiku-7b",
      messages: [
        { role: "system", content: "簡潔に答えてください。" },
        { role: "user", content: "春の句を一つ。" },
      ],
      temperature: 0.6,
      top_p: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      seed: 40,
      max_tokens: 700,
    });
  });

  it("puts the system prompt before the first question where a template takes no system message", () => {
    const rules = makeRules({ systemAs: "user" });
    const first = { role: "user", content: "簡潔に答えてください。\n\n春の句を一つ。" };
    expect(planAnswer({ ...input, rules }).body.messages).toEqual([first]);
    expect(planAnswer({ ...input, rules, turn: 2, history: ["古池や"] }).body.messages).toEqual([
      first,
      { role: "assistant", content: "古池や" },
      { role: "user", content: "季語を秋に変えて。" },
    ]);
    const plain = planAnswer({ ...input, rules: makeRules({ systemAs: "user", systemPrompt: null }) });
    expect(plain.body.messages).toEqual([{ role: "user", content: "春の句を一つ。" }]);
  });

  it("shows turn 2 the final text of turn 1 and nothing else", () => {
    const { body } = planAnswer({ ...input, turn: 2, history: ["古池や"] });
    expect(body.messages.slice(1)).toEqual([
      { role: "user", content: "春の句を一つ。" },
      { role: "assistant", content: "古池や" },
      { role: "user", content: "季語を秋に変えて。" },
    ]);
  });

  it("cuts the history where the procedure does, by characters and not by UTF-16 units", () => {
    const rules = makeRules({ historyCharacters: 2 });
    const { body } = planAnswer({ ...input, rules, turn: 2, history: ["𠮷野家で"] });
    expect(body.messages[2]?.content).toBe("𠮷野");
  });

  it("sends a strict procedure's fields alone, under the role system", () => {
    const wire = {
      limitField: "max_completion_tokens",
      systemRole: "developer",
      accepts: ["temperature", "seed"],
    } as const;
    const { body } = planAnswer({ ...input, candidate: makeCandidate({ wire }), rules: makeRules({ strict: true }) });
    expect(Object.keys(body)).toEqual(["model", "messages", "temperature", "max_completion_tokens"]);
    expect(body.messages[0]?.role).toBe("system");
  });

  it("takes the question's own temperature before its category's, and FastChat's where no table has one", () => {
    const own = makeQuestion({ requiredTemperature: 0.9 });
    const strange = makeQuestion({ category: "haiku" });
    expect(planAnswer({ ...input, question: own }).body.temperature).toBe(0.9);
    expect(planAnswer({ ...input, question: strange }).body.temperature).toBe(0.7);
  });

  it("lets the candidate choose its sampling where the policy says so, and adds its thinking budget", () => {
    const candidate = makeCandidate({ sampling: { temperature: 1.1, topP: 0.8 }, thinkingTokens: 5000 });
    const { body } = planAnswer({ ...input, candidate, rules: makeRules({ sampling: "candidate" }) });
    expect(body).toMatchObject({ temperature: 1.1, top_p: 0.8, max_tokens: 5700 });
  });

  it("gives each call a key of its own: revision, trial, text, sampling and history all change it", () => {
    const keys = [
      planAnswer(input),
      planAnswer({ ...input, trial: 2 }),
      planAnswer({ ...input, seed: 41 }),
      planAnswer({ ...input, candidate: makeCandidate({ revision: "rev-4" }) }),
      planAnswer({ ...input, candidate: makeCandidate({ reasoningEffort: "low" }) }),
      planAnswer({ ...input, question: makeQuestion({ turns: ["夏の句を一つ。", "季語を秋に変えて。"] }) }),
      planAnswer({ ...input, rules: makeRules({ maxAnswerTokens: 701 }) }),
      planAnswer({ ...input, turn: 2, history: ["古池や"] }),
      planAnswer({ ...input, turn: 2, history: ["閑さや"] }),
    ].map((plan) => plan.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
    expect(planAnswer({ ...input, candidate: makeCandidate({ id: "renamed" }) }).key).toBe(keys[0]);
  });
});
