import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeskCalibration } from "../../../src/people/calibrate-desk.ts";
import { displayWidth } from "../../../src/text/display-width.ts";
import { madeQuestions, makeResults } from "../../support/made-results.ts";
import { type RatedDesk, rateDesk } from "../../support/rated-desk.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;

// The judge gives 6 to odd questions and 8 to even ones in the first turn, 1 less in the second: 6.5 on average over 40.
const judged = (id: string, turn: number) => 6 + 2 * ((Number(id) + 1) % 2) - (turn - 1);

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-calibrate-"));
  await makeResults(cwd, {
    questions: madeQuestions(40),
    candidates: [
      {
        id: "base",
        turn: (question, turn) => ({ text: `答え ${question.id}-${turn}`, rating: judged(question.id, turn) }),
      },
      {
        id: "tuned",
        turn: (question, turn) => ({ text: `別 ${question.id}-${turn}`, rating: judged(question.id, turn) + 1 }),
      },
    ],
  });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const rated = (rating: number) => ({ kind: "rated", rating }) as const;

/** Aoi is a point below the judge, kiri two points, sora as the judge; on every fourth question all give one more. */
const strictness: Readonly<Record<string, number>> = { aoi: 1, kiri: 2, sora: 0 };
const usual: RatedDesk = {
  candidates: ["base"],
  people: ["aoi", "kiri", "sora"],
  count: 16,
  twice: 8,
  give: ({ question, turn }, person) =>
    rated(judged(question.id, turn) - (strictness[person] ?? 0) + (Number(question.id) % 4 === 0 ? 1 : 0)),
};

async function calibrated(...args: readonly string[]): Promise<{ code: number | null; record: DeskCalibration }> {
  const { code, stdout, stderr } = await runMain(["calibrate", "--json", ...args], { cwd });
  if (stdout === "") throw new Error(stderr);
  return { code, record: JSON.parse(stdout) as DeskCalibration };
}

const estimated = (calibration: DeskCalibration["candidates"][number]["calibration"] | undefined) => {
  if (calibration?.kind !== "estimated") throw new Error("refused");
  return calibration;
};

describe("mtbench calibrate", () => {
  it("corrects the judge's mean by what people gave more or less", async () => {
    const plan = await rateDesk(cwd, usual);
    const { code, record } = await calibrated();
    expect(code).toBe(0);
    expect(record).toMatchObject({ plan, questionSet: "made", estimate: "calibrated", gone: 0, differences: [] });
    const found = estimated(record.candidates[0]?.calibration);
    expect(found.counts).toEqual({ units: 40, drawn: 16, rated: 16, skipped: 0, open: 0, ratings: 24, raters: 3 });
    expect(found.draw).toBe("proportional");
    expect(found.proxyMean).toBe(6.5);
    // The same from the records, counted here: each question's people's mean less the judge's.
    const text = await readFile(join(cwd, "results", "made", "+desk", plan, "plan.json"), "utf8");
    const desk = JSON.parse(text) as { questions: { id: string }[]; parts: { question: number }[][] };
    const differences = desk.questions.map(({ id }, index) => {
      const seers = desk.parts.flatMap((part, at) => (part.some(({ question }) => question === index) ? [at] : []));
      const given = seers.map((at) => (Number(id) % 4 === 0 ? 1 : 0) - (strictness[usual.people[at] ?? ""] ?? 0));
      return given.reduce((sum, value) => sum + value, 0) / given.length;
    });
    const mean = differences.reduce((sum, value) => sum + value, 0) / 16;
    expect(found.calibrated.value).toBeCloseTo(6.5 + mean, 12);
    expect(found.noise.doubles).toBe(8);
    expect(found.calibrated.likeRaters).not.toBeNull();
    const judge = desk.questions.map(({ id }) => judged(id, 1) - 0.5);
    expect(found.plain.value).toBeCloseTo(mean + judge.reduce((sum, value) => sum + value, 0) / 16, 12);
  });

  it("says which number counts, as the plan fixed it, in words for the terminal", async () => {
    await rateDesk(cwd, { ...usual, estimate: "plain" });
    const { code, stdout } = await runMain(["calibrate"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("judge made-judge (made-judge-model); what counts was fixed as: plain");
    expect(stdout).toContain("base: 16 of 40 questions rated by 3 people, 24 times in all");
    expect(stdout).toMatch(/^plain .* counts$/mu);
    expect(stdout).not.toMatch(/^calibrated .* counts$/mu);
    expect(stdout).toContain("Not half as wide even with all questions rated");
    const narrow = await runMain(["calibrate"], { cwd, columns: 60 });
    for (const line of narrow.stdout.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it("compares candidates question by question, by the people who rated both", async () => {
    const tuned = (person: string) => ({ aoi: 0.5, kiri: 2, sora: 1 })[person] ?? 0;
    await rateDesk(cwd, {
      ...usual,
      candidates: ["base", "tuned"],
      give: ({ question, turn }, person, candidate) =>
        rated(
          Math.round(
            judged(question.id, turn) - (strictness[person] ?? 0) + (candidate === "tuned" ? tuned(person) : 0),
          ),
        ),
    });
    const { record } = await calibrated();
    expect(record.candidates.map(({ id }) => id)).toEqual(["base", "tuned"]);
    const [difference] = record.differences;
    expect(difference).toMatchObject({ id: "tuned", baseline: "base" });
    const found = estimated(difference?.calibration);
    expect(found.proxyMean).toBe(1);
    const [base, other] = record.candidates.map(({ calibration }) => estimated(calibration).calibrated.value);
    expect(found.calibrated.value).toBeCloseTo((other ?? 0) - (base ?? 0), 12);
    const { stdout } = await runMain(["calibrate"], { cwd });
    expect(stdout).toContain("tuned minus base: 16 of 40 questions");
  });

  it("one person's repeats tell the noise; a question is rated once all its turns are", async () => {
    await rateDesk(cwd, {
      ...usual,
      people: ["aoi"],
      count: 18,
      give: ({ question, turn, entry }) =>
        entry.question === 0 && turn === 2 ? null : rated(judged(question.id, turn) - (entry.repeat === 2 ? 1 : 0)),
    });
    const { record } = await calibrated();
    const found = estimated(record.candidates[0]?.calibration);
    expect(found.counts).toMatchObject({ drawn: 18, rated: 17, open: 1, raters: 1 });
    expect(found.noise).toMatchObject({ doubles: 8, oneRating: 0.5, betweenRaters: null });
    expect(found.calibrated.likeRaters).toBeNull();
  });

  it("counts skipped questions and refuses above a tenth of them, with exit code 3", async () => {
    const skipping = (count: number): RatedDesk => ({
      ...usual,
      people: ["aoi"],
      count: 20,
      give: ({ question, turn, entry }) =>
        entry.question < count && turn === 1
          ? { kind: "skipped", reason: "not-my-field" }
          : rated(judged(question.id, turn)),
    });
    await rateDesk(cwd, skipping(2));
    const allowed = await calibrated();
    expect([allowed.code, allowed.record.candidates[0]?.calibration.counts.skipped]).toEqual([0, 2]);
    await rateDesk(cwd, { ...skipping(3), estimate: "plain" });
    const plans = await runMain(["calibrate"], { cwd });
    expect([plans.code, plans.stderr]).toEqual([
      2,
      expect.stringContaining("there are 2 plans: which of them is meant"),
    ]);
    await rm(join(cwd, "results", "made", "+desk"), { recursive: true });
    await rateDesk(cwd, skipping(3));
    const refused = await runMain(["calibrate"], { cwd });
    expect([refused.code, refused.stdout]).toEqual([
      3,
      expect.stringContaining("No estimate: 3 of 20 questions were skipped, more than 10 %, and what people"),
    ]);
  });

  it("refuses below 16 rated questions, without a plan, and for answers side by side", async () => {
    const none = await runMain(["calibrate"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("nobody has a plan to rate anything here")]);
    const few = await rateDesk(cwd, { ...usual, count: 15 });
    const refused = await runMain(["calibrate"], { cwd });
    expect([refused.code, refused.stdout]).toEqual([
      3,
      expect.stringContaining("No estimate: it takes 16 rated questions, and 15 are."),
    ]);
    expect(few).not.toBe("");
  });

  it("counts what people chose between answers side by side", async () => {
    const plan = await rateDesk(cwd, {
      ...usual,
      kind: "matches",
      candidates: ["base", "tuned"],
      people: ["aoi"],
      twice: 0,
      give: ({ turn, entry, question }) =>
        turn === 2
          ? { kind: "matched", side: "tie" }
          : Number(question.id) % 10 === 0
            ? { kind: "skipped", reason: "other" }
            : { kind: "matched", side: entry.swapped ? "left" : "right" },
    });
    const { code, stdout } = await runMain(["calibrate", "--json"], { cwd });
    const found = JSON.parse(stdout) as { skipped: number; lost: number; net: { mean: number } };
    expect(code).toBe(0);
    expect(found).toMatchObject({ plan, first: "base", second: "tuned", people: ["person:aoi"], won: 0, tied: 16 });
    expect(found.lost + found.skipped).toBe(16);
    expect(found.net.mean).toBeCloseTo(-found.lost / (16 + found.lost), 12);
    const text = (await runMain(["calibrate"], { cwd })).stdout;
    expect(text).toContain("base beside tuned; chosen by person:aoi");
    expect(text).toMatch(/^tie +16$/mu);
    const other = await runMain(["compare", "base", "tuned", "--calibrated", "--plan", plan], { cwd });
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("lets people choose between two answers")]);
  });

  it("stands in the leaderboard beside the judge's score, and nowhere without an estimate", async () => {
    await rateDesk(cwd, usual);
    const { record } = await calibrated();
    const { calibrated: found } = estimated(record.candidates[0]?.calibration);
    const { stdout } = await runMain(["leaderboard", "--json"], { cwd });
    const board = JSON.parse(stdout) as { protocols: { candidates: { id: string; people?: object }[] }[] };
    const rows = board.protocols[0]?.candidates ?? [];
    expect(rows.find(({ id }) => id === "tuned")?.people).toBeUndefined();
    const { low, high } = found.theseRaters;
    const people = {
      plan: record.plan,
      estimate: "calibrated",
      mean: found.value,
      low,
      high,
      level: 0.95,
      questions: 16,
      moreToHalve: null,
    };
    expect(rows.find(({ id }) => id === "base")?.people).toEqual(people);
    for (const format of ["table", "markdown"]) {
      const text = (await runMain(["leaderboard", "--format", format], { cwd })).stdout;
      expect(text).toContain("people (n)");
      expect(text).toContain(`${found.value.toFixed(2)}, ${low.toFixed(2)} to ${high.toFixed(2)} (16)`);
      expect(text).toContain("what these people would give to all questions");
    }
    await rm(join(cwd, "results", "made", "+desk"), { recursive: true });
    await rateDesk(cwd, { ...usual, count: 15 });
    expect((await runMain(["leaderboard"], { cwd })).stdout).not.toContain("people (n)");
  });

  it("leaves out what the records no longer have, and says so", async () => {
    const plan = await rateDesk(cwd, { ...usual, count: 18, people: ["aoi"], twice: 0 });
    const text = await readFile(join(cwd, "results", "made", "+desk", plan, "plan.json"), "utf8");
    const [first] = (JSON.parse(text) as { questions: { answers: { keys: string[] }[] }[] }).questions;
    const file = join(cwd, "results", "made", "base", "judgments", "made-judge.jsonl");
    const lines = (await readFile(file, "utf8")).split("\n");
    const keys = first?.answers[0]?.keys ?? [];
    await writeFile(
      file,
      lines.filter((line) => !keys.some((key) => line.includes(`"answerKey":"${key}"`))).join("\n"),
    );
    const { record } = await calibrated();
    expect(record.gone).toBe(1);
    const { counts, noise } = estimated(record.candidates[0]?.calibration);
    expect(counts).toMatchObject({ units: 39, drawn: 17, rated: 17 });
    expect(noise.oneRating).toBeNull();
    expect((await runMain(["calibrate"], { cwd })).stdout).toContain("1 question of the plan is left out");
  });
});
