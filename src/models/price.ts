import { z } from "zod";

/** What tokens cost. Prices age: each carries its date, and the user's own table goes before the catalogue's. */
export const priceSchema = z.strictObject({
  currency: z.enum(["USD", "JPY", "EUR"]),
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
