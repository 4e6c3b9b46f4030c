import { normalCdf, studentQuantile } from "../distributions.ts";
import { requireCount, requireFinite, requireFraction, requireNonNegative } from "../require-number.ts";

export interface TestPlan {
  /** Chance of a false alarm that the test allows, over both sides together when `sides` is 2. */
  readonly alpha: number;
  readonly sides: 1 | 2;
  /** Clusters - 1; Infinity for the normal approximation. */
  readonly degreesOfFreedom: number;
}

/**
 * Chance that a t test finds an effect of this size (its distance from the null value, in the direction tested).
 * Non-central t: P(T > c) = integral of Phi(effect/SE - c*s) over the distribution of s, the ratio of the estimated to
 * the true standard error. For a non-inferiority test the effect is margin + true difference.
 */
export function detectionPower(effect: number, standardError: number, plan: TestPlan): number {
  requireFinite(effect, "effect");
  requireNonNegative(standardError, "standardError");
  const critical = criticalValue(plan);
  if (standardError === 0) return effect > 0 || (effect < 0 && plan.sides === 2) ? 1 : 0;
  const shift = effect / standardError;
  const upper = rejection(shift, critical, plan.degreesOfFreedom);
  return plan.sides === 1 ? upper : upper + rejection(-shift, critical, plan.degreesOfFreedom);
}

/** The smallest effect that the test finds with the wanted power: about (t_alpha + t_power) * standardError. */
export function minimalDetectableEffect(standardError: number, power: number, plan: TestPlan): number {
  requireNonNegative(standardError, "standardError");
  return standardError * effectPerError(power, plan);
}

/**
 * Variances of a cluster's value: `lasting` stays however often the cluster is measured again (differences between
 * clusters, and the noise of a side that is not repeated), `fresh` is what one repetition adds and averaging divides.
 */
export interface RepeatVariances {
  readonly lasting: number;
  readonly fresh: number;
}

export type RepeatsNeeded =
  | { readonly kind: "repeats"; readonly repeats: number }
  /** No number of repeats suffices; `limit` is the minimal detectable effect that infinitely many would reach. */
  | { readonly kind: "unattainable"; readonly limit: number };

/** Repeats per cluster that bring the minimal detectable effect down to `effect`: SE^2 = (lasting + fresh / K) / clusters. */
export function repeatsForEffect(
  effect: number,
  variances: RepeatVariances,
  power: number,
  plan: Omit<TestPlan, "degreesOfFreedom"> & { readonly clusters: number },
): RepeatsNeeded {
  if (!(requireFinite(effect, "effect") > 0)) throw new RangeError(`effect: expected a number above 0, got ${effect}`);
  requireNonNegative(variances.lasting, "variances.lasting");
  requireNonNegative(variances.fresh, "variances.fresh");
  const clusters = requireCount(plan.clusters, "plan.clusters", 2);
  const ratio = effectPerError(power, { ...plan, degreesOfFreedom: clusters - 1 });
  const room = clusters * (effect / ratio) ** 2 - variances.lasting;
  if (variances.fresh <= room) return { kind: "repeats", repeats: 1 };
  if (room <= 0) return { kind: "unattainable", limit: ratio * Math.sqrt(variances.lasting / clusters) };
  return { kind: "repeats", repeats: Math.ceil(variances.fresh / room - 1e-9) };
}

/** Minimal detectable effect in standard errors, by bisection: the power grows with the effect. */
function effectPerError(power: number, plan: TestPlan): number {
  requireFraction(power, "power");
  if (power <= plan.alpha) throw new RangeError(`power: expected more than alpha (${plan.alpha}), got ${power}`);
  let low = 0;
  let high = 1;
  while (detectionPower(high, 1, plan) < power) high *= 2;
  for (let step = 0; step < 60 && high - low > 1e-10 * high; step++) {
    const middle = (low + high) / 2;
    if (detectionPower(middle, 1, plan) < power) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function criticalValue({ alpha, sides, degreesOfFreedom }: TestPlan): number {
  requireFraction(alpha, "alpha");
  if (sides !== 1 && sides !== 2) throw new RangeError(`sides: expected 1 or 2, got ${sides}`);
  return studentQuantile(1 - alpha / sides, degreesOfFreedom);
}

const STEPS = 128;

/** P(T > critical) for the non-central t. The density of s, s^(df-1) exp(-df s^2 / 2), is normalised on the grid itself. */
function rejection(shift: number, critical: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalCdf(shift - critical);
  const reach = 8 / Math.sqrt(2 * df);
  const from = Math.max(0, 1 - reach);
  const width = (1 + reach - from) / STEPS;
  let weighted = 0;
  let weights = 0;
  // Simpson's rule
  for (let step = 0; step <= STEPS; step++) {
    const s = from + step * width;
    const density =
      s === 0 ? (df === 1 ? Math.exp(0.5) : 0) : Math.exp((df - 1) * Math.log(s) + (df * (1 - s * s)) / 2);
    const weight = density * (step === 0 || step === STEPS ? 1 : step % 2 === 1 ? 4 : 2);
    weighted += weight * normalCdf(shift - critical * s);
    weights += weight;
  }
  return weighted / weights;
}
