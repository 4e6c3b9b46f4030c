import type { Chat, ChatFailure, ChatOutcome, ChatReply, Usage } from "../chat/chat.ts";
import { describeDropped, withoutParameters } from "../chat/http/drop-parameter.ts";
import type { Json } from "../files/canonical-json.ts";
import { type ChatBody, withoutMessages } from "../models/request-body.ts";
import { countCharacters, japaneseRatio } from "../text/measures.ts";
import type { AnswerOutcome, AnswerRecord, CallRecord } from "./answer.ts";
import { type AnswerInput, type AnswerPlan, planAnswer, withDoubledThinking } from "./plan-answer.ts";

/** Asks one turn (spends money) and makes its record. Rejects only when `signal` aborts the call. */
export async function generateAnswer(
  input: AnswerInput,
  chat: Chat,
  options: { readonly plan?: AnswerPlan; readonly signal?: AbortSignal } = {},
): Promise<AnswerRecord> {
  const plan = options.plan ?? planAnswer(input);
  const showsThoughts = input.candidate.showsThoughts ?? false;
  const ask = (body: ChatBody) =>
    chat({ body, showsThoughts, key: plan.key, ...(options.signal ? { signal: options.signal } : {}) });
  const first = await ask(plan.body);
  const isRetried = input.candidate.retryTruncated === true && isTruncatedThinking(outcomeOf(first));
  const body = isRetried ? withDoubledThinking(plan.body, input) : plan.body;
  const outcome = isRetried ? await ask(body) : first;
  const answer = outcomeOf(outcome);
  return {
    ...identity(input, plan.key),
    outcome: answer,
    sent: sentOf(body, outcome),
    call: isRetried ? callAfter(first, outcome) : callOf(outcome),
    measures:
      answer.status === "answered"
        ? { characters: countCharacters(answer.text), japaneseRatio: japaneseRatio(answer.text) }
        : null,
  };
}

function outcomeOf(outcome: ChatOutcome): AnswerOutcome {
  return outcome.status === "replied" ? outcomeOfReply(outcome) : outcomeOfFailure(outcome);
}

function isTruncatedThinking(answer: AnswerOutcome): boolean {
  return answer.status === "failed" && answer.reason === "truncated-thinking";
}

/** The second call's record, with the tokens of both and the first among the attempts that failed. */
function callAfter(first: ChatOutcome, second: ChatOutcome): CallRecord {
  const before = callOf(first);
  const call = callOf(second);
  const sum = (name: keyof Usage): number | null => {
    const known = [before.usage[name], call.usage[name]].filter((tokens) => tokens !== null);
    return known.length === 0 ? null : known.reduce((total, tokens) => total + tokens, 0);
  };
  const message = "the reply ended inside its thought; asked again with twice the tokens for thinking";
  return {
    ...call,
    usage: {
      promptTokens: sum("promptTokens"),
      completionTokens: sum("completionTokens"),
      reasoningTokens: sum("reasoningTokens"),
      cachedPromptTokens: sum("cachedPromptTokens"),
    },
    failedAttempts: [
      ...before.failedAttempts,
      { startedAt: before.timing.startedAt, status: 200, message },
      ...call.failedAttempts,
    ],
  };
}

/** The record of a turn that cannot be asked because an earlier one has no answer. */
export function skippedAnswer(input: AnswerPlace, failedTurnKey: string): AnswerRecord {
  return {
    ...identity(input, `${failedTurnKey}+${input.turn}`),
    outcome: { status: "failed", reason: "skipped", message: "an earlier turn has no answer", reasoning: null },
    sent: null,
    call: null,
    measures: null,
  };
}

/** Which turn of which question under which rules. */
export type AnswerPlace = Pick<AnswerInput, "question" | "rules" | "turn" | "trial">;

function identity(input: AnswerPlace, key: string) {
  return {
    key,
    rules: input.rules.hash,
    questionId: input.question.id,
    questionHash: input.question.hash,
    category: input.question.category,
    turn: input.turn,
    trial: input.trial,
  };
}

/**
 * What a reply is worth as an answer. A reply that ended inside its thought, or spent its whole limit on one, is a
 * recorded failure, never an empty or bad answer (docs/architecture.md: thinking models are first-class).
 */
export function outcomeOfReply(reply: ChatReply): AnswerOutcome {
  const { content, reasoning, contextFull } = reply;
  const failed = (reason: Extract<AnswerOutcome, { status: "failed" }>["reason"], message: string | null) =>
    ({ status: "failed", reason, message, reasoning }) as const;
  if (reply.finish === "content-filter")
    return failed("content-filter", "the server's content filter stopped the reply");
  const end = contextFull ? "; the server's context was full before the token limit" : "";
  if (reply.thinking === "cut") return failed("truncated-thinking", `the reply ended inside its thought${end}`);
  if (content.trim() !== "")
    return {
      status: "answered",
      text: content,
      reasoning,
      truncated: reply.finish === "length",
      ...(contextFull === undefined ? {} : { contextFull }),
    };
  if (reply.refusal !== null) return failed("refused", reply.refusal);
  const thought = reasoning !== null || (reply.usage.reasoningTokens ?? 0) > 0;
  if (reply.finish === "length" && thought)
    return failed("truncated-thinking", "the thought used the whole token limit");
  if (reply.finish === "length") return failed("empty", "nothing visible before the token limit");
  return failed("empty", reasoning === null ? null : "the reply ended after its thought, without an answer");
}

function outcomeOfFailure(failure: ChatFailure): AnswerOutcome {
  return { status: "failed", reason: failure.reason, message: failure.message, reasoning: null };
}

const noUsage: Usage = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };

/** What the server took in the end, without the messages. */
export function sentOf(body: ChatBody, outcome: ChatReply | ChatFailure): Record<string, Json> {
  return withoutMessages(outcome.status === "replied" ? withoutParameters(body, outcome.dropped) : body);
}

/** What the record keeps of a call, whether it replied or not. */
export function callOf(outcome: ChatReply | ChatFailure): CallRecord {
  const replied = outcome.status === "replied";
  return {
    model: replied ? outcome.model : null,
    systemFingerprint: replied ? outcome.systemFingerprint : null,
    usage: { ...(replied ? outcome.usage : noUsage) },
    timing: { ...outcome.timing },
    dropped: replied ? outcome.dropped.map(describeDropped) : [],
    ...(replied && outcome.finishWord !== undefined ? { finish: outcome.finishWord } : {}),
    failedAttempts: outcome.failedAttempts.map((attempt) => ({ ...attempt })),
  };
}
