import { failureMessage } from "../../judgments/failure-reasons.ts";
import { addMoney, type Money, type Price } from "../../models/price.ts";
import type { CallResult } from "../../results/record-order.ts";
import { addTokens, costOf, noTokensSpent, type Tokens, tokensOfRecord } from "../../runs/cost.ts";
import { type AlikeGroup, countAlike } from "../../text/alike.ts";

/** What calls of one kind have come to so far. */
export interface KindTotals {
  readonly done: number;
  readonly tokens: Tokens;
  readonly cost: Money;
  /** Calls whose price is not known. */
  readonly unpriced: number;
}

/** Counts records as they come. */
export interface CallTotals {
  add(record: CallResult, price: Price | null): void;
  answers(): KindTotals;
  /** Matches too: they are the judge's calls. */
  judgments(): KindTotals;
  /** Answers are compared; none is asked for. */
  isOfMatches(): boolean;
  /** Failures by reason. */
  failures(): ReadonlyMap<string, number>;
  /** What was said of them, grouped, the most frequent first. */
  reasons(): readonly AlikeGroup[];
}

export function startCallTotals(): CallTotals {
  const start: KindTotals = { done: 0, tokens: noTokensSpent, cost: {}, unpriced: 0 };
  let answers = start;
  let judgments = start;
  let matches = false;
  const failures = new Map<string, number>();
  const messages = countAlike();
  return {
    add(record, price) {
      const { outcome } = record;
      const reason = outcome.status === "failed" || outcome.status === "unrated" ? outcome.reason : null;
      if (reason !== null) failures.set(reason, (failures.get(reason) ?? 0) + 1);
      const message = failureMessage(record);
      if (message !== null) messages.add(message);
      // A turn that was skipped was no call.
      if (reason === "skipped") return;
      if ("first" in record) matches = true;
      if ("prompt" in record) judgments = counted(judgments, record, price);
      else answers = counted(answers, record, price);
    },
    answers: () => answers,
    judgments: () => judgments,
    isOfMatches: () => matches,
    failures: () => failures,
    reasons: messages.groups,
  };
}

function counted(before: KindTotals, record: CallResult, price: Price | null): KindTotals {
  const tokens = tokensOfRecord(record);
  return {
    done: before.done + 1,
    tokens: addTokens(before.tokens, tokens),
    cost: price === null ? before.cost : addMoney(before.cost, price.currency, costOf(tokens, price)),
    unpriced: before.unpriced + (price === null ? 1 : 0),
  };
}

/** What all due calls of a kind will come to if the rest is like what is done; null before anything is. */
export function expectedCost(totals: KindTotals, due: number): Money | null {
  if (totals.done === 0) return due === 0 ? {} : null;
  const share = Math.max(due, totals.done) / totals.done;
  return Object.fromEntries(Object.entries(totals.cost).map(([currency, amount]) => [currency, amount * share]));
}
