import { setMaxListeners } from "node:events";
import type { Chat, ChatFailure, ChatOutcome, ChatReply, ChatRequest, FailedAttempt } from "./chat.ts";
import { type ChatOptions, chatRules } from "./chat-options.ts";
import { callFailure } from "./http/attempt-failure.ts";
import { type ChatAddress, secretsOf } from "./http/chat-address.ts";
import { openClient } from "./http/open-client.ts";
import type { Pace } from "./pace/pace.ts";
import { type RetryTools, retry } from "./pace/retry.ts";
import { usualFirstTokenTimeouts } from "./pace/silence-limits.ts";
import type { Assembly } from "./reply/assemble-reply.ts";
import { finishReply } from "./reply/finish-reply.ts";
import {
  attemptRecord,
  type Sender,
  sendAttempt,
  type TriedFailure,
  type TriedReply,
  unsentTiming,
} from "./send-attempt.ts";
import { serverQuirks } from "./server-quirks.ts";

/** An attempt that was aborted, or that broke over a bug: nothing is known about the server. */
const abandoned = callFailure("abandoned", { retry: false });

const notPaidAgain = callFailure("the reply broke off, and there is no budget for another try", { retry: false });

/**
 * A chat with one server: streams, puts the reply together, keeps the thought apart, retries. `close` breaks what is still
 * open, so that the process can end; afterwards calls throw. Throws InputError for a base URL that is none.
 */
export function openChat(address: ChatAddress, options: ChatOptions = {}): { chat: Chat; close(): Promise<void> } {
  const rules = chatRules(options);
  const client = openClient(address, rules);
  let closed = false;
  const sender: Sender = {
    address,
    client,
    rules,
    quirks: serverQuirks(rules.counts ?? null),
    secrets: secretsOf(address),
    usualFirstTokenTimeout: usualFirstTokenTimeouts(address.baseUrl),
    isClosed: () => closed,
  };
  return {
    chat: (request) => askPatiently(sender, request),
    async close() {
      closed = true;
      await client.close();
    },
  };
}

/** One call: attempts until one brings a reply or the rules say enough. */
async function askPatiently(sender: Sender, request: ChatRequest): Promise<ChatOutcome> {
  const { rules } = sender;
  const { pace } = rules;
  // One signal ends a whole run; Node warns of a leak from the eleventh call under way on.
  if (request.signal !== undefined) setMaxListeners(0, request.signal);
  const failedAttempts: FailedAttempt[] = [];
  let settleRetry: (() => void) | undefined;
  let begun = false;
  const tryOnce = async (): Promise<TriedReply | TriedFailure> => {
    if (begun && !((await request.mayPayAgain?.()) ?? true)) {
      return { ok: false, failure: notPaidAgain, timing: unsentTiming(rules), received: 0 };
    }
    const send = (hold: (milliseconds: number) => void) => sendAttempt(sender, request, hold);
    const result = await (pace === undefined ? send(() => undefined) : paced(pace, send, sender, request));
    begun = result.received > 0;
    return result;
  };
  const tools = {
    random: rules.random,
    sleep: pace === undefined ? rules.sleep : untilClosed(rules.sleep, pace.closed),
  };
  const last = await retry<Assembly, TriedReply | TriedFailure>(tryOnce, rules, tools, {
    signal: request.signal,
    onRetry: (failed) => {
      if (!failed.ok) failedAttempts.push(attemptRecord(failed));
      settleRetry ??= rules.activity?.retrying();
    },
  }).finally(() => settleRetry?.());
  return last.ok ? replyOf(last, request, sender, failedAttempts) : failureOutcome(last, sender, failedAttempts);
}

/** An attempt when the pace lets it start; how it ended is what the pace learns from. */
async function paced(
  pace: Pace,
  send: (hold: (milliseconds: number) => void) => Promise<TriedReply | TriedFailure>,
  { rules }: Sender,
  { signal }: ChatRequest,
): Promise<TriedReply | TriedFailure> {
  const permit = await pace.admit(signal);
  if (!("end" in permit)) return { ok: false, failure: permit, timing: unsentTiming(rules), received: 0 };
  try {
    const result = await send(permit.hold);
    permit.end(result.ok ? null : result.failure);
    return result;
  } catch (error) {
    permit.end(abandoned);
    throw error;
  }
}

function replyOf(
  { value, timing, dropped }: TriedReply,
  { showsThoughts = false, body }: ChatRequest,
  { secrets, rules }: Sender,
  failedAttempts: readonly FailedAttempt[],
): ChatReply {
  const { contextTokens = null } = rules;
  const reply = finishReply(value.reply(), { showsThoughts, secrets, model: body.model, contextTokens });
  return { ...reply, timing, dropped, failedAttempts };
}

function failureOutcome(last: TriedFailure, { rules }: Sender, earlier: readonly FailedAttempt[]): ChatFailure {
  const { failure, timing } = last;
  // What the last attempt received is known nowhere else, and may have to be paid for.
  const failedAttempts = last.received > 0 ? [...earlier, attemptRecord(last)] : earlier;
  const asked = failure.retryAfterMs ?? 0;
  const tooLong = failure.retry && asked > rules.maxRetryAfterMs;
  return {
    status: "failed",
    reason: failure.reason,
    message: tooLong
      ? `${failure.message} (the server asks to wait ${asked / 1000} s, more than the ${rules.maxRetryAfterMs / 1000} s allowed)`
      : failure.message,
    httpStatus: failure.status,
    // Every other call would be told the same.
    scope: failure.unreachable || tooLong ? "server" : failure.scope,
    ...(failure.status === null ? { connection: true } : {}),
    timing,
    failedAttempts,
  };
}

/** A wait between attempts that ends early once no attempt will be admitted any more. */
function untilClosed(sleep: RetryTools["sleep"], closed: AbortSignal): RetryTools["sleep"] {
  return async (milliseconds, signal) => {
    const either = signal === undefined ? closed : AbortSignal.any([signal, closed]);
    await sleep(milliseconds, either).catch((error: unknown) => {
      if (!closed.aborted) throw error;
    });
  };
}
