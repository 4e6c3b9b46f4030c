import { InputError } from "../../errors.ts";
import { currencies } from "../../models/price.ts";
import type { BudgetLimits } from "../../runs/budget.ts";
import { wholeNumber } from "./parse-flags.ts";

export interface BudgetFlags {
  readonly maxCost?: string | undefined;
  readonly maxTokensTotal?: string | undefined;
}

/** The limits of the flags, else of the configuration; a number alone is in US dollars. */
export function budgetLimits(flags: BudgetFlags, configured: BudgetLimits["money"]): BudgetLimits {
  const tokens = wholeNumber("max-tokens-total", flags.maxTokensTotal, 1) ?? null;
  if (flags.maxCost === undefined) return { tokens, money: configured };
  const [, number = "", currency = ""] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]{3})?\s*$/u.exec(flags.maxCost) ?? [];
  const amount = number === "" ? Number.NaN : Number(number);
  const known = currencies.find((one) => one === (currency || "USD").toUpperCase());
  if (!(amount > 0) || known === undefined) {
    throw new InputError(
      `--max-cost: expected an amount such as 5 (US dollars) or "800 JPY", got ${JSON.stringify(flags.maxCost)}`,
    );
  }
  return { tokens, money: { amount, currency: known } };
}
