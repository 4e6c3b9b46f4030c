import { orderCategories } from "../questions/order-categories.ts";
import type { AlphaMetric } from "../statistics/agreement/alpha.ts";
import { type AlphaEstimate, type AlphaOptions, estimateAlpha } from "../statistics/agreement/alpha-interval.ts";
import { meanRating, type RatedTurn } from "./rated-turn.ts";

/** Krippendorff's alpha under both metrics. */
export interface Alphas {
  readonly interval: AlphaEstimate;
  readonly ordinal: AlphaEstimate;
}

export interface CategoryAlphas extends Alphas {
  readonly category: string;
}

/**
 * Alpha over these turns. Repeats are averaged for the interval metric; the ordinal one takes the first, since a mean of
 * ranks is no rank.
 */
export function alphasOf(turns: readonly RatedTurn[], options: AlphaOptions): Alphas {
  return { interval: alphaOver(turns, "interval", options), ordinal: alphaOver(turns, "ordinal", options) };
}

/** In the order of the set's categories. */
export function alphasByCategory(
  turns: readonly RatedTurn[],
  options: AlphaOptions,
  order: readonly string[] = [],
): CategoryAlphas[] {
  const categories = orderCategories(
    turns.map((turn) => turn.category),
    order,
  );
  return categories.map((category) => ({
    category,
    ...alphasOf(
      turns.filter((turn) => turn.category === category),
      options,
    ),
  }));
}

function alphaOver(turns: readonly RatedTurn[], metric: AlphaMetric, options: AlphaOptions): AlphaEstimate {
  const questions = new Map<string, { id: string; stratum: string; units: number[][] }>();
  for (const turn of turns) {
    const known = questions.get(turn.question);
    const question = known ?? { id: turn.question, stratum: turn.category, units: [] };
    if (known === undefined) questions.set(turn.question, question);
    const ratings = [...turn.ratings].flatMap(([rater, repeats]) => {
      const rating = metric === "interval" ? meanRating(turn, rater) : repeats[0];
      return rating === null || rating === undefined ? [] : [rating];
    });
    question.units.push(ratings);
  }
  return estimateAlpha([...questions.values()], metric, options);
}
