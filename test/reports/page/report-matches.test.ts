import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportRecord } from "../../../src/reports/page/report-record.ts";
import { runMain } from "../../support/run-main.ts";

describe("matches in a report", () => {
  let cwd: string;
  let record: ReportRecord;
  let page: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-report-matches-"));
    expect((await runMain(["demo", "--results", "results"], { cwd })).code).toBe(0);
    const all = ["practice-strong", "practice-flawed", "practice-poor"];
    expect((await runMain(["match", ...all, "--limit", "6", "--judge", "practice"], { cwd })).code).toBe(0);
    const report = await runMain(["report", "--output", "out", "--no-figures"], { cwd });
    expect([report.code, report.stderr]).toEqual([0, expect.any(String)]);
    record = JSON.parse(await readFile(join(cwd, "out", "report.json"), "utf8"));
    page = await readFile(join(cwd, "out", "index.html"), "utf8");
  }, 180_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  it("are in its record: strengths, pairs, and turns with both answers and verdicts, flips first", () => {
    const [matches, ...others] = record.matches;
    expect(others).toEqual([]);
    expect(matches?.strengths.map(({ candidate }) => candidate)).toEqual([
      "practice-strong",
      "practice-flawed",
      "practice-poor",
    ]);
    expect(matches?.pairs).toHaveLength(3);
    expect(matches?.looked).toBe(36);
    const [look] = matches?.looks ?? [];
    expect(look).toMatchObject({ flip: "first", verdicts: [1, -1] });
    expect(look?.answers.every((text) => (text ?? "").length > 0)).toBe(true);
    expect(look?.words[0]).toContain("先に示された回答を選ぶ");
    expect(look?.asked).not.toBe(null);
    const kinds = matches?.looks.map(({ flip }) => flip) ?? [];
    expect(kinds.lastIndexOf("first")).toBeLessThan(kinds.indexOf("same"));
  });

  it("are on its page, readable without its program", () => {
    expect(page).toContain("対戦：二つの回答を並べた比較");
    expect(page).toContain("勝率の表");
  });
});
