import type { ChatFailure } from "../chat.ts";

/** Why one attempt came to nothing, with what the retry loop has to know. */
export interface AttemptFailure {
  readonly reason: ChatFailure["reason"];
  readonly scope: ChatFailure["scope"];
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Redacted and shortened. */
  readonly message: string;
  /** Whether the same call may succeed later. */
  readonly retry: boolean;
  /** No connection came about: wrong address, server down, or not up yet. */
  readonly unreachable: boolean;
  /** Names of request fields that the error body points at (`param`, `loc`); empty when it points at none. */
  readonly parameters: readonly string[];
  /** Milliseconds that the server asked to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
}

/** Carries an `AttemptFailure` out of the code that reads a reply; `open-chat` turns it into data. */
export class AttemptError extends Error {
  readonly failure: AttemptFailure;

  constructor(failure: AttemptFailure) {
    super(failure.message);
    this.name = "AttemptError";
    this.failure = failure;
  }
}

/** A failure of this call alone, worth another try unless said otherwise. */
export function callFailure(message: string, more: Partial<AttemptFailure> = {}): AttemptFailure {
  return {
    reason: "request-failed",
    scope: "call",
    status: null,
    message,
    retry: true,
    unreachable: false,
    parameters: [],
    retryAfterMs: null,
    ...more,
  };
}
