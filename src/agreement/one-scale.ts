import type { ScaleBounds } from "../judges/scale.ts";
import type { CollectedRatings, Rater } from "./collect-ratings.ts";

/**
 * Ratings whose points mean the same: those of a judge on another scale than most are stretched to the common one, its ends
 * onto the ends, and its name says so. A point of 0 to 1 beside a point of -5 to 5 would be no severity, but arithmetic.
 * Nothing changes where all raters share a scale; people rate on the one that they are shown, which is the common one.
 */
export function onOneScale(ratings: CollectedRatings): CollectedRatings {
  const common = commonScale(ratings.raters);
  if (common === null) return ratings;
  const moved = new Map<string, { readonly name: string; readonly stretch: (rating: number) => number }>();
  const raters = ratings.raters.map((rater): Rater => {
    const scale = rater.procedure?.scale;
    if (scale === undefined || isSame(scale, common)) return rater;
    const name = `${rater.name}, stretched from ${scale.min} to ${scale.max}`;
    const factor = (common.max - common.min) / (scale.max - scale.min);
    moved.set(rater.name, { name, stretch: (rating) => common.min + (rating - scale.min) * factor });
    return { ...rater, name };
  });
  if (moved.size === 0) return ratings;
  const turns = ratings.turns.map((turn) => ({
    ...turn,
    ratings: new Map(
      [...turn.ratings].map(([rater, own]) => {
        const to = moved.get(rater);
        return to === undefined ? ([rater, own] as const) : ([to.name, own.map(to.stretch)] as const);
      }),
    ),
    ...(turn.words === undefined
      ? {}
      : { words: new Map([...turn.words].map(([rater, words]) => [moved.get(rater)?.name ?? rater, words])) }),
  }));
  return { ...ratings, raters, turns };
}

/** The scale of most judges; of equally many the widest. Null: no judge's scale is known. */
export function commonScale(raters: readonly Pick<Rater, "procedure">[]): ScaleBounds | null {
  const scales = raters.flatMap(({ procedure }) => (procedure === null ? [] : [procedure.scale]));
  const count = (scale: ScaleBounds) => scales.filter((other) => isSame(other, scale)).length;
  const span = ({ min, max }: ScaleBounds) => max - min;
  return [...scales].sort((a, b) => count(b) - count(a) || span(b) - span(a))[0] ?? null;
}

function isSame(one: ScaleBounds, other: ScaleBounds): boolean {
  return one.min === other.min && one.max === other.max;
}
