import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkQuestionSet } from "../../src/questions/check-question-set.ts";
import { loadSetDefinition } from "../../src/questions/load-question-set.ts";
import { freshness } from "../../src/scores/freshness.ts";
import type { RatedCell } from "../../src/scores/paired-cells.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import { writeVariantSet } from "../../src/variants/drawn-folder.ts";
import { generators } from "../../src/variants/generators.ts";
import { answerSolvers } from "../variants/answer-solvers.ts";
import { codeSolvers } from "../variants/coding-solvers.ts";
import { differences, hasPython } from "../variants/run-code.ts";

const seeds = Number(process.env.MTBENCH_PROOF_SIZE ?? 100);
const repeats = Number(process.env.MTBENCH_PROOF_SIZE ?? 100) * 20;

it(`${seeds} seeds pass \`questions check\`, and a set takes under 2 seconds`, async () => {
  const folder = await mkdtemp(join(tmpdir(), "mtbench-variants-"));
  const { definition } = await loadSetDefinition("ja-original", { cwd: folder });
  let slowest = 0;
  try {
    for (let seed = 0; seed < seeds; seed++) {
      const start = performance.now();
      await writeVariantSet(folder, definition, String(seed));
      slowest = Math.max(slowest, performance.now() - start);
      const { problems, warnings } = await checkQuestionSet(folder, {
        cwd: folder,
        places: { cache: folder, mirror: null },
      });
      expect({ seed, problems }).toEqual({ seed, problems: [] });
      expect({ seed, warnings: warnings.filter((one) => !one.startsWith("categories differ")) }).toEqual({
        seed,
        warnings: [],
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  process.stdout.write(
    `${seeds} sets of ${generators.length} questions, the slowest in ${(slowest / 1000).toFixed(2)} s\n`,
  );
  expect(slowest).toBeLessThan(2000);
});

it(`${seeds} seeds agree with solvers that read the questions alone`, () => {
  for (const generator of generators.filter((one) => one.category !== "coding")) {
    for (let seed = 0; seed < seeds; seed++) {
      const turns = generator.vary(String(seed));
      const wanted = answerSolvers[generator.id]?.(turns.map((turn) => turn.question)) ?? [];
      for (const [index, turn] of turns.entries()) {
        const missing = wanted[index]?.filter((text) => !`${turn.reference}\n`.includes(text));
        expect({ id: generator.id, seed, missing }).toEqual({ id: generator.id, seed, missing: [] });
      }
    }
  }
});

it(`the code of ${seeds} seeds does what the questions say`, () => {
  if (!hasPython) process.stdout.write("python3 is missing: only the JavaScript references are run\n");
  for (const generator of generators.filter((one) => one.category === "coding")) {
    const jobs = Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) => {
      const turns = generator.vary(String(seed));
      const checks = codeSolvers[generator.id]?.(turns.map((turn) => turn.question));
      return turns.flatMap((turn, index) => {
        const check = checks?.[index];
        return check === undefined
          ? []
          : [{ name: `${generator.id}, seed ${seed}, turn ${index + 1}:`, answer: turn.reference, check }];
      });
    });
    expect(jobs).toHaveLength(2 * seeds);
    expect(differences(jobs)).toEqual([]);
  }
});

it("no variant has a turn whose answer is the original's, and few seeds share a question", () => {
  const lines: string[] = [];
  for (const generator of generators) {
    const original = generator.original().map((turn) => turn.answer);
    const drawn = Array.from({ length: seeds }, (_, seed) => generator.vary(String(seed)));
    for (const turn of drawn.flatMap((turns) => turns.map(({ answer }, index) => ({ answer, index })))) {
      expect(turn.answer).not.toBe(original[turn.index]);
    }
    const different = new Set(drawn.map((turns) => turns.map((turn) => turn.question).join("\n"))).size;
    lines.push(`${generator.id} ${different}`);
    expect(different).toBeGreaterThan(seeds / 4);
  }
  process.stdout.write(`different questions among ${seeds} seeds: ${lines.join(", ")}\n`);
});

interface Played {
  /** Points that a variant costs beside the original. */
  readonly drop: number;
}

const questions = generators.map(({ id, category }) => ({ id, category }));

/** A model on the original and on two seeds: each question has its difficulty, each variant its own, each turn its noise. */
function played(random: () => number, { drop }: Played): { original: RatedCell[]; variants: RatedCell[][] } {
  const cell = (id: string, category: string, turn: number, value: number): RatedCell => {
    const rating = Math.min(10, Math.max(1, Math.round(value)));
    const trial = { ratings: [rating], failed: 0, unrated: 0, due: 0, truncated: false };
    return {
      questionId: id,
      questionHash: id,
      category,
      turn,
      ratings: [rating],
      trials: [trial],
      planned: 1,
      failed: 0,
      due: 0,
      truncated: 0,
    };
  };
  const levels = questions.map(() => 6 + 1.5 * randomNormal(random));
  const side = (shift: number): RatedCell[] =>
    questions.flatMap(({ id, category }, index) => {
      const own = (levels[index] ?? 0) + randomNormal(random) + shift;
      return [1, 2].map((turn) => cell(id, category, turn, own + 1.2 * randomNormal(random)));
    });
  return { original: side(0), variants: [side(-drop), side(-drop)] };
}

const scale = { min: 1, max: 10 };

it(`${repeats} honest models are rejected at 4 to 6 %, and planted memorisers are found`, () => {
  const random = makeRandom("freshness");
  const options = { scale, seed: "freshness" };
  const shareOf = (drop: number, test: (result: ReturnType<typeof freshness>) => boolean): number => {
    let hits = 0;
    for (let repeat = 0; repeat < repeats; repeat++)
      if (test(freshness(played(random, { drop }), [], options))) hits += 1;
    return hits / repeats;
  };
  const excludes = ({ change }: ReturnType<typeof freshness>): boolean =>
    (change.overall.high ?? 1) < 0 || (change.overall.low ?? -1) > 0;
  const honest = shareOf(0, excludes);
  const memoriser = shareOf(2, ({ verdict }) => verdict === "drop shown");
  process.stdout.write(
    `interval without 0: honest ${(100 * honest).toFixed(1)} %; drop of 2 points shown: ${(100 * memoriser).toFixed(1)} %\n`,
  );
  expect(honest).toBeGreaterThan(repeats >= 2000 ? 0.04 : 0);
  expect(honest).toBeLessThan(repeats >= 2000 ? 0.06 : 0.15);
  expect(memoriser).toBeGreaterThan(0.99);
});

it("beside three controls, harder variants alone are not called memory", () => {
  const random = makeRandom("controls");
  const rounds = Math.ceil(repeats / 2);
  let [wrong, found] = [0, 0];
  for (let repeat = 0; repeat < rounds; repeat++) {
    const controls = [1, 1, 1].map((drop) => played(random, { drop }));
    const verdict = (drop: number) => freshness(played(random, { drop }), controls, { scale }).verdict;
    if (verdict(1) === "remembered") wrong += 1;
    if (verdict(3) === "remembered") found += 1;
  }
  process.stdout.write(
    `three controls: honest called remembered ${((100 * wrong) / rounds).toFixed(1)} %, a memoriser found ${((100 * found) / rounds).toFixed(1)} %\n`,
  );
  expect(wrong / rounds).toBeLessThan(0.05);
  expect(found / rounds).toBeGreaterThan(0.9);
});
