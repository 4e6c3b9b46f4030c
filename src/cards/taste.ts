import { type ExemplarLevel, exemplarLevels } from "../questions/load-exemplars.ts";
import { clusteredShare, type Figure, meanFigure, type ShareFigure, slopeFigure } from "./figure.ts";
import { byQuestion, firstRating, itemsOf, type RatedItem } from "./rated-items.ts";

/** What the judge likes beside quality. */
export interface CardTaste {
  /** Rating less the middle of the expected range; above 0 is mild. Points. */
  readonly severity: Figure;
  readonly severityByLevel: readonly { readonly level: ExemplarLevel; readonly severity: Figure }[];
  /** Points of (rating - middle) by doubling of the characters, inside questions. */
  readonly length: Figure;
  /** The same slope at equal expected rating: without what a judge owes to drawing the scale together or apart. */
  readonly lengthAtEqualLevel: Figure;
  /** Points of (rating - middle) that answers in Markdown get more than others of the question. */
  readonly markdown: Figure;
  /** The same of answers with fewer than half Japanese letters; only where the questions are Japanese. */
  readonly foreign: Figure | null;
  /** Exemplar turns with the highest rating of the scale, and those of the strong ones. */
  readonly top: ShareFigure;
  readonly topOfStrong: ShareFigure;
}

export function measureTaste(
  rated: readonly RatedItem[],
  { max, language }: { readonly max: number; readonly language: string },
): CardTaste {
  const exemplars = itemsOf(rated, "exemplar");
  type Exemplar = (typeof exemplars)[number];
  const middle = ({ item }: Exemplar) => (item.part.expected[0] + item.part.expected[1]) / 2;
  const offset = (one: Exemplar) => {
    const rating = firstRating(one);
    return rating === null ? null : rating - middle(one);
  };
  const severity = (some: readonly Exemplar[]) => meanFigure(byQuestion(some, offset));
  const slope = (x: (one: Exemplar) => number, z?: (one: Exemplar) => number) =>
    slopeFigure(
      byQuestion(exemplars, (one) => {
        const y = offset(one);
        return y === null ? null : { x: x(one), y, ...(z === undefined ? {} : { z: z(one) }) };
      }),
    );
  const doublings = ({ item }: Exemplar) => Math.log2(Math.max(1, item.characters));
  const top = (some: readonly Exemplar[]) =>
    clusteredShare(
      byQuestion(some, (one) => {
        const rating = firstRating(one);
        return rating === null ? null : rating >= max;
      }),
    );
  const isForeign = ({ item }: Exemplar) => item.japaneseRatio !== null && item.japaneseRatio < 0.5;
  const isStrong = ({ item }: Exemplar) => item.part.level === "strong";
  return {
    severity: severity(exemplars),
    severityByLevel: exemplarLevels.map((level) => ({
      level,
      severity: severity(exemplars.filter(({ item }) => item.part.level === level)),
    })),
    length: slope(doublings),
    lengthAtEqualLevel: slope(doublings, middle),
    markdown: slope(({ item }) => (item.markdown ? 1 : 0), middle),
    foreign: language.startsWith("ja") ? slope((one) => (isForeign(one) ? 1 : 0), middle) : null,
    top: top(exemplars),
    topOfStrong: top(exemplars.filter(isStrong)),
  };
}
