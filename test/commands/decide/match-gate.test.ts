import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { finishedDemo } from "../../support/finished-demo.ts";
import { runMain } from "../../support/run-main.ts";

describe("mtbench gate --by matches", () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-match-gate-"));
    await finishedDemo(join(cwd, "results"), { matches: false });
    const baseline = ["baseline", "save", "practice-flawed", "-o", "ci/baseline.json"];
    expect((await runMain(baseline, { cwd })).code).toBe(0);
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const gate = (candidate: string, ...words: string[]) =>
    runMain(
      [
        "gate",
        "--by",
        "matches",
        "--match-judge",
        "practice",
        "--baseline",
        "ci/baseline.json",
        "--candidate",
        candidate,
        ...words,
      ],
      { cwd },
    );
  const match = (...words: string[]) => runMain(["match", ...words, "--judge", "practice"], { cwd });

  it("refuses what was never compared, and is incomplete while calls are due", async () => {
    const never = await gate("practice-strong");
    expect([never.code, never.stderr]).toEqual([2, expect.stringContaining("were never compared by mtbench-ja")]);
    expect((await match("practice-poor", "practice-flawed", "--shard", "1/2")).code).toBe(0);
    const half = await gate("practice-poor");
    expect([half.code, half.stdout]).toEqual([3, expect.stringContaining("calls are due")]);
    expect((await gate("practice-poor", "--undecided", "pass")).code).toBe(3);
  }, 60_000);

  it("passes one that wins, finds one that loses, and prints its power", async () => {
    expect((await match("practice-strong", "practice-flawed")).code).toBe(0);
    expect((await match("practice-poor", "practice-flawed")).code).toBe(0);
    const better = await gate("practice-strong", "--json");
    expect(better.code).toBe(0);
    const report = JSON.parse(better.stdout);
    expect(report).toMatchObject({ by: "matches", verdict: "pass", margin: 0.1, coverage: { complete: 160, due: 0 } });
    expect(report.netWins.plain.low).toBeGreaterThan(0.3);
    expect(report.power.simulations).toBe(2000);
    expect(report.power.atMarginPasses).toBeLessThanOrEqual(0.07);
    expect(report.power.equalPasses).toBeGreaterThan(0.5);
    const worse = await gate("practice-poor", "--junit", "out/gate.xml");
    expect([worse.code, worse.stdout]).toEqual([1, expect.stringContaining("Lost most clearly")]);
    expect(worse.stdout).toMatch(/an equally good candidate passes in\s+\d+ %/u);
    expect(await readFile(join(cwd, "out", "gate.xml"), "utf8")).toContain('<failure type="regression"');
  }, 60_000);

  it.each([
    [["--until-decided"], "--until-decided runs more trials of ratings"],
    [["--margin", "1.5"], "expected above 0 and at most 1"],
    [["--by-category"], "--by-category"],
    [["--min-score", "5"], "--min-score"],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await gate("practice-strong", ...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a baseline whose answers are others now", async () => {
    const answers = join(cwd, "results", "ja-original", "practice-flawed", "answers.jsonl");
    const [line = ""] = (await readFile(answers, "utf8")).split("\n");
    await appendFile(answers, `${JSON.stringify({ ...JSON.parse(line), key: "0".repeat(64), trial: 2 })}\n`);
    const launches = join(cwd, "results", "ja-original", "practice-flawed", "launches.jsonl");
    const launch = JSON.parse((await readFile(launches, "utf8")).trim().split("\n").at(-1) ?? "");
    await appendFile(launches, `${JSON.stringify({ ...launch, trials: 2 })}\n`);
    const { code, stderr } = await gate("practice-strong");
    expect([code, stderr]).toEqual([2, expect.stringContaining("are not those of the baseline any more")]);
  });
});
