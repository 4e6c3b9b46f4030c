import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import { type Told, type ToldResults, writeResults } from "../../support/write-results.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-leaderboard-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const leaderboard = (...flags: string[]) => runMain(["leaderboard", ...flags], { cwd });

const scoreSchema = z.object({ mean: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });
const boardSchema = z.object({
  protocols: z.array(
    z.object({
      aggregate: z.string(),
      candidates: z.array(
        z.object({
          id: z.string(),
          rank: z.object({ from: z.number(), to: z.number() }).nullable(),
          ties: z.string().nullable(),
          score: scoreSchema,
          turns: z.record(z.string(), scoreSchema),
          categories: z.record(z.string(), scoreSchema),
          bounds: z.object({ lowest: z.number(), highest: z.number() }).nullable(),
          turnChange: scoreSchema.nullable(),
        }),
      ),
    }),
  ),
});

async function candidates(...flags: string[]) {
  const shown = await leaderboard("--format", "json", ...flags);
  expect(shown.code).toBe(0);
  return boardSchema.parse(JSON.parse(shown.stdout)).protocols.flatMap((board) => board.candidates);
}

/** 24 questions; each candidate has its level, a shift by question that all share, and a wobble of its own. */
function ratings(level: number, wobble = 0): Told[][] {
  return Array.from({ length: 24 }, (_, question) => {
    const own = level + (question % 3) + (question % 2 === 0 ? wobble : -wobble);
    return [own, own - 1];
  });
}

describe("leaderboard", () => {
  it("shows ties instead of an order that noise made, and ranks what is settled", async () => {
    for (const [id, level, wobble] of [
      ["丙", 3, 0],
      ["甲", 7, 0.5],
      ["乙", 6.9, -0.5],
    ] as const) {
      writeResults(join(cwd, "results"), { id, told: ratings(level, wobble) });
    }
    const shown = await candidates();
    expect(shown.map(({ id, rank, ties }) => [id, rank, ties])).toEqual([
      ["甲", { from: 1, to: 2 }, "a"],
      ["乙", { from: 1, to: 2 }, "a"],
      ["丙", { from: 3, to: 3 }, "b"],
    ]);
    const again = await leaderboard();
    expect((await leaderboard()).stdout).toBe(again.stdout);
    expect(again.stdout).toMatch(/ 1-2 +a +甲 +7\.50/);
    expect(again.stdout).toContain("-1.00");
    expect(again.stdout).toContain("95 %, clustered by question");
  });

  it("leaves the rank open for a candidate that wins only by failing", async () => {
    writeResults(join(cwd, "results"), { id: "正直", told: ratings(6) });
    const failing = ratings(6.5).map((turns, question): Told[] => (question % 4 === 0 ? ["failed", "failed"] : turns));
    writeResults(join(cwd, "results"), { id: "逃避", told: failing });
    const [first, second] = await candidates();
    expect([first?.id, first?.rank, second?.rank]).toEqual(["逃避", { from: 1, to: 2 }, { from: 1, to: 2 }]);
    expect(first?.ties).toBe(second?.ties);
    expect(first?.bounds?.lowest).toBeLessThan(second?.score.mean ?? 0);
  });

  it("bounds the score by what the missing ratings could be, in the unit of every way of averaging", async () => {
    // Two questions: 8 and 6; 4 and a turn without a rating. Whatever it is, the mean lies between 19/4 and 28/4.
    writeResults(join(cwd, "results"), {
      id: "欠け",
      told: [
        [8, 6],
        [4, "unrated"],
      ],
    });
    for (const [how, unit] of [
      ["mtbench", 1],
      ["pooled", 1],
      ["macro", 1],
      ["fastchat", 1],
      ["swallow", 0.1],
    ] as const) {
      const [one] = await candidates("--aggregate", how);
      expect(one?.bounds?.lowest, how).toBeCloseTo((unit * 19) / 4, 12);
      expect(one?.bounds?.highest, how).toBeCloseTo((unit * 28) / 4, 12);
      expect(one?.turnChange?.mean, how).toBeCloseTo(-2 * unit, 12);
    }
    expect((await leaderboard("--aggregate", "swallow")).stdout).toContain(
      "0.48 to 0.70 whatever the missing ratings are",
    );
  });

  it("keeps its table narrow: what is long to say stands below, by number", async () => {
    writeResults(join(cwd, "results"), { id: "短い", told: ratings(5).with(3, ["due", 5]) });
    const failing = ratings(6.5).map((turns, question): Told[] => (question % 4 === 0 ? ["failed", "failed"] : turns));
    writeResults(join(cwd, "results"), { id: "逃避", told: failing });
    const lines = (await leaderboard()).stdout.split("\n");
    const row = lines.find((line) => line.includes("逃避"));
    expect(row).toMatch(/36\/48 +\[1\]$/);
    expect(lines.find((line) => line.includes("短い"))).toMatch(/incomplete: 1 due$/);
    const below = lines.filter((line) => line.startsWith("  [1] 逃避: "));
    expect(below).toHaveLength(1);
    expect(below[0]).toMatch(
      /12 \S+; \d\.\d\d with failures at the lowest rating; .* whatever the missing ratings are$/,
    );
    const markdown = await leaderboard("--format", "markdown");
    expect(markdown.stdout).toMatch(/\| 逃避 \|.*whatever the missing ratings are \|/);
  });

  it("does not rank an incomplete candidate", async () => {
    writeResults(join(cwd, "results"), { id: "全", told: ratings(5) });
    writeResults(join(cwd, "results"), { id: "未完", told: ratings(9).with(3, ["due", 8]) });
    expect((await candidates()).map(({ id, rank }) => [id, rank])).toEqual([
      ["全", { from: 1, to: 1 }],
      ["未完", null],
    ]);
  });

  it("says that its judge has no card, warns of trials that come from a cache, and never of many high ratings", async () => {
    const same: ToldResults["told"] = Array.from({ length: 12 }, (_, question) => [
      [10, 10],
      [question % 2 === 0 ? 10 : 7, 8],
    ]);
    writeResults(join(cwd, "results"), {
      id: "満点",
      told: same,
      answerText: (question, turn) => `同じ答え${question}${turn}`,
    });
    const { stdout } = await leaderboard();
    expect(stdout).toContain("no judge card: ");
    expect(stdout).not.toMatch(/warning: 63 %|ceiling/);
    expect(stdout).toContain("trials are byte-identical in 24 of 24 sampled turns: a cache upstream?");
    const other = { id: "別", told: ratings(3) };
    await rm(join(cwd, "results"), { recursive: true });
    writeResults(join(cwd, "results"), other);
    expect((await leaderboard()).stdout).not.toMatch(/warning|byte-identical/);
  });

  it("shows categories with intervals, length and Japanese ratio, marked where they are too few to rank", async () => {
    writeResults(join(cwd, "results"), {
      id: "甲",
      told: ratings(6),
      measures: { characters: 321, japaneseRatio: 0.875 },
    });
    const { stdout } = await leaderboard("--by", "category");
    expect(stdout).toMatch(/writing \* +甲 +6\.50 +5\.96 to 7\.04 +24\/24 +321 +88%/);
    expect(stdout).toContain("* at most 20 questions");
    const markdown = await leaderboard("--by", "category", "--format", "markdown");
    expect(markdown.stdout).toContain("| writing \\* | 甲 |");
  });

  it("averages in the field's ways and says which", async () => {
    // One question lost a turn, so the ways part.
    const told: Told[][] = [
      [8, "failed"],
      [6, 4],
      [5, 3],
      [9, 7],
    ];
    writeResults(join(cwd, "results"), { id: "甲", told, categories: ["writing", "math"] });
    for (const [how, mean] of [
      ["mtbench", 42 / 7],
      ["pooled", 42 / 7],
      ["fastchat", 42 / 7],
      ["macro", (6 + 6) / 2],
      ["swallow", 0.6],
    ] as const) {
      expect((await candidates("--aggregate", how))[0]?.score.mean).toBeCloseTo(mean, 12);
      expect((await leaderboard("--aggregate", how)).stdout).toMatch(
        how === "mtbench" ? /mean of the rated turns/ : new RegExp(`score: ${how}: `),
      );
    }
  });

  it("writes a LaTeX table that booktabs sets, with hostile names escaped", async () => {
    writeResults(join(cwd, "results"), { id: "50%_a&b\\input{x}", told: ratings(6) });
    const { stdout } = await leaderboard("--format", "latex");
    expect(stdout).toContain("\\toprule");
    expect(stdout).toContain("50\\%\\_\\allowbreak{}a\\&b\\textbackslash{}input\\{x\\}");
    const rows = stdout.split("\n").filter((line) => line.endsWith("\\\\"));
    const columns = rows[0]?.split(" & ").length;
    expect(stdout).toContain(`\\begin{tabularx}{\\linewidth}{@{}rl>{\\raggedright\\arraybackslash}Xrr`);
    expect(rows.slice(0, 2).map((row) => row.replaceAll("\\&", "").split(" & ").length)).toEqual([columns, columns]);
  });
});

const expectedSchema = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      fastchat_show_result: z.object({
        turn1: z.number().nullable(),
        turn2: z.number().nullable(),
        average_pooled: z.number(),
      }),
    }),
  ),
);

describeWithSharedData(
  { name: "leaderboard --aggregate fastchat on recorded files", needs: ["recorded/expected.json"] },
  (data) => {
    it("gives what show_result.py gives", async () => {
      const folder = join(cwd, "questions", "recorded");
      await mkdir(folder, { recursive: true });
      await cp(join(data, "recorded", "shisa", "question.jsonl"), join(folder, "question.jsonl"));
      await writeFile(
        join(folder, "set.yaml"),
        "id: recorded\ntitle: The recorded questions\nlanguage: ja\nlicence: Apache-2.0\ncategories: [writing, roleplay, reasoning, math, coding, extraction, stem, humanities]\nquestions: {file: question.jsonl}\nreferences: []\n",
      );
      const expected = expectedSchema.parse(
        JSON.parse(await readFile(join(data, "recorded", "expected.json"), "utf8")),
      );
      for (const file of Object.keys(expected)) {
        const judgments = join(data, file);
        const flags = [
          "import",
          "fastchat",
          "--questions",
          "recorded",
          "--judgments",
          judgments,
          "--ratings",
          "recorded",
        ];
        expect((await runMain(flags, { cwd })).code).toBe(0);
      }
      const shown = new Map((await candidates("--aggregate", "fastchat")).map((one) => [one.id, one]));
      let compared = 0;
      for (const [id, wanted] of Object.values(expected).flatMap((file) => Object.entries(file))) {
        const { turn1, turn2, average_pooled: average } = wanted.fastchat_show_result;
        expect(shown.get(id)?.score.mean).toBeCloseTo(average, 9);
        expect(shown.get(id)?.turns["1"]?.mean).toBeCloseTo(turn1 ?? Number.NaN, 9);
        if (turn2 !== null) expect(shown.get(id)?.turns["2"]?.mean).toBeCloseTo(turn2, 9);
        compared += 1;
      }
      expect(compared).toBe(5);
    });
  },
);
