import { writeSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { firstTrials, type Measured } from "../../src/gate/measured.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import type { Verdict } from "../../src/gate/verdict.ts";
import { chunkSeed, makeRandom } from "../../src/statistics/random.ts";
import { measured } from "../gate/samples.ts";
import { allowance, formatTable, percent, proofSize } from "./report.ts";
import { CATEGORIES, categoryEffects, drawPair, locationFor, QUESTIONS_PER_CATEGORY } from "./simulated-benchmark.ts";

// The gate as the command uses it, from records to the verdict, held to its error rates. statistics.proof.ts does the same
// for the formulas, at more settings and more comparisons.
// npx vitest run --config vitest.proof.config.ts evaluate-gate
const SIZE = 2000;
const MARGIN = 0.5;
const TRIALS = 4;

const category = (question: number) => `c${Math.floor(question / QUESTIONS_PER_CATEGORY)}`;

function drawSides(
  difference: number,
  trials: number,
  seed: string,
): readonly [candidate: Measured, baseline: Measured] {
  const effects = categoryEffects(1);
  const locations = [locationFor(7 + difference, effects), locationFor(7, effects)] as const;
  const [candidate, baseline] = drawPair(locations, effects, 1.7, trials, makeRandom(seed)).map((side) =>
    measured(
      (side[0] ?? []).map((turns, question) =>
        turns.map((_, turn) => side.map((trial) => [trial[question]?.[turn] ?? Number.NaN])),
      ),
      { category },
    ),
  );
  if (candidate === undefined || baseline === undefined) throw new Error("two sides expected");
  return [candidate, baseline];
}

/** Shares of the verdicts of one look at one trial, and of looking after every trial until decided. */
function rates(difference: number, given: Partial<GateRules>, size: number) {
  const rules = gateRulesSchema.parse({ margin: MARGIN, ...given });
  const once = new Map<Verdict, number>();
  const often = new Map<Verdict, number>();
  let used = 0;
  const count = (verdicts: Map<Verdict, number>, verdict: Verdict) =>
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  for (let index = 0; index < size; index += 1) {
    const [candidate, baseline] = drawSides(difference, TRIALS, chunkSeed(`evaluate-gate/${difference}`, index));
    const first = firstTrials(baseline, 1);
    count(once, evaluateGate(firstTrials(candidate, 1), first, rules).verdict);
    for (let trials = 1; trials <= TRIALS; trials += 1) {
      // The baseline is a committed file: it keeps its one trial.
      const { verdict } = evaluateGate(firstTrials(candidate, trials), first, rules, TRIALS);
      if (verdict === "undecided" && trials < TRIALS) continue;
      count(often, verdict);
      used += trials;
      break;
    }
  }
  const share = (verdicts: Map<Verdict, number>, verdict: Verdict) => (verdicts.get(verdict) ?? 0) / size;
  return [once, often].map((verdicts, at) => ({
    pass: share(verdicts, "pass"),
    regression: share(verdicts, "regression"),
    undecided: share(verdicts, "undecided"),
    trials: at === 0 ? 1 : used / size,
  }));
}

describe("evaluateGate", () => {
  const size = proofSize(SIZE);
  const slack = allowance(0.05, size, SIZE);
  // 2,000 comparisons see a rate of 5 % with a standard error of 0.49 points; the bound of 5.7 % is for 10,000.
  const bound = 0.057 + 2 * Math.sqrt((0.05 * 0.95) / SIZE) + slack;
  const rows: string[][] = [];
  const tell = (name: string, all: ReturnType<typeof rates>) => {
    for (const [index, { pass, regression, undecided, trials }] of all.entries()) {
      const looks = index === 0 ? "1" : String(TRIALS);
      rows.push([name, looks, percent(pass), percent(regression), percent(undecided), trials.toFixed(2)]);
    }
  };

  test("errs no more than it says, once and until decided", () => {
    const worse = rates(-MARGIN, {}, size);
    tell("worse by the margin", worse);
    for (const { pass, regression } of worse) {
      expect.soft(pass).toBeLessThanOrEqual(bound);
      expect.soft(regression).toBeLessThanOrEqual(bound);
    }
    const equal = rates(0, {}, size);
    tell("equal", equal);
    for (const { regression } of equal) expect.soft(regression).toBeLessThanOrEqual(bound);
    for (const { pass } of equal) expect.soft(pass).toBeGreaterThan(0.75);
    const strict = rates(0, { strict: true, byCategory: true }, size);
    tell(`equal, strict, overall and ${CATEGORIES} categories`, strict);
    for (const { regression } of strict) expect.soft(regression).toBeLessThanOrEqual(bound);
    const header = ["true difference", "looks", "pass", "regression", "undecided", "trials"];
    const title = `The gate of the command, margin ${MARGIN} (${size} comparisons, % of them)`;
    writeSync(process.stdout.fd, `${formatTable(title, header, rows)}\n`);
  });
});
