import { type AnsweringRules, answeringRules } from "../../src/answers/answering-rules.ts";
import type { Chat, ChatFailure, ChatReply } from "../../src/chat/chat.ts";
import { hashOf } from "../../src/files/canonical-json.ts";
import type { Candidate } from "../../src/models/candidate.ts";
import { candidateOf, resolveModel } from "../../src/models/resolve-model.ts";
import type { Question } from "../../src/questions/question.ts";

/** Values of the rooms' records for tests, each unlike the program's defaults. */

export function makeQuestion(over: Partial<Question> = {}): Question {
  const { id = "q-17", category = "writing", turns = ["春の句を一つ。", "季語を秋に変えて。"] as const } = over;
  return { id, category, turns, hash: hashOf({ id, category, turns: [...turns] }), ...over };
}

export function makeCandidate(over: Partial<Candidate> = {}): Candidate {
  const resolved = resolveModel("haiku-7b@http://127.0.0.1:9/v1", null);
  return { ...candidateOf(resolved, { id: "haiku", revision: "rev-3" }), ...over };
}

export function makeRules(over: Partial<AnsweringRules> = {}): AnsweringRules {
  const rules = answeringRules(
    {
      strict: false,
      answering: {
        systemPrompt: "簡潔に答えてください。",
        sampling: "set",
        maxAnswerTokens: 700,
        trials: 2,
        historyCharacters: null,
      },
    },
    { temperatures: { writing: 0.6, math: 0 } },
  );
  return { ...rules, ...over };
}

export function makeReply(over: Partial<ChatReply> = {}): ChatReply {
  return {
    status: "replied",
    content: "古池や",
    reasoning: null,
    thinking: "none",
    finish: "stop",
    refusal: null,
    usage: { promptTokens: 12, completionTokens: 5, reasoningTokens: null, cachedPromptTokens: null },
    timing: { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: 40, totalMs: 90 },
    model: "haiku-7b",
    systemFingerprint: null,
    dropped: [],
    failedAttempts: [],
    ...over,
  };
}

export function makeFailure(over: Partial<ChatFailure> = {}): ChatFailure {
  return {
    status: "failed",
    reason: "request-failed",
    message: "HTTP 500",
    httpStatus: 500,
    scope: "call",
    timing: { startedAt: "2026-04-03T01:02:03.000Z", firstTokenMs: null, totalMs: 9 },
    failedAttempts: [],
    ...over,
  };
}

/** A chat that answers from a function of the messages' last text and remembers what it was asked. */
export function playedChat(
  reply: (last: string, asked: number) => ReturnType<typeof makeReply> | ReturnType<typeof makeFailure> | string,
): Chat & { readonly bodies: readonly unknown[] } {
  const bodies: unknown[] = [];
  const chat: Chat = async ({ body }) => {
    bodies.push(body);
    const outcome = reply(body.messages.at(-1)?.content ?? "", bodies.length);
    return typeof outcome === "string" ? makeReply({ content: outcome }) : outcome;
  };
  return Object.assign(chat, { bodies });
}
