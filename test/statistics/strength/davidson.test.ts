import { describe, expect, test } from "vitest";
import {
  chances,
  type DavidsonFit,
  expectedShare,
  fitDavidson,
  type GameRows,
  modelCovariance,
} from "../../../src/statistics/strength/davidson.ts";
import { packGames, weightsFor } from "../../../src/statistics/strength/game-rows.ts";
import { tally } from "./played-games.ts";

// Three players, two covariates; rows of one pair in one order stand together, twice.
const rows: GameRows = {
  players: 3,
  first: Int32Array.of(0, 0, 0, 1, 1, 2),
  second: Int32Array.of(1, 1, 2, 0, 2, 0),
  covariates: Float64Array.of(0.5, -1, 1.5, 0.25, -0.75, 2, 0, 0, -1.25, 0.5, 1, 1),
  covariateCount: 2,
};
const weights = Float64Array.of(3, 1, 2, 4, 0, 1, 1, 2, 5, 0, 0.5, 0, 2, 2, 1, 6, 1, 0);

/** theta of the three, delta, log nu, beta of the two. */
const parameters = [0.4, -0.1, -0.3, 0.2, -0.5, 0.3, -0.2];

/** What a row has of each parameter in its log-odds; log nu stands in the chance of a tie alone. */
function design(row: number): number[] {
  const z = new Array<number>(7).fill(0);
  z[rows.first[row] ?? 0] = 1;
  z[rows.second[row] ?? 0] = -1;
  z[3] = 1;
  z[5] = rows.covariates[2 * row] ?? 0;
  z[6] = rows.covariates[2 * row + 1] ?? 0;
  return z;
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, one, at) => sum + one * (b[at] ?? 0), 0);

/** Of the log-likelihood of an exponential family: minus the expected second derivatives, games times the covariance. */
function information(at: readonly number[]): number[][] {
  const sum = Array.from({ length: 7 }, (_, a) =>
    // The prior of 0.01 on each, and what holds the sum of theta.
    Array.from({ length: 7 }, (_, b) => (a === b ? 0.01 : 0) + (a < 3 && b < 3 ? 1 : 0)),
  );
  for (let row = 0; row < 6; row++) {
    const n = (weights[3 * row] ?? 0) + (weights[3 * row + 1] ?? 0) + (weights[3 * row + 2] ?? 0);
    const z = design(row);
    const tied = z.map((_, place) => (place === 4 ? 1 : 0));
    const { first, tie, second } = chances(dot(z, at), at[4] ?? 0);
    // A win by the first counts z/2, one by the second -z/2, a tie 1 at log nu.
    const outcomes = [
      { chance: first, value: z.map((one) => one / 2) },
      { chance: tie, value: tied },
      { chance: second, value: z.map((one) => -one / 2) },
    ];
    const mean = z.map((_, place) => outcomes.reduce((m, { chance, value }) => m + chance * (value[place] ?? 0), 0));
    for (const [a, line] of sum.entries()) {
      for (const b of line.keys()) {
        const product = outcomes.reduce((m, { chance, value }) => m + chance * (value[a] ?? 0) * (value[b] ?? 0), 0);
        line[b] = (line[b] ?? 0) + n * (product - (mean[a] ?? 0) * (mean[b] ?? 0));
      }
    }
  }
  return sum;
}

/** Gradient of the log-likelihood with the prior, from the observed and the expected counts of each row. */
function gradient(at: readonly number[]): number[] {
  const sum = at.map((own) => -0.01 * own);
  for (let row = 0; row < 6; row++) {
    const [won, tied, lost] = [weights[3 * row] ?? 0, weights[3 * row + 1] ?? 0, weights[3 * row + 2] ?? 0];
    const n = won + tied + lost;
    const z = design(row);
    const { first, tie, second } = chances(dot(z, at), at[4] ?? 0);
    const surplus = (won - n * first - (lost - n * second)) / 2;
    for (const [place, own] of z.entries())
      sum[place] = (sum[place] ?? 0) + (place === 4 ? tied - n * tie : own * surplus);
  }
  return sum;
}

/** Gauss and Jordan. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const work = matrix.map((line, row) => [...line, ...Array.from({ length: n }, (_, k) => (k === row ? 1 : 0))]);
  for (let pivot = 0; pivot < n; pivot++) {
    const line = (work[pivot] ?? []).map((value) => value / (work[pivot]?.[pivot] ?? 1));
    for (let row = 0; row < n; row++) {
      const factor = work[row]?.[pivot] ?? 0;
      work[row] = row === pivot ? line : (work[row] ?? []).map((value, k) => value - factor * (line[k] ?? 0));
    }
  }
  return work.map((line) => line.slice(n));
}

const asFit = (at: readonly number[]): DavidsonFit => ({
  theta: Float64Array.from(at.slice(0, 3)),
  delta: at[3] ?? 0,
  logTie: at[4] ?? 0,
  beta: Float64Array.from(at.slice(5)),
  parameters: Float64Array.from(at),
});

describe("the covariance that the model claims", () => {
  test.each([
    ["anywhere", parameters],
    ["where the one shown second leads", [-0.9, 0.6, 0.3, -0.4, 0.7, -0.5, 0.6]],
  ])("is the players' part of the inverse of the games' information, with two covariates: %s", (_, at) => {
    const expected = inverse(information(at));
    const found = modelCovariance(rows, weights, asFit(at)) ?? new Float64Array(0);
    expect(found).toHaveLength(9);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) expect(found[3 * a + b]).toBeCloseTo(expected[a]?.[b] ?? 0, 10);
    }
  });

  test("is none where no game had a winner", () => {
    const ties = Float64Array.from(weights, (weight, at) => (at % 3 === 1 ? weight : 0));
    const fit = fitDavidson(rows, ties);
    expect(fit).toMatchObject({ delta: 0, logTie: Number.POSITIVE_INFINITY });
    expect([...fit.theta, ...fit.beta]).toEqual([0, 0, 0, 0, 0]);
    expect(modelCovariance(rows, ties, fit)).toBeNull();
  });
});

describe("the fit", () => {
  test("has no slope left in any parameter, and theta's sum is 0", () => {
    const fit = fitDavidson(rows, weights);
    for (const slope of gradient([...fit.parameters])) expect(slope).toBeCloseTo(0, 9);
    expect([...fit.theta].reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 12);
    expect([...fit.parameters]).toEqual([...fit.parameters.slice(0, 3), fit.delta, fit.logTie, ...fit.beta]);
  });

  test("is the same from wherever it starts: from far away, and from where all are stronger alike", () => {
    const fit = fitDavidson(rows, weights);
    const far = fitDavidson(rows, weights, Float64Array.of(9, -6, -3, 5, -6, 3, -4));
    const near = fitDavidson(
      rows,
      weights,
      fit.parameters.map((one, place) => (place < 3 ? one + 1 : one)),
    );
    for (const other of [far, near]) {
      for (const [player, theta] of fit.theta.entries()) expect(other.theta[player]).toBeCloseTo(theta, 6);
      expect(other.delta).toBeCloseTo(fit.delta, 6);
      expect(other.logTie).toBeCloseTo(fit.logTie, 6);
      expect(other.beta[0]).toBeCloseTo(fit.beta[0] ?? 0, 6);
    }
  });

  test("of two who share even games is nothing but ties: log nu by hand, but for a prior of 0.01", () => {
    // 30 wins, 40 ties, 30 losses each way, and the pseudo-tie: ties to wins are as 81 to 60 times two, nu is 81/60.
    const packed = packGames(
      tally(
        [
          ["a", "b", 30, 40, 30],
          ["b", "a", 30, 40, 30],
        ],
        5,
      ),
      { withCovariates: false },
    );
    const fit = fitDavidson(
      packed.rows,
      weightsFor(packed, () => 1),
    );
    expect(Math.exp(fit.logTie)).toBeCloseTo(81 / 60, 3);
    expect(fit.theta[0]).toBeCloseTo(0, 12);
    expect(fit.delta).toBeCloseTo(0, 12);
  });
});

test("by hand: the expected share over both orders", () => {
  const never = { delta: 0, logTie: Number.NEGATIVE_INFINITY };
  expect(expectedShare(Math.log(3), never)).toBeCloseTo(3 / 4, 12);
  // Shown first it stands at log 9, second at 0: 9/10 and 1/2.
  expect(expectedShare(Math.log(3), { ...never, delta: Math.log(3) })).toBeCloseTo(0.7, 12);
  expect(expectedShare(Math.log(9), { ...never, delta: Math.log(3) })).toBeCloseTo((27 / 28 + 3 / 4) / 2, 12);
  // 2 : 1 : 1/2, the tie counting half.
  expect(expectedShare(Math.log(4), { delta: 0, logTie: 0 })).toBeCloseTo(2.5 / 3.5, 12);
});
