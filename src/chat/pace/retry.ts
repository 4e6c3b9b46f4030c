import type { AttemptFailure } from "../http/attempt-failure.ts";

export interface RetryRules {
  /** Attempts of one call, the first included. */
  readonly maxAttempts: number;
  /**
   * Attempts of a call that fails in a way which waiting rarely mends: a 4xx other than 408, 425 and 429, and a 5xx of the
   * server's own making, or a broken reply, whose words are the same as the time before. A busy server or gateway (429, 502,
   * 503, 504) and the network get `maxAttempts`.
   */
  readonly maxStubborn: number;
  /** Of them, how many in a row may find no server at all; null: somebody who sees all calls counts, and waits. */
  readonly maxUnreachable: number | null;
  /** The first wait is drawn from 0 to this, and the bound doubles each time, milliseconds. */
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** Longest wait that a server may ask for, milliseconds; a longer one ends the call. */
  readonly maxRetryAfterMs: number;
}

export interface RetryTools {
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: AttemptFailure };

/**
 * Tries until an attempt succeeds, its failure is final, or the rules say enough; resolves to the last attempt. Attempts
 * that were followed by another one are handed to `onRetry`, with the wait. An abort rejects at once with the signal's reason.
 */
export async function retry<T, A extends Attempt<T>>(
  attempt: () => Promise<A>,
  rules: RetryRules,
  tools: RetryTools,
  options: { readonly signal?: AbortSignal | undefined; readonly onRetry?: (failed: A, delayMs: number) => void } = {},
): Promise<A> {
  const { signal, onRetry } = options;
  let unreachable = 0;
  let before: AttemptFailure | null = null;
  for (let tried = 1; ; tried++) {
    signal?.throwIfAborted();
    const result = await attempt();
    if (result.ok) return result;
    unreachable = result.failure.unreachable ? unreachable + 1 : 0;
    const most = isStubborn(result.failure, before)
      ? Math.min(rules.maxStubborn, rules.maxAttempts)
      : rules.maxAttempts;
    before = result.failure;
    if (tried >= most || unreachable >= (rules.maxUnreachable ?? rules.maxAttempts)) return result;
    const delayMs = delayAfter(result.failure, tried, rules, tools.random);
    if (delayMs === null) return result;
    onRetry?.(result, delayMs);
    await abortable(tools.sleep(delayMs, signal), signal);
  }
}

/** Answers of a server that is busy or being restarted, or of whoever stands before it. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/** Whether a status speaks of the moment, not of the call. */
export function isPassingStatus(status: number | null): boolean {
  return status !== null && passing.has(status);
}

function isStubborn(failure: AttemptFailure, before: AttemptFailure | null): boolean {
  const { status, message } = failure;
  if (status === null || isPassingStatus(status)) return false;
  return (status >= 400 && status < 500) || (before?.status === status && before.message === message);
}

/**
 * Milliseconds to wait after the attempt number `tried`; null: do not try again. Exponential backoff with full jitter
 * (a uniform draw up to the bound spreads calls that failed together), and what the server asked for as the least.
 */
export function delayAfter(
  failure: AttemptFailure,
  tried: number,
  rules: RetryRules,
  random: () => number,
): number | null {
  if (!failure.retry) return null;
  if (failure.unreachable && rules.maxUnreachable === null) return 0;
  const asked = failure.retryAfterMs ?? 0;
  if (asked > rules.maxRetryAfterMs) return null;
  // Not all at the same moment after a common wait.
  if (asked > 0) return asked + random() * rules.baseDelayMs;
  return random() * Math.min(rules.maxDelayMs, rules.baseDelayMs * 2 ** (tried - 1));
}

async function abortable(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    if (onAbort !== undefined) signal.removeEventListener("abort", onAbort);
  }
}
