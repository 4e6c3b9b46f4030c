import type { AnswerRecord } from "../answers/answer.ts";
import type { Chat } from "../chat/chat.ts";
import type { JudgedRecord } from "./due-call.ts";
import type { Endpoint } from "./endpoint.ts";
import type { RunOrder } from "./order/run-order.ts";
import type { GivenUp } from "./watched-chat.ts";

/** What the calls of a run share. */
export interface RunContext {
  readonly order: RunOrder;
  readonly givenUp: GivenUp;
  /** Its server cannot be asked any more. */
  giveUp(endpoint: Endpoint, message: string): void;
  readonly signal: AbortSignal;
  halted(): boolean;
  watched(endpoint: Endpoint, who: string): Chat;
  /** The record of a key is kept, or there is nothing to keep. */
  recorded(key: string): void;
  /** Ends the run: something went wrong that is not one call's failure. */
  fail(error: unknown): void;
}

/** Holds what is under way until it ends; a failure of it ends the run. */
export function keep(all: Set<Promise<void>>, work: Promise<void>, context: RunContext): void {
  const held: Promise<void> = work.catch(context.fail).finally(() => all.delete(held));
  all.add(held);
}

/**
 * A call that failed because its whole server did, or because the run was stopped, is left without a record: nothing was
 * learnt about this question. One that had begun to answer is kept, since it may have to be paid for.
 */
export function isUnasked({ outcome, call }: Pick<AnswerRecord | JudgedRecord, "outcome" | "call">): boolean {
  const isFailed = outcome.status === "failed" || outcome.status === "unrated";
  if (!isFailed || outcome.reason !== "request-failed") return false;
  return (
    call === null || (call.usage.completionTokens === null && call.failedAttempts.every(({ received }) => !received))
  );
}
