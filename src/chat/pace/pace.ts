import { type AttemptFailure, callFailure } from "../http/attempt-failure.ts";
import { longestTimerMs } from "../http/longest-timer.ts";
import { type AdaptiveLimit, adaptiveLimit, type LoadSignal } from "./adaptive-limit.ts";
import { openAdmissions } from "./admissions.ts";
import { watchReach } from "./reach.ts";
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

/**
 * One server's pace: how much at once (`adaptiveLimit`), how often (`requestsPerMinute`), and when not at all. A wait that
 * the server asks for holds back every call to it, since the quota is the key's and not the call's. While connections are
 * refused, one attempt at a time looks whether the server is back; after several in a row it counts as down, and all who
 * wait are told.
 */
export function startPace(options: Partial<PaceRules> = {}, tools: PaceTools = realTools): Pace {
  const rules: PaceRules = { ...defaults, ...options };
  const adaptive = limitFor(rules);
  const perMinute = rules.perMinute === null ? null : requestsPerMinute(rules.perMinute);
  const ending = new AbortController();
  const limitNews = tellLimit(adaptive);
  const reach = watchReach();
  const wake = alarm(tools);
  const waiting = openAdmissions<Permit | AttemptFailure>();
  const attempts = countAttempts(adaptive);
  const pause = holdBack(tools, rules.maxPauseMs);
  let closedBy: AttemptFailure | null = null;

  /** Milliseconds until the next attempt may start; null: only when another one ends. */
  function waitTime(now: number): number | null {
    if (attempts.inFlight() >= (reach.misses() > 0 ? 1 : adaptive.limit())) return null;
    return Math.max(pause.left(now), perMinute?.wait(now) ?? 0);
  }

  function pump(): void {
    wake.cancel();
    while (waiting.size() > 0 && closedBy === null) {
      const now = tools.now();
      const wait = waitTime(now);
      if (wait === null) return;
      if (wait > 0) {
        wake.set(Math.ceil(wait), pump);
        return;
      }
      perMinute?.take(now);
      attempts.started();
      waiting.admit({ end: once((failure) => end(failure, now)), hold: pause.hold });
    }
  }

  function end(failure: AttemptFailure | null, startedAt: number): void {
    const now = tools.now();
    attempts.ended(loadSignal(failure), { now, startedAt });
    if (failure?.retryAfterMs) pause.hold(failure.retryAfterMs);
    if (failure?.unreachable) miss(failure, reach.missed(now, startedAt));
    else if (failure === null || failure.status !== null) reach.found();
    limitNews.tell();
    pump();
  }

  function miss(failure: AttemptFailure, misses: number | null): void {
    if (misses === null) return;
    if (misses < rules.maxUnreachable) pause.hold(rules.unreachableDelayMs * 2 ** (misses - 1));
    else close({ ...failure, retry: false, scope: "server", message: `${failure.message}, ${misses} times` });
  }

  function close(failure: AttemptFailure): void {
    if (closedBy !== null) return;
    closedBy = failure;
    wake.cancel();
    ending.abort();
    while (waiting.size() > 0) waiting.admit(failure);
  }

  return {
    admit(signal) {
      if (closedBy !== null && signal?.aborted !== true) return Promise.resolve(closedBy);
      const admission = waiting.wait(signal);
      pump();
      return admission;
    },
    close,
    closed: ending.signal,
    limit: () => adaptive.limit(),
    onLimit: limitNews.listen,
    onReach: reach.onChange,
    state: () => ({
      ...attempts.state(),
      waiting: waiting.size(),
      pausedMs: pause.left(tools.now()),
      unreachable: reach.misses() > 0,
      closed: closedBy !== null,
    }),
  };
}

/** Attempts under way and refused, as the limit learns from them. */
function countAttempts(adaptive: AdaptiveLimit): {
  readonly started: () => void;
  readonly ended: (signal: LoadSignal, at: { readonly now: number; readonly startedAt: number }) => void;
  readonly inFlight: () => number;
  readonly state: () => Pick<PaceState, "limit" | "inFlight" | "refused">;
} {
  let inFlight = 0;
  let refused = 0;
  return {
    started() {
      inFlight += 1;
      adaptive.started(inFlight);
    },
    ended(signal, at) {
      adaptive.ended(signal, { ...at, inFlight });
      inFlight -= 1;
      if (signal === "refused") refused += 1;
    },
    inFlight: () => inFlight,
    state: () => ({ limit: adaptive.limit(), inFlight, refused }),
  };
}

/** A time before which nothing starts. */
function holdBack(
  { now }: PaceTools,
  longestMs: number,
): { readonly hold: (milliseconds: number) => void; readonly left: (at: number) => number } {
  let until = Number.NEGATIVE_INFINITY;
  return {
    hold(milliseconds) {
      until = Math.max(until, now() + Math.min(milliseconds, longestMs));
    },
    left: (at) => Math.max(0, until - at),
  };
}

/** A call that comes later, unless it is cancelled. */
function alarm({ schedule }: PaceTools): {
  readonly set: (milliseconds: number, call: () => void) => void;
  readonly cancel: () => void;
} {
  let cancel: (() => void) | null = null;
  return {
    set(milliseconds, call) {
      cancel = schedule(milliseconds, call);
    },
    cancel() {
      cancel?.();
      cancel = null;
    },
  };
}

/** Tells listeners of a limit when it is another than they know. */
function tellLimit({ limit }: AdaptiveLimit): { readonly listen: Pace["onLimit"]; readonly tell: () => void } {
  const listeners: ((limit: number) => void)[] = [];
  let known = limit();
  return {
    listen: (listener) => void listeners.push(listener),
    tell() {
      if (limit() === known) return;
      known = limit();
      for (const listener of listeners) listener(known);
    },
  };
}

function limitFor({ slots, cap, start }: PaceRules): AdaptiveLimit {
  const own = slots === null ? null : Math.min(slots, cap);
  return adaptiveLimit({ start: own ?? start, cap: own ?? cap, fixed: own !== null });
}

function once(end: Permit["end"]): Permit["end"] {
  let ended = false;
  return (failure) => {
    if (ended) throw new Error("an attempt ended twice");
    ended = true;
    end(failure);
  };
}

/** What the end of an attempt says about the server's load. A 400 and the like is an answer: it did its work and said no. */
function loadSignal(failure: AttemptFailure | null): LoadSignal {
  if (failure === null) return "served";
  const { status, retry } = failure;
  if (status === 429 && retry) return "refused";
  return status !== null && status >= 400 && status < 500 && !retry ? "served" : "troubled";
}

/** Why a call did not start, when its run was stopped. */
export function stoppedFailure(message: string): AttemptFailure {
  return callFailure(message, { retry: false });
}
