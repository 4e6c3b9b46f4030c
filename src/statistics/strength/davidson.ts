import { solvePositive } from "./solve-positive.ts";

/** Games that look alike, put together: the same two players in the same order with the same covariates. */
export interface GameRows {
  readonly players: number;
  /** Index of the player shown first, and of the other in each row. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Row after row; empty without covariates. */
  readonly covariates: Float64Array;
  readonly covariateCount: number;
}

/** How many games of each row ended so (not necessarily whole numbers): won by the first, tie, won by the second; row after row. */
export type RowWeights = Float64Array;

export interface DavidsonFit {
  /** One a player, their sum 0, in log-odds. */
  readonly theta: Float64Array;
  /** What being shown first adds to the log-odds. */
  readonly delta: number;
  /** log nu; Infinity where no game had a winner. */
  readonly logTie: number;
  /** What one unit of each covariate adds to the log-odds of the side that has it. */
  readonly beta: Float64Array;
  /** theta, delta, log nu, beta: where another fit may start. */
  readonly parameters: Float64Array;
}

/** Chances of one game between two, from its log-odds D = theta_first - theta_second + delta + beta x. */
export interface Chances {
  readonly first: number;
  readonly tie: number;
  readonly second: number;
}

/**
 * Davidson's model of ties (1970, JASA 65, 317-328) with an effect of the order (Davidson and Beaver 1977, Biometrics 33,
 * 693-702), which here is split between the sides:
 *
 *   first wins : tie : second wins  =  exp(theta_i + delta/2) : nu exp((theta_i + theta_j)/2) : exp(theta_j - delta/2)
 *                                   =  exp(D/2) : nu : exp(-D/2)
 */
export function chances(logOdds: number, logTie: number): Chances {
  if (logTie === Number.POSITIVE_INFINITY) return { first: 0, tie: 1, second: 0 };
  const largest = Math.max(Math.abs(logOdds) / 2, logTie);
  const first = Math.exp(logOdds / 2 - largest);
  const second = Math.exp(-logOdds / 2 - largest);
  const tie = Math.exp(logTie - largest);
  const sum = first + second + tie;
  return { first: first / sum, tie: tie / sum, second: second / sum };
}

/** P(win) + P(tie)/2 of a player against another, over both orders. */
export function expectedShare(difference: number, { delta, logTie }: Pick<DavidsonFit, "delta" | "logTie">): number {
  const ahead = chances(difference + delta, logTie);
  const behind = chances(-difference + delta, logTie);
  return (ahead.first + ahead.tie / 2 + behind.second + behind.tie / 2) / 2;
}

/**
 * A normal prior on theta, delta, log nu and beta, 1 over the square of its standard deviation of 10 in log-odds. It weighs
 * less than a tenth of one game, and matters where the games alone have no maximum: where nothing ever goes against the one
 * shown first, a larger delta with a larger nu is always as likely, whatever ties are put in.
 */
const priorInformation = 0.01;

/**
 * Maximum of the likelihood (with `priorInformation`) by Newton's method; it is concave in theta, delta, log nu and beta. The
 * rows have to connect all players, and their weights to hold the ridge of `packGames`.
 */
export function fitDavidson(rows: GameRows, weights: RowWeights, start?: Float64Array): DavidsonFit {
  const { players, covariateCount } = rows;
  const size = players + 2 + covariateCount;
  let parameters = new Float64Array(size);
  if (!hasWinner(weights)) {
    const beta = new Float64Array(covariateCount);
    return { theta: new Float64Array(players), delta: 0, logTie: Number.POSITIVE_INFINITY, beta, parameters };
  }
  if (start !== undefined) parameters.set(start);
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let value = likelihood(rows, weights, parameters, gradient, information);
  for (let step = 0; step < 100; step++) {
    const change = solvePositive(information, gradient);
    if (change === null) throw new Error("the information of the games is not positive definite");
    const largest = change.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    // The error is squared with every step: after this one it is far below what a double tells of the likelihood.
    if (largest < 1e-6) {
      parameters = parameters.map((old, index) => old + (change[index] as number));
      break;
    }
    // A step that is too long is halved: far from the maximum the quadratic form overshoots.
    let next = parameters;
    let nextValue = Number.NEGATIVE_INFINITY;
    for (let length = 1; length > 1e-6 && !(nextValue >= value - 1e-12 * Math.abs(value)); length /= 2) {
      next = parameters.map((old, index) => old + length * (change[index] as number));
      nextValue = likelihood(rows, weights, next, gradient, information);
    }
    parameters = next;
    value = nextValue;
  }
  const centre = parameters.subarray(0, players).reduce((sum, one) => sum + one, 0) / players;
  return {
    theta: parameters.slice(0, players).map((one) => one - centre),
    delta: parameters[players] as number,
    logTie: parameters[players + 1] as number,
    beta: parameters.slice(players + 2),
    parameters,
  };
}

/** The variances and covariances of the players' theta that the model itself claims, row after row; null for ties alone. */
export function modelCovariance(rows: GameRows, weights: RowWeights, fit: DavidsonFit): Float64Array | null {
  if (fit.logTie === Number.POSITIVE_INFINITY) return null;
  const { players } = rows;
  const size = fit.parameters.length;
  const information = new Float64Array(size * size);
  likelihood(rows, weights, fit.parameters, new Float64Array(size), information);
  const covariance = new Float64Array(players * players);
  for (let column = 0; column < players; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    const solved = solvePositive(information.slice(), unit);
    if (solved === null) return null;
    for (let row = 0; row < players; row++) covariance[row * players + column] = solved[row] as number;
  }
  return covariance;
}

function hasWinner(weights: RowWeights): boolean {
  return weights.some((weight, index) => weight > 0 && index % 3 !== 1);
}

/**
 * The log-likelihood with the prior; writes its gradient and the negative of its second derivatives (lower half and upper half
 * alike). Rows of the same two players that stand together are summed before they are spread over the derivatives.
 */
function likelihood(
  rows: GameRows,
  weights: RowWeights,
  parameters: Float64Array,
  gradient: Float64Array,
  information: Float64Array,
): number {
  const { players, covariateCount: count, covariates } = rows;
  const size = parameters.length;
  const delta = parameters[players] as number;
  const logTie = parameters[players + 1] as number;
  const nu = Math.exp(logTie);
  gradient.fill(0);
  information.fill(0);
  const sums = emptySums(count);
  let value = 0;
  let tieSlope = 0;
  let tieCurve = 0;
  for (let row = 0; row < rows.first.length; row++) {
    const won = weights[3 * row] as number;
    const tied = weights[3 * row + 1] as number;
    const lost = weights[3 * row + 2] as number;
    const n = won + tied + lost;
    if (n === 0) continue;
    const i = rows.first[row] as number;
    const j = rows.second[row] as number;
    if (i !== sums.i || j !== sums.j) {
      spread(sums, players, gradient, information);
      sums.i = i;
      sums.j = j;
    }
    let logOdds = (parameters[i] as number) - (parameters[j] as number) + delta;
    const from = row * count;
    for (let k = 0; k < count; k++) {
      logOdds += (covariates[from + k] as number) * (parameters[players + 2 + k] as number);
    }
    // In units of the likelier winner's weight, so that nothing overflows.
    const half = Math.abs(logOdds) / 2;
    const root = Math.exp(-half);
    const [ahead, behind] = logOdds >= 0 ? [1, root * root] : [root * root, 1];
    const between = nu * root;
    const sum = ahead + behind + between;
    value += ((won - lost) * logOdds) / 2 + tied * logTie - n * (half + Math.log(sum));
    const tie = between / sum;
    const lead = (ahead - behind) / sum;
    const slope = (won - lost - n * lead) / 2;
    const curve = (n * ((ahead + behind) / sum - lead * lead)) / 4;
    const cross = (-n * tie * lead) / 2;
    tieSlope += tied - n * tie;
    tieCurve += n * tie * (1 - tie);
    sums.slope += slope;
    sums.curve += curve;
    sums.cross += cross;
    if (count > 0) addCovariates(sums, covariates, from, count, slope, curve, cross);
  }
  spread(sums, players, gradient, information);
  const tiePlace = players + 1;
  gradient[tiePlace] = (gradient[tiePlace] as number) + tieSlope;
  information[tiePlace * size + tiePlace] = (information[tiePlace * size + tiePlace] as number) + tieCurve;
  return value + addPrior(parameters, players, gradient, information);
}

/** Also holds the sum of theta where it is, of which the likelihood says nothing. */
function addPrior(
  parameters: Float64Array,
  players: number,
  gradient: Float64Array,
  information: Float64Array,
): number {
  const size = parameters.length;
  let value = 0;
  for (let place = 0; place < size; place++) {
    const own = parameters[place] as number;
    value -= (priorInformation * own * own) / 2;
    gradient[place] = (gradient[place] as number) - priorInformation * own;
    information[place * size + place] = (information[place * size + place] as number) + priorInformation;
  }
  for (let i = 0; i < players; i++) {
    for (let j = 0; j < players; j++) information[i * size + j] = (information[i * size + j] as number) + 1;
  }
  return value;
}

/** Of rows of two players in one order: slopes and curvatures in D, and in D with log nu. */
interface PairSums {
  i: number;
  j: number;
  slope: number;
  curve: number;
  cross: number;
  /** For each covariate the same three times it, then the curvature times it and each covariate up to it. */
  readonly own: Float64Array;
}

function emptySums(covariates: number): PairSums {
  return { i: -1, j: -1, slope: 0, curve: 0, cross: 0, own: new Float64Array(covariates * (covariates + 3)) };
}

function addCovariates(
  { own }: PairSums,
  covariates: Float64Array,
  from: number,
  count: number,
  slope: number,
  curve: number,
  cross: number,
): void {
  for (let k = 0; k < count; k++) {
    const x = covariates[from + k] as number;
    const base = k * (count + 3);
    own[base] = (own[base] as number) + slope * x;
    own[base + 1] = (own[base + 1] as number) + curve * x;
    own[base + 2] = (own[base + 2] as number) + cross * x;
    for (let l = 0; l <= k; l++) {
      own[base + 3 + l] = (own[base + 3 + l] as number) + curve * x * (covariates[from + l] as number);
    }
  }
}

/** Puts the sums where they belong, and empties them. D rises with theta of i and delta, and falls with theta of j. */
function spread(sums: PairSums, players: number, gradient: Float64Array, information: Float64Array): void {
  if (sums.i < 0) return;
  const size = gradient.length;
  const count = size - players - 2;
  const tiePlace = players + 1;
  const add = (a: number, b: number, value: number): void => {
    information[a * size + b] = (information[a * size + b] as number) + value;
    if (a !== b) information[b * size + a] = (information[b * size + a] as number) + value;
  };
  const sides = [sums.i, sums.j, players] as const;
  const signs = [1, -1, 1] as const;
  for (let p = 0; p < sides.length; p++) {
    const [place, sign] = [sides[p] as number, signs[p] as number];
    gradient[place] = (gradient[place] as number) + sign * sums.slope;
    add(place, tiePlace, sign * sums.cross);
    for (let q = 0; q <= p; q++) add(place, sides[q] as number, sign * (signs[q] as number) * sums.curve);
    for (let k = 0; k < count; k++) add(place, players + 2 + k, sign * (sums.own[k * (count + 3) + 1] as number));
  }
  for (let k = 0; k < count; k++) {
    const place = players + 2 + k;
    const base = k * (count + 3);
    gradient[place] = (gradient[place] as number) + (sums.own[base] as number);
    add(place, tiePlace, sums.own[base + 2] as number);
    for (let l = 0; l <= k; l++) add(place, players + 2 + l, sums.own[base + 3 + l] as number);
  }
  sums.slope = 0;
  sums.curve = 0;
  sums.cross = 0;
  sums.own.fill(0);
}
