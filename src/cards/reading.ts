import { type ExemplarLevel, exemplarLevels } from "../questions/load-exemplars.ts";
import { tableRankCorrelation } from "../statistics/agreement/rank-correlation.ts";
import { mean } from "../statistics/mean.ts";
import { clusteredShare, exactShare, type Figure, resampledFigure, type ShareFigure } from "./figure.ts";
import { byQuestion, firstRating, itemsOf, type RatedItem } from "./rated-items.ts";

/** How well the judge tells good answers from bad ones. */
export interface CardReading {
  /** Ratings inside the exemplar's expected range. */
  readonly inside: ShareFigure;
  readonly byLevel: readonly {
    readonly level: ExemplarLevel;
    readonly inside: ShareFigure;
    readonly mean: number | null;
  }[];
  readonly byCategory: readonly { readonly category: string; readonly inside: ShareFigure }[];
  /** Spearman's, of an exemplar's mean over its turns with its level. */
  readonly ranks: Figure;
  /** Questions in which strong > flawed > poor, means over the turns. */
  readonly ordered: ShareFigure;
  readonly strongOverFlawed: ShareFigure;
  readonly flawedOverPoor: ShareFigure;
}

type RatedExemplar = ReturnType<typeof itemsOf<"exemplar">>[number];

export function measureReading(rated: readonly RatedItem[]): CardReading {
  const exemplars = itemsOf(rated, "exemplar");
  const insideOf = (some: readonly RatedExemplar[]) => clusteredShare(byQuestion(some, isInside));
  const categories = [...new Set(exemplars.map(({ item }) => item.category))];
  const questions = levelMeans(exemplars);
  const above = (one: ExemplarLevel, other: ExemplarLevel) => {
    const both = questions.filter(({ means }) => means.has(one) && means.has(other));
    return exactShare(both.filter(({ means }) => (means.get(one) ?? 0) > (means.get(other) ?? 0)).length, both.length);
  };
  const whole = questions.filter(({ means }) => means.size === exemplarLevels.length);
  const isOrdered = ({ means }: LevelMeans) => {
    const [strong = 0, flawed = 0, poor = 0] = exemplarLevels.map((level) => means.get(level) ?? 0);
    return strong > flawed && flawed > poor;
  };
  return {
    inside: insideOf(exemplars),
    byLevel: exemplarLevels.map((level) => {
      const own = exemplars.filter(({ item }) => item.part.level === level);
      const ratings = own.flatMap((one) => firstRating(one) ?? []);
      return { level, inside: insideOf(own), mean: ratings.length === 0 ? null : mean(ratings) };
    }),
    byCategory: categories.map((category) => ({
      category,
      inside: insideOf(exemplars.filter(({ item }) => item.category === category)),
    })),
    ranks: ranksOf(questions),
    ordered: exactShare(whole.filter(isOrdered).length, whole.length),
    strongOverFlawed: above("strong", "flawed"),
    flawedOverPoor: above("flawed", "poor"),
  };
}

function isInside(one: RatedExemplar): boolean | null {
  const rating = firstRating(one);
  const [low, high] = one.item.part.expected;
  return rating === null ? null : rating >= low && rating <= high;
}

interface LevelMeans {
  readonly id: string;
  readonly stratum: string;
  /** Of the turns of each exemplar that were all rated. */
  readonly means: ReadonlyMap<ExemplarLevel, number>;
}

function levelMeans(exemplars: readonly RatedExemplar[]): LevelMeans[] {
  const ids = [...new Set(exemplars.map(({ item }) => item.questionId))];
  return ids.map((id) => {
    const own = exemplars.filter(({ item }) => item.questionId === id);
    const means = new Map(
      exemplarLevels.flatMap((level): [ExemplarLevel, number][] => {
        const turns = own.filter(({ item }) => item.part.level === level);
        const ratings = turns.flatMap((one) => firstRating(one) ?? []);
        return turns.length === 0 || ratings.length < turns.length ? [] : [[level, mean(ratings)]];
      }),
    );
    return { id, stratum: own[0]?.item.category ?? "", means };
  });
}

function ranksOf(questions: readonly LevelMeans[]): Figure {
  const rank: Readonly<Record<ExemplarLevel, number>> = { poor: 0, flawed: 1, strong: 2 };
  const ratings = [...new Set(questions.flatMap(({ means }) => [...means.values()]))].sort((a, b) => a - b);
  const place = new Map(ratings.map((rating, index) => [rating, index]));
  const rows = questions.map(({ means }) =>
    [...means].map(([level, rating]) => [rank[level], place.get(rating) ?? 0] as const),
  );
  return resampledFigure(questions, rows.flat().length, (weights) => {
    const counts = exemplarLevels.map(() => ratings.map(() => 0));
    for (const [index, row] of rows.entries()) {
      const weight = weights[index] ?? 0;
      for (const [level, rating] of row) {
        const counted = counts[level];
        if (counted !== undefined) counted[rating] = (counted[rating] ?? 0) + weight;
      }
    }
    return tableRankCorrelation(counts);
  });
}
