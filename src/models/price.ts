import { z } from "zod";
import { type Currency, currencies } from "./currencies.ts";

/** Money by currency; currencies are never added up. */
export type Money = Readonly<Partial<Record<Currency, number>>>;

/** What tokens cost. Prices age: each carries its date, and the user's own table goes before the catalogue's. */
export const priceSchema = z.strictObject({
  currency: z.enum(currencies),
  /** Per million prompt tokens. */
  input: z.number().min(0),
  /** Per million prompt tokens that the server had in its cache; null: not told apart. */
  cachedInput: z.number().min(0).nullable().default(null),
  /** Per million tokens of thought and answer. */
  output: z.number().min(0),
  /** When it was read there, ISO-8601 date. */
  date: z.iso.date(),
  source: z.string().min(1),
});

export type Price = z.infer<typeof priceSchema>;

export function addMoney(a: Money, currency: Currency, amount: number): Money {
  return { ...a, [currency]: (a[currency] ?? 0) + amount };
}

export function sumMoney(a: Money, b: Money): Money {
  let all = a;
  for (const currency of currencies) {
    const amount = b[currency];
    if (amount !== undefined) all = addMoney(all, currency, amount);
  }
  return all;
}
