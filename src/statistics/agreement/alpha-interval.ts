import { sortedQuantile } from "../quantile.ts";
import { requireFraction } from "../require-number.ts";
import { resampleWeights } from "../resampling/resample-weights.ts";
import { arrangeStrata, type Unit } from "../resampling/strata.ts";
import { type AlphaMetric, type AlphaParts, addWeighted, alphaParts, disagreement, type RatedUnit } from "./alpha.ts";

export interface AlphaEstimate {
  readonly metric: AlphaMetric;
  /** Null when there is no variation among the ratings, or nothing that two raters rated. */
  readonly alpha: number | null;
  /** Null below 3 questions, where they give no spread (all alike, or below 40 without a difference), or where too many resamples have no variation. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided confidence level of low..high. */
  readonly level: number;
  readonly questions: number;
  /** Things that at least two raters rated; ratings on them. */
  readonly units: number;
  /** Things that fewer than two rated; they show no agreement and are left out. */
  readonly dropped: number;
  /** Fewer than 40 questions: how often the interval holds the truth was not shown to be what it says. */
  readonly rough: boolean;
}

export interface QuestionUnits extends Unit {
  readonly units: readonly RatedUnit[];
}

export interface AlphaOptions {
  readonly seed: string | number;
  /** Default 2,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly level?: number;
}

/** From so many questions on the interval was found to cover 93 to 97 % (npm run proof:agreement). */
const smoothFrom = 40;

/**
 * Krippendorff's alpha with an interval for other questions of the same kind, raters and candidates held fixed: questions
 * are drawn again inside their strata, with all their units.
 *
 * The bootstrap is studentised on g = ln(observed / expected disagreement), whose spread hardly depends on alpha (percentiles
 * of alpha itself are too narrow at 40 questions). g's standard error comes from leaving out one question at a time
 * (stratified jackknife; Shao and Tu 1995, 6.2), in the data and in every resample; ends are mapped back by 1 - exp(g).
 */
export function estimateAlpha(
  questions: readonly QuestionUnits[],
  metric: AlphaMetric,
  options: AlphaOptions,
): AlphaEstimate {
  const level = requireFraction(options.level ?? 0.95, "level");
  const measured = questions.filter(({ units }) => units.some((unit) => unit.length >= 2));
  const { order, sizes } = arrangeStrata(measured);
  const arranged = order.map((index) => measured[index]?.units ?? []);
  const parts = alphaParts(arranged, metric);
  const lone = questions.filter((question) => !measured.includes(question));
  const dropped = parts.dropped + lone.reduce((sum, { units }) => sum + units.length, 0);
  const count = measured.length;
  const facts = { metric, level, questions: count, units: parts.units, dropped, rough: count < smoothFrom };
  const resampler = makeResampler(parts, sizes);
  const own = resampler(new Uint16Array(count).fill(1), 0);
  if (own === null) return { ...facts, alpha: null, low: null, high: null };
  const alpha = 1 - own.ratio;
  const none = { ...facts, alpha, low: null, high: null };
  if (count < 3) return none;
  // No resample can differ from raters who never do; that says little of a few questions.
  if (own.ratio === 0) return facts.rough ? none : { ...facts, alpha, low: 1, high: 1 };
  // Every question alike, or alone in its stratum: nothing shows how far others would lie.
  if (own.error === 0) return none;
  const weights = resampleWeights(sizes, { seed: options.seed, resamples: options.resamples ?? 2000 });
  const pivots: number[] = [];
  for (let from = 0; from < weights.length; from += count) {
    pivots.push(pivotOf(resampler(weights, from), own.ratio));
  }
  pivots.sort((a, b) => a - b);
  const tail = (1 - level) / 2;
  // Within units ratings cannot differ twice as much as among all, so alpha is never below -1; a few questions may say otherwise.
  const low = Math.max(-1, 1 - own.ratio * Math.exp(-sortedQuantile(pivots, tail) * own.error));
  const high = 1 - own.ratio * Math.exp(-sortedQuantile(pivots, 1 - tail) * own.error);
  if (!Number.isFinite(high)) return none;
  return { ...facts, alpha, low, high };
}

/** How far a resample's g lies from that of the data, in its own standard errors. */
function pivotOf(drawn: Disagreement | null, ownRatio: number): number {
  // No variation or no disagreement at all in the resample: g has no value, and alpha is as good as it can be.
  if (drawn === null || drawn.ratio === 0) return Number.NEGATIVE_INFINITY;
  const shift = Math.log(drawn.ratio / ownRatio);
  return drawn.error === 0 ? Math.sign(shift) * Number.POSITIVE_INFINITY || 0 : shift / drawn.error;
}

interface Disagreement {
  /** Observed over expected. */
  readonly ratio: number;
  /** The jackknife error of its logarithm. */
  readonly error: number;
}

/** The disagreement of a resample, whose weights stand from an index on; null without variation. */
type Resampler = (weights: Uint16Array, from: number) => Disagreement | null;

function makeResampler(parts: AlphaParts, sizes: readonly number[]): Resampler {
  const { groups } = parts;
  const width = groups[0]?.length ?? 0;
  const total = new Float64Array(width);
  const without = new Float64Array(width);

  /** What one stratum, the questions from `first` on, adds to the jackknife variance of ln(ratio). */
  function varianceOf(weights: Uint16Array, from: number, first: number, size: number, ratio: number): number {
    let sum = 0;
    let squares = 0;
    for (let question = first; question < first + size; question++) {
      const weight = weights[from + question] as number;
      if (weight === 0) continue;
      without.set(total);
      addWeighted(without, groups[question] as Float64Array, -1);
      const part = disagreement(parts, without);
      const change = part.expected > 0 && part.observed > 0 ? Math.log(part.observed / part.expected / ratio) : 0;
      sum += weight * change;
      squares += weight * change * change;
    }
    return ((size - 1) / size) * Math.max(0, squares - (sum * sum) / size);
  }

  return (weights, from) => {
    total.fill(0);
    for (const [question, group] of groups.entries()) addWeighted(total, group, weights[from + question] as number);
    const whole = disagreement(parts, total);
    if (!(whole.expected > 0)) return null;
    const ratio = whole.observed / whole.expected;
    if (ratio === 0) return { ratio, error: 0 };
    let variance = 0;
    let first = 0;
    for (const size of sizes) {
      if (size > 1) variance += varianceOf(weights, from, first, size, ratio);
      first += size;
    }
    return { ratio, error: Math.sqrt(variance) };
  };
}
