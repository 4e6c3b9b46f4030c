import { hashOf, type Json, keyOf, type TextHash, textHasher } from "../files/canonical-json.ts";
import { type Candidate, neutralSampling, type Sampling } from "../models/candidate.ts";
import { type ChatBody, type ChatMessage, requestBody } from "../models/request-body.ts";
import type { Question } from "../questions/question.ts";
import { type AnsweringRules, everyCategory } from "./answering-rules.ts";

/** FastChat's temperature for a category that no table names. */
const unknownCategoryTemperature = 0.7;

export interface AnswerPlan {
  /** Content address of the call. */
  readonly key: string;
  /** What will be sent. */
  readonly body: ChatBody;
}

/** Who is asked, and how. */
export interface Asking {
  readonly candidate: Candidate;
  readonly rules: AnsweringRules;
  /** Seed of the run; trial t of a sampled answer gets seed + t - 1. */
  readonly seed: number;
}

/** Which answer to a question. */
export interface AnswerPosition {
  /** 1-based. */
  readonly turn: number;
  /** 1-based. */
  readonly trial: number;
  /** Final texts of the turns before this one, thoughts removed. */
  readonly history: readonly string[];
}

export interface AnswerInput extends Asking, AnswerPosition {
  readonly question: Question;
}

/** Plans a run's answers one after another. */
export type PlanAnswer = (question: Question, at: AnswerPosition) => AnswerPlan;

/**
 * What will be sent for one turn, and the key of that call: sha256 over the body with the history unfilled, the history's
 * texts, the candidate's revision and the trial, which is everything that influences the reply. Planning takes every key
 * and hardly any body, so a body is written when it is first read.
 */
export function answerPlanner(asking: Asking, textHash: TextHash = textHasher()): PlanAnswer {
  const { candidate, rules } = asking;
  const { revision, retryTruncated } = candidate;
  const frames = new Map<Question, Map<number, string>>();
  const frameOf = (question: Question, turn: number): string => {
    const own = frames.get(question) ?? new Map<number, string>();
    frames.set(question, own);
    const frame = own.get(turn) ?? hashOf(bodyOf({ ...asking, question, turn, trial: 1, history: [] }));
    own.set(turn, frame);
    return frame;
  };
  return (question, { turn, trial, history }) => {
    const before = history.slice(0, turn - 1);
    if (before.length < turn - 1) throw new Error(`turn ${turn} needs the answer to turn ${before.length + 1}`);
    const shown = before.map((answer) => textHash(shownAsHistory(answer, rules)));
    const key = keyOf("answer", revision, trial, frameOf(question, turn), retryTruncated === true, ...shown);
    return new LateAnswer(key, () => bodyOf({ ...asking, question, turn, trial, history: before }));
  };
}

/** A class, since a run plans tens of thousands and V8 takes its time to give each its own getter. */
class LateAnswer implements AnswerPlan {
  readonly key: string;
  readonly #write: () => ChatBody;
  #body: ChatBody | null = null;

  constructor(key: string, write: () => ChatBody) {
    this.key = key;
    this.#write = write;
  }

  get body(): ChatBody {
    this.#body ??= this.#write();
    return this.#body;
  }
}

/** A single turn, planned for itself. */
export function planAnswer(input: AnswerInput): AnswerPlan {
  return answerPlanner(input)(input.question, input);
}

function bodyOf(input: AnswerInput): ChatBody {
  const { candidate, rules } = input;
  return requestBody(
    rules.strict ? { ...candidate, wire: { ...candidate.wire, systemRole: "system" } } : candidate,
    messagesOf(input),
    samplingOf(input),
    rules.maxAnswerTokens + candidate.thinkingTokens,
    { ...(rules.strict ? {} : candidate.wire.neutral), ...familyFields(candidate) },
  );
}

/** The same call with twice the tokens for thinking; without a budget of its own, with twice the limit. */
export function withDoubledThinking(body: ChatBody, { candidate, rules }: AnswerInput): ChatBody {
  const { thinkingTokens, wire } = candidate;
  return { ...body, [wire.limitField]: rules.maxAnswerTokens + 2 * (thinkingTokens || rules.maxAnswerTokens / 2) };
}

function messagesOf({ question, candidate, rules, turn, history }: AnswerInput): ChatMessage[] {
  const messages: ChatMessage[] = [];
  const systemPrompt = rules.systemPrompt ?? candidate.systemPrompt ?? null;
  const asUser = rules.systemAs === "user" && systemPrompt !== null ? `${systemPrompt}\n\n` : "";
  if (systemPrompt !== null && asUser === "") messages.push({ role: "system", content: systemPrompt });
  for (const [index, content] of question.turns.slice(0, turn).entries()) {
    messages.push({ role: "user", content: index === 0 ? `${asUser}${content}` : content });
    // A frame has no history: its place stays empty.
    if (index + 1 < turn) messages.push({ role: "assistant", content: shownAsHistory(history[index] ?? "", rules) });
  }
  return messages;
}

function shownAsHistory(answer: string, rules: AnsweringRules): string {
  return rules.historyCharacters === null ? answer : [...answer].slice(0, rules.historyCharacters).join("");
}

function samplingOf({ question, candidate, rules, trial, seed }: AnswerInput): Sampling {
  const own = { ...candidate.sampling, ...candidate.samplingByCategory?.[question.category] };
  if (rules.strict && rules.sampling === "candidate") return own;
  const temperature =
    rules.temperatures[everyCategory] ??
    question.requiredTemperature ??
    rules.temperatures[question.category] ??
    unknownCategoryTemperature;
  if (rules.strict) return { temperature };
  const neutral = { ...neutralSampling, seed: seed + trial - 1 };
  if (rules.sampling === "set") return { ...neutral, temperature };
  return { ...neutral, temperature, ...own };
}

function familyFields(candidate: Candidate): Record<string, Json> {
  const fields: Record<string, Json> = {};
  if (candidate.reasoningEffort !== null) fields.reasoning_effort = candidate.reasoningEffort;
  if (candidate.templateArguments !== null) fields.chat_template_kwargs = candidate.templateArguments;
  return { ...fields, ...candidate.fields };
}
