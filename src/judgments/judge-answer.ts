import type { CallRecord } from "../answers/answer.ts";
import { callOf, sentOf } from "../answers/generate-answer.ts";
import type { Chat, ChatOutcome, ChatReply, Usage } from "../chat/chat.ts";
import type { Judge, RetryUnrated } from "../judges/judge.ts";
import type { ChatBody, ChatMessage } from "../models/request-body.ts";
import type { JudgmentRecord, UnratedReason } from "./judgment.ts";
import { parseRating } from "./parse-rating.ts";
import { type JudgmentInput, type JudgmentPlan, planJudgment } from "./plan-judgment.ts";

/**
 * Has one answer rated (spends money), asks again where the judge's rule says so, and makes the record. A failed answer is
 * never sent: its record says `no-answer`, asked 0. Rejects only when `signal` aborts the call.
 */
export async function judgeAnswer(
  input: JudgmentInput,
  chat: Chat,
  options: { readonly plan?: JudgmentPlan; readonly signal?: AbortSignal } = {},
): Promise<JudgmentRecord> {
  const plan = options.plan ?? planJudgment(input);
  const { body } = plan;
  if (body === null) {
    const outcome = { status: "unrated", reason: "no-answer", text: null } as const;
    return { ...identity(input, plan), outcome, asked: 0, sent: null, call: null };
  }
  const ask = (one: ChatBody) =>
    chat({ body: one, key: plan.key, ...(options.signal ? { signal: options.signal } : {}) });
  const { judge } = input;
  return {
    ...identity(input, plan),
    ...(await askUntilRated(judge, judge.retryUnrated, body, ask, (text, options) =>
      parseRating(text, judge, options),
    )),
  };
}

/** What a judge's text is read as: something rated, or why it is not. */
type Read<Rated extends object> =
  | ({ readonly status: "rated" } & Rated)
  | { readonly status: "unrated"; readonly reason: UnratedReason };

type ReadText<Rated extends object> = (text: string, options: { readonly ratingOnly?: boolean }) => Read<Rated>;

/** The outcome of a record: what was read, and the judge's words. */
type RatedOutcome<Rated extends object> =
  | ({ readonly status: "rated"; readonly text: string } & Rated)
  | { readonly status: "unrated"; readonly reason: UnratedReason; readonly text: string | null };

/** A record's part that the calls make. */
export interface Asked<Rated extends object> {
  readonly outcome: RatedOutcome<Rated>;
  /** Replies asked in all. */
  readonly asked: number;
  readonly sent: JudgmentRecord["sent"];
  readonly call: CallRecord;
}

/** Asks, and asks again by the judge's rule as long as there is a reply that cannot be read. A failed call ends it. */
export async function askUntilRated<Rated extends object>(
  { strict }: Pick<Judge, "strict">,
  rule: RetryUnrated,
  body: ChatBody,
  ask: (body: ChatBody) => Promise<ChatOutcome>,
  read: ReadText<Rated>,
): Promise<Asked<Rated>> {
  const outcomeOf = (reply: ChatOutcome, options = {}) => readReply(reply, strict, (text) => read(text, options));
  const first = await ask(body);
  let outcome = outcomeOf(first);
  const replies: [ChatOutcome, ...ChatOutcome[]] = [first];
  if (rule.kind === "same-prompt") {
    let last = first;
    for (let left = rule.times; left > 0 && outcome.status === "unrated" && last.status === "replied"; left -= 1) {
      last = await ask(body);
      replies.push(last);
      outcome = outcomeOf(last);
    }
  }
  if (rule.kind === "rating-only" && first.status === "replied" && mayGoOn(first, outcome)) {
    const second = await ask(goOn(body, first.content, rule.prompt));
    replies.push(second);
    outcome = outcomeOf(second, { ratingOnly: true });
    // The explanation is in the first reply; a reader needs both.
    if (second.status === "replied") outcome = { ...outcome, text: `${first.content}\n\n${second.content}` };
  }
  return {
    outcome,
    asked: replies.filter((reply) => reply.status === "replied").length,
    sent: sentOf(body, replies.at(-1) ?? replies[0]),
    call: callOfAll(replies),
  };
}

function mayGoOn(reply: ChatReply, outcome: RatedOutcome<object>): boolean {
  return outcome.status === "unrated" && outcome.reason !== "judge-refused" && reply.content.trim() !== "";
}

function goOn(body: ChatBody, reply: string, prompt: string): ChatBody {
  const more: readonly ChatMessage[] = [
    { role: "assistant", content: reply },
    { role: "user", content: prompt },
  ];
  return { ...body, messages: [...body.messages, ...more] };
}

/**
 * What a judge's reply is worth. A reply cut at its token limit has not come to its verdict, whatever numbers it holds;
 * only a strict judge reads it all the same, for its upstream never looks at how a reply ended. A prompt too long for the
 * judge counts as cut, not as a failed call: asking again would not help.
 */
function readReply<Rated extends object>(
  reply: ChatOutcome,
  strict: boolean,
  read: (text: string) => Read<Rated>,
): RatedOutcome<Rated> {
  if (reply.status === "failed") {
    const reasons = {
      "request-failed": "request-failed",
      "context-overflow": "judge-truncated",
      "content-filter": "judge-refused",
    } as const satisfies Record<typeof reply.reason, string>;
    return { status: "unrated", reason: reasons[reply.reason], text: reply.message };
  }
  const text = reply.content;
  const parsed = read(text);
  const refused = reply.finish === "content-filter" || (reply.refusal !== null && text.trim() === "");
  const cut = reply.finish === "length" || reply.thinking === "cut";
  if (parsed.status === "rated" && (strict || !(refused || cut))) return { ...parsed, text };
  if (refused) return { status: "unrated", reason: "judge-refused", text: reply.refusal ?? text };
  if (cut) return { status: "unrated", reason: "judge-truncated", text };
  if (parsed.status === "rated") throw new Error("a rating was read and dropped");
  return { status: "unrated", reason: parsed.reason, text };
}

function identity(input: JudgmentInput, plan: JudgmentPlan) {
  const { answer, question } = input;
  return {
    key: plan.key,
    procedure: input.procedure,
    judge: input.judge.id,
    ...(input.judge.jury === undefined ? {} : { judgeModel: input.judgeModel.model }),
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn: answer.turn,
    trial: answer.trial,
    repeat: input.repeat,
    answerKey: answer.key,
    prompt: plan.prompt,
    flags: [...plan.flags],
  };
}

/** The last call's record with the usage and the failed attempts of all. */
function callOfAll(replies: readonly [ChatOutcome, ...ChatOutcome[]]): CallRecord {
  const calls = replies.map(callOf);
  const last = callOf(replies.at(-1) ?? replies[0]);
  const sum = (field: keyof Usage): number | null => {
    const known = calls.map((call) => call.usage[field]).filter((tokens) => tokens !== null);
    return known.length === 0 ? null : known.reduce((total, tokens) => total + tokens, 0);
  };
  return {
    ...last,
    usage: {
      promptTokens: sum("promptTokens"),
      completionTokens: sum("completionTokens"),
      reasoningTokens: sum("reasoningTokens"),
      cachedPromptTokens: sum("cachedPromptTokens"),
    },
    failedAttempts: calls.flatMap((call) => call.failedAttempts),
  };
}
