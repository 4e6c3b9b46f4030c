/** What the calls under way at a server are doing, for people who watch. */
export interface ActivityState {
  /** Tokens that calls under way have received, roughly: pieces where the server keeps no count. */
  readonly tokens: number;
  /** Milliseconds that the longest call under way has taken; 0: none is. */
  readonly longestMs: number;
  /** Calls that have shown no sign of life for longer than is usual. */
  readonly silent: number;
  /** Milliseconds that the longest of those has been silent; 0: none is. */
  readonly silentMs: number;
  /** Calls that failed once or more and are tried again. */
  readonly retrying: number;
}

/** One call under way. */
export interface ActiveCall {
  /** Tokens so far. */
  tokens(count: number): void;
  /** A heartbeat: it lives. */
  alive(): void;
  end(): void;
}

export interface CallActivity {
  begin(): ActiveCall;
  /** A call is tried again; the function that comes back says that it has ended, whichever way. */
  retrying(): () => void;
  state(): ActivityState;
}

/** Milliseconds without a token or heartbeat after which a call is called silent. */
const silentAfterMs = 60_000;

/** `now`: milliseconds on a clock that never jumps. */
export function callActivity(now: () => number = () => performance.now()): CallActivity {
  const calls = new Set<{ readonly startedAt: number; signAt: number; tokens: number }>();
  let retrying = 0;
  return {
    retrying() {
      retrying += 1;
      return () => {
        retrying -= 1;
      };
    },
    begin() {
      const call = { startedAt: now(), signAt: now(), tokens: 0 };
      calls.add(call);
      return {
        tokens(count) {
          call.tokens = count;
          call.signAt = now();
        },
        alive() {
          call.signAt = now();
        },
        end: () => void calls.delete(call),
      };
    },
    state() {
      const at = now();
      const all = [...calls];
      const silences = all.map(({ signAt }) => at - signAt).filter((silence) => silence > silentAfterMs);
      return {
        tokens: all.reduce((sum, { tokens }) => sum + tokens, 0),
        longestMs: Math.max(0, ...all.map(({ startedAt }) => at - startedAt)),
        silent: silences.length,
        silentMs: Math.max(0, ...silences),
        retrying,
      };
    },
  };
}

export const noActivity: ActivityState = { tokens: 0, longestMs: 0, silent: 0, silentMs: 0, retrying: 0 };
