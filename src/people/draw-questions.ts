import { type Random, randomInteger } from "../statistics/resampling/random.ts";

/** A category of a population and how many of its questions are drawn. */
export interface DrawnStratum<T> {
  readonly category: string;
  /** Questions of the population. */
  readonly size: number;
  readonly drawn: readonly T[];
}

/**
 * Draws `count` of the questions, from each category its share: whole numbers by largest remainder, equal remainders in the
 * order of the categories. Inside a category every question is as likely as another.
 *
 * @param count at least 0; all are taken where there are no more
 */
export function drawQuestions<T extends { readonly category: string }>(
  questions: readonly T[],
  count: number,
  random: Random,
): DrawnStratum<T>[] {
  const categories = [...new Set(questions.map(({ category }) => category))];
  const groups = categories.map((category) => questions.filter((question) => question.category === category));
  const shares = proportionalShares(
    groups.map((group) => group.length),
    Math.min(count, questions.length),
  );
  return categories.map((category, index) => {
    const group = groups[index] ?? [];
    const chosen = new Set(shuffled(group, random).slice(0, shares[index] ?? 0));
    return { category, size: group.length, drawn: group.filter((question) => chosen.has(question)) };
  });
}

function proportionalShares(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (total === 0 ? 0 : (count * size) / total));
  const shares = exact.map(Math.floor);
  const missing = count - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

/** A new list in an order that is as likely as any other (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = randomInteger(random, last + 1);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}
