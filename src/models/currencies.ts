/** Currencies that prices and budgets are in. */
export const currencies = ["USD", "JPY", "EUR"] as const;

export type Currency = (typeof currencies)[number];
