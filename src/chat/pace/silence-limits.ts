import { longestTimerMs } from "../http/longest-timer.ts";

/** Limits of one attempt in milliseconds; 0 means none. */
export interface SilenceLimits {
  /** To the first byte of the answer: queueing, prompt processing, and on servers that ignore `stream` all of it. */
  readonly firstByteTimeoutMs: number;
  /** Between two bytes. Pings count as bytes. */
  readonly idleTimeoutMs: number;
  /** The whole attempt: a proxy may ping for a server that died. */
  readonly attemptTimeoutMs: number;
  /** From the end of the reply to the end of the stream. */
  readonly lingerMs: number;
}

/** Ends an attempt that has gone quiet. */
export interface SilenceTimer {
  bytes(): void;
  finished(): void;
  /** Why it ended the attempt; null when it did not. */
  expired(): string | null;
  stop(): void;
}

export function limitSilence(limits: SilenceLimits, end: () => void): SilenceTimer {
  let why: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let watching: "first-byte" | "idle" | "end" = "first-byte";
  const arm = (limit: number, what: string) => {
    if (limit === 0) return undefined;
    const expire = () => {
      why ??= what;
      end();
    };
    return setTimeout(expire, Math.min(limit, longestTimerMs));
  };
  const seconds = (limit: number) => `${limit / 1000} s`;
  const whole = arm(limits.attemptTimeoutMs, `the reply was not complete after ${seconds(limits.attemptTimeoutMs)}`);
  timer = arm(limits.firstByteTimeoutMs, `no answer within ${seconds(limits.firstByteTimeoutMs)}`);

  return {
    bytes() {
      if (watching === "idle") timer?.refresh();
      if (watching !== "first-byte") return;
      clearTimeout(timer);
      watching = "idle";
      timer = arm(limits.idleTimeoutMs, `the reply stalled for ${seconds(limits.idleTimeoutMs)}`);
    },
    finished() {
      if (watching === "end") return;
      clearTimeout(timer);
      watching = "end";
      timer = arm(limits.lingerMs, "the stream stayed open after the reply");
    },
    expired: () => why,
    stop() {
      clearTimeout(timer);
      clearTimeout(whole);
    },
  };
}
