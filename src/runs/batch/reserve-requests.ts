import { callOf } from "../../answers/generate-answer.ts";
import type { ChatOutcome } from "../../chat/chat.ts";
import type { Price } from "../../models/price.ts";
import { nothingSpent, type Spending } from "../../results/spending-notes.ts";
import { estimateTokens } from "../../text/estimate-tokens.ts";
import { worstSpending } from "../budget.ts";
import { batchPrice, noTokensSpent, tokensOfCall } from "../cost.ts";
import type { BatchContext, BatchWork } from "./batch-context.ts";

/**
 * Keeps room in the budget for requests of a batch, and returns the keys that have it. Those without wait for another
 * batch, when it is known what this one really took. `isSent`: they are under way, and have to be paid for anyway.
 */
export function reserveRequests(
  keys: readonly string[],
  work: BatchWork,
  { budget }: BatchContext,
  isSent: boolean,
): string[] {
  return keys.filter((key) => {
    const item = work.due.get(key);
    if (item === undefined) return false;
    if (work.booked.has(key)) return true;
    const booking = budget.book(item.body, priceOf(item.body.model, work), isSent);
    if (booking !== null) work.booked.set(key, booking);
    return booking !== null;
  });
}

/** What a reply took counts from now on, whether it can be recorded or not. */
export function settleReservation(key: string, outcome: ChatOutcome, work: BatchWork): void {
  const replied = outcome.status === "replied";
  const unreported = replied ? estimateTokens(`${outcome.reasoning ?? ""}${outcome.content}`).high : 0;
  work.booked.get(key)?.settle(tokensOfCall(callOf(outcome), unreported));
  work.booked.delete(key);
}

/** Requests that came to nothing cost nothing. */
export function releaseReservations(keys: readonly string[], work: BatchWork): void {
  for (const key of keys) {
    work.booked.get(key)?.settle(noTokensSpent);
    work.booked.delete(key);
  }
}

/** The most that a request of a batch may take. */
export function worstOfRequest(key: string, work: BatchWork): Spending {
  const item = work.due.get(key);
  return item === undefined ? nothingSpent : worstSpending(item.body, priceOf(item.body.model, work));
}

function priceOf(model: string, work: BatchWork): Price | null {
  const price = work.job.judgeEndpoint.priceOf?.(model) ?? null;
  return price === null ? null : batchPrice(price);
}
