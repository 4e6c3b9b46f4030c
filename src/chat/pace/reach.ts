/** Whether connections to a server come about. */
export interface Reach {
  /** Connections refused in a row; 0: it is reachable as far as known. */
  misses(): number;
  /**
   * A connection was refused. Gives the misses so far, or null where it is none of its own: attempts that were under
   * way together when the server went are one miss, not many. Times are milliseconds on one clock.
   */
  missed(now: number, startedAt: number): number | null;
  /** A connection was taken. */
  found(): void;
  /** Called when connections begin to be refused, and when one is taken again. */
  onChange(listener: (isReachable: boolean) => void): void;
}

export function watchReach(): Reach {
  const listeners: ((isReachable: boolean) => void)[] = [];
  let misses = 0;
  let lastMissAt = Number.NEGATIVE_INFINITY;
  const tell = (isReachable: boolean) => {
    for (const listener of listeners) listener(isReachable);
  };
  return {
    misses: () => misses,
    missed(now, startedAt) {
      if (startedAt < lastMissAt) return null;
      lastMissAt = now;
      misses += 1;
      if (misses === 1) tell(false);
      return misses;
    },
    found() {
      const wasAway = misses > 0;
      misses = 0;
      if (wasAway) tell(true);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
