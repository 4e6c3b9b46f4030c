import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MadeCandidate, madeQuestions, makeResults } from "../../support/made-results.ts";
import { runMain } from "../../support/run-main.ts";

const steady = (id: string, rating: number): MadeCandidate => ({
  id,
  turn: (question, turn) => ({
    text: turn === 2 && question.id === "4" && rating < 6 ? null : `${id} が ${question.id} に答えます。`,
    thought: "どう答えようか。".repeat(120),
    rating: rating + (Number(question.id) % 2),
  }),
});

describe("mtbench report and figure", () => {
  let cwd: string;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-report-"));
    await makeResults(cwd, { questions: madeQuestions(16), candidates: [steady("研究室/甲", 8), steady("乙", 5)] });
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  it("writes the page, its record, the tables and nothing else", async () => {
    const { code, stdout, stderr } = await runMain(["report", "--no-figures"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const tables = ["citation.bib", "leaderboard.csv", "leaderboard.md", "leaderboard.tex", "model-index.yaml"];
    const files = ["index.html", "report.json", "reproduce.md", ...tables].sort();
    expect(stdout.trimEnd().split("\n").sort()).toEqual(files.map((name) => `reports/made/${name}`));
    expect((await readdir(join(cwd, "reports", "made"))).sort()).toEqual(files);
    const record = JSON.parse(await readFile(join(cwd, "reports", "made", "report.json"), "utf8"));
    const [board] = record.boards;
    expect(board.items).toHaveLength(32);
    expect(board.candidates.map(({ id }: { id: string }) => id)).toEqual(["研究室/甲", "乙"]);
    expect(board.candidates[1].cells.states.filter((state: string) => state === "failed")).toHaveLength(1);
    expect(board.differences).toEqual([
      { candidate: "乙", mean: -3, low: expect.closeTo(-3, 9), high: expect.closeTo(-3, 9), turns: 31 },
    ]);
    expect(board.warnings.map(({ kind }: { kind: string }) => kind)).toEqual([
      "few-questions",
      "coverage",
      "truncated-thinking",
      "failures-matter",
    ]);
    expect(board.methods.en).toContain("the question set's temperatures by category, at most 777 tokens");
    expect(board.methods.ja).toContain("made-judge の手順に従い made-judge-model");
    expect(JSON.stringify(record)).not.toContain(cwd);
  });

  it("shows names that readers know, in figures and tables, and keeps the ids for programs", async () => {
    await writeFile(join(cwd, "mtbench.config.yaml"), "candidates: {乙: {model: b, displayName: 乙型 1.0}}\n");
    await writeFile(join(cwd, "names.yaml"), "研究室/甲: Kou 8\n");
    expect(await runMain(["report", "--names", "names.yaml", "-o", "x"], { cwd })).toMatchObject({ code: 0 });
    const read = (name: string) => readFile(join(cwd, "x", name), "utf8");
    const svg = await read("figures/intervals.svg");
    expect(svg).toContain(">Kou 8</text>");
    expect(svg).toContain(">乙型 1.0</text>");
    expect(await read("leaderboard.tex")).toContain("& Kou 8 &");
    expect(await read("leaderboard.csv")).toContain("研究室/甲");
    const index = await read("model-index.yaml");
    expect(index).toContain("- name: Kou 8\n");
    expect(index).toContain("type: mt-bench-score");
  });

  it("refuses two candidates under one name", async () => {
    await writeFile(join(cwd, "names.yaml"), "研究室/甲: same\n乙: same\n");
    const { code, stderr } = await runMain(["report", "--names", "names.yaml", "-o", "x"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('would both be shown as "same"');
  });

  it("cites whoever is named, and tells what a reader needs to repeat it", async () => {
    await runMain(
      ["report", "--no-figures", "-o", "x", "--author", "Yamada, Taro", "--url", "https://example.jp/r?a=1", "--bom"],
      { cwd },
    );
    const read = (name: string) => readFile(join(cwd, "x", name), "utf8");
    const bib = await read("citation.bib");
    expect(bib).toContain("  author    = {Yamada, Taro},\n");
    expect(bib).toContain("  url       = {https://example.jp/r?a=1},\n");
    expect(bib).toContain("  year      = {");
    expect(await read("model-index.yaml")).toContain("url: https://example.jp/r?a=1");
    expect((await read("leaderboard.csv")).startsWith("\ufeffprotocol,")).toBe(true);
    const text = await read("reproduce.md");
    expect(text).toContain("mtbench run \\\n  --questions made \\\n  --judge made-judge");
    expect(text).toMatch(/\| sha256 of the questions \| [0-9a-f]{64} \|/u);
    expect(text).not.toContain(cwd);
  });

  it("is a page that loads nothing: one policy, no address of anybody", async () => {
    await runMain(["report", "--no-figures", "-o", "x", "--lang", "en"], { cwd });
    const page = await readFile(join(cwd, "x", "index.html"), "utf8");
    expect(page).toContain('<html lang="en">');
    const policy = /Content-Security-Policy" content="([^"]+)"/u.exec(page)?.[1] ?? "";
    expect(policy.replaceAll("&#39;", "'")).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}' 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types mtbench dompurify$/u,
    );
    const head = page.slice(0, page.indexOf('<script type="application/json"'));
    expect(head).not.toMatch(/<[^>]+\s(?:src|style|on\w+)=/u);
    expect(head).not.toMatch(/href="(?!#)/u);
  });

  it.each([
    ["none", 0],
    ["head", 601],
    ["full", 960],
  ])("keeps %s of the thoughts", async (amount, length) => {
    await runMain(["report", "--no-figures", "-o", "x", "--thoughts", amount], { cwd });
    const page = await readFile(join(cwd, "x", "index.html"), "utf8");
    const packed = /id="chunk-t0\.0">([^<]*)</u.exec(page)?.[1];
    if (length === 0) return expect(packed).toBeUndefined();
    const { inflateRawSync } = await import("node:zlib");
    const thoughts = JSON.parse(inflateRawSync(Buffer.from(packed ?? "", "base64")).toString("utf8"));
    expect([...thoughts[0][0].replace(" …", "…")]).toHaveLength(length);
  });

  it("says the same when it is written again", async () => {
    await runMain(["report", "--no-figures", "-o", "one"], { cwd });
    await runMain(["report", "--no-figures", "-o", "two"], { cwd });
    const [one, two] = await Promise.all(["one", "two"].map((name) => readFile(join(cwd, name, "index.html"), "utf8")));
    const timeless = (page: string | undefined) => page?.replace(/"createdAt":"[^"]+"/u, "");
    expect(timeless(one)).toBe(timeless(two));
  });

  it("draws every figure that has something to show, in three formats", async () => {
    expect(await runMain(["report", "-o", "x"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    const names = new Set((await readdir(join(cwd, "x", "figures"))).map((file) => file.split(".")[0]));
    expect([...names].sort()).toEqual([
      "categories",
      "differences",
      "distribution",
      "heatmap",
      "intervals",
      "length",
      "radar",
      "thoughts",
      "turns",
    ]);
    const svg = await readFile(join(cwd, "x", "figures", "intervals.svg"), "utf8");
    expect(svg).toMatch(/width="85.00mm" height="[\d.]+mm" viewBox="0 0 240.94 [\d.]+"/u);
    expect(svg).toContain(">研究室/甲</text>");
    const png = await readFile(join(cwd, "x", "figures", "radar.png"));
    // 85 mm at 300 dots per inch.
    expect(png.readUInt32BE(16)).toBe(1004);
    expect(png.length).toBeGreaterThan(20_000);
    const pdf = await readFile(join(cwd, "x", "figures", "heatmap.pdf"));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  });

  it.each([
    [["report", "--baseline", "丙"], 'no candidate "丙" to compare with'],
    [["report", "--candidates", "甲"], 'no candidate "甲" in the results'],
    [["report", "--results", "nowhere"], "--results: there is no folder"],
    [["report", "--font", "broken.ttf"], "cannot be read as a font"],
    [["figure", "radar", "-o", "x.svg", "--width", "40"], "--width: expected a whole number from 80 to 400"],
    [["figure", "radar", "-o", "x.svg", "--width", "401"], "--width: expected a whole number from 80 to 400"],
    [["figure", "radar", "-o", "x.gif"], "does not say which format"],
    [["figure", "cost", "-o", "x.svg"], "nothing to show in the figure cost"],
    [["figure", "pie", "-o", "x.svg"], "pie"],
    [["figure", "radar", "-o", "x.svg", "--protocol", "ffff"], "no protocol begins with"],
    [["view", "--port", "NaN"], "--port: expected a whole number"],
  ])("refuses %j in one message", async (args, message) => {
    await writeFile(join(cwd, "broken.ttf"), "no font");
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
