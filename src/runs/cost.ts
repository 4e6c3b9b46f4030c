import type { CallRecord } from "../answers/answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { Money, Price } from "../models/price.ts";
import type { CallResult } from "../results/record-order.ts";
import { estimateTokens } from "../text/estimate-tokens.ts";

/** Tokens that one call, or many, took: prompts and replies of all attempts. */
export interface Tokens {
  readonly prompt: number;
  /** Of the prompt, what the server had in its cache. */
  readonly cached: number;
  readonly completion: number;
}

export const noTokensSpent: Tokens = { prompt: 0, cached: 0, completion: 0 };

/**
 * What a recorded call took. An attempt that broke off after it had begun to answer counts with its prompt and one token
 * for each character that came, since servers charge for it without saying how much. A reply whose server reports no
 * usage counts by its text.
 */
export function tokensOfRecord(record: Pick<CallResult, "call" | "outcome">): Tokens {
  const { call, outcome } = record;
  if (call === null) return noTokensSpent;
  const text = "reasoning" in outcome ? (outcome.reasoning ?? "") : "";
  const visible = "text" in outcome ? (outcome.text ?? "") : "";
  const isReply = outcome.status === "answered" || outcome.status === "rated" || outcome.reason !== "request-failed";
  return tokensOfCall(call, isReply ? estimateTokens(`${text}${visible}`).likely : 0);
}

/** The same of a call alone; `unreported` stands in where the server reports no completion tokens. */
export function tokensOfCall(call: Pick<CallRecord, "usage" | "failedAttempts">, unreported: number): Tokens {
  const { usage, failedAttempts } = call;
  const prompt = usage.promptTokens ?? 0;
  const begun = failedAttempts.filter(({ received }) => received !== undefined);
  return {
    prompt: prompt * (1 + begun.length),
    cached: usage.cachedPromptTokens ?? 0,
    completion: (usage.completionTokens ?? unreported) + begun.reduce((sum, { received }) => sum + (received ?? 0), 0),
  };
}

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    prompt: a.prompt + b.prompt,
    cached: a.cached + b.cached,
    completion: a.completion + b.completion,
  };
}

/** In the price's currency. */
export function costOf({ prompt, cached, completion }: Tokens, price: Price): number {
  const atCachePrice = price.cachedInput === null ? 0 : Math.min(cached, prompt);
  const input = (prompt - atCachePrice) * price.input + atCachePrice * (price.cachedInput ?? 0);
  return (input + completion * price.output) / 1_000_000;
}

/** What a request of a batch costs: half of everything. */
export function batchPrice(price: Price): Price {
  const { input, cachedInput, output } = price;
  return { ...price, input: input / 2, cachedInput: cachedInput === null ? null : cachedInput / 2, output: output / 2 };
}

/**
 * The price that a record was made at. A batch's is half; where the judge was asked again by a plain call, the record does
 * not tell the two apart, and the full price counts for both.
 */
export function priceOfRecord(
  record: CallResult | Pick<JudgmentRecord, "batch" | "asked">,
  price: Price | null,
): Price | null {
  const isBatch = "asked" in record && record.batch !== undefined && record.asked === 1;
  return price !== null && isBatch ? batchPrice(price) : price;
}

/** `1.24 USD + 300 JPY`; `0` of nothing. */
export function moneyText(money: Money): string {
  const parts = Object.entries(money).map(([currency, amount]) => amountText(amount, currency));
  return parts.length === 0 ? "nothing" : parts.join(" + ");
}

export function amountText(amount: number, currency: string): string {
  if (currency === "JPY") return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} JPY`;
  return `${amount.toFixed(amount !== 0 && amount < 1 ? 4 : 2)} ${currency}`;
}
