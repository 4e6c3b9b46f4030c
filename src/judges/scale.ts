/** Low and high end of a rating scale; pass or fail is 0 to 1. */
export interface ScaleBounds {
  readonly min: number;
  readonly max: number;
}

/** The scale of FastChat's prompts and their descendants: where nobody says another, and what figures of our own are given for. */
export const usualBounds: ScaleBounds = { min: 1, max: 10 };

/** The largest difference that two ratings can have. */
export function spanOf({ min, max }: ScaleBounds): number {
  return max - min;
}

/** Points of the usual scale as the same part of another one. */
export function pointsOn(scale: ScaleBounds, usualPoints: number): number {
  return (usualPoints * spanOf(scale)) / spanOf(usualBounds);
}

interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** An interval without what no score can be: a t interval knows nothing of a scale's ends. */
export function cutToScale<T extends Interval>(interval: T, { min, max }: ScaleBounds): T {
  const within = (value: number | null) => (value === null ? null : Math.min(max, Math.max(min, value)));
  return { ...interval, low: within(interval.low), high: within(interval.high) };
}

/** The same for a difference of two scores. */
export function cutToSpan<T extends Interval>(interval: T, scale: ScaleBounds): T {
  const span = spanOf(scale);
  return cutToScale(interval, { min: -span, max: span });
}
