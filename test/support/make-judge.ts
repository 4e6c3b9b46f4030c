import type { Judge, JudgePrompt, PromptName } from "../../src/judges/judge.ts";

function prompt(name: PromptName, template: string): JudgePrompt {
  return { name, system: "公平な審査員として振る舞う。", template };
}

/** A judge of the tests' own, unlike every shipped one. */
export function makeJudge(over: Partial<Judge> = {}): Judge {
  return {
    id: "haiku-judge",
    title: "俳句の審査",
    strict: false,
    hardened: false,
    prompts: {
      "single-v1": prompt("single-v1", "問い: {question}\n答え: {answer}"),
      "single-v1-multi-turn": prompt("single-v1-multi-turn", "{question_1}/{answer_1}/{question_2}/{answer_2}"),
    },
    scale: { min: 1, max: 10, fractions: "keep" },
    extraction: "mtbench",
    retryUnrated: { kind: "none" },
    references: { name: null, categories: [] },
    model: "rater-9",
    sampling: { temperature: 0.2, maxTokens: 900, fields: {} },
    answering: { systemPrompt: null, sampling: "set", maxAnswerTokens: 700, trials: 2, historyCharacters: null },
    ...over,
  };
}
