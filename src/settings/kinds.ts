import type { z } from "zod";
import { currencies } from "../models/currencies.ts";
import type { Shard } from "../results/shard.ts";

/** Parts of zod, handed in where a value is read: the table is loaded for `--help`, which must not wait for it. */
export type Zod = Pick<
  typeof z,
  "array" | "boolean" | "custom" | "enum" | "number" | "object" | "strictObject" | "string"
>;

/** What a flag's text, or a value of the configuration file, is read as. */
export interface Kind<T> {
  /** `switch` takes no value, `list` takes several. */
  readonly kind: "switch" | "text" | "number" | "list";
  /** What messages say was expected. */
  readonly expected: string;
  /** The same of the value itself, where a program that writes it finds other words for it. */
  readonly expectedValue?: string;
  /** The value itself, as the configuration file may write it. */
  readonly type: (z: Zod) => z.ZodType<T>;
  /** From a flag's words to something for `type` to judge. */
  readonly read: (given: unknown) => unknown;
  /** The words that it may be, where they can be listed in `--help` and by the shell. */
  readonly choices?: readonly string[];
  /** The same of a list whose owner is too heavy for `--help`. */
  readonly known?: () => Promise<readonly string[]>;
}

export const onOff: Kind<boolean> = {
  kind: "switch",
  expected: "no value",
  expectedValue: "true or false",
  type: (z) => z.boolean(),
  read: (given) => given,
};

export const text: Kind<string> = {
  kind: "text",
  expected: "a text",
  type: (z) => z.string().min(1),
  read: (given) => given,
};

/** A text that may be empty, which says the same as leaving the flag out. */
export const emptyOrText: Kind<string> = { ...text, type: (z) => z.string() };

/** Texts that are taken as they are: a file's name may hold a comma. */
export const texts: Kind<readonly string[]> = {
  kind: "list",
  expected: "at least one name",
  type: (z) => z.array(z.string().min(1)).min(1),
  read: (given) => given,
};

/** Names by repetition, by spaces, by commas, or by any mix of them. */
export const names: Kind<readonly string[]> = { ...texts, read: splitNames };

/** The same, each one of its owner's. */
export function namesOf<const T extends string>(known: () => Promise<readonly T[]>): Kind<readonly T[]> {
  return { ...names, known, type: (z) => z.array(z.custom<T>((name) => typeof name === "string")).min(1) };
}

export function oneOf<const T extends string>(choices: readonly T[]): Kind<T> {
  return {
    kind: "text",
    expected: `one of ${choices.join(", ")}`,
    type: (z) => z.enum(choices),
    read: (given) => given,
    choices,
  };
}

/** A whole number of at least `min`, and at most `max`. */
export function wholeNumber(min: number, max?: number): Kind<number> {
  return {
    kind: "number",
    expected: max === undefined ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`,
    type: (z) => (max === undefined ? z.number().int().min(min) : z.number().int().min(min).max(max)),
    read: toNumber,
  };
}

/** A number of at least `min`; what else its owner asks of it is said there. */
export function anyNumber(min = Number.NEGATIVE_INFINITY): Kind<number> {
  return {
    kind: "number",
    expected: min === Number.NEGATIVE_INFINITY ? "a number" : `a number of at least ${min}`,
    type: (z) => (min === Number.NEGATIVE_INFINITY ? z.number() : z.number().min(min)),
    read: toNumber,
  };
}

/** `3/16`: the third of sixteen parts. */
export const part: Kind<Shard> = {
  kind: "text",
  expected: "I/N with 1 <= I <= N, such as 3/16",
  expectedValue: "whole numbers { index, count } with 1 <= index <= count",
  type: (z) =>
    z
      .object({ index: z.number().int().min(1), count: z.number().int().min(1) })
      .refine(({ index, count }) => index <= count),
  read(given) {
    const match = /^\s*([0-9]{1,6})\/([0-9]{1,6})\s*$/.exec(String(given));
    return match === null ? given : { index: Number(match[1]), count: Number(match[2]) };
  },
};

/** An amount of one currency; a number alone is in US dollars. */
export const money: Kind<{ readonly amount: number; readonly currency: (typeof currencies)[number] }> = {
  kind: "text",
  expected: 'an amount such as 5 (US dollars) or "800 JPY"',
  expectedValue: `{ amount, currency } with an amount above 0 and a currency of ${currencies.join(", ")}`,
  type: (z) => z.strictObject({ amount: z.number().gt(0), currency: z.enum(currencies) }),
  read(given) {
    const match = /^(\d+(?:\.\d+)?) ?([A-Za-z]{3})?$/u.exec(typeof given === "string" ? given.trim() : "");
    return match === null ? given : { amount: Number(match[1]), currency: (match[2] ?? "USD").toUpperCase() };
  },
};

/** A text that is no number stays one, so that the type refuses it. */
function toNumber(given: unknown): unknown {
  return typeof given === "string" && /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/iu.test(given.trim())
    ? Number(given)
    : given;
}

function splitNames(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  return given.flatMap((word) => String(word).split(",")).flatMap((word) => word.trim() || []);
}
