import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rateAgain } from "../../support/rate-again.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-agreement-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const root = () => join(cwd, "results");

/** Three candidates of falling quality; the second judge is a point milder and disputes question 2, turn 1. */
function writeTwoJudges(): void {
  for (const [place, id] of ["aki", "haru", "natsu"].entries()) {
    const told = [1, 2, 3, 4].map((question) => [9 - 2 * place - (question % 2), 8 - 2 * place]);
    const folder = writeResults(root(), { id, told, categories: ["math"] });
    rateAgain(folder, {
      judge: "second",
      rate: ({ question, turn }) => {
        if (question === "2" && turn === 1) return 2;
        return Math.min(10, (told[Number(question) - 1]?.[turn - 1] ?? 0) + 1);
      },
      words: "参照と違う",
    });
  }
}

describe("mtbench agreement", () => {
  it("tells alpha, severity, verdicts and components of those who rated the same answers", async () => {
    writeTwoJudges();
    const { code, stdout, stderr } = await runMain(["agreement"], { cwd });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("told: 24 answers to 4 questions, 2 raters; 24 answers rated by all of them");
    expect(stdout).toMatch(/second \(shinpan-8b\) +\d\.\d\d +\+0\.\d\d|second \(shinpan-8b\) +\d\.\d\d +-?0\.\d\d/);
    expect(stdout).toContain("told-judge (kenja-70b)");
    expect(stdout).toMatch(/math +0\.\d\d .*rough/);
    expect(stdout).toContain("What other raters would add is not shown: that takes at least 3.");
    const again = await runMain(["agreement"], { cwd });
    expect(again.stdout).toBe(stdout);
  });

  it("prints the record as JSON, of the chosen raters alone", async () => {
    writeTwoJudges();
    rateAgain(join(root(), "told", "aki"), { judge: "person:kiri", rate: () => 7 });
    const all = JSON.parse((await runMain(["agreement", "--json"], { cwd })).stdout);
    expect(all[0]).toMatchObject({ set: "told", turns: 24, common: 24 });
    expect(all[0].raters).toContain("person:kiri");
    expect(all[0].panel).not.toContain("person:kiri");
    const two = JSON.parse((await runMain(["agreement", "--json", "--judges", "kenja-70b", "kiri"], { cwd })).stdout);
    expect(two[0].raters).toEqual(["told-judge (kenja-70b)", "person:kiri"]);
    expect(two[0].pairs[0].answers).toBe(8);
  });

  it.each([
    [["agreement"], "holds no ratings", false],
    [["agreement", "--judges", "secnd"], 'nobody called "secnd" rated told', true],
    [["agreement", "--judges", "second"], "at least two judges or people", true],
    [["agreement", "--questions", "tld"], 'no ratings of question set "tld"', true],
  ])("refuses %j", async (args, message, filled) => {
    if (filled) writeTwoJudges();
    const { code, stderr } = await runMain(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("mtbench audit", () => {
  it("puts the disputed turn first, with the raters' words", async () => {
    writeTwoJudges();
    const { code, stdout } = await runMain(["audit", "--limit", "1"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("told: 1 of 8 turns");
    expect(stdout).toContain("== question 2, turn 1: spread");
    expect(stdout).toContain("参照と違う [[2]]");
    expect(stdout).not.toContain("== question 1");
    const record = JSON.parse((await runMain(["audit", "--json"], { cwd })).stdout);
    expect(record[0].suspects[0]).toMatchObject({ question: "2", turn: 1, candidates: 3, known: null });
    expect(record[0].suspects[0].answers).toHaveLength(3);
  });

  it("writes suspected errata that a set's check reads, and keeps what was decided", async () => {
    await writeSmallSet(cwd, "told");
    writeTwoJudges();
    const first = await runMain(["audit", "--limit", "2", "-o", "doubts.yaml"], { cwd });
    expect(first.stderr).toContain("doubts.yaml: 2 turns added as suspected");
    const file = join(cwd, "doubts.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/question: "2"\n +turn: 1\n +status: suspected\n +note: "?raters differ by sd/);
    const decided = text.replace("status: suspected", "status: refuted\n    by: kiri\n    why: 正しい");
    writeFileSync(file, decided.replace(/ {4}note: .*\n( {6}.*\n)*/, "").replace("# Turns", "# mine\n# Turns"));
    const again = await runMain(["audit", "--limit", "3", "-o", "doubts.yaml"], { cwd });
    expect(again.stderr).toContain("1 turns added as suspected, 2 are known already");
    const kept = readFileSync(file, "utf8");
    expect(kept).toContain("# mine");
    expect(kept.match(/status: suspected/g)).toHaveLength(2);
    const check = await runMain(["questions", "check", "told", "--errata", "doubts.yaml"], { cwd });
    expect(check.stdout).toContain("errata: 0 turns confirmed, 2 suspected, 1 refuted");
    // The told results have four questions, ids 1 to 4; the set has 7 and 8.
    expect(check.code).toBe(2);
    expect(check.stderr).toContain("errata: question 2, turn 1: there is no such question");
  });

  it("with one judge tells where its own repeats differ", async () => {
    const told = [
      [[[9, 3]], [[5, 5]]],
      [[[8, 7]], [[6, 6]]],
    ] as const;
    writeResults(root(), { id: "aki", told });
    const { code, stdout } = await runMain(["audit"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("No turn of told has 3 answers that two raters rated.");
    expect(stdout).toMatch(
      /1\/1 +writing +told-judge \(kenja-70b\) +4\.24 +1\n2\/1 +math +told-judge \(kenja-70b\) +0\.71 +1/,
    );
    expect(stdout).not.toMatch(/^1\/2/m);
    const none = await runMain(["audit", "-o", "doubts.yaml"], { cwd });
    expect(none.stderr).toContain("doubts.yaml is not written: there is no turn to suspect.");
    expect(existsSync(join(cwd, "doubts.yaml"))).toBe(false);
  });

  it("refuses a limit that is no number", async () => {
    writeTwoJudges();
    expect((await runMain(["audit", "--limit", "zero"], { cwd })).code).toBe(2);
  });
});
