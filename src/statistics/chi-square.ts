import { requireFraction } from "./require-number.ts";

/** Chi-square distribution by the incomplete gamma function (Press et al., Numerical Recipes, 6.2), to better than 1e-10. */

/** P(X <= x); x >= 0, df > 0. */
export function chiSquareCdf(x: number, df: number): number {
  requireDegrees(df);
  if (!(x >= 0)) throw new RangeError(`x: expected a number of at least 0, got ${x}`);
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  const a = df / 2;
  const half = x / 2;
  return half < a + 1 ? lowerSeries(a, half) : 1 - upperFraction(a, half);
}

/** p strictly between 0 and 1; df > 0. By bisection, which the rising cdf cannot mislead. */
export function chiSquareQuantile(p: number, df: number): number {
  requireFraction(p, "p");
  requireDegrees(df);
  let low = 0;
  let high = Math.max(1, df);
  while (chiSquareCdf(high, df) < p) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (chiSquareCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < 100_000 && term > 1e-17 * sum; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum * frontFactor(a, x);
}

/** Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 100_000; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return fraction * frontFactor(a, x);
}

/** x^a e^-x / gamma(a) */
function frontFactor(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Stirling's series after lifting a above 15 (DLMF 5.11.1). */
function logGamma(a: number): number {
  let lifted = a;
  let product = 0;
  while (lifted < 15) {
    product += Math.log(lifted);
    lifted += 1;
  }
  const square = 1 / lifted ** 2;
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / lifted;
  return (lifted - 0.5) * Math.log(lifted) - lifted + 0.5 * Math.log(2 * Math.PI) + series - product;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function requireDegrees(df: number): void {
  if (!(df > 0 && Number.isFinite(df))) throw new RangeError(`df: expected a number above 0, got ${df}`);
}
