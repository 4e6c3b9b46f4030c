import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportRecord } from "../../../src/reports/page/report-record.ts";
import type { LookTexts } from "../../../src/tallies/collect-looks.ts";
import { finishedDemo } from "../../support/finished-demo.ts";
import { runMain } from "../../support/run-main.ts";

describe("matches in a report", () => {
  let cwd: string;
  let record: ReportRecord;
  let page: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-report-matches-"));
    await finishedDemo(join(cwd, "results"), { matches: false });
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
    const { looks = [], pairs = [] } = matches ?? {};
    expect(looks).toHaveLength(36);
    expect(looks[0]).toMatchObject({ flip: "first", verdicts: [1, -1] });
    const kinds = looks.map(({ flip }) => flip);
    expect(kinds.lastIndexOf("first")).toBeLessThan(kinds.indexOf("same"));
    // Each turn has a place of its own among its pair's words.
    expect(new Set(looks.map(({ pair, at }) => `${pair} ${at}`)).size).toBe(36);
    for (const [index, { flips, turns, decisive, winRate, netWins, shownFirstBy, perCall }] of pairs.entries()) {
      expect(turns).toBe(looks.filter(({ pair }) => pair === index).length);
      expect(Object.values(flips).reduce((sum, count) => sum + count, 0)).toBe(turns);
      expect(decisive).toBeLessThanOrEqual(turns);
      expect(winRate.value).toBeCloseTo((1 + (netWins.value ?? Number.NaN)) / 2, 12);
      expect(shownFirstBy.length).toBeGreaterThan(0);
      expect(perCall.rating).toBeGreaterThan(0);
    }
  });

  it("have their words packed behind the page, pair by pair", () => {
    for (const [index] of (record.matches[0]?.pairs ?? []).entries()) {
      const packed = new RegExp(`id="chunk-m0\\.${index}"[^>]*>([^<]*)<`, "u").exec(page)?.[1] ?? "";
      const texts: LookTexts[] = JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString("utf8"));
      const own = record.matches[0]?.looks.filter(({ pair }) => pair === index) ?? [];
      expect(texts).toHaveLength(own.length);
      for (const { at, flip } of own) {
        const { asked, answers, words } = texts[at] ?? { asked: null, answers: [], words: [] };
        expect([asked, ...answers, ...words].every((text) => (text ?? "").length > 0)).toBe(true);
        if (flip === "first") expect(words[0]).toContain("先に示された回答を選ぶ");
      }
    }
  });

  it("are on its page, readable without its program", () => {
    expect(page).toContain("対戦：二つの回答を並べた比較");
    expect(page).toContain("勝率の表");
    for (const words of ["勝率（ブートストラップ）", "順序の影響", "先に示される効果（カテゴリ別", "対戦の t²"]) {
      expect(page).toContain(words);
    }
  });
});
