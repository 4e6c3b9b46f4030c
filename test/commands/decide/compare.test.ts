import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import { type Told, writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-compare-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const told = (ratings: readonly number[]): Told[][] => ratings.map((rating) => [rating, rating]);
const compare = (...flags: string[]) => runMain(["compare", ...flags], { cwd });

const pageSchema = z.object({
  questions: z.object({ count: z.number() }),
  comparisons: z.array(
    z.object({
      overall: z.object({
        difference: z.number(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        p: z.number().nullable(),
        adjustedP: z.number().nullable(),
        questions: z.number(),
        detectable: z.number().nullable(),
      }),
      moved: z.array(z.object({ questionId: z.string(), difference: z.number() })),
    }),
  ),
});

describe("compare", () => {
  it("shows differences by category and turn, and the questions that moved most with both answers", async () => {
    const texts = (word: string) => ({ answerText: (question: number) => `${word}${question + 1}の答え` });
    writeResults(join(cwd, "results"), { id: "平凡", told: told([5, 6, 7, 4, 5, 6]), ...texts("旧") });
    writeResults(join(cwd, "results"), { id: "新星", told: told([6, 6, 9, 4, 6, 2]), ...texts("新") });
    const shown = await compare("平凡", "新星", "--moved", "2");
    expect([shown.code, shown.stderr]).toEqual([0, ""]);
    expect(shown.stdout).toContain("新星 minus 平凡");
    expect(shown.stdout).toMatch(/overall +5\.50 +5\.50 +\+0\.00/);
    expect(shown.stdout).toMatch(
      /question 6 \(math\): -4\.00, from 6\.00 to 2\.00\n {2}新星: 新6の答え\n {2}平凡: 旧6の答え/,
    );
    expect(shown.stdout).toMatch(/question 3 \(writing\): \+2\.00/);
    expect(shown.stdout).not.toContain("question 1 ");
    const markdown = await compare("平凡", "新星", "--format", "markdown");
    expect(markdown.stdout).toContain("### 新星 minus 平凡");
  });

  it.each([
    [8, true],
    [4, false],
  ])("marks what one row shows and a family of %d does not: %s", async (count, isMarked) => {
    // In one category all eight questions rise: p = 2/256, times 8 above 5 %, times 4 below. In the others nothing moves.
    const categories = Array.from({ length: count }, (_, index) => `分野${index}`);
    const rise = (question: number) => (question < 8 ? 1 + (question % 2) : 0);
    const before = Array.from({ length: 8 * count }, () => 5);
    writeResults(join(cwd, "results"), { id: "基", told: told(before), categories });
    writeResults(join(cwd, "results"), { id: "新", told: told(before.map((one, at) => one + rise(at))), categories });
    const { stdout } = await compare("基", "新");
    const row = stdout.split("\n").find((line) => line.startsWith("分野0")) ?? "";
    expect(row).toMatch(isMarked ? / to \+\d\.\d\d \* / : / to \+\d\.\d\d +0/);
    expect(stdout.includes("*: this row's own interval excludes 0")).toBe(isMarked);
    expect(stdout.split("\n").find((line) => line.startsWith("分野1"))).not.toContain("*");
  });

  it("adjusts over the candidates that are compared with one baseline", async () => {
    writeResults(join(cwd, "results"), { id: "基", told: told([5, 6, 7, 4, 5, 6, 3, 5]) });
    for (const [id, up] of [
      ["一", 1],
      ["二", 2],
    ] as const) {
      writeResults(join(cwd, "results"), {
        id,
        told: told([5, 6, 7, 4, 5, 6, 3, 5].map((rating, at) => rating + up + (at % 2))),
      });
    }
    const shown = await compare("基", "一", "二", "--format", "json");
    const { comparisons } = pageSchema.parse(JSON.parse(shown.stdout));
    // All eight signs agree: 2 of 256 patterns are as far.
    expect(comparisons.map(({ overall }) => [overall.p, overall.adjustedP])).toEqual([
      [2 / 256, 4 / 256],
      [2 / 256, 4 / 256],
    ]);
  });

  it("refuses different protocols and names the field; other questions only on the intersection, when asked", async () => {
    writeResults(join(cwd, "results"), { id: "平凡", told: told([5, 6, 7, 4]) });
    writeResults(join(cwd, "results"), { id: "別式", told: told([5, 6, 7, 4]), fields: { extraction: "swallow" } });
    writeResults(join(cwd, "results"), { id: "短", told: told([6, 8, 9]), categories: ["writing"] });
    const refused = await compare("平凡", "別式");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain('別式: extraction: was "mtbench", now "swallow"');
    const shorter = await compare("平凡", "短");
    expect(shorter.code).toBe(2);
    expect(shorter.stderr).toContain("--common-questions");
    const common = await compare("平凡", "短", "--common-questions", "--format", "json");
    const { comparisons, questions } = pageSchema.parse(JSON.parse(common.stdout));
    expect(comparisons[0]?.overall).toMatchObject({ questions: 3, difference: 5 / 3 });
    expect(questions.count).toBe(3);
  });

  it("computes nothing from one question, and every command says so", async () => {
    writeResults(join(cwd, "results"), { id: "一", told: [[[7, 8], 6]] });
    writeResults(join(cwd, "results"), { id: "二", told: [[9, 6]] });
    const shown = await compare("一", "二");
    expect(shown.stdout).toMatch(/overall +6\.75 +7\.50 +\+0\.75 +- +- +- +- +- +1\n/);
    expect(shown.stdout).toContain("Fewer than 2 questions have no interval, no p and no effect.");
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).toMatch(/ - +a +二 +7\.50 +- /);
    expect(board.stdout).toContain("no interval where fewer than 2 questions are rated");
    const gate = await runMain(["gate", "--baseline", "一", "--candidate", "二"], { cwd });
    expect([gate.code, gate.stdout.includes("fewer than 2 questions are rated on both sides")]).toEqual([3, true]);
    const noise = await runMain(["noise", "一"], { cwd });
    expect(noise.stdout).toContain("Standard error of the score: unknown; one more trial: unknown;");
    expect(noise.stderr).toContain("Fewer than 2 questions");
    const saved = await runMain(["baseline", "save", "二", "-o", "b.json"], { cwd });
    expect(saved.stdout).toContain("no interval where fewer than 2 questions are rated");
  });

  it("says that nothing is rated under the protocol that --protocol names, and which there are", async () => {
    for (const id of ["平凡", "新星"]) writeResults(join(cwd, "results"), { id, told: told([5, 6]) });
    const refused = await compare("平凡", "新星", "--protocol", "0000ffff");
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toMatch(/ has no ratings under protocol 0000ffff\n {2}[0-9a-f]{12}: /);
    expect(refused.stderr).not.toContain("--common-questions");
  });

  it("refuses one candidate, the same twice, and names that nobody has", async () => {
    writeResults(join(cwd, "results"), { id: "平凡", told: told([5, 6]) });
    expect((await compare("平凡")).code).toBe(2);
    expect((await compare("平凡", "平凡")).stderr).toContain("named twice");
    expect((await compare("平凡", "平几")).stderr).toContain("平凡");
  });
});

describeWithSharedData("compare on recorded ratings", (data) => {
  it("gives the worked example of docs/scoring.md", async () => {
    const recorded = join(data, "recorded", "shisa");
    await mkdir(join(cwd, "questions", "recorded"), { recursive: true });
    await cp(join(recorded, "question.jsonl"), join(cwd, "questions", "recorded", "question.jsonl"));
    await writeFile(
      join(cwd, "questions", "recorded", "set.yaml"),
      "id: recorded\ntitle: The recorded questions\nlanguage: ja\nlicence: Apache-2.0\ncategories: [writing, roleplay, reasoning, math, coding, extraction, stem, humanities]\nquestions: {file: question.jsonl}\nreferences: []\n",
    );
    const judgments = join(recorded, "model_judgment", "gpt-4.1-2025-04-14_single.jsonl");
    const imported = [
      "import",
      "fastchat",
      "--questions",
      "recorded",
      "--judgments",
      judgments,
      "--ratings",
      "recorded",
    ];
    expect((await runMain(imported, { cwd })).code).toBe(0);
    const shown = await compare("shisa-ai/shisa-v2-llama3.1-8b", "shisa-ai/shisa-v2-llama3.3-70b", "--format", "json");
    const overall = pageSchema.parse(JSON.parse(shown.stdout)).comparisons[0]?.overall;
    expect(overall?.difference).toBeCloseTo(1.4125, 12);
    expect(overall?.low).toBeCloseTo(0.9346, 4);
    expect(overall?.high).toBeCloseTo(1.8904, 4);
    expect(overall?.p).toBeLessThan(0.001);
    expect(overall?.detectable).toBeCloseTo(0.68, 2);

    const text = await compare("shisa-ai/shisa-v2-llama3.1-8b", "shisa-ai/shisa-v2-llama3.3-70b");
    const printed = text.stdout.split("\n").map((line) => line.split(/ {2,}/));
    for (const page of ["scoring.md", "scoring.ja.md"]) {
      const docs = await readFile(join(import.meta.dirname, "../../../docs", page), "utf8");
      const rows = docs.split("\n").filter((line) => /^\| (?:overall|全体|coding|writing) \|/.test(line));
      expect(rows).toHaveLength(3);
      for (const row of rows) {
        const [name = "", baseline, candidate, difference, interval, p, detectable] = row
          .replaceAll("～", "to")
          .replace("全体", "overall")
          .split("|")
          .slice(1)
          .map((cell) => cell.trim());
        const line = printed.find(([first]) => first === name) ?? [];
        // name, baseline, candidate, difference, interval, p, Holm p, effect, detectable, questions
        const shownP = name === "overall" ? line[5] : line[6];
        expect([baseline, candidate, difference, interval, p?.replace(/[ （(]*Holm.*$/, ""), detectable]).toEqual([
          ...line.slice(1, 5),
          shownP,
          line[8],
        ]);
      }
    }
  });
});
