import { expect, test } from "vitest";
import { simulateCoverage } from "../proofs/coverage.ts";
import { simulateGate } from "../proofs/gate.ts";
import { simulateRanks } from "../proofs/ranks.ts";

// The short form of test/proofs/statistics.proof.ts: wide bounds that a broken formula leaves and chance does not (the
// seeds are fixed; 300 benchmarks put 1.3 points of standard error on a rate of 95 %).

test("intervals hold the truth, and independent turns would not", () => {
  const coverage = simulateCoverage({ mean: 8.8, categorySd: 1, benchmarks: 300, resamples: 400, seed: "short" });
  expect(coverage.t).toBeGreaterThan(0.93);
  expect(coverage.studentised).toBeGreaterThan(0.915);
  expect(coverage.studentised).toBeLessThan(0.985);
  expect(coverage.studentisedWidth).toBeLessThan(coverage.tWidth);
  expect(coverage.naive).toBeLessThan(coverage.t - 0.03);
});

const pair = { mean: 7, categorySd: 1, pairedSd: 1.7, margin: 0.5, benchmarks: 300, seed: "short" };

test("the gate seldom errs at a true difference of -margin, also when it looks five times", () => {
  for (const looks of [[1], [1, 2, 3, 4, 5]]) {
    const rates = simulateGate({ ...pair, difference: -0.5, looks });
    expect(rates.pass).toBeLessThan(0.09);
    expect(rates.regression).toBeLessThan(0.09);
  }
});

test("equal checkpoints pass mostly and are seldom called worse", () => {
  const once = simulateGate({ ...pair, difference: 0, looks: [1] });
  const often = simulateGate({ ...pair, difference: 0, looks: [1, 2, 3, 4, 5] });
  expect(once.pass).toBeGreaterThan(0.78);
  expect(often.pass).toBeGreaterThan(once.pass);
  for (const rates of [once, often]) {
    expect(rates.regression).toBe(0);
    expect(rates.strictFamily).toBeLessThan(0.09);
    expect(rates.permutation).toBeLessThan(0.09);
  }
});

test("ranks of near equals stay open", () => {
  const rates = simulateRanks({ series: 8, step: 0.02, benchmarks: 40, resamples: 300, seed: "short" });
  expect(rates.bootstrap).toBeGreaterThan(0.95);
  expect(rates.falseDifference).toBeLessThan(0.1);
});
