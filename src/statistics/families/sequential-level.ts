import { normalCdf, normalDensity, normalQuantile } from "../distributions.ts";
import { requireCount, requireFraction, requireProbability } from "../require-number.ts";

/**
 * Level at which each of `looks` one-sided tests may be made so that the chance that any of them rejects a true
 * hypothesis stays at most alpha. The boundary is constant (Pocock 1977, Biometrika 64, 191-199): the same critical value
 * at every look, taken here as a nominal level and used with t quantiles (Jennison and Turnbull 2000, section 3.8).
 *
 * Why it is valid. At look k every cluster has been measured k times and the estimate is D_k = x + noise averaged over k,
 * with Var(D_k) = lasting + fresh / k and, D_j's repeats being part of D_k's, Cov(D_j, D_k) = Var(D_k) for j < k. So
 *
 *   Corr(D_j, D_k)^2 = Var(D_k) / Var(D_j) = (lasting + fresh/k) / (lasting + fresh/j)  >=  j / k
 *
 * with equality when nothing lasts. j/k is the correlation of Pocock's independent increments, and by Slepian's inequality
 * (1962) normal variables that are more correlated are less likely to have any of them beyond a common bound. The constant
 * for equal steps is therefore enough whatever share of the variance the clusters have. It also holds when looks start
 * late, at k0 > 1 repeats, since (k0 + i) / (k0 + j) >= i / j, and each of two opposite hypotheses keeps its own alpha,
 * since stopping for the other can only take rejections away. The largest number of looks must be fixed before the first.
 */
export function sequentialLevel(looks: number, alpha: number): number {
  requireCount(looks, "looks", 1);
  requireFraction(alpha, "alpha");
  if (alpha >= 0.5) throw new RangeError(`alpha: expected less than 0.5, got ${alpha}`);
  if (looks === 1) return alpha;
  // The bound lies between no correction and Bonferroni's; the excess is smooth in it, so the secant method is quick.
  let before = normalQuantile(1 - alpha);
  let bound = normalQuantile(1 - alpha / looks);
  let excessBefore = crossingProbability(before, looks) - alpha;
  for (let step = 0; step < 30 && Math.abs(bound - before) > 1e-10; step++) {
    const excess = crossingProbability(bound, looks) - alpha;
    if (excess === excessBefore) break;
    const next = bound - (excess * (bound - before)) / (excess - excessBefore);
    [before, excessBefore, bound] = [bound, excess, next];
  }
  return 1 - normalCdf(bound);
}

/**
 * A one-sided p-value of one look, made valid over all looks: the chance that any of them falls as low. It is at most alpha
 * exactly when p is at most sequentialLevel(looks, alpha). Use this before Holm: a family needs p-values that hold alone.
 */
export function sequentialP(p: number, looks: number): number {
  requireProbability(p, "p");
  requireCount(looks, "looks", 1);
  if (looks === 1 || p === 0 || p === 1) return p;
  return Math.min(1, crossingProbability(-normalQuantile(p), looks));
}

const FLOOR = -8;
/** Nodes of the quadrature; 48 agree with 96 to 1e-12 up to 20 looks. */
const NODES = 48;

/**
 * P(Z_k > bound for some k) for Z_k = S_k / sqrt(k), S_k a random walk of standard normal steps. The density of S_k on
 * the paths that have not crossed is carried from look to look by quadrature (Armitage, McPherson and Rowe 1969).
 */
function crossingProbability(bound: number, looks: number): number {
  const rule = gaussLegendre(NODES);
  let grid = lookGrid(rule, bound, 1);
  let density = grid.points.map((point) => normalDensity(point));
  let crossed = 1 - normalCdf(bound);
  for (let look = 2; look <= looks; look++) {
    const mass = density.map((value, index) => value * (grid.weights[index] as number));
    const edge = bound * Math.sqrt(look);
    for (const [index, point] of grid.points.entries()) crossed += (mass[index] as number) * normalCdf(point - edge);
    const next = lookGrid(rule, bound, look);
    if (look < looks) {
      density = next.points.map((to) => {
        let sum = 0;
        for (const [index, from] of grid.points.entries()) sum += (mass[index] as number) * normalDensity(to - from);
        return sum;
      });
    }
    grid = next;
  }
  return crossed;
}

interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

function lookGrid(rule: Quadrature, bound: number, look: number): Quadrature {
  const root = Math.sqrt(look);
  const half = ((bound - FLOOR) * root) / 2;
  return {
    points: rule.points.map((point) => FLOOR * root + half * (point + 1)),
    weights: rule.weights.map((weight) => half * weight),
  };
}

/** Nodes and weights on -1..1: the roots of the Legendre polynomial by Newton's method (Press et al., 4.6). */
function gaussLegendre(nodes: number): Quadrature {
  const points = new Float64Array(nodes);
  const weights = new Float64Array(nodes);
  for (let index = 0; index < nodes; index++) {
    let root = Math.cos((Math.PI * (index + 0.75)) / (nodes + 0.5));
    let slope = 0;
    for (let step = 0, change = 1; step < 20 && Math.abs(change) > 1e-15; step++) {
      let [value, before] = [1, 0];
      for (let degree = 1; degree <= nodes; degree++) {
        [value, before] = [((2 * degree - 1) * root * value - (degree - 1) * before) / degree, value];
      }
      slope = (nodes * (root * value - before)) / (root * root - 1);
      change = value / slope;
      root -= change;
    }
    points[index] = root;
    weights[index] = 2 / ((1 - root * root) * slope * slope);
  }
  return { points, weights };
}
