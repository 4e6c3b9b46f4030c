import { type AttemptFailure, callFailure } from "../http/attempt-failure.ts";
import { longestTimerMs } from "../http/transport.ts";
import { type AdaptiveLimit, adaptiveLimit } from "./adaptive-limit.ts";
import { requestsPerMinute } from "./requests-per-minute.ts";

export interface PaceRules {
  /** Attempts at once at the beginning. */
  readonly start: number;
  /** Never more at once. */
  readonly cap: number;
  /** The server has so many slots; the limit is that from the beginning. Null: it did not say. */
  readonly slots: number | null;
  /** Requests a minute that the server allows; null: not known. */
  readonly perMinute: number | null;
  /** Connections refused in a row after which the server counts as down. */
  readonly maxUnreachable: number;
  /** First wait after a refused connection; it doubles each time, milliseconds. */
  readonly unreachableDelayMs: number;
  /** Longest wait that a server may ask of all calls, milliseconds. */
  readonly maxPauseMs: number;
}

export interface PaceTools {
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** Calls back after so many milliseconds until the returned function is called. */
  readonly schedule: (milliseconds: number, call: () => void) => () => void;
}

/** What one server is doing, for people who watch. */
export interface PaceState {
  readonly limit: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** 429 so far. */
  readonly refused: number;
  /** Milliseconds until calls go on; 0: they are. */
  readonly pausedMs: number;
  /** Nothing listens there; one call at a time looks whether it is back. */
  readonly unreachable: boolean;
  readonly closed: boolean;
}

/** Leave for one attempt. `end` must be called once, however the attempt ended. */
export interface Permit {
  end(failure: AttemptFailure | null): void;
  /** The server's answer says that a quota is used up for so many milliseconds. */
  hold(milliseconds: number): void;
}

/** Decides when attempts to one server start; every call to it goes through the same one. */
export interface Pace {
  /** Resolves when an attempt may start, or to why none will any more. Rejects with the signal's reason. */
  admit(signal?: AbortSignal): Promise<Permit | AttemptFailure>;
  /** From now on nothing is admitted; those who wait get this failure. Attempts under way go on. */
  close(failure: AttemptFailure): void;
  /** Aborted once the pace is closed: waits between attempts are pointless then. */
  readonly closed: AbortSignal;
  limit(): number;
  /** Called whenever the limit changes. */
  onLimit(listener: (limit: number) => void): void;
  /** Called when connections begin to be refused, and when one is taken again. */
  onReach(listener: (isReachable: boolean) => void): void;
  state(): PaceState;
}

const defaults = {
  start: 16,
  cap: 128,
  slots: null,
  perMinute: null,
  maxUnreachable: 6,
  unreachableDelayMs: 500,
  maxPauseMs: 3_600_000,
} satisfies PaceRules;

const realTools: PaceTools = {
  now: () => performance.now(),
  schedule(milliseconds, call) {
    const timer = setTimeout(call, Math.min(milliseconds, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

interface Waiter {
  readonly admit: (result: Permit | AttemptFailure) => void;
}

/**
 * One server's pace: how much at once (`adaptiveLimit`), how often (`requestsPerMinute`), and when not at all. A wait that
 * the server asks for holds back every call to it, since the quota is the key's and not the call's. While connections are
 * refused, one attempt at a time looks whether the server is back; after several in a row it counts as down, and all who
 * wait are told.
 */
export function startPace(options: Partial<PaceRules> = {}, tools: PaceTools = realTools): Pace {
  const rules: PaceRules = { ...defaults, ...options };
  const slots = rules.slots === null ? null : Math.min(rules.slots, rules.cap);
  const adaptive: AdaptiveLimit = adaptiveLimit({
    start: slots ?? rules.start,
    cap: slots ?? rules.cap,
    fixed: slots !== null,
  });
  const perMinute = rules.perMinute === null ? null : requestsPerMinute(rules.perMinute);
  const ending = new AbortController();
  const listeners: ((limit: number) => void)[] = [];
  const reachListeners: ((isReachable: boolean) => void)[] = [];
  const waiters: Waiter[] = [];
  let closedBy: AttemptFailure | null = null;
  let inFlight = 0;
  let refused = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let unreachable = 0;
  let lastUnreachableAt = Number.NEGATIVE_INFINITY;
  let cancelWake: (() => void) | null = null;
  let known = adaptive.limit();

  /** Milliseconds until the next attempt may start; null: only when another one ends. */
  function waitTime(now: number): number | null {
    if (inFlight >= (unreachable > 0 ? 1 : adaptive.limit())) return null;
    return Math.max(0, pausedUntil - now, perMinute?.wait(now) ?? 0);
  }

  function pump(): void {
    cancelWake?.();
    cancelWake = null;
    while (waiters.length > 0 && closedBy === null) {
      const now = tools.now();
      const wait = waitTime(now);
      if (wait === null) return;
      if (wait > 0) {
        cancelWake = tools.schedule(Math.ceil(wait), pump);
        return;
      }
      waiters.shift()?.admit(start(now));
    }
  }

  function start(now: number): Permit {
    inFlight += 1;
    perMinute?.take(now);
    adaptive.started(inFlight);
    let ended = false;
    return {
      end(failure) {
        if (ended) throw new Error("an attempt ended twice");
        ended = true;
        end(failure, now);
      },
      hold: pause,
    };
  }

  function pause(milliseconds: number): void {
    pausedUntil = Math.max(pausedUntil, tools.now() + Math.min(milliseconds, rules.maxPauseMs));
  }

  function end(failure: AttemptFailure | null, startedAt: number): void {
    const now = tools.now();
    const isRefusal = failure?.status === 429 && failure.retry;
    const signal = failure === null || answered(failure) ? "served" : isRefusal ? "refused" : "troubled";
    adaptive.ended(signal, { now, startedAt, inFlight });
    inFlight -= 1;
    if (isRefusal) refused += 1;
    if (failure?.retryAfterMs) pause(failure.retryAfterMs);
    const wasReachable = unreachable === 0;
    if (failure?.unreachable) missed(failure, now, startedAt);
    else if (failure === null || failure.status !== null) unreachable = 0;
    const isReachable = unreachable === 0;
    if (isReachable !== wasReachable) for (const listener of reachListeners) listener(isReachable);
    if (adaptive.limit() !== known) {
      known = adaptive.limit();
      for (const listener of listeners) listener(known);
    }
    pump();
  }

  /** Attempts that were under way together when the server went are one miss, not many. */
  function missed(failure: AttemptFailure, now: number, startedAt: number): void {
    if (startedAt < lastUnreachableAt) return;
    lastUnreachableAt = now;
    unreachable += 1;
    if (unreachable < rules.maxUnreachable) pause(rules.unreachableDelayMs * 2 ** (unreachable - 1));
    else close({ ...failure, retry: false, scope: "server", message: `${failure.message}, ${unreachable} times` });
  }

  function close(failure: AttemptFailure): void {
    if (closedBy !== null) return;
    closedBy = failure;
    cancelWake?.();
    cancelWake = null;
    ending.abort();
    for (const waiter of waiters.splice(0)) waiter.admit(failure);
  }

  return {
    admit(signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (closedBy !== null) return resolve(closedBy);
        const onAbort = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          admit(result) {
            signal?.removeEventListener("abort", onAbort);
            resolve(result);
          },
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        waiters.push(waiter);
        pump();
      });
    },
    close,
    closed: ending.signal,
    limit: () => adaptive.limit(),
    onLimit: (listener) => listeners.push(listener),
    onReach: (listener) => reachListeners.push(listener),
    state: () => ({
      limit: adaptive.limit(),
      inFlight,
      waiting: waiters.length,
      refused,
      pausedMs: Math.max(0, pausedUntil - tools.now()),
      unreachable: unreachable > 0,
      closed: closedBy !== null,
    }),
  };
}

/** The server did its work and said no: 400 and the like. Says nothing about load. */
function answered(failure: AttemptFailure): boolean {
  return failure.status !== null && failure.status >= 400 && failure.status < 500 && !failure.retry;
}

/** Why a call did not start, when its run was stopped. */
export function stoppedFailure(message: string): AttemptFailure {
  return callFailure(message, { retry: false });
}
