import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";
import { runMain } from "../../support/run-main.ts";
import { type Told, writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-noise-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const noise = (...flags: string[]) => runMain(["noise", ...flags], { cwd });
const recordSchema = z.object({
  components: z.object({ group: z.number().nullable(), repeat: z.number().nullable(), reading: z.number().nullable() }),
  fresh: z.number().nullable(),
  trials: z.number(),
  repeats: z.number(),
  trialMeans: z.array(z.number().nullable()),
  identical: z.object({ compared: z.number(), identical: z.number() }),
  advice: z.array(z.object({ trials: z.number(), rerun: z.number(), otherCandidate: z.number() })).nullable(),
  gate: z.object({ margin: z.number(), trials: z.number() }).nullable(),
});

/** One turn a question, so that the drawn variances are those of the question's mean: 1.5^2, 0.8^2 and 0.4^2. */
function drawn(questions: number, trials: number, repeats: number, seed: string): Told[][][][] {
  const random = makeRandom(seed);
  return Array.from({ length: questions }, (_, question) => {
    const own = 5.5 + 1.5 * randomNormal(makeRandom(`question ${question}`));
    const answers = Array.from({ length: trials }, () => {
      const answer = own + 0.8 * randomNormal(random);
      return Array.from({ length: repeats }, () => Math.min(10, Math.max(1, answer + 0.4 * randomNormal(random))));
    });
    return [answers];
  });
}

describe("noise", () => {
  it("finds the variances that the ratings were drawn with", async () => {
    writeResults(join(cwd, "results"), { id: "北斗", told: drawn(400, 4, 3, "a") });
    const { components, fresh } = recordSchema.parse(JSON.parse((await noise("北斗", "--json")).stdout));
    expect(components.group).toBeCloseTo(2.25, 0);
    expect(components.repeat).toBeGreaterThan(0.56);
    expect(components.repeat).toBeLessThan(0.72);
    expect(components.reading).toBeGreaterThan(0.145);
    expect(components.reading).toBeLessThan(0.175);
    expect(fresh).toBeCloseTo((components.repeat ?? 0) + (components.reading ?? 0) / 3, 12);
  });

  it.each([
    [15, true],
    [16, false],
  ])("gives a margin where %d of 30 turns have byte-identical answers: %s", async (same, gives) => {
    for (const id of ["一回目", "二回目"]) {
      const answerText = (question: number) => (question < same ? "同じ答え" : `${id}の答え ${question}`);
      writeResults(join(cwd, id), { id, told: drawn(30, 1, 1, id), answerText });
    }
    const shown = await noise("一回目", "二回目", "--json");
    expect(shown.code).toBe(0);
    const record = recordSchema.parse(JSON.parse(shown.stdout));
    expect([record.advice !== null, record.gate !== null]).toEqual([gives, gives]);
    expect(record.identical).toEqual({ compared: 30, identical: same });
    if (gives) expect(shown.stderr).not.toContain("byte-identical");
    else expect(shown.stderr).toContain("16 of 30 turns have byte-identical answers (a cache, or temperature 0)");
  });

  it("refuses one folder under two names", async () => {
    writeResults(join(cwd, "results"), { id: "北斗", told: drawn(30, 2, 1, "a") });
    const shown = await noise("北斗", "北斗");
    expect(shown.code).toBe(2);
    expect(shown.stderr).toContain("is named twice, and says nothing about how runs differ");
  });

  it("takes re-runs in folders of their own for trials of one candidate", async () => {
    for (const id of ["一回目", "二回目", "三回目"]) {
      const answerText = (question: number) => `${id}の答え ${question}`;
      writeResults(join(cwd, id), { id, told: drawn(30, 1, 1, id), answerText });
    }
    const shown = await noise("一回目", "二回目", "三回目", "--json");
    const record = recordSchema.parse(JSON.parse(shown.stdout));
    expect([record.trials, record.repeats, record.trialMeans.length]).toEqual([3, 1, 3]);
    expect(record.components.reading).toBeNull();
    const text = await noise("一回目", "二回目", "三回目", "--lasting-sd", "0");
    expect(text.stdout).toMatch(/Run to run: means \d\.\d\d, \d\.\d\d, \d\.\d\d; sd 0\.\d{3}/);
    const equal = recordSchema.parse(
      JSON.parse((await noise("一回目", "二回目", "--lasting-sd", "0", "--json")).stdout),
    );
    for (const row of equal.advice ?? []) expect(row.otherCandidate).toBeCloseTo(row.rerun, 12);
    const [one, , , five] = record.advice ?? [];
    expect((one?.rerun ?? 0) / (five?.rerun ?? 1)).toBeCloseTo(Math.sqrt(5), 6);
  });

  it("names the margin and the trials to use in the gate", async () => {
    writeResults(join(cwd, "results"), { id: "北斗", told: drawn(80, 3, 1, "e") });
    const advised = async (...flags: string[]) => {
      const { advice, gate } = recordSchema.parse(JSON.parse((await noise("北斗", "--json", ...flags)).stdout));
      if (advice === null || gate === null) throw new Error("no advice");
      return { advice, gate };
    };
    // Few lasting differences: one trial holds the default margin. Many: five do not, and the margin widens.
    const narrow = await advised("--lasting-sd", "0.5");
    expect(narrow.advice[0]?.otherCandidate).toBeLessThan(0.5);
    expect(narrow.gate).toEqual({ margin: 0.5, trials: 1 });
    const middle = await advised("--lasting-sd", "1.6");
    const needed = middle.advice.find((row) => row.otherCandidate <= 0.5);
    expect(needed?.trials).toBeGreaterThan(1);
    expect(middle.gate).toEqual({ margin: 0.5, trials: needed?.trials });
    const wide = await advised("--lasting-sd", "3");
    const five = wide.advice.find((row) => row.trials === 5)?.otherCandidate ?? 0;
    expect(wide.gate.trials).toBe(5);
    expect(wide.gate.margin).toBeGreaterThanOrEqual(five);
    expect(wide.gate.margin).toBeLessThan(five + 0.05);
    const shown = await noise("北斗", "--lasting-sd", "0.5");
    expect(shown.stdout).toContain("In the gate: --margin 0.5 with 1 trials on both sides.");
  });

  it("says that one run tells nothing about runs", async () => {
    writeResults(join(cwd, "results"), { id: "北斗", told: drawn(12, 1, 1, "b") });
    const shown = await noise("北斗");
    expect(shown.code).toBe(0);
    expect(shown.stderr).toContain("No answer was repeated");
    expect(shown.stdout).not.toContain("Margins");
    expect((await noise("北斗", "--lasting-sd", "-1")).code).toBe(2);
  });

  it("refuses runs of different protocols", async () => {
    writeResults(join(cwd, "a"), { id: "北斗", told: drawn(12, 1, 1, "c") });
    writeResults(join(cwd, "b"), { id: "北斗", told: drawn(12, 1, 1, "d"), fields: { strict: true } });
    const shown = await noise("a", "b");
    expect([shown.code, shown.stderr.includes("strict: was false, now true")]).toEqual([2, true]);
  });
});
