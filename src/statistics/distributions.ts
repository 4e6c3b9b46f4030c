import { requireFraction } from "./require-number.ts";

/**
 * Normal and Student t, computed (not tabulated) to better than 1e-10. Tails are computed directly, never as 1 - body,
 * so that small p-values keep their digits.
 */

export function normalCdf(z: number): number {
  requireNotNaN(z, "z");
  return z <= 0 ? normalTail(-z) : 1 - normalTail(z);
}

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** p strictly between 0 and 1. */
export function normalQuantile(p: number): number {
  requireFraction(p, "p");
  if (p === 0.5) return 0;
  return p < 0.5 ? -normalUpperQuantile(p) : normalUpperQuantile(1 - p);
}

/** df > 0, not necessarily whole; Infinity is the normal distribution. */
export function studentCdf(t: number, df: number): number {
  requireNotNaN(t, "t");
  return t <= 0 ? studentTail(-t, df) : 1 - studentTail(t, df);
}

/** P(T > t), with its digits kept when it is small. */
export function studentUpperTail(t: number, df: number): number {
  requireNotNaN(t, "t");
  return t >= 0 ? studentTail(t, df) : 1 - studentTail(-t, df);
}

/** p strictly between 0 and 1; df as in studentCdf. */
export function studentQuantile(p: number, df: number): number {
  requireFraction(p, "p");
  requireDegrees(df);
  if (p === 0.5) return 0;
  return p < 0.5 ? -studentUpperQuantile(p, df) : studentUpperQuantile(1 - p, df);
}

/** P(Z > z) for z >= 0: half of the incomplete gamma function at 1/2, by series near 0 and by continued fraction beyond. */
function normalTail(z: number): number {
  const x = 0.5 * z * z;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x < 1.5) {
    let term = z;
    let sum = z;
    for (let k = 1; Math.abs(term) > 1e-17 * sum; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - sum * normalDensity(z);
  }
  // Lentz's method for the incomplete gamma function (Press et al., Numerical Recipes, 6.2).
  let b = x + 0.5;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 1000; k++) {
    const numerator = -k * (k - 0.5);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return 0.5 * z * normalDensity(z) * fraction;
}

/** Start: Abramowitz and Stegun 26.2.23 (error 4.5e-4); three steps of Halley bring it to the limit of the tail's digits. */
function normalUpperQuantile(tail: number): number {
  const u = Math.sqrt(-2 * Math.log(tail));
  let z = u - (2.515517 + u * (0.802853 + u * 0.010328)) / (1 + u * (1.432788 + u * (0.189269 + u * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const excess = z >= 0 ? normalTail(z) - tail : 1 - normalTail(-z) - tail;
    const newton = excess / normalDensity(z);
    z += newton / (1 - 0.5 * z * newton);
  }
  return z;
}

/** P(T > t) for t >= 0 (Abramowitz and Stegun 26.7.1). */
function studentTail(t: number, df: number): number {
  requireDegrees(df);
  if (df === Number.POSITIVE_INFINITY) return normalTail(t);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const square = t * t;
  return 0.5 * incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5);
}

/**
 * Newton's method from the normal quantile: the upper tail is convex and the normal quantile lies left of the root, so
 * the steps approach it from the left and never overshoot.
 */
function studentUpperQuantile(tail: number, df: number): number {
  let t = Math.max(normalUpperQuantile(tail), 0);
  if (df === Number.POSITIVE_INFINITY) return t;
  const logScale = -logHalfBeta(df / 2) - 0.5 * Math.log(df);
  for (let iteration = 0; iteration < 500; iteration++) {
    const density = Math.exp(logScale - 0.5 * (df + 1) * Math.log1p((t * t) / df));
    const step = (studentTail(t, df) - tail) / density;
    t += step;
    if (Math.abs(step) <= 1e-14 * t) break;
  }
  return t;
}

/** Regularised incomplete beta function I_x(a, b), b = 1/2 or a = 1/2; y = 1 - x is passed so that its digits survive. */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(y, x, b, a);
  const logBeta = logHalfBeta(a === 0.5 ? b : a);
  const front = Math.exp(a * logOf(x, y) + b * logOf(y, x) - logBeta) / a;
  return front * betaFraction(x, a, b);
}

/** ln x where y = 1 - x is known exactly too. */
function logOf(x: number, y: number): number {
  return x > 0.5 ? Math.log1p(-y) : Math.log(x);
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * ln B(a, 1/2). The ratio of two gammas half a step apart is taken from its own expansion (DLMF 5.11.13, terms to a^-7)
 * after lifting a above 30: subtracting two large log-gammas would lose the digits that large df need.
 */
function logHalfBeta(a: number): number {
  let logRatio = 0;
  let lifted = a;
  while (lifted < 30) {
    // B(a, 1/2) = B(a + 1, 1/2) (a + 1/2) / a
    logRatio += Math.log((lifted + 0.5) / lifted);
    lifted += 1;
  }
  const inverse = 1 / lifted;
  const square = inverse * inverse;
  // ln Γ(a + 1/2) - ln Γ(a) = ln(a)/2 - 1/(8a) + 1/(192a^3) - 1/(640a^5) + 17/(14336a^7) - ...
  const half =
    0.5 * Math.log(lifted) - inverse * (1 / 8 - square * (1 / 192 - square * (1 / 640 - square * (17 / 14336))));
  return logRatio + 0.5 * Math.log(Math.PI) - half;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function requireNotNaN(value: number, name: string): void {
  if (typeof value !== "number") throw new TypeError(`${name}: expected a number, got ${typeof value}`);
  if (Number.isNaN(value)) throw new RangeError(`${name}: expected a number, got NaN`);
}

function requireDegrees(df: number): void {
  if (!(df > 0)) throw new RangeError(`df: expected a number above 0, got ${df}`);
}
