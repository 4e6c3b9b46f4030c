import { describe, expect, it } from "vitest";
import { generateAnswer } from "../../src/answers/generate-answer.ts";
import { planAnswer } from "../../src/answers/plan-answer.ts";
import type { Chat, ChatReply } from "../../src/chat/chat.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { candidateOf, resolveModel } from "../../src/models/resolve-model.ts";
import type { Question } from "../../src/questions/question.ts";

const rules = {
  systemPrompt: null,
  sampling: "candidate",
  temperatures: { reasoning: 0.2 },
  maxAnswerTokens: 300,
  historyCharacters: null,
  strict: false,
  hash: "r",
} as const;
const question: Question = {
  id: "4",
  category: "reasoning",
  turns: ["雨は何日続きましたか。"],
  hash: "q",
};

function input(retryTruncated: boolean, model = "qwen3-8b@http://127.0.0.1:8000/v1") {
  const thinking = { maxThinkingTokens: 1_000, retryTruncated };
  const candidate = candidateOf(resolveModel(model, null), { id: null, revision: null, thinking });
  return { question, candidate, rules, turn: 1, trial: 1, seed: 3, history: [] };
}

function reply(more: Partial<ChatReply>): ChatReply {
  return {
    status: "replied",
    content: "",
    reasoning: "数える。",
    thinking: "complete",
    finish: "stop",
    refusal: null,
    usage: { promptTokens: 10, completionTokens: 50, reasoningTokens: null, cachedPromptTokens: null },
    timing: { startedAt: "2031-01-01T00:00:00.000Z", firstTokenMs: 1, totalMs: 2 },
    model: "qwen3-8b",
    systemFingerprint: null,
    dropped: [],
    failedAttempts: [],
    ...more,
  };
}

/** Cut as long as the limit is below `enough`. */
function thinker(enough: number): { chat: Chat; asked: ChatBody[] } {
  const asked: ChatBody[] = [];
  const chat: Chat = async ({ body }) => {
    asked.push(body);
    const isEnough = Number(body.max_tokens) >= enough;
    return isEnough ? reply({ content: "五日です。" }) : reply({ thinking: "cut", finish: "length" });
  };
  return { chat, asked };
}

describe("a thought that was cut", () => {
  it("is a recorded failure, asked once, unless the user wants another try", async () => {
    const { chat, asked } = thinker(2_000);
    const record = await generateAnswer(input(false), chat);
    expect(record.outcome).toMatchObject({ status: "failed", reason: "truncated-thinking" });
    expect(asked.map((body) => body.max_tokens)).toEqual([1_300]);
  });

  it("is asked once more with twice the budget, and the record says so", async () => {
    const { chat, asked } = thinker(2_000);
    const record = await generateAnswer(input(true), chat);
    expect(record.outcome).toMatchObject({ status: "answered", text: "五日です。" });
    expect(asked.map((body) => body.max_tokens)).toEqual([1_300, 2_300]);
    expect(record.sent).toMatchObject({ max_tokens: 2_300 });
    expect(record.call?.usage).toMatchObject({ promptTokens: 20, completionTokens: 100, reasoningTokens: null });
    expect(record.call?.failedAttempts).toMatchObject([
      { status: 200, message: expect.stringMatching(/inside its thought/) },
    ]);
  });

  it("is not asked a third time", async () => {
    const { chat, asked } = thinker(9_000);
    const record = await generateAnswer(input(true), chat);
    expect(record.outcome).toMatchObject({ reason: "truncated-thinking" });
    expect(asked).toHaveLength(2);
  });

  it("has another key under another rule, so that neither record stands for the other", () => {
    expect(planAnswer(input(true)).key).not.toBe(planAnswer(input(false)).key);
    expect(planAnswer(input(true)).body).toEqual(planAnswer(input(false)).body);
  });

  it("means nothing for a model that does not think", () => {
    expect(input(true, "gpt-4o").candidate).not.toHaveProperty("retryTruncated");
  });
});
