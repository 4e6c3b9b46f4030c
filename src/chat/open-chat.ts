import { setMaxListeners } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Environment } from "../sources/source-places.ts";
import { maskSecrets } from "../text/redact.ts";
import type { Chat, ChatFailure, ChatReply, ChatRequest, DroppedParameter, FailedAttempt, Timing } from "./chat.ts";
import { AttemptError, type AttemptFailure, callFailure } from "./http/attempt-failure.ts";
import { classifyError } from "./http/classify-error.ts";
import { describeDropped, parameterToDrop, withoutParameters } from "./http/drop-parameter.ts";
import { ConnectionError, networkFailure } from "./http/network-failure.ts";
import { quotaWait } from "./http/rate-limit-headers.ts";
import { retryAfter } from "./http/retry-after.ts";
import { type ChatAddress, type HttpReply, openTransport, secretsOf } from "./http/transport.ts";
import type { Pace } from "./pace/pace.ts";
import { type RetryRules, type RetryTools, retry } from "./pace/retry.ts";
import { startWatch, type WatchLimits } from "./pace/silence-limits.ts";
import type { Assembly } from "./reply/assemble-reply.ts";
import { replyFrom } from "./reply/finish-reply.ts";
import { beginning, decoded, readReply } from "./reply/read-reply.ts";

/** How a server is asked to send its count with every piece; it changes nothing about the reply. */
export type RunningCount = "usage" | "timings";

export interface ChatOptions extends Partial<RetryRules>, Partial<WatchLimits>, Partial<RetryTools> {
  /** Environment whose HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold; absent: no proxy. */
  readonly proxies?: Environment;
  /** When attempts may start, shared by all who ask this server; absent: whenever they want. */
  readonly pace?: Pace;
  /** The server can be asked for a running count of its tokens, by which thought and answer are told apart. */
  readonly counts?: RunningCount | null;
  /** Milliseconds to a connection, 30 s by default. */
  readonly connectTimeoutMs?: number;
  /** Bound on one reply in memory, characters. */
  readonly maxReplyCharacters?: number;
  /** Milliseconds since 1970, for the records' times. */
  readonly now?: () => number;
  /** Milliseconds on a clock that never jumps, for durations. */
  readonly elapsed?: () => number;
}

/**
 * Patient enough for a server that is restarted or a queue of 160 prompts on one GPU. A reply of 8 million characters is
 * many times what any model writes.
 */
const defaults = {
  maxAttempts: 8,
  maxUnreachable: 4,
  baseDelayMs: 1_000,
  maxDelayMs: 60_000,
  maxRetryAfterMs: 3_600_000,
  connectTimeoutMs: 30_000,
  firstByteTimeoutMs: 1_800_000,
  idleTimeoutMs: 600_000,
  attemptTimeoutMs: 14_400_000,
  lingerMs: 10_000,
  maxReplyCharacters: 8_000_000,
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  sleep: async (milliseconds: number, signal?: AbortSignal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
} satisfies Required<Omit<ChatOptions, "pace" | "proxies" | "counts">>;

/** An attempt that was aborted, or that broke over a bug: nothing is known about the server. */
const abandoned = callFailure("abandoned", { retry: false });

const notPaidAgain = callFailure("the reply broke off, and there is no budget for another try", { retry: false });

interface Tried {
  readonly timing: Timing;
  /** Characters of the reply that came. */
  readonly received: number;
}
type TriedReply = Tried & {
  readonly ok: true;
  readonly value: Assembly;
  readonly dropped: readonly DroppedParameter[];
};
type TriedFailure = Tried & { readonly ok: false; readonly failure: AttemptFailure };

/**
 * A chat with one server: streams, puts the reply together, keeps the thought apart, retries. `close` breaks what is still
 * open, so that the process can end; afterwards calls throw. Throws InputError for a base URL that is none.
 */
export function openChat(address: ChatAddress, options: ChatOptions = {}): { chat: Chat; close(): Promise<void> } {
  const { pace } = options;
  // A pace that sees all calls decides when the server counts as down, not one call's own attempts.
  const rules = { ...defaults, ...(pace ? { maxUnreachable: null } : {}), ...options };
  const secrets = secretsOf(address);
  const transport = openTransport(address, rules);
  let closed = false;
  // A few servers refuse a request with `stream_options`; then it is left out, and usage stays unknown.
  let streamOptions = true;
  // By model: what it refused once is not sent again. A server may speak for several vendors' models.
  const refused = new Map<string, readonly DroppedParameter[]>();

  async function attempt(request: ChatRequest): Promise<TriedReply | TriedFailure> {
    if (pace === undefined) return send(request, () => undefined);
    const permit = await pace.admit(request.signal);
    if (!("end" in permit)) return { ok: false, failure: permit, timing: unsent(), received: 0 };
    try {
      const result = await send(request, permit.hold);
      permit.end(result.ok ? null : result.failure);
      return result;
    } catch (error) {
      permit.end(abandoned);
      throw error;
    }
  }

  function unsent(): Timing {
    return { startedAt: new Date(rules.now()).toISOString(), firstTokenMs: null, totalMs: 0 };
  }

  async function send(request: ChatRequest, hold: (milliseconds: number) => void): Promise<TriedReply | TriedFailure> {
    if (closed) throw new Error("this chat is closed");
    const startedAt = new Date(rules.now()).toISOString();
    const started = rules.elapsed();
    let firstTokenMs: number | null = null;
    let received = 0;
    const timing = (): Timing => ({ startedAt, firstTokenMs, totalMs: rules.elapsed() - started });

    const controller = new AbortController();
    const end = () => controller.abort();
    request.signal?.addEventListener("abort", end, { once: true });
    const watch = startWatch(rules, end);
    const sentStreamOptions = streamOptions;
    const { model } = request.body;
    const dropped = (refused.get(model) ?? []).filter(({ name }) => request.body[name] !== undefined);
    const body = withoutParameters(request.body, dropped);
    try {
      const http = await transport.post(
        "/chat/completions",
        streamed(body, streamOptions, rules.counts ?? null),
        controller.signal,
      );
      const chunks = observed(http.chunks, () => watch.bytes());
      if (http.status < 200 || http.status >= 300) throw new AttemptError(await httpFailure(http, chunks));
      const quota = quotaWait(http.header, rules.now());
      if (quota !== null) hold(quota);
      const value = await readReply(chunks, {
        status: http.status,
        maxCharacters: rules.maxReplyCharacters,
        secrets,
        onFirstToken: () => {
          firstTokenMs = rules.elapsed() - started;
        },
        onSize: (characters) => {
          received = characters;
        },
        onFinish: () => watch.finished(),
      });
      return { ok: true, value, dropped, timing: timing(), received };
    } catch (error) {
      // Lets go of a connection whose answer was not read to its end.
      end();
      request.signal?.throwIfAborted();
      if (closed) throw new Error("this chat is closed", { cause: error });
      let failure = failureOf(error, watch.expired());
      if (sentStreamOptions && isAboutStreamOptions(failure)) {
        streamOptions = false;
        failure = { ...failure, retry: true };
      }
      const parameter = parameterToDrop(failure, body);
      if (parameter !== null) {
        const known = refused.get(model) ?? [];
        // A limit that moved and is refused again has no name left to go by.
        const movedBack = known.some(({ sentAs }) => sentAs === parameter.name);
        if (!movedBack) {
          if (!known.some(({ name }) => name === parameter.name)) refused.set(model, [...known, parameter]);
          failure = { ...failure, retry: true, message: `${failure.message} (dropped: ${describeDropped(parameter)})` };
        }
      }
      return { ok: false, failure, timing: timing(), received };
    } finally {
      watch.stop();
      request.signal?.removeEventListener("abort", end);
    }
  }

  async function httpFailure(http: HttpReply, chunks: AsyncIterable<Uint8Array>): Promise<AttemptFailure> {
    if (http.status >= 300 && http.status < 400) {
      const target = maskSecrets(http.header("location") ?? "another address", secrets);
      const message = `HTTP ${http.status}: the server redirects to ${target}; give that as the base URL`;
      return callFailure(message, { status: http.status, retry: false, scope: "server" });
    }
    // The status says enough where the body breaks.
    const body = await beginning(decoded(chunks), 65_536).catch(() => "");
    const now = rules.now();
    const asked = retryAfter(http.header, now) ?? (http.status === 429 ? quotaWait(http.header, now) : null);
    return classifyError(http.status, body, secrets, asked);
  }

  function failureOf(error: unknown, expired: string | null): AttemptFailure {
    if (error instanceof AttemptError) return error.failure;
    if (!(error instanceof ConnectionError)) throw error;
    return expired === null ? networkFailure(error, address.baseUrl, secrets) : callFailure(expired);
  }

  async function chat(request: ChatRequest) {
    // One signal ends a whole run; Node warns of a leak from the eleventh call under way on.
    if (request.signal !== undefined) setMaxListeners(0, request.signal);
    const failedAttempts: FailedAttempt[] = [];
    const tools = {
      random: rules.random,
      sleep: pace === undefined ? rules.sleep : untilClosed(rules.sleep, pace.closed),
    };
    let begun = false;
    const tryOnce = async (): Promise<TriedReply | TriedFailure> => {
      if (begun && !((await request.mayPayAgain?.()) ?? true)) {
        return { ok: false, failure: notPaidAgain, timing: unsent(), received: 0 };
      }
      const result = await attempt(request);
      begun = result.received > 0;
      return result;
    };
    const last = await retry<Assembly, TriedReply | TriedFailure>(tryOnce, rules, tools, {
      signal: request.signal,
      onRetry: (failed) => {
        if (!failed.ok) failedAttempts.push(attemptRecord(failed));
      },
    });
    return last.ok ? replyOf(last, request, failedAttempts) : failureOutcome(last, failedAttempts);
  }

  function replyOf(
    { value, timing, dropped }: TriedReply,
    request: ChatRequest,
    failedAttempts: readonly FailedAttempt[],
  ): ChatReply {
    const { showsThoughts = false } = request;
    return { ...replyFrom(value.reply(), { showsThoughts, secrets }), timing, dropped, failedAttempts };
  }

  function failureOutcome(last: TriedFailure, earlier: readonly FailedAttempt[]): ChatFailure {
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
      timing,
      failedAttempts,
    };
  }

  return {
    chat,
    async close() {
      closed = true;
      await transport.close();
    },
  };
}

function attemptRecord({ failure, timing, received }: TriedFailure): FailedAttempt {
  const { status, message } = failure;
  return { startedAt: timing.startedAt, status, message, ...(received > 0 ? { received } : {}) };
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

function streamed(body: ChatRequest["body"], streamOptions: boolean, counts: RunningCount | null) {
  return {
    ...body,
    stream: true,
    // vLLM's `continuous_usage_stats` and llama-server's `timings_per_token`; nobody else is sent either.
    ...(streamOptions
      ? { stream_options: { include_usage: true, ...(counts === "usage" ? { continuous_usage_stats: true } : {}) } }
      : {}),
    ...(counts === "timings" ? { timings_per_token: true } : {}),
  };
}

function isAboutStreamOptions(failure: AttemptFailure): boolean {
  return (failure.status === 400 || failure.status === 422) && failure.message.includes("stream_options");
}

async function* observed(chunks: AsyncIterable<Uint8Array>, onBytes: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes();
    yield chunk;
  }
}
