import { writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { auditTurns } from "../../src/agreement/audit.ts";
import { type AlphaMetric, alphaOf, alphaParts } from "../../src/statistics/agreement/alpha.ts";
import { estimateAlpha } from "../../src/statistics/agreement/alpha-interval.ts";
import { crossedComponents } from "../../src/statistics/agreement/crossed-components.ts";
import { differenceError } from "../../src/statistics/agreement/difference-error.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
import { drawDisputedTurns } from "./simulated-disputes.ts";
import { drawLevels, drawQuestions, likeRecorded, type RatingModel } from "./simulated-ratings.ts";

// What docs/judges.md promises of the numbers between judges. Candidates, judges and categories are held fixed and the
// questions are drawn anew, for that is what the interval of alpha is about.
const SIZE = 2000;
const TRUTH_QUESTIONS = 16_000;

const print = (text: string) => writeSync(process.stdout.fd, `${text}\n`);

const models: readonly (readonly [name: string, model: RatingModel])[] = [
  ["like the recorded ones", likeRecorded],
  ["two judges", { ...likeRecorded, judges: 2, candidates: 5 }],
  ["mid-scale, noisy", { ...likeRecorded, mean: 6, residual: 1.6, judgeQuestion: 0.9 }],
];

describe("the interval of alpha", () => {
  test("holds the truth in 93 to 97 of 100 from 40 questions on", () => {
    const size = proofSize(SIZE);
    const slack = allowance(0.95, size, SIZE);
    const rows: string[][] = [];
    for (const [name, model] of models) {
      const levels = drawLevels(model, makeRandom(`levels/${name}`));
      const truth = drawQuestions(model, levels, TRUTH_QUESTIONS, makeRandom(`truth/${name}`));
      for (const metric of ["interval", "ordinal"] as const satisfies readonly AlphaMetric[]) {
        const alpha =
          alphaOf(
            alphaParts(
              truth.map((question) => question.units),
              metric,
            ),
          ) ?? Number.NaN;
        for (const questions of [16, 40, 80]) {
          let held = 0;
          let width = 0;
          for (let index = 0; index < size; index++) {
            const seed = `${name}/${metric}/${questions}/${index}`;
            const drawn = drawQuestions(model, levels, questions, makeRandom(seed));
            const { low, high } = estimateAlpha(drawn, metric, { seed, resamples: 499 });
            if (low !== null && high !== null && low <= alpha && alpha <= high) held += 1;
            width += (high ?? 1) - (low ?? -1);
          }
          const coverage = held / size;
          rows.push([name, metric, String(questions), alpha.toFixed(3), percent(coverage), (width / size).toFixed(3)]);
          if (questions < 40) continue;
          expect.soft(coverage, `${name}, ${metric}, ${questions}`).toBeGreaterThanOrEqual(0.93 - slack);
          expect.soft(coverage, `${name}, ${metric}, ${questions}`).toBeLessThanOrEqual(0.97 + slack);
        }
      }
    }
    const header = ["ratings", "metric", "questions", "alpha", "coverage %", "width"];
    print(formatTable(`Coverage of alpha's 95 % interval (${size} benchmarks)`, header, rows));
  });
});

describe("what other judges would add to the error of a difference", () => {
  test("lies in its interval in 93 to 97 of 100, for judges drawn as the model says", () => {
    const size = proofSize(SIZE);
    const slack = allowance(0.95, size, SIZE);
    const rows: string[][] = [];
    for (const [judges, candidates, sd] of [
      [3, 5, 0.2],
      [4, 9, 0.16],
      [6, 9, 0.3],
    ] as const) {
      const truth = (2 * sd ** 2) / judges;
      let held = 0;
      let sum = 0;
      for (let index = 0; index < size; index++) {
        const random = makeRandom(`components/${judges}/${candidates}/${index}`);
        const draw = (count: number, spread: number) =>
          Array.from({ length: count }, () => spread * randomNormal(random));
        const question = draw(80, 0.8);
        const table = draw(candidates, 0.6).map((candidate) =>
          draw(judges, sd).map((pair) =>
            question.map((level) => level + candidate + pair + 0.63 * randomNormal(random)),
          ),
        );
        const { otherJudges } = differenceError(crossedComponents(table));
        if (otherJudges === null) continue;
        sum += otherJudges.squared;
        if (otherJudges.low <= truth && truth <= otherJudges.high) held += 1;
      }
      rows.push([String(judges), String(candidates), truth.toFixed(4), (sum / size).toFixed(4), percent(held / size)]);
      expect.soft(held / size, `${judges} judges`).toBeGreaterThanOrEqual(0.93 - slack);
      expect.soft(held / size, `${judges} judges`).toBeLessThanOrEqual(0.97 + slack);
      expect.soft(sum / size / truth, `${judges} judges, mean`).toBeGreaterThan(0.9 - slack);
      expect.soft(sum / size / truth, `${judges} judges, mean`).toBeLessThan(1.1 + slack);
    }
    const header = ["judges", "candidates", "true 2 V_cj / J", "mean estimate", "coverage %"];
    print(formatTable(`Error that other judges add (${size} panels)`, header, rows));
  });
});

describe("the audit", () => {
  test("puts turns with a wrong reference first, where judges trust references unlike", () => {
    const size = Math.ceil(proofSize(SIZE) / 4);
    const rows: string[][] = [];
    for (const trusts of [
      [0.3, 0.9],
      [0.3, 0.5, 0.7, 0.9],
      [0.6, 0.6],
      [0.9, 0.9],
    ] as const) {
      const found = [3, 6, 12].map(() => 0);
      for (let index = 0; index < size; index++) {
        const { turns, wrong } = drawDisputedTurns(trusts, makeRandom(`audit/${trusts.join("/")}/${index}`));
        const suspects = auditTurns(turns).map(({ question, turn }) => wrong.has(`${question}/${turn}`));
        for (const [place, first] of [3, 6, 12].entries()) {
          found[place] = (found[place] ?? 0) + suspects.slice(0, first).filter(Boolean).length / first;
        }
      }
      rows.push([trusts.join(", "), ...found.map((sum) => percent(sum / size))]);
      if (Math.max(...trusts) - Math.min(...trusts) < 0.5) continue;
      expect.soft((found[0] ?? 0) / size, `first 3, ${trusts.join(", ")}`).toBeGreaterThan(0.9);
      expect.soft((found[1] ?? 0) / size, `first 6, ${trusts.join(", ")}`).toBeGreaterThan(0.75);
    }
    const header = ["trust in the reference", "first 3", "first 6", "first 12"];
    print(
      formatTable(
        `Turns with a planted wrong reference (12 of 160) among the first, in % (${size} boards)`,
        header,
        rows,
      ),
    );
  });
});
