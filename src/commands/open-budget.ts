import { resolve } from "node:path";
import { InputError } from "../errors.ts";
import type { Price } from "../models/price.ts";
import { readCalls } from "../results/read-calls.ts";
import { type Budget, type BudgetLimits, noBudget, startBudget } from "../runs/budget.ts";
import { amountText, costOf, priceOfRecord, tokensOfRecord } from "../runs/cost.ts";
import { isPrivateHost } from "./host-names.ts";
import type { Io } from "./io.ts";
import { wholeNumber } from "./parse-flags.ts";
import type { PriceLookup } from "./prices.ts";

export interface BudgetFlags {
  readonly maxCost?: string | undefined;
  readonly maxTokensTotal?: string | undefined;
}

/** Which model is asked where. */
export interface Target {
  readonly model: string;
  readonly baseUrl: string;
}

/** The limits of the flags, else of the configuration; a number alone is in US dollars. */
export function budgetLimits(flags: BudgetFlags, configured: BudgetLimits["money"]): BudgetLimits {
  const tokens = wholeNumber("max-tokens-total", flags.maxTokensTotal, 1) ?? null;
  if (flags.maxCost === undefined) return { tokens, money: configured };
  const [, number = "", currency = ""] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?\s*$/u.exec(flags.maxCost) ?? [];
  const amount = number === "" ? Number.NaN : Number(number);
  const known = (["USD", "JPY", "EUR"] as const).find((one) => one === (currency || "USD").toUpperCase());
  if (!(amount > 0) || known === undefined) {
    throw new InputError(
      `--max-cost: expected an amount such as 5 (US dollars) or "800 JPY", got ${JSON.stringify(flags.maxCost)}`,
    );
  }
  return { tokens, money: { amount, currency: known } };
}

/**
 * A budget over the whole results folder: what earlier launches spent there counts. A limit of money needs to know what
 * every model costs; a server of one's own network without a price counts as free, which is said.
 */
export async function openBudget(
  limits: BudgetLimits,
  targets: readonly Target[],
  results: string,
  priceOf: PriceLookup,
  io: Io,
): Promise<Budget> {
  if (limits.tokens === null && limits.money === null) return noBudget;
  if (limits.money !== null) requirePrices(limits.money.currency, targets, priceOf, io);
  let tokens = 0;
  let money = 0;
  for await (const { record, model, baseUrl } of readCalls(resolve(io.cwd, results))) {
    const taken = tokensOfRecord(record);
    tokens += taken.prompt + taken.completion;
    const price = priceOfRecord(record, priceOf(model, baseUrl));
    if (price !== null && price.currency === limits.money?.currency) money += costOf(taken, price);
  }
  const parts: string[] = [];
  if (limits.tokens !== null) parts.push(`${tokens} of ${limits.tokens} tokens`);
  if (limits.money !== null) {
    const { amount, currency } = limits.money;
    parts.push(`${amountText(money, currency)} of ${amountText(amount, currency)}`);
  }
  io.err(`Budget of ${results}: ${parts.join(" and ")} spent so far.\n`);
  return startBudget(limits, { tokens, money });
}

function requirePrices(currency: Price["currency"], targets: readonly Target[], priceOf: PriceLookup, io: Io): void {
  const problems: string[] = [];
  for (const { model, baseUrl } of targets) {
    const price = priceOf(model, baseUrl);
    if (price === null && isPrivateHost(new URL(baseUrl).hostname)) {
      io.err(`The price of ${model} at ${baseUrl} is not known; on a network of your own it counts as nothing.\n`);
    } else if (price === null) problems.push(`${model} at ${baseUrl}: not known`);
    else if (price.currency !== currency) problems.push(`${model} at ${baseUrl}: in ${price.currency}`);
  }
  if (problems.length === 0) return;
  throw new InputError(`--max-cost in ${currency} needs the price of every model in ${currency}`, {
    problems,
    hint: "Give it under prices in mtbench.config.yaml, or limit the tokens with --max-tokens-total.",
  });
}
