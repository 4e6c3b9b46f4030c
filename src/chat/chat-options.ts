import { setTimeout as wait } from "node:timers/promises";
import type { Environment } from "../sources/source-places.ts";
import type { CallActivity } from "./pace/call-activity.ts";
import type { Pace } from "./pace/pace.ts";
import type { RetryRules, RetryTools } from "./pace/retry.ts";
import type { SilenceLimits } from "./pace/silence-limits.ts";

/** How a server is asked to send its count with every piece; it changes nothing about the reply. */
export type RunningCount = "usage" | "timings";

export interface ChatOptions extends Partial<RetryRules>, Partial<SilenceLimits>, Partial<RetryTools> {
  /** Environment whose HTTPS_PROXY, HTTP_PROXY and NO_PROXY hold; absent: no proxy. */
  readonly proxies?: Environment;
  /** Told of what calls are doing. */
  readonly activity?: CallActivity;
  /** When attempts may start, shared by all who ask this server; absent: whenever they want. */
  readonly pace?: Pace;
  /** The server can be asked for a running count of its tokens, by which thought and answer are told apart. */
  readonly counts?: RunningCount | null;
  /** Tokens of prompt and reply together that the server has room for; null or absent: not known. */
  readonly contextTokens?: number | null;
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
  maxStubborn: 4,
  maxUnreachable: 4,
  baseDelayMs: 1_000,
  maxDelayMs: 60_000,
  maxRetryAfterMs: 3_600_000,
  connectTimeoutMs: 30_000,
  idleTimeoutMs: 180_000,
  wholeTimeoutMs: 3_600_000,
  attemptTimeoutMs: 14_400_000,
  lingerMs: 10_000,
  maxReplyCharacters: 8_000_000,
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  sleep: async (milliseconds: number, signal?: AbortSignal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
} satisfies Required<Omit<ChatOptions, Optional>>;

/** What has no default: it is left out, or depends on the call. */
type Optional = "pace" | "proxies" | "counts" | "contextTokens" | "activity" | "firstTokenTimeoutMs";

export type ChatRules = ReturnType<typeof chatRules>;

/** The options with what they leave out. */
export function chatRules(options: ChatOptions) {
  // A pace that sees all calls decides when the server counts as down, not one call's own attempts.
  return { ...defaults, ...(options.pace ? { maxUnreachable: null } : {}), ...options };
}
