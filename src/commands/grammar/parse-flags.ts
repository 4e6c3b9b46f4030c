import { InputError } from "../../errors.ts";
import type { Shard } from "../../results/shard.ts";
import { didYouMean } from "../../text/nearest.ts";

/** A whole number from a flag's text. NaN, fractions and anything below `min` are refused with the flag named. */
export function wholeNumber(flag: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined;
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(number) || number < min) {
    throw new InputError(`--${flag}: expected a whole number of at least ${min}, got ${JSON.stringify(text)}`);
  }
  return number;
}

/** `3/16`: the third of sixteen parts; null when it was not given. */
export function shardOf(text: string | undefined): Shard | null {
  if (text === undefined) return null;
  const match = /^([0-9]{1,6})\/([0-9]{1,6})$/.exec(text.trim());
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  if (match !== null && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new InputError(`--shard: expected I/N with 1 <= I <= N, such as 3/16, got ${JSON.stringify(text)}`);
}

/**
 * A list that was given by repetition, by spaces, by commas, or by any mix of them; undefined when it was not given. A flag
 * without a single name is a slip, which would mean everything or nothing.
 */
export function listOf(
  flag: string,
  values: readonly string[] | undefined,
  known: readonly string[] = [],
): string[] | undefined {
  if (values === undefined) return undefined;
  const list = values
    .flatMap((value) => value.split(","))
    .map((value) => value.trim())
    .filter((value) => value !== "");
  if (list.length > 0) return list;
  throw new InputError(`--${flag}: expected at least one name`, {
    hint: known.length === 0 ? undefined : `Known: ${known.join(", ")}.`,
  });
}

/** The same, each item one of `known`. */
export function listFrom<T extends string>(
  flag: string,
  values: readonly string[] | undefined,
  known: readonly T[],
): T[] {
  const problems: string[] = [];
  const list: T[] = [];
  for (const value of listOf(flag, values, known) ?? []) {
    const match = known.find((name) => name === value);
    if (match !== undefined) list.push(match);
    else problems.push(`--${flag}: unknown ${JSON.stringify(value)} ${didYouMean(value, known)}`.trim());
  }
  if (problems.length > 0) {
    throw new InputError(problems.length === 1 ? (problems[0] ?? "") : `--${flag} has unknown values`, {
      problems: problems.length === 1 ? [] : problems,
      hint: `Known: ${known.join(", ")}.`,
    });
  }
  return list;
}
