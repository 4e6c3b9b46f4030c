import { writeSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ComparedCandidate, firstTrials } from "../../src/gate/compared-candidate.ts";
import { planLooks } from "../../src/gate/difference-verdict.ts";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import type { Verdict } from "../../src/gate/verdict.ts";
import { chunkSeed, makeRandom } from "../../src/statistics/resampling/random.ts";
import { measured } from "../gate/samples.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
import { CATEGORIES, categoryEffects, drawPair, locationFor, QUESTIONS_PER_CATEGORY } from "./simulated-benchmark.ts";

// The gate as the command uses it, from records to the verdict, held to its error rates. statistics.proof.ts does the same
// for the formulas alone, with more comparisons and other paired standard deviations.
// npx vitest run --config vitest.proof.config.ts evaluate-gate
const SIZE = 2000;
const MARGIN = 0.5;
const TRIALS = 4;

interface Setting {
  readonly categorySd: number;
  readonly mean: number;
}

const settings: readonly Setting[] = [0, 1].flatMap((categorySd) =>
  [7, 8.8, 9.3].map((mean) => ({ categorySd, mean })),
);

const category = (question: number) => `c${Math.floor(question / QUESTIONS_PER_CATEGORY)}`;

/** Draws candidates and baselines of one setting, the candidate being better by `difference` in truth. */
function sidesOf({ categorySd, mean }: Setting, difference: number) {
  const effects = categoryEffects(categorySd);
  const locations = [locationFor(mean + difference, effects), locationFor(mean, effects)] as const;
  return (seed: string): readonly [candidate: ComparedCandidate, baseline: ComparedCandidate] => {
    const [candidate, baseline] = drawPair(locations, effects, 1.7, TRIALS, makeRandom(seed)).map((side) =>
      measured(
        (side[0] ?? []).map((turns, question) =>
          turns.map((_, turn) => side.map((trial) => [trial[question]?.[turn] ?? Number.NaN])),
        ),
        { category },
      ),
    );
    if (candidate === undefined || baseline === undefined) throw new Error("two sides expected");
    return [candidate, baseline];
  };
}

/** How many comparisons ended in each verdict. */
interface Counts {
  readonly pass: number;
  readonly regression: number;
  readonly trials: number;
}

/** One look at one trial, and looking after every trial until decided. */
function countVerdicts(
  setting: Setting,
  difference: number,
  given: Partial<GateRules>,
  size: number,
): { readonly once: Counts; readonly often: Counts } {
  const rules = gateRulesSchema.parse({ margin: MARGIN, ...given });
  const [single, several] = [planLooks(rules), planLooks(rules, TRIALS)];
  const draw = sidesOf(setting, difference);
  const once = { pass: 0, regression: 0, trials: 0 };
  const often = { pass: 0, regression: 0, trials: 0 };
  const count = (counts: { pass: number; regression: number; trials: number }, verdict: Verdict, trials: number) => {
    if (verdict === "pass" || verdict === "regression") counts[verdict] += 1;
    counts.trials += trials;
  };
  for (let index = 0; index < size; index += 1) {
    const seed = `evaluate-gate/${setting.categorySd}/${setting.mean}/${difference}`;
    const [candidate, baseline] = draw(chunkSeed(seed, index));
    // The baseline is a committed file: it keeps its one trial.
    const first = firstTrials(baseline, 1);
    count(once, evaluateGate(firstTrials(candidate, 1), first, rules, single).verdict, 1);
    for (let trials = 1; trials <= TRIALS; trials += 1) {
      const { verdict } = evaluateGate(firstTrials(candidate, trials), first, rules, several);
      if (verdict === "undecided" && trials < TRIALS) continue;
      count(often, verdict, trials);
      break;
    }
  }
  return { once, often };
}

describe("evaluateGate", () => {
  const size = proofSize(SIZE);
  const all = size * settings.length;
  // Of one setting, 2,000 comparisons see a rate of 5 % with a standard error of 0.49 points; all six together with 0.2.
  const ofOne = 0.057 + 2 * Math.sqrt((0.05 * 0.95) / SIZE) + allowance(0.05, size, SIZE);
  const ofAll = 0.057 + allowance(0.05, all, SIZE * settings.length);
  const header = ["category sd", "mean", "looks", "pass", "regression", "undecided", "trials"];

  it.each<[string, number, Partial<GateRules>, readonly ("pass" | "regression")[]]>([
    ["worse by the margin: seldom passes and is seldom called worse", -MARGIN, {}, ["pass", "regression"]],
    [
      `equal, strict: seldom called worse over the family of ${CATEGORIES + 1}`,
      0,
      { strict: true, byCategory: true },
      ["regression"],
    ],
  ])("%s, once and until decided", (name, difference, rules, errors) => {
    const rows: string[][] = [];
    const totals = { once: { pass: 0, regression: 0 }, often: { pass: 0, regression: 0 } };
    for (const setting of settings) {
      const counts = countVerdicts(setting, difference, rules, size);
      for (const looks of ["once", "often"] as const) {
        const { pass, regression, trials } = counts[looks];
        totals[looks].pass += pass;
        totals[looks].regression += regression;
        rows.push([
          ...[String(setting.categorySd), String(setting.mean), looks === "once" ? "1" : String(TRIALS)],
          ...[pass, regression, size - pass - regression].map((number) => percent(number / size)),
          (trials / size).toFixed(2),
        ]);
        for (const error of errors) {
          expect.soft(counts[looks][error] / size, `${error}, ${JSON.stringify(setting)}`).toBeLessThanOrEqual(ofOne);
        }
        if (difference === 0) expect.soft(pass / size, JSON.stringify(setting)).toBeGreaterThan(0.75);
      }
    }
    for (const looks of ["once", "often"] as const) {
      const { pass, regression } = totals[looks];
      const rates = [pass, regression, all - pass - regression].map((number) => percent(number / all));
      rows.push(["all", "", looks === "once" ? "1" : String(TRIALS), ...rates, ""]);
      for (const error of errors) expect.soft(totals[looks][error] / all, error).toBeLessThanOrEqual(ofAll);
    }
    const title = `The gate of the command, ${name}, margin ${MARGIN} (% of ${size} comparisons a row)`;
    writeSync(process.stdout.fd, `${formatTable(title, header, rows)}\n`);
  });
});
