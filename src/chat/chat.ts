import type { ChatBody } from "../models/request-body.ts";

export interface ChatRequest {
  readonly body: ChatBody;
  /**
   * The model shows a thought before every answer, so a reply that hit the limit without any sign of one is a thought that
   * its server returned as the answer.
   */
  readonly showsThoughts?: boolean;
  /** Asked before an attempt that follows one which had begun to answer, since both may have to be paid for. */
  readonly mayPayAgain?: () => Promise<boolean>;
  /** Content address of the record that the call is for: what a queue tells calls apart by. Nothing else reads it. */
  readonly key?: string;
  /** Ends the call; the server is told by closing the connection. */
  readonly signal?: AbortSignal;
}

/** Tokens as the server counted them; null where it did not say. */
export interface Usage {
  readonly promptTokens: number | null;
  /** Visible answer and thought together. */
  readonly completionTokens: number | null;
  /** Thought alone, where the server tells it apart. */
  readonly reasoningTokens: number | null;
  readonly cachedPromptTokens: number | null;
}

export interface Timing {
  /** ISO-8601 UTC, when the attempt that succeeded (or the last one) was sent. */
  readonly startedAt: string;
  /** Milliseconds to the first token (thought or answer); null when none came. */
  readonly firstTokenMs: number | null;
  /** Milliseconds to the end of the reply. */
  readonly totalMs: number;
}

/** An attempt that failed before the one that counted. */
export interface FailedAttempt {
  readonly startedAt: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Redacted and shortened. */
  readonly message: string;
  /** Characters of a reply that came before it broke off, which may have to be paid for; absent when none did. */
  readonly received?: number | undefined;
}

/** A parameter that a server would not take, and what became of it: left out, or sent under the name that it asked for. */
export interface DroppedParameter {
  readonly name: string;
  /** Null: left out. */
  readonly sentAs: string | null;
}

/** The server replied. Whether the reply is usable is for `answers` and `judgments` to say. */
export interface ChatReply {
  readonly status: "replied";
  /** The visible text, thought removed. */
  readonly content: string;
  /** The thought, from whichever field or tag it came; null when there was none. */
  readonly reasoning: string | null;
  /** `cut`: the reply ended inside the thought. */
  readonly thinking: "none" | "complete" | "cut";
  readonly finish: "stop" | "length" | "content-filter" | "unknown";
  /** The server's word for the end where we know none such; null: it gave none. Absent where the end is known. */
  readonly finishWord?: string | null;
  /** It was the end of the server's context that cut the reply, not the limit that was asked for. Absent otherwise. */
  readonly contextFull?: true;
  /** The refusal field of the API; null when absent. */
  readonly refusal: string | null;
  readonly usage: Usage;
  readonly timing: Timing;
  /** The model string that the server returned; null when it sent none. */
  readonly model: string | null;
  readonly systemFingerprint: string | null;
  /** Parameters that the server refused by name and that were left out (or renamed) for it; empty as a rule. */
  readonly dropped: readonly DroppedParameter[];
  readonly failedAttempts: readonly FailedAttempt[];
}

/** No reply to work with. `request-failed` may be tried again later; the others are the model's or the prompt's own. */
export interface ChatFailure {
  readonly status: "failed";
  readonly reason: "request-failed" | "context-overflow" | "content-filter";
  /** Redacted and shortened; for people. */
  readonly message: string;
  readonly httpStatus: number | null;
  /**
   * `server`: no call to this server can succeed until somebody acts (wrong key, unknown model, server down), so the run
   * should stop asking it; `call`: this call alone.
   */
  readonly scope: "call" | "server";
  /** No answer came, or it stopped in the middle: nothing is known of what the server makes of the call. Absent otherwise. */
  readonly connection?: true;
  readonly timing: Timing;
  readonly failedAttempts: readonly FailedAttempt[];
}

export type ChatOutcome = ChatReply | ChatFailure;

/** The seam between the program and every model. It never throws for what a server does; an abort rejects with the signal's reason. */
export type Chat = (request: ChatRequest) => Promise<ChatOutcome>;
