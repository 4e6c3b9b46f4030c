import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MatchRecord, parseMatch } from "../../../src/matches/match.ts";
import { loadExemplars } from "../../../src/questions/load-exemplars.ts";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import { practiceCandidates } from "../../../src/servers/practice/practice-candidates.ts";
import { startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { finishedDemo } from "../../support/finished-demo.ts";
import { runMain } from "../../support/run-main.ts";

describe("mtbench match", () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "mtbench-match-"));
    await finishedDemo(join(cwd, "results"), { matches: false });
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  const match = (...words: string[]) => runMain(["match", ...words, "--judge", "practice"], { cwd });
  const place = () => join(cwd, "results", "ja-original", "+matches", "mtbench-ja");
  async function recorded(): Promise<MatchRecord[]> {
    const text = await readFile(join(place(), "matches.jsonl"), "utf8");
    return text
      .trim()
      .split("\n")
      .map((line) => parseMatch(JSON.parse(line)));
  }

  it("counts what is due without asking, then shows every turn in both orders, once", async () => {
    const dry = await match("practice-strong", "practice-flawed", "--limit", "20", "--dry-run", "--json");
    expect(JSON.parse(dry.stdout)).toMatchObject({
      candidates: [{ candidate: "practice-strong : practice-flawed", plan: { judgments: { due: 80, settled: 0 } } }],
    });
    const first = await match("practice-strong", "practice-flawed", "--limit", "20");
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining("80 matches due")]);
    const records = await recorded();
    const orders = new Map<string, string[]>();
    for (const { questionId, turn, first: shown, second, outcome } of records) {
      expect([shown.candidate, second.candidate].sort()).toEqual(["practice-flawed", "practice-strong"]);
      expect(outcome.status).toBe("rated");
      const name = `${questionId} ${turn}`;
      orders.set(name, [...(orders.get(name) ?? []), shown.candidate]);
    }
    expect(orders.size).toBe(40);
    expect([...orders.values()].every((shown) => new Set(shown).size === 2 && shown.length === 2)).toBe(true);
    expect(new Set(records.map(({ key }) => key)).size).toBe(80);

    const again = await match("practice-flawed", "practice-strong", "--limit", "20", "--json");
    expect(again.stderr).toContain("0 matches due, 80 already there");
    expect(await recorded()).toHaveLength(80);
    const { pairs, outcome } = JSON.parse(again.stdout);
    expect([outcome, pairs.length]).toEqual(["done", 1]);
  }, 60_000);

  it("tells what the verdicts say: net wins, flips, and what the order is worth to this judge", async () => {
    const { stdout } = await match("practice-strong", "practice-flawed", "--limit", "20", "--json");
    const { ratings, ...tally } = JSON.parse(stdout).pairs[0];
    // By hand, from the records.
    const records = await recorded();
    const value = { "first-much": 1, first: 1, tie: 0, second: -1, "second-much": -1 } as const;
    const byQuestion = new Map<string, number[]>();
    let shownFirst = 0;
    for (const { questionId, first, outcome } of records) {
      if (outcome.status !== "rated") continue;
      const own = value[outcome.verdict];
      shownFirst += own;
      const forStrong = first.candidate === "practice-strong" ? own : -own;
      byQuestion.set(questionId, [...(byQuestion.get(questionId) ?? []), forStrong]);
    }
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    const means = [...byQuestion.values()].map(mean);
    expect(tally.netWins.netWins.mean).toBeCloseTo(mean(means), 12);
    expect(tally.position.effect.mean).toBeCloseTo(shownFirst / 80, 12);
    const spread = Math.sqrt(means.reduce((sum, one) => sum + (one - mean(means)) ** 2, 0) / 19 / 20);
    expect(tally.netWins.netWins.standardError).toBeCloseTo(spread, 12);
    expect(tally.netWins.squaredTPerGame).toBeCloseTo((mean(means) / spread) ** 2 / 80, 12);
    // The practice judge is biased to the first in some turns, and never to the second.
    expect(tally.flips).toMatchObject({ second: 0, half: 0 });
    expect(tally.flips.first).toBeCloseTo(shownFirst / 2, 12);
    expect(tally.flips.first).toBeGreaterThan(0);
    expect(tally.coverage).toEqual({
      planned: 40,
      complete: 40,
      unrated: {},
      questionsLeftOut: 0,
      failed: { one: 0, other: 0, both: 0 },
      due: 0,
    });
    expect(ratings).toMatchObject({ judge: "mtbench-ja", calls: 80, questions: 20 });
  }, 60_000);

  it("compares with verdicts of five steps under a procedure of its own", async () => {
    const { code, stdout } = await match("practice-strong", "practice-poor", "--limit", "4", "--steps", "5");
    expect([code, stdout]).toEqual([0, expect.stringContaining("verdicts of five steps")]);
    const records = (await recorded()).filter(({ second, first }) =>
      [first.candidate, second.candidate].includes("practice-poor"),
    );
    expect(records).toHaveLength(16);
    expect(new Set(records.map(({ outcome }) => (outcome.status === "rated" ? outcome.verdict : "")))).toContain(
      "first-much",
    );
    expect(new Set((await recorded()).map(({ procedure }) => procedure)).size).toBe(2);
  }, 60_000);

  it("shares its questions between shards, both orders of a question in one", async () => {
    const words = ["practice-flawed", "practice-poor", "--limit", "6"];
    const [one, two] = [await match(...words, "--shard", "1/2"), await match(...words, "--shard", "2/2")];
    expect([one.code, two.code, one.stderr]).toEqual([0, 0, expect.stringContaining("12 matches due")]);
    const whole = await match(...words);
    expect(whole.stderr).toContain("0 matches due, 24 already there");
    const part = (await readFile(join(place(), "matches.shard-1-of-2.jsonl"), "utf8")).trim().split("\n");
    expect(part).toHaveLength(12);
  }, 60_000);

  it("tells the strength of three, and which pair would tell most", async () => {
    const all = ["practice-strong", "practice-flawed", "practice-poor", "--limit", "8"];
    const plan = await match(...all, "--plan", "2", "--json");
    // Strong met flawed, and flawed met poor: the matches that are there say which of the others tells most.
    expect(JSON.parse(plan.stdout).plan).toMatchObject([{ why: "orders" }, { why: "orders" }]);
    expect(JSON.parse(plan.stdout).plan[0].misordered.after).toBeLessThan(
      JSON.parse(plan.stdout).plan[0].misordered.before,
    );
    const { code, stdout } = await match(...all);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 +practice-strong /mu);
    expect(stdout).toMatch(/length +[+\u2212]\d/u);
    const { strength } = JSON.parse((await match(...all, "--json")).stdout);
    const { players, positionShare } = strength.strengths;
    expect(players.map(({ id }: { id: string }) => id)).toEqual([
      "practice-strong",
      "practice-flawed",
      "practice-poor",
    ]);
    expect(players[0].strength.value).toBeGreaterThan(0.8);
    expect(positionShare.value).toBeGreaterThan(0.5);
    const fitted = await runMain(["match", ...all, "--judge", "practice"], { cwd, columns: 60 });
    expect(Math.max(...fitted.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  }, 90_000);

  it("names groups that never met", async () => {
    const lone = await runMain(
      [
        "match",
        "practice-strong",
        "practice-poor",
        "practice-flawed",
        "--judge",
        "practice",
        "--steps",
        "5",
        "--plan",
        "1",
      ],
      { cwd },
    );
    expect([lone.code, lone.stdout]).toEqual([0, expect.stringContaining("connects groups that never met")]);
  });

  it.each([
    [["practice-strong"], "a match needs the answers of two candidates"],
    [["practice-strong", "practice-stronk"], 'no candidate is called "practice-stronk"'],
    [
      ["practice-strong", "practice-flawed", "--questions", "ja-mt-bench-v3"],
      "the public files of ja-mt-bench-v3 are not here",
    ],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await match(...words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("refuses a judge that only rates", async () => {
    const { code, stderr } = await runMain(
      ["match", "practice-strong", "practice-flawed", "--judge", "llm-jp-judge-v2", "--judge-prompts", "no.jsonl"],
      { cwd },
    );
    expect([code, stderr]).toEqual([2, expect.stringContaining("no.jsonl")]);
  });
});

describe("mtbench run --match-against", () => {
  it("compares the answers of a run with a baseline's when the run is done", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-against-"));
    try {
      await finishedDemo(join(cwd, "results"), { matches: true });
      const set = await loadQuestionSet("ja-original", { cwd, places: { cache: cwd, mirror: null } });
      const exemplars = [...(await loadExemplars(set.folder)).values()].flat();
      const server = await startPracticeServer({ models: practiceCandidates(set.questions, exemplars) });
      try {
        const words = ["run", "--model", `practice-strong@${server.baseUrl}`, "--id", "newer", "--limit", "3"];
        const rest = ["--questions", "ja-original", "--judge", "practice", "--match-judge", "practice"];
        const against = ["--match-against", "practice-flawed"];
        const dry = await runMain([...words, ...rest, ...against, "--dry-run"], { cwd });
        expect(dry.stdout).toContain("Then up to 12 matches with practice-flawed");
        const { code, stdout, stderr } = await runMain([...words, ...rest, ...against], { cwd });
        expect([code, stderr]).toEqual([0, expect.stringContaining("newer : practice-flawed: 12 matches due")]);
        expect(stdout).toContain("newer against practice-flawed");
        const wrong = await runMain([...words, ...rest, "--match-against", "nobody"], { cwd });
        expect(wrong.code).toBe(2);
      } finally {
        await server.close();
      }
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  }, 120_000);
});
