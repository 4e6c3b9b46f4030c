import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

// Imported rows of four models on six questions: kin wins everything, gin and dou differ by the order, tetsu met nobody but nami.

type Verdicts = readonly (readonly [string, string])[];

const questions = Array.from({ length: 6 }, (_, index) => ({
  id: String(index + 1),
  category: index < 3 ? ("math" as const) : ("writing" as const),
  turns: [`${index + 1} を説明せよ。`],
}));

function rows(one: string, other: string, verdicts: Verdicts) {
  const winner = (letter: string, first: string, second: string) =>
    letter === "A" ? first : letter === "B" ? second : letter === "C" ? "tie" : "error";
  return verdicts.map(([g1, g2], index) => ({
    ...{ question_id: index + 1, model_1: one, model_2: other, judge: ["gpt-4", "pair-v2"], turn: 1, tstamp: index },
    ...{ g1_winner: winner(g1, "model_1", "model_2"), g2_winner: winner(g2, "model_2", "model_1") },
    ...{ g1_judgment: `[[${g1}]]`, g2_judgment: `[[${g2}]]` },
  }));
}

const all = (verdict: readonly [string, string]) => Array.from({ length: 6 }, () => verdict);
const mixed: Verdicts = [
  ["A", "A"],
  ["A", "B"],
  ["C", "C"],
  ["B", "A"],
  ["A", "C"],
  ["A", "x"],
];

describe("mtbench matches", () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-matches-"));
    await writeSmallSet(cwd, "small", questions);
    const lines = [
      ...rows("kin", "gin", all(["A", "B"])),
      ...rows("gin", "dou", mixed),
      ...rows("kin", "dou", all(["A", "B"])),
    ];
    await writeFile(join(cwd, "pairs.jsonl"), lines.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const { code, stderr } = await runMain(["import", "matches", "pairs.jsonl", "--questions", "small"], { cwd });
    expect([code, stderr]).toEqual([0, "What they say: mtbench matches\n"]);
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const matches = (...words: string[]) => runMain(["matches", ...words], { cwd });

  it("tells of a pair what was won, with both intervals, and of one that won everything a bound", async () => {
    const { stdout } = await matches("--json");
    const [{ pairs }] = JSON.parse(stdout).matches;
    const [won, close] = pairs;
    // All six won: p = 0.05^(1/6) = 0.6069, at least p - (1 - p).
    expect([won.netWins.uniform, won.decisiveShare, won.winRate.mean]).toEqual([1, 1, 1]);
    expect(won.bounds.low).toBeCloseTo(2 * 0.05 ** (1 / 6) - 1, 12);
    expect(won.winRate.low).toBeCloseTo(0.05 ** (1 / 6), 12);
    expect(won.winRate.bootstrap).toBe(null);
    // 0, 1, 0, -1, 1/2; the sixth has one verdict alone.
    expect(close.netWins.netWins.mean).toBeCloseTo(0.1, 12);
    expect(close.winRate.mean).toBeCloseTo(0.55, 12);
    expect(close.winRate.low).toBeCloseTo((1 + close.netWins.netWins.low) / 2, 12);
    // Too few for the quantiles of five.
    expect(close.winRate.bootstrap).toEqual({ low: null, high: null });
    expect(close.flips).toEqual({ same: 2, tie: 1, first: 1, second: 0, half: 1 });
    expect(close.decisiveShare).toBe(0.6);
    expect(close.coverage).toMatchObject({ planned: 6, complete: 5, unrated: { "no-rating": 1 }, questionsLeftOut: 1 });
    expect(close.netWins.questions.map((one: { question: string }) => one.question).sort()).toEqual([
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
    expect(close.position.byCategory.map((one: { category: string }) => one.category)).toEqual(["math", "writing"]);
    const text = (await matches("kin", "gin")).stdout;
    expect(text).toMatch(/^net wins +\+1\.00 +at least \+0\.21 +- +6$/mu);
    expect(text).toMatch(/^win rate +100\.0 % +at least 60\.7 % +- +6$/mu);
  });

  it("prints the same as Markdown", async () => {
    const { code, stdout } = await matches("gin", "dou", "--format", "markdown");
    expect(code).toBe(0);
    expect(stdout).toContain("### gin against dou");
    expect(stdout).toMatch(/\| win rate \| 55\.0 % \| \d/u);
    expect(stdout).not.toContain("kin");
  });

  it("shows many pairs in columns, groups that never met, and one candidate's own", async () => {
    const more = [...rows("tetsu", "nami", mixed), ...rows("tetsu", "shio", mixed)];
    await writeFile(join(cwd, "more.jsonl"), more.map((row) => `${JSON.stringify(row)}\n`).join(""));
    await runMain(["import", "matches", "more.jsonl", "--questions", "small"], { cwd });
    const { stdout } = await matches();
    expect(stdout).toContain("fall into 2 groups that never met");
    expect(stdout).toMatch(/^kin : gin +\+1\.00 +at least \+0\.21 +- +100\.0 % +at least 60\.7 % +- +6 +0 +0$/mu);
    expect(stdout).toMatch(/^gin : dou +5 +60 % +2 +1 +1 +0 +1 +0\.\d{3} +- +-$/mu);
    expect(stdout).toMatch(/^pair +all +math +writing$/mu);
    const own = JSON.parse((await matches("nami", "--json")).stdout).matches[0].pairs;
    expect(own.map(({ one, other }: { one: string; other: string }) => [one, other])).toEqual([["tetsu", "nami"]]);
  });

  it("tells of lines that it set aside, and refuses what is not there", async () => {
    const file = join(cwd, "results", "small", "+matches", "gpt-4_pair", "matches.jsonl");
    await appendFile(file, '{"a":1}\n');
    const { code, stderr } = await matches();
    expect([code, stderr]).toEqual([0, expect.stringContaining(`${file}:`)]);
    expect((await runMain(["results", "check"], { cwd })).code).toBe(2);
    expect((await runMain(["results", "check", "--repair"], { cwd })).stdout).toContain("1 lines moved");
    expect((await matches()).stderr).toBe("");
    for (const [words, message] of [
      [["kim"], 'Did you mean "kin"'],
      [["kin", "nami"], "no matches of kin and nami with each other"],
    ] as const) {
      const wrong = await matches(...words);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(message)]);
    }
    await rm(join(cwd, "results", "small", "+matches"), { recursive: true });
    expect(await matches()).toMatchObject({ code: 2, stderr: expect.stringContaining("holds no matches") });
  });
});
