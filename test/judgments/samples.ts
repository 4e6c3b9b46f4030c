import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { ChatFailure, ChatReply } from "../../src/chat/chat.ts";
import type { Judge } from "../../src/judges/judge.ts";
import type { JudgmentInput } from "../../src/judgments/plan-judgment.ts";
import type { JudgeModel } from "../../src/judgments/procedure.ts";
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

export function anAnswer(text: string, changes: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    key: "a".repeat(64),
    rules: "rules",
    questionId: "7",
    questionHash: "q7",
    category: "writing",
    turn: 1,
    trial: 3,
    outcome: { status: "answered", text, reasoning: null, truncated: false },
    sent: {},
    call: null,
    measures: null,
    ...changes,
  };
}

export const aJudgeModel: JudgeModel = {
  model: "kaede-70b",
  wire: {
    limitField: "max_completion_tokens",
    systemRole: "developer",
    accepts: ["temperature", "topP", "topK", "seed"],
  },
};

export function aJudgmentInput(changes: Partial<JudgmentInput> = {}): JudgmentInput {
  return {
    judge: aJudge(),
    judgeModel: aJudgeModel,
    references: null,
    procedure: "p1",
    question: aQuestion(),
    answer: anAnswer("答えです。"),
    answers: ["答えです。"],
    repeat: 2,
    seed: 40,
    ...changes,
  };
}

export function aReply(content: string, changes: Partial<ChatReply> = {}): ChatReply {
  return {
    status: "replied",
    content,
    reasoning: null,
    thinking: "none",
    finish: "stop",
    refusal: null,
    usage: { promptTokens: 100, completionTokens: 20, reasoningTokens: null, cachedPromptTokens: 64 },
    timing: { startedAt: "2026-02-03T04:05:06.000Z", firstTokenMs: 7, totalMs: 8 },
    model: "kaede-70b-0203",
    systemFingerprint: "fp_1",
    dropped: [],
    failedAttempts: [],
    ...changes,
  };
}

export function aFailure(reason: ChatFailure["reason"], changes: Partial<ChatFailure> = {}): ChatFailure {
  return {
    status: "failed",
    reason,
    message: "HTTP 503",
    httpStatus: 503,
    scope: "call",
    timing: { startedAt: "2026-02-03T04:05:07.000Z", firstTokenMs: null, totalMs: 9 },
    failedAttempts: [{ startedAt: "2026-02-03T04:05:06.000Z", status: 503, message: "busy" }],
    ...changes,
  };
}
