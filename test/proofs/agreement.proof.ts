import { writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type AlphaMetric, alphaOf, alphaParts } from "../../src/statistics/agreement/alpha.ts";
import { estimateAlpha } from "../../src/statistics/agreement/alpha-interval.ts";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
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
