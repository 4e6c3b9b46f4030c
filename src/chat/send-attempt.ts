import { maskSecrets } from "../text/redact.ts";
import type { ChatRequest, DroppedParameter, FailedAttempt, Timing } from "./chat.ts";
import type { ChatRules } from "./chat-options.ts";
import { AttemptError, type AttemptFailure, callFailure } from "./http/attempt-failure.ts";
import type { ChatAddress } from "./http/chat-address.ts";
import { classifyError } from "./http/classify-error.ts";
import { ConnectionError, networkFailure } from "./http/network-failure.ts";
import { type Client, replyTo } from "./http/open-client.ts";
import { quotaWait } from "./http/rate-limit-headers.ts";
import { retryAfter } from "./http/retry-after.ts";
import type { HttpReply } from "./http/send-request.ts";
import { limitSilence, type SilenceLimits } from "./pace/silence-limits.ts";
import type { Assembly } from "./reply/assemble-reply.ts";
import { beginning, decoded, readReply } from "./reply/read-reply.ts";
import type { ServerQuirks } from "./server-quirks.ts";

interface Tried {
  readonly timing: Timing;
  /** Characters of the reply that came. */
  readonly received: number;
}

export type TriedReply = Tried & {
  readonly ok: true;
  readonly value: Assembly;
  readonly dropped: readonly DroppedParameter[];
};

export type TriedFailure = Tried & { readonly ok: false; readonly failure: AttemptFailure };

/** What every attempt at one server needs. */
export interface Sender {
  readonly address: ChatAddress;
  readonly client: Client;
  readonly rules: ChatRules;
  readonly quirks: ServerQuirks;
  readonly secrets: readonly string[];
  /** How long a model's first token may take where nobody says. */
  readonly usualFirstTokenTimeout: (model: string) => number;
  readonly isClosed: () => boolean;
}

/**
 * One attempt, from the request to the whole reply. `hold` is told of a quota that the answer says is used up. Rejects with
 * the signal's reason when the call is aborted, and for a sender that is closed.
 */
export async function sendAttempt(
  sender: Sender,
  request: ChatRequest,
  hold: (milliseconds: number) => void,
): Promise<TriedReply | TriedFailure> {
  const { rules, quirks, secrets, isClosed } = sender;
  if (isClosed()) throw closedError();
  const times = startTiming(rules);
  let received = 0;
  const controller = new AbortController();
  const end = () => controller.abort();
  request.signal?.addEventListener("abort", end, { once: true });
  const fitted = quirks.fit(request.body);
  const timer = limitSilence(silenceLimits(sender, request), end);
  if (!fitted.isStreamed) timer.inOnePiece();
  const active = rules.activity?.begin();
  try {
    const call = sender.client.openai.chat.completions.create(fitted.sent, { signal: controller.signal });
    const http = await replyTo(call);
    if (http.status < 200 || http.status >= 300) throw new AttemptError(await httpFailure(http, sender));
    const quota = quotaWait(http.header, rules.now());
    if (quota !== null) hold(quota);
    const value = await readReply(http.chunks, {
      status: http.status,
      maxCharacters: rules.maxReplyCharacters,
      secrets,
      onGrowth(characters, tokens) {
        times.token();
        timer.token();
        active?.tokens(tokens);
        received = characters;
      },
      onAlive() {
        timer.alive();
        active?.alive();
      },
      onePiece: () => timer.inOnePiece(),
      onFinish: () => timer.finished(),
    });
    return { ok: true, value, dropped: fitted.dropped, timing: times.now(), received };
  } catch (error) {
    // Lets go of a connection whose answer was not read to its end.
    end();
    request.signal?.throwIfAborted();
    if (isClosed()) throw closedError(error);
    const failure = quirks.learn(failureOf(error, timer.expired(), sender), fitted);
    return { ok: false, failure, timing: times.now(), received };
  } finally {
    timer.stop();
    active?.end();
    request.signal?.removeEventListener("abort", end);
  }
}

/** The times of an attempt that was never sent. */
export function unsentTiming(rules: ChatRules): Timing {
  return { startedAt: new Date(rules.now()).toISOString(), firstTokenMs: null, totalMs: 0 };
}

/** What a record keeps of an attempt that failed. */
export function attemptRecord({ failure, timing, received }: TriedFailure): FailedAttempt {
  const { status, message } = failure;
  return { startedAt: timing.startedAt, status, message, ...(received > 0 ? { received } : {}) };
}

function closedError(cause?: unknown): Error {
  return new Error("this chat is closed", { cause });
}

function startTiming(rules: ChatRules) {
  const startedAt = new Date(rules.now()).toISOString();
  const started = rules.elapsed();
  let firstTokenMs: number | null = null;
  return {
    token() {
      firstTokenMs ??= rules.elapsed() - started;
    },
    now: (): Timing => ({ startedAt, firstTokenMs, totalMs: rules.elapsed() - started }),
  };
}

function silenceLimits({ rules, usualFirstTokenTimeout }: Sender, { body }: ChatRequest): SilenceLimits {
  const { firstTokenTimeoutMs } = rules;
  return {
    ...rules,
    firstTokenTimeoutMs: firstTokenTimeoutMs ?? usualFirstTokenTimeout(body.model),
  };
}

async function httpFailure(http: HttpReply, { rules, secrets }: Sender): Promise<AttemptFailure> {
  if (http.status >= 300 && http.status < 400) {
    const target = maskSecrets(http.header("location") ?? "another address", secrets);
    const message = `HTTP ${http.status}: the server redirects to ${target}; give that as the base URL`;
    return callFailure(message, { status: http.status, retry: false, scope: "server" });
  }
  // The status says enough where the body breaks.
  const body = await beginning(decoded(http.chunks), 65_536).catch(() => "");
  const now = rules.now();
  const asked = retryAfter(http.header, now) ?? (http.status === 429 ? quotaWait(http.header, now) : null);
  return classifyError(http.status, body, secrets, asked);
}

function failureOf(error: unknown, expired: string | null, { address, secrets }: Sender): AttemptFailure {
  if (error instanceof AttemptError) return error.failure;
  if (!(error instanceof ConnectionError)) throw error;
  return expired === null ? networkFailure(error, address.baseUrl, secrets) : callFailure(expired);
}
