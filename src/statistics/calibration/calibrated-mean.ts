import { orderedSum } from "../ordered-sum.ts";
import { requireAllFinite, requireFraction } from "../require-number.ts";
import { type Draw, layOutDraw } from "./draw.ts";
import { nameOf, type RatedUnit, ratedProxyOf, ratersMean } from "./rated-unit.ts";
import { type RaterNoise, raterNoise } from "./rater-noise.ts";
import { estimateMean, type SampledMean } from "./sampled-mean.ts";

/** With fewer rated units the interval does not hold what it says. */
export const leastRated = 16;

/** A larger share of the drawn units that raters would not rate may be a kind of its own. */
export const mostSkipped = 0.1;

export interface CalibrationCounts {
  /** The whole, N. */
  readonly units: number;
  readonly drawn: number;
  /** Rated at least once, n. */
  readonly rated: number;
  readonly skipped: number;
  readonly open: number;
  readonly ratings: number;
  readonly raters: number;
}

export type Calibration =
  | {
      readonly kind: "refused";
      /** `thin-strata`: an unequal draw whose strata (named) have too few rated units to tell their spread. */
      readonly reason: "few-rated" | "many-skipped" | "thin-strata";
      readonly strata: readonly string[];
      readonly counts: CalibrationCounts;
    }
  | {
      readonly kind: "estimated";
      readonly counts: CalibrationCounts;
      readonly draw: Draw["kind"];
      /** theta: the proxy's mean over the whole, corrected by what raters gave more or less where they rated. */
      readonly calibrated: SampledMean;
      /** The raters' own mean over the rated units alone. */
      readonly plain: SampledMean;
      /** The proxy's mean over the whole, uncorrected: no estimate of what raters think. */
      readonly proxyMean: number;
      readonly noise: RaterNoise;
      /** Of proxy and raters over the rated units, -1..1; null where either does not vary. */
      readonly correlation: number | null;
    };

/**
 * The mean that raters would give to the whole, from their ratings of a part of it and a proxy's of all:
 *
 *   theta = mean of the proxy over all N + mean over the rated n of (raters - proxy)
 *
 * The proxy counts whole: a factor in front of it that is estimated from the same few units makes the interval too narrow
 * (80 to 93 % instead of 95). Skipped units are never replaced.
 *
 * @throws RangeError for numbers that are none, and a unit whose state does not fit its ratings.
 */
export function calibratedMean(units: readonly RatedUnit[], level = 0.95): Calibration {
  requireFraction(level, "level");
  requireSound(units);
  const counts = countUnits(units);
  const refused = (reason: "few-rated" | "many-skipped" | "thin-strata", strata: readonly string[] = []) =>
    ({ kind: "refused", reason, strata, counts }) as const;
  if (counts.rated < leastRated) return refused("few-rated");
  if (counts.skipped > mostSkipped * counts.drawn + 1e-9) return refused("many-skipped");
  const noise = raterNoise(units);
  const draw = layOutDraw(units);
  if (draw.kind === "unequal" && draw.thin.length > 0) return refused("thin-strata", draw.thin);
  const proxies = units.map(({ proxy }) => proxy);
  const proxyMean = orderedSum(proxies) / proxies.length;
  return {
    kind: "estimated",
    counts,
    draw: draw.kind,
    calibrated: estimateMean({ draw, noise, level, base: proxyMean, lessProxy: true }),
    plain: estimateMean({ draw, noise, level, base: 0, lessProxy: false }),
    proxyMean,
    noise,
    correlation: correlate(units.filter(({ state }) => state === "rated")),
  };
}

function countUnits(units: readonly RatedUnit[]): CalibrationCounts {
  const count = (state: RatedUnit["state"]) => units.filter((unit) => unit.state === state).length;
  const ratings = units.flatMap((unit) => unit.ratings);
  return {
    units: units.length,
    drawn: units.length - count("not-drawn"),
    rated: count("rated"),
    skipped: count("skipped"),
    open: count("open"),
    ratings: ratings.length,
    raters: new Set(ratings.map(({ rater }) => rater)).size,
  };
}

function requireSound(units: readonly RatedUnit[]): void {
  const seen = new Set<string>();
  for (const unit of units) {
    const { id, proxy, state, ratings } = unit;
    const name = `unit ${JSON.stringify(id)}`;
    if (seen.has(id)) throw new RangeError(`${name}: occurs twice`);
    seen.add(id);
    requireAllFinite([proxy, ratedProxyOf(unit), ...ratings.map(({ value }) => value)], name);
    if ((state === "rated") !== ratings.length > 0) {
      throw new RangeError(`${name}: is ${state} and has ${ratings.length} ratings`);
    }
    if (new Set(ratings.map(nameOf)).size < ratings.length) {
      throw new RangeError(`${name}: has a rating twice`);
    }
  }
}

function correlate(rated: readonly RatedUnit[]): number | null {
  const centred = (values: readonly number[]) => {
    const mean = orderedSum(values) / values.length;
    return values.map((value) => value - mean);
  };
  const proxies = centred(rated.map(ratedProxyOf));
  const raters = centred(rated.map(ratersMean));
  const spread = Math.sqrt(orderedSum(proxies.map((v) => v * v)) * orderedSum(raters.map((v) => v * v)));
  if (spread < 1e-12) return null;
  return orderedSum(proxies.map((value, index) => value * (raters[index] as number))) / spread;
}
