import { familyOf } from "../../models/catalogue.ts";
import { isLoopback } from "../http/is-loopback.ts";
import { longestTimerMs } from "../http/longest-timer.ts";

/** Limits of one attempt in milliseconds; 0 means none. */
export interface SilenceLimits {
  /**
   * To the first token of thought or answer: queueing, prompt processing, hidden thought. Headers and a piece that only names
   * the role are no sign of life; a heartbeat is, and begins the wait anew.
   */
  readonly firstTokenTimeoutMs: number;
  /** Between two tokens, or a token and a heartbeat. */
  readonly idleTimeoutMs: number;
  /** A reply that comes in one piece: from the request to its last byte. */
  readonly wholeTimeoutMs: number;
  /** The whole attempt, however lively: a proxy may send heartbeats for a server that died. */
  readonly attemptTimeoutMs: number;
  /** From the end of the reply to the end of the stream. */
  readonly lingerMs: number;
}

/** Ends an attempt that has gone quiet. */
export interface SilenceTimer {
  /** A heartbeat. */
  alive(): void;
  /** A token of thought or answer. */
  token(): void;
  /** The reply turns out to come in one piece. */
  inOnePiece(): void;
  /** The reply is whole; only the end of the stream is waited for. */
  finished(): void;
  /** Why it ended the attempt; null when it did not. */
  expired(): string | null;
  stop(): void;
}

const tenMinutes = 600_000;
const halfAnHour = 1_800_000;

/**
 * How long the first token may take where nobody says, by model: ten minutes, and half an hour for a model whose thought nobody
 * sees and for a server of this machine, which may compute a long prompt on a processor.
 */
export function usualFirstTokenTimeouts(baseUrl: string): (model: string) => number {
  const isHere = isLoopback(new URL(baseUrl).hostname);
  // A model is looked up once, and not for each of its calls.
  const known = new Map<string, number>();
  return (model) => {
    const found = known.get(model) ?? (isHere || familyOf(model).thoughts === "hidden" ? halfAnHour : tenMinutes);
    known.set(model, found);
    return found;
  };
}

export function limitSilence(limits: SilenceLimits, end: () => void): SilenceTimer {
  let why: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waiting: "first-token" | "tokens" | "whole" | "end" = "first-token";
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
  const wait = (next: typeof waiting, limit: number, what: string) => {
    clearTimeout(timer);
    waiting = next;
    timer = arm(limit, what);
  };
  wait("first-token", limits.firstTokenTimeoutMs, `no token within ${seconds(limits.firstTokenTimeoutMs)}`);

  return {
    alive() {
      if (waiting === "first-token" || waiting === "tokens") timer?.refresh();
    },
    token() {
      if (waiting === "tokens") timer?.refresh();
      if (waiting !== "first-token") return;
      wait("tokens", limits.idleTimeoutMs, `the reply stalled for ${seconds(limits.idleTimeoutMs)}`);
    },
    inOnePiece() {
      if (waiting !== "first-token") return;
      wait("whole", limits.wholeTimeoutMs, `no whole reply within ${seconds(limits.wholeTimeoutMs)}`);
    },
    finished() {
      if (waiting !== "end") wait("end", limits.lingerMs, "the stream stayed open after the reply");
    },
    expired: () => why,
    stop() {
      clearTimeout(timer);
      clearTimeout(whole);
    },
  };
}
