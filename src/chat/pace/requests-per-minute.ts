/** Milliseconds in which the limit holds: a minute, and one second for requests that travel at different speeds. */
const windowMs = 61_000;

export interface RequestsPerMinute {
  /** Milliseconds from `now` until another request may start; 0: at once. */
  wait(now: number): number;
  /** A request starts now. */
  take(now: number): void;
}

/**
 * Keeps requests below a number a minute, in every minute and not only on average. A twentieth of the limit may go out
 * together; the rest is spread evenly, for servers that count by the second. It begins without any saved up, so that a
 * run that was stopped and started again stays below the limit too.
 */
export function requestsPerMinute(limit: number): RequestsPerMinute {
  const burst = Math.max(1, Math.floor(limit / 20));
  const gapMs = windowMs / Math.max(1, limit - burst);
  let saved = limit <= burst ? 1 : 0;
  let at: number | null = null;
  const savedAt = (now: number): number => {
    if (at === null) return saved;
    return Math.min(burst, saved + Math.max(0, now - at) / gapMs);
  };
  return {
    wait(now) {
      if (at === null) at = now;
      const missing = 1 - savedAt(now);
      return missing <= 1e-9 ? 0 : missing * gapMs;
    },
    take(now) {
      saved = savedAt(now) - 1;
      at = now;
    },
  };
}
