import { normalQuantile } from "../distributions.ts";
import { requireFraction } from "../require-number.ts";

/** Quantile of the chi-square distribution, to about 1e-10 of itself; df > 0, not necessarily whole. */
export function chiSquareQuantile(p: number, df: number): number {
  requireFraction(p, "p");
  if (!(df > 0) || !Number.isFinite(df)) throw new RangeError(`df: expected a finite number above 0, got ${df}`);
  // Wilson and Hilferty (1931) is within a few per cent; the root is then boxed in and halved.
  const cube = 1 - 2 / (9 * df) + normalQuantile(p) * Math.sqrt(2 / (9 * df));
  const start = Math.max(df * cube ** 3, 1e-6);
  let [low, high] = [start, start];
  while (chiSquareCdf(low, df) > p) low /= 2;
  while (chiSquareCdf(high, df) < p) high *= 2;
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquareCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X <= x) for x >= 0: the regularised lower incomplete gamma function at a = df/2 (Press et al., Numerical Recipes, 6.2). */
export function chiSquareCdf(x: number, df: number): number {
  if (x <= 0) return 0;
  const a = df / 2;
  const z = x / 2;
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; Math.abs(term) > 1e-16 * sum; n++) {
      term *= z / (a + n);
      sum += term;
    }
    return front * sum;
  }
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return 1 - front * fraction;
}

/** Stirling's series (DLMF 5.11.1) after lifting a above 15, where four terms are exact to 1e-13. */
function logGamma(a: number): number {
  let lift = 0;
  let x = a;
  while (x < 15) {
    lift += Math.log(x);
    x += 1;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - lift;
}
