import type { Judge } from "../../src/judges/judge.ts";
import type { Question, References } from "../../src/questions/question.ts";

/** A small judge of the tests' own; no field has a shipped judge's value where that could hide a mistake. */
export function aJudge(changes: Partial<Judge> = {}): Judge {
  return {
    id: "test-judge",
    title: "試験用の審査",
    strict: false,
    hardened: false,
    prompts: {
      "single-v1": { name: "single-v1", system: "公平に。", template: "問 {question}\n答 {answer}" },
      "single-math-v1": {
        name: "single-math-v1",
        system: null,
        template: "問 {question}\n参 {ref_answer_1}\n答 {answer}",
      },
      "single-v1-multi-turn": {
        name: "single-v1-multi-turn",
        system: "二回目を。",
        template: "{question_1}/{answer_1}/{question_2}/{answer_2}",
      },
      "single-math-v1-multi-turn": {
        name: "single-math-v1-multi-turn",
        system: null,
        template: "{question_1}/{answer_1}/{question_2}/{answer_2}/{ref_answer_1}/{ref_answer_2}",
      },
    },
    scale: { min: 1, max: 10, fractions: "keep" },
    extraction: "mtbench",
    retryUnrated: { kind: "none" },
    references: { name: "kyoto", categories: ["math"] },
    model: "kaede-70b",
    sampling: { temperature: 0.25, maxTokens: 777, fields: {} },
    answering: { systemPrompt: null, sampling: "set", maxAnswerTokens: 333, trials: 1, historyCharacters: null },
    ...changes,
  };
}

export function aQuestion(changes: Partial<Question> = {}): Question {
  return { id: "7", category: "writing", turns: ["一問目です。", "二問目です。"], hash: "q7", ...changes };
}

export function someReferences(texts: Readonly<Record<string, readonly string[]>>): References {
  return { name: "kyoto", byQuestion: new Map(Object.entries(texts)), hash: "r1" };
}
