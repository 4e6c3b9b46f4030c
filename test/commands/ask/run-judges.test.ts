import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type PracticeServer, startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { writeJudge } from "../../support/judge-folder.ts";
import { runMain } from "../../support/run-main.ts";
import { describeWithSharedData } from "../../support/shared-data.ts";
import { writeSmallSet } from "../../support/small-set.ts";

const planSchema = z.object({
  savedCalls: z.number(),
  judges: z.array(
    z.object({
      candidates: z.array(
        z.object({ plan: z.object({ answers: z.object({ due: z.number() }) }), shared: z.unknown() }),
      ),
    }),
  ),
});

const elsewhereSchema = z.object({
  models: z.array(z.string()),
  rows: z.array(
    z.object({
      board: z.string(),
      bounds: z.object({ min: z.number() }),
      rated: z.array(z.object({ score: z.object({ mean: z.number() }), deviations: z.array(z.string()) })),
      published: z.array(z.object({ score: z.number(), comparable: z.string() })),
    }),
  ),
});

describe("run with several judges", () => {
  let cwd: string;
  let server: PracticeServer;
  let calls: { candidate: number; judge: number };
  const counted = (who: keyof typeof calls, reply: string): string => {
    calls[who] += 1;
    return reply;
  };
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), "mtbench-judges-"));
    await writeSmallSet(cwd);
    for (const id of ["a", "b"]) writeJudge(cwd, id);
    writeJudge(cwd, "c", { trials: 3, max: 5 });
    writeJudge(cwd, "d", { system: "短く答える。" });
    calls = { candidate: 0, judge: 0 };
    server = await startPracticeServer({
      models: new Map([
        ["m", () => counted("candidate", `回答${calls.candidate}`)],
        ["j", () => counted("judge", `[[${(calls.judge % 3) + 2}]]`)],
      ]),
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  const judged = (...judges: readonly string[]) => [
    ...["run", "--model", `m@${server.baseUrl}`, "--judge-model", `j@${server.baseUrl}`, "--questions", "small"],
    ...["--judge", ...judges],
  ];

  it("rates the same answers where the rules are equal, and asks the others for itself", async () => {
    const plan = await runMain([...judged("a", "b", "c", "d"), "--dry-run", "--json"], { cwd });
    const planned = planSchema.parse(JSON.parse(plan.stdout));
    // Two questions of two turns: 4 for a, the same for b, 8 more of c's 12, and 4 for d.
    expect(planned.savedCalls).toBe(8);
    expect(planned.judges.map((one) => [one.candidates[0]?.plan.answers.due, one.candidates[0]?.shared])).toEqual([
      [4, null],
      [0, { with: "a", answers: 4, reused: false }],
      [8, { with: "a", answers: 4, reused: false }],
      [4, null],
    ]);
    expect(calls).toEqual({ candidate: 0, judge: 0 });

    const { code, stderr, stdout } = await runMain([...judged("a", "b", "c", "d"), "--json"], { cwd });
    expect([code, calls]).toEqual([0, { candidate: 16, judge: 4 + 4 + 12 + 4 }]);
    expect(stderr).toContain("b: m, 0 answers and 4 judgments due; 4 answers are those of a");
    expect(stderr).toContain("Shared answers save 8 calls.");
    const { candidates } = z
      .object({ candidates: z.array(z.object({ id: z.string(), protocol: z.string() })) })
      .parse(JSON.parse(stdout));
    expect(candidates.map(({ id }) => id)).toEqual(["m", "m", "m", "m"]);
    expect(new Set(candidates.map(({ protocol }) => protocol)).size).toBe(4);

    const again = await runMain(judged("a", "b", "c", "d"), { cwd });
    expect([again.code, calls.candidate, calls.judge]).toEqual([0, 16, 24]);
    expect(again.stderr).toContain("Shared answers save 0 calls.");
  });

  it("reuses the first one's answers for all on wish, and says so wherever they are shown", async () => {
    const words = [...judged("a", "d"), "--reuse-answers"];
    const plan = await runMain([...words, "--dry-run"], { cwd });
    expect(plan.stdout).toContain(
      "d: m, 0 answers and 4 judgments due; rates the answers asked for a, whose rules are others",
    );
    expect(plan.stdout).toContain("Shared answers save 4 calls.");
    expect((await runMain(words, { cwd })).code).toBe(0);
    expect(calls).toEqual({ candidate: 4, judge: 8 });
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).toContain("† m deviates from the protocol: answers asked for a");
    const { stdout } = await runMain(["elsewhere", "m"], { cwd });
    expect(stdout).toContain("† d: answers asked for a");
    const json = await runMain(["elsewhere", "m", "--json"], { cwd });
    const { rows } = elsewhereSchema.parse(JSON.parse(json.stdout));
    expect(rows.map(({ board: id, rated }) => [id, rated[0]?.deviations])).toEqual([
      ["a", []],
      ["d", ["answers asked for a"]],
    ]);
  });

  it("makes a call once that differs in its rules' names alone, and counts it for both", async () => {
    // Turn 2 sees two characters of turn 1 under e, and all of it under f, which is longer.
    writeJudge(cwd, "e", { history: "2" });
    writeJudge(cwd, "f", { history: "1000" });
    const { code } = await runMain(judged("a", "e", "f"), { cwd });
    // Two questions: four calls for a, e's second turns besides, and none for f.
    expect([code, calls]).toEqual([0, { candidate: 6, judge: 12 }]);
    const { stdout } = await runMain(["leaderboard"], { cwd });
    expect(stdout.match(/4\/4/g)).toHaveLength(3);
    expect(stdout).not.toContain("due");
  });

  it("finds everything that is wrong with any judge before the first call", async () => {
    const { code, stderr } = await runMain(judged("a", "nobody"), { cwd });
    expect([code, calls]).toEqual([2, { candidate: 0, judge: 0 }]);
    expect(stderr).toContain("nobody");
    const alone = await runMain([...judged("a"), "--reuse-answers"], { cwd });
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain("--reuse-answers needs a second judge");
  });

  it("spends of one budget: what the first judge took is not there for the second", async () => {
    expect((await runMain(judged("a"), { cwd })).code).toBe(0);
    const dry = await runMain([...judged("a"), "--dry-run", "--json"], { cwd });
    const { spent } = z
      .object({ spent: z.object({ recorded: z.object({ tokens: z.number() }) }) })
      .parse(JSON.parse(dry.stdout));
    expect(spent.recorded.tokens).toBeGreaterThan(0);
    const within = (tokens: number) => [
      ...judged("a", "b"),
      "--max-tokens-total",
      String(spent.recorded.tokens + tokens),
    ];
    const none = await runMain(within(1), { cwd });
    expect([none.code, calls]).toEqual([3, { candidate: 4, judge: 4 }]);
    const all = await runMain(within(100_000), { cwd });
    expect([all.code, calls]).toEqual([0, { candidate: 4, judge: 8 }]);
  });
});

describeWithSharedData("elsewhere", (data) => {
  it("shows four boards' procedures over one set of answers", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "mtbench-elsewhere-"));
    const env = { MTBENCH_CACHE: join(cwd, "cache") };
    mkdirSync(env.MTBENCH_CACHE);
    symlinkSync(join(data, "upstream"), join(env.MTBENCH_CACHE, "raw.githubusercontent.com"));
    let asked = 0;
    const server = await startPracticeServer({
      models: new Map([
        [
          "qwen3-8b",
          () => {
            asked += 1;
            return `回答${asked}`;
          },
        ],
        ["j", () => '{"explanation": "評価：[[7]]", "rating": "[[7]]"}'],
      ]),
    });
    const boards = ["nejumi-4", "swallow-ja", "swallow-v202604", "shaberi"];
    const words = [
      ...["run", "--model", `qwen3-8b@${server.baseUrl}`, "--judge-model", `j@${server.baseUrl}`],
      ...["--questions", "ja-mt-bench-v4", "--categories", "writing", "--trials", "1", "--judge", ...boards],
    ];
    const plan = await runMain([...words, "--reuse-answers", "--dry-run", "--json"], { cwd, env });
    expect(planSchema.parse(JSON.parse(plan.stdout)).savedCalls).toBe(60);
    const { code } = await runMain([...words, "--reuse-answers"], { cwd, env });
    const { stdout } = await runMain(["elsewhere", "qwen3-8b", "--json"], { cwd, env });
    await server.close();
    rmSync(cwd, { recursive: true });
    // Ten questions of two turns, asked once; the four boards alone would take 80 calls.
    expect([code, asked]).toEqual([0, 20]);
    const { rows, models } = elsewhereSchema.parse(JSON.parse(stdout));
    expect(models).toEqual(["qwen3-8b"]);
    const found = rows.map(({ board, bounds, rated, published }) => [
      board,
      bounds.min,
      rated.map(({ score, deviations }) => [score.mean, deviations]),
      published.map(({ score, comparable }) => [score, comparable]),
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        ["nejumi-4", 0, [[7, ["rated by j, not gpt-4.1-2025-04-14"]]], [[9.05625, "claimed"]]],
        ["swallow-ja", 1, [[7, ["rated by j, not gpt-4o-2024-08-06"]]], []],
        [
          "swallow-v202604",
          1,
          [
            [
              7,
              [
                "rated by j, not gpt-5.2-2025-12-11",
                "answers of at most 1024 tokens, not 8192",
                "later turns see all of an answer, not 8192 characters",
                "answers asked for nejumi-4",
              ],
            ],
          ],
          expect.arrayContaining([[expect.any(Number), "claimed"]]),
        ],
        [
          "shaberi",
          1,
          [
            [
              7,
              [
                "rated by j, not gpt-4-turbo-preview",
                "answers of at most 1024 tokens, not 6000",
                "asked with another system prompt",
                "answers asked for nejumi-4",
              ],
            ],
          ],
          [],
        ],
      ]),
    );
  });
});
