import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GateReport } from "../../../src/gate/evaluate-gate.ts";
import { type MadeTurn, madeQuestions, makeResults } from "../../support/made-results.ts";
import { type RatedDesk, rateDesk } from "../../support/rated-desk.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-gate-calibrated-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

/** The judge takes two points from `tuned`, here and there three or one. */
const judged = (id: string, turn: number, candidate: string) =>
  candidate === "base" ? 7 + (turn % 2) : 5 + (turn % 2) + ((Number(id) + 1) % 3) - 1;

async function make(change: (id: string, turn: number, made: MadeTurn) => MadeTurn = (_id, _turn, made) => made) {
  await makeResults(cwd, {
    questions: madeQuestions(40),
    candidates: ["base", "tuned"].map((candidate) => ({
      id: candidate,
      turn: ({ id }, turn) => {
        const made = { text: `${candidate} ${id}-${turn}`, rating: judged(id, turn, candidate) };
        return candidate === "tuned" ? change(id, turn, made) : made;
      },
    })),
  });
}

/** People see no difference but for a point here and there, which evens out. */
const fair: RatedDesk = {
  candidates: ["base", "tuned"],
  people: ["aoi", "kiri"],
  count: 24,
  twice: 8,
  give: ({ question, turn }, _person, candidate) => ({
    kind: "rated",
    rating: judged(question.id, turn, "base") - 1 + (candidate === "tuned" ? ((Number(question.id) + 1) % 3) - 1 : 0),
  }),
};

async function gate(...more: readonly string[]): Promise<{ code: number | null; stderr: string; report: GateReport }> {
  const { code, stdout, stderr } = await runMain(
    ["gate", "--baseline", "base", "--candidate", "tuned", "--json", ...more],
    { cwd },
  );
  return { code, stderr, report: JSON.parse(stdout === "" ? "null" : stdout) as GateReport };
}

const ruleOf = ({ rules }: GateReport, name: string) => rules.find(({ rule }) => rule === name);

describe("compare --calibrated", () => {
  it("shows what people make of the difference beside the judge's, in every format", async () => {
    await make();
    await rateDesk(cwd, fair);
    const run = async (...more: readonly string[]) =>
      (await runMain(["compare", "base", "tuned", "--calibrated", ...more], { cwd })).stdout;
    const page = JSON.parse(await run("--json")) as { comparisons: { people: Record<string, number> }[] };
    const { value, low, high, standardError, questions } = page.comparisons[0]?.people ?? {};
    expect(questions).toBe(24);
    expect(Math.abs(value ?? 9)).toBeLessThan(0.5);
    // t of 23 degrees of freedom at 0.975.
    expect((high ?? 0) - (value ?? 0)).toBeCloseTo(2.0686576 * (standardError ?? 0), 6);
    expect((value ?? 0) - (low ?? 0)).toBeCloseTo((high ?? 0) - (value ?? 0), 12);
    const line = /As these people rate \(calibrated\): [+-]\d\.\d\d, 95% interval .*, 24 questions rated of both\./u;
    expect((await run()).replaceAll("\n", " ")).toMatch(line);
    expect(await run("--format", "markdown")).toMatch(line);
    const plain = await runMain(["compare", "base", "tuned", "--json"], { cwd });
    expect(plain.stdout).not.toContain('"people"');
    const without = await runMain(["compare", "base", "tuned", "--plan", "x"], { cwd });
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("needs --calibrated")]);
  });
});

describe("gate --calibrated", () => {
  it("decides by what people see, and shows what the judge saw", async () => {
    await make();
    await rateDesk(cwd, fair);
    const plain = await gate();
    expect([plain.code, plain.report.verdict]).toEqual([1, "regression"]);
    const { code, report } = await gate("--calibrated", "--junit", "gate.xml");
    expect([code, report.verdict]).toEqual([0, "pass"]);
    expect(ruleOf(report, "difference")).toMatchObject({ verdict: "regression", counts: false });
    const people = ruleOf(report, "people");
    expect(people).toMatchObject({ verdict: "pass", counts: true, subject: "overall" });
    expect(people?.message).toMatch(
      /as these people rate \(one-sided bounds .*\), calibrated; 24 questions rated of both/u,
    );
    const junit = await readFile(join(cwd, "gate.xml"), "utf8");
    expect(junit).toContain('failures="0" errors="0" skipped="1"');
  });

  it("finds the regression that the judge misses, by the estimate that the plan fixed", async () => {
    await make((_id, _turn, made) => ({ ...made, rating: 8 }));
    await rateDesk(cwd, {
      ...fair,
      estimate: "plain",
      give: ({ question, turn }, _person, candidate) => ({
        kind: "rated",
        rating: judged(question.id, turn, "base") - (candidate === "tuned" ? 1 + (Number(question.id) % 2) : 0),
      }),
    });
    expect((await gate()).code).toBe(0);
    const { code, report } = await gate("--calibrated");
    expect([code, report.verdict]).toEqual([1, "regression"]);
    expect(ruleOf(report, "people")?.message).toContain("), plain;");
  });

  it("is no pass where people say too little", async () => {
    await make();
    await rateDesk(cwd, { ...fair, count: 15 });
    const { code, report } = await gate("--calibrated");
    expect([code, report.verdict]).toEqual([3, "incomplete"]);
    expect(ruleOf(report, "people")?.message).toBe("it takes 16 rated questions, and 15 are");
    const pass = await gate("--calibrated", "--undecided", "pass");
    expect(pass.code).toBe(3);
  });

  it("lets the judge's readings hold as well where answers failed, which nobody could rate", async () => {
    await make((id, _turn, made) => (Number(id) <= 4 ? { text: null, rating: null } : made));
    await rateDesk(cwd, fair);
    const { code, report } = await gate("--calibrated", "--min-rated", "0.8");
    expect(ruleOf(report, "people")?.verdict).toBe("pass");
    expect(ruleOf(report, "difference")).toMatchObject({ verdict: "regression", counts: true });
    expect(code).toBe(1);
  });

  it("takes a committed baseline whose answers people rated, and no other", async () => {
    await make();
    await rateDesk(cwd, fair);
    expect((await runMain(["baseline", "save", "base", "-o", "base.json"], { cwd })).code).toBe(0);
    const args = ["gate", "--baseline", "base.json", "--candidate", "tuned", "--calibrated"];
    expect((await runMain(args, { cwd })).code).toBe(0);
    const text = await readFile(join(cwd, "base.json"), "utf8");
    const { answersHash } = JSON.parse(text) as { answersHash: string };
    await writeFile(join(cwd, "base.json"), text.replace(answersHash, "0".repeat(64)));
    const other = await runMain(args, { cwd });
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining("the answers of base that people rate are not those that are compared"),
    ]);
  });

  it.each([
    [["--calibrated"], fair, ["base"], "does not let people rate tuned"],
    [["--calibrated", "--by-category"], fair, undefined, "too few questions of one category"],
    [["--plan", "abc"], fair, undefined, "needs --calibrated"],
    [["--calibrated", "--plan", "zzz"], fair, undefined, "none of them is called zzz"],
  ])("refuses %j", async (args, desk, candidates, message) => {
    await make();
    await rateDesk(cwd, { ...desk, ...(candidates === undefined ? {} : { candidates }) });
    const { code, stderr } = await gate(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses --until-decided, which asks for answers that nobody rated", async () => {
    await make();
    const { code, stderr } = await runMain(
      [
        "gate",
        "--baseline",
        "base",
        "--calibrated",
        "--until-decided",
        "--max-trials",
        "3",
        "--model",
        "m@http://x/v1",
      ],
      { cwd },
    );
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("--calibrated: people rated the answers that are there"),
    ]);
  });
});
