/** Shares of the variance of the logarithm of a length, by what they belong to; they add up to 1. */
export interface NestedShares {
  readonly category: number;
  readonly question: number;
  readonly turn: number;
  /** What is one reply's own. */
  readonly reply: number;
}

/** What belongs together: a turn's question, and the question's category. */
export interface NestedPlace {
  readonly category: string;
  readonly question: string;
}

/** What was seen at one turn of one question. */
export interface SeenDeviation {
  /** Mean deviation from the common mean. */
  readonly mean: number;
  /** Replies; 0: nothing was seen, and `mean` says nothing. */
  readonly count: number;
}

interface Sum {
  weight: number;
  total: number;
}

/**
 * What deviation to expect of the next reply at each place, from what was seen at each, in the same order: the best linear unbiased prediction of nested random
 * effects (turn within question within category; Henderson 1975), in closed form, since the tree has three levels. Where nothing
 * was seen it is 0, or what the question's other turns and the category's other questions say.
 */
export function nestedEffects(
  places: readonly NestedPlace[],
  seen: readonly SeenDeviation[],
  shares: NestedShares,
): number[] {
  const questions = new Map<string, Sum & { readonly category: string }>();
  for (const [index, { category, question }] of places.entries()) {
    const sum = questions.get(question) ?? { weight: 0, total: 0, category };
    questions.set(question, sum);
    const { mean, count } = seen[index] ?? nothing;
    if (count > 0) add(sum, 1 / (shares.turn + shares.reply / count), mean);
  }
  const categories = new Map<string, Sum>();
  for (const { category, weight, total } of questions.values()) {
    const sum = categories.get(category) ?? { weight: 0, total: 0 };
    categories.set(category, sum);
    if (weight > 0) add(sum, 1 / (shares.question + 1 / weight), total / weight);
  }
  return places.map(({ category, question }, index) => {
    const ofCategory = shrunk(categories.get(category), shares.category, 0);
    const ofQuestion = ofCategory + shrunk(questions.get(question), shares.question, ofCategory);
    const { mean, count } = seen[index] ?? nothing;
    if (count === 0) return ofQuestion;
    return ofQuestion + (shares.turn / (shares.turn + shares.reply / count)) * (mean - ofQuestion);
  });
}

const nothing: SeenDeviation = { mean: 0, count: 0 };

function add(sum: Sum, weight: number, value: number): void {
  sum.weight += weight;
  sum.total += weight * value;
}

/** A level's effect beyond `above`, drawn towards 0 by how little is known of it. */
function shrunk(sum: Sum | undefined, variance: number, above: number): number {
  if (sum === undefined || sum.weight === 0) return 0;
  return (variance / (variance + 1 / sum.weight)) * (sum.total / sum.weight - above);
}
