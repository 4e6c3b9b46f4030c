import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "mtbench-errata-marks-"));
  await writeSmallSet(cwd, "told");
  const told = [
    [2, 8],
    [9, 9],
  ];
  writeResults(join(cwd, "results"), { id: "aki", told, fields: { "references.hash": "abc123" } });
  writeFileSync(
    join(cwd, "questions", "told", "errata.yaml"),
    `references: {first: abc123, other: def456}
errata:
  - question: "1"
    turn: 1
    status: confirmed
    by: kiri
    right: "7"
    why: 3 + 4 = 7
    wrong: {first: {kind: value, says: "8"}}
  - question: "2"
    turn: 1
    status: confirmed
    by: kiri
    right: "1"
    why: another file's
    wrong: {other: {kind: value, says: "2"}}
  - {question: "2", turn: 2, status: suspected}
`,
  );
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

describe("turns with a wrong reference", () => {
  it("are named below the leaderboard, with the score without them", async () => {
    const { code, stdout } = await runMain(["leaderboard"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "The judge was shown a wrong reference in 1 turns: 1/1 (--references corrected rates with right ones).",
    );
    // 2, 8, 9, 9 without the first: 26 / 3.
    expect(stdout).toMatch(/Without them: aki 8\.67 \[/);
    expect(stdout).toMatch(/aki +7\.00/);
  });

  it("stand in the JSON and in Markdown", async () => {
    const { stdout } = await runMain(["leaderboard", "--format", "json"], { cwd });
    const [protocol] = JSON.parse(stdout).protocols;
    expect(protocol.errata).toEqual([{ question: "1", turn: 1, right: "7", why: "3 + 4 = 7" }]);
    expect(protocol.candidates[0].withoutErrata).toMatchObject({ rated: 3, planned: 3 });
    expect(protocol.candidates[0].withoutErrata.mean).toBeCloseTo(26 / 3, 10);
    expect(protocol.candidates[0].score.mean).toBe(7);
    const markdown = await runMain(["leaderboard", "--format", "markdown"], { cwd });
    expect(markdown.stdout).toContain("Without them: aki 8.67");
  });

  it("are marked by show, and only they", async () => {
    const { stdout } = await runMain(["show", "aki", "1"], { cwd });
    expect(stdout.match(/-- the reference is wrong here; right: 7\. 3 \+ 4 = 7/g)).toHaveLength(1);
    expect((await runMain(["show", "aki", "2"], { cwd })).stdout).not.toContain("the reference is wrong");
  });

  it("say nothing where the judge was shown other references", async () => {
    writeResults(join(cwd, "results"), { id: "haru", told: [[5]], fields: { "references.hash": "unknown" } });
    rmSync(join(cwd, "results", "told", "aki"), { recursive: true });
    expect((await runMain(["leaderboard"], { cwd })).stdout).not.toContain("wrong reference");
  });
});
