import { hashOf, type Json } from "../files/canonical-json.ts";
import type { Candidate, Sampling } from "../models/candidate.ts";
import { type ChatBody, type ChatMessage, requestBody } from "../models/request-body.ts";
import type { Question } from "../questions/question.ts";
import type { AnsweringRules } from "./answering-rules.ts";

/** FastChat's temperature for a category that no table names. */
const unknownCategoryTemperature = 0.7;

export interface AnswerPlan {
  /** Content address of the call. */
  readonly key: string;
  readonly body: ChatBody;
}

export interface AnswerInput {
  readonly question: Question;
  readonly candidate: Candidate;
  readonly rules: AnsweringRules;
  /** 1-based. */
  readonly turn: number;
  /** 1-based. */
  readonly trial: number;
  /** Seed of the run; trial t of a sampled answer gets seed + t - 1. */
  readonly seed: number;
  /** Final texts of the turns before this one, thoughts removed. */
  readonly history: readonly string[];
}

/**
 * What will be sent for one turn, and the key of that call: sha256 over the body, the candidate's revision and the trial,
 * which is everything that influences the reply.
 */
export function planAnswer(input: AnswerInput): AnswerPlan {
  const { candidate, rules } = input;
  const body = requestBody(
    rules.strict ? { ...candidate, wire: { ...candidate.wire, systemRole: "system" } } : candidate,
    messagesOf(input),
    samplingOf(input),
    rules.maxAnswerTokens + candidate.thinkingTokens,
    { ...(rules.strict ? {} : candidate.wire.neutral), ...familyFields(candidate) },
  );
  const { revision, retryTruncated } = candidate;
  const rule = retryTruncated === true ? { retryTruncated } : {};
  return { key: hashOf({ kind: "answer", revision, trial: input.trial, body, ...rule }), body };
}

/** The same call with twice the tokens for thinking; without a budget of its own, with twice the limit. */
export function withDoubledThinking(body: ChatBody, { candidate, rules }: AnswerInput): ChatBody {
  const { thinkingTokens, wire } = candidate;
  return { ...body, [wire.limitField]: rules.maxAnswerTokens + 2 * (thinkingTokens || rules.maxAnswerTokens / 2) };
}

function messagesOf({ question, candidate, rules, turn, history }: AnswerInput): ChatMessage[] {
  const messages: ChatMessage[] = [];
  const systemPrompt = rules.systemPrompt ?? candidate.systemPrompt ?? null;
  if (systemPrompt !== null) messages.push({ role: "system", content: systemPrompt });
  for (const [index, content] of question.turns.slice(0, turn).entries()) {
    messages.push({ role: "user", content });
    const answer = history[index];
    if (index + 1 < turn) {
      if (answer === undefined) throw new Error(`turn ${turn} needs the answer to turn ${index + 1}`);
      messages.push({ role: "assistant", content: shownAsHistory(answer, rules) });
    }
  }
  return messages;
}

function shownAsHistory(answer: string, rules: AnsweringRules): string {
  return rules.historyCharacters === null ? answer : [...answer].slice(0, rules.historyCharacters).join("");
}

function samplingOf({ question, candidate, rules, trial, seed }: AnswerInput): Sampling {
  const temperature =
    question.requiredTemperature ?? rules.temperatures[question.category] ?? unknownCategoryTemperature;
  if (rules.strict) return { temperature };
  const neutral = {
    topP: 1,
    topK: -1,
    minP: 0,
    presencePenalty: 0,
    frequencyPenalty: 0,
    repetitionPenalty: 1,
    seed: seed + trial - 1,
  };
  if (rules.sampling === "set") return { ...neutral, temperature };
  return { ...neutral, temperature, ...candidate.sampling, ...candidate.samplingByCategory?.[question.category] };
}

function familyFields(candidate: Candidate): Record<string, Json> {
  const fields: Record<string, Json> = {};
  if (candidate.reasoningEffort !== null) fields.reasoning_effort = candidate.reasoningEffort;
  if (candidate.templateArguments !== null) fields.chat_template_kwargs = candidate.templateArguments;
  return { ...fields, ...candidate.fields };
}
