import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { exemplarSetJudgments, rateExemplar, writeExemplarSet } from "../../support/exemplar-set.ts";
import { fakeBatches } from "../../support/fake-batches.ts";
import { type FakeServer, type FakeServerOptions, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let servers: FakeServer[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-card-"));
  await writeExemplarSet(cwd);
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.close();
});

const textOf = ({ messages = [] }: { readonly messages?: readonly { readonly content: string }[] | undefined }) =>
  messages.map(({ content }) => content).join("\n");

async function played(options: FakeServerOptions = {}): Promise<FakeServer> {
  const server = await startFakeServer({
    onChat: ({ body }) => rateExemplar(textOf(body)),
    models: ["played-judge"],
    ...options,
  });
  servers.push(server);
  return server;
}

const args = ({ baseUrl }: FakeServer, ...more: readonly string[]) => [
  ...["judges", "card", "--questions", "ours", "--judge", "mtbench-ja", "--judge-model", `played-judge@${baseUrl}`],
  ...more,
];

const cardSchema = z.object({
  outcome: z.string(),
  folder: z.string(),
  card: z.object({
    judge: z.string(),
    judgeKey: z.string(),
    judgments: z.object({ planned: z.number(), settled: z.number() }),
    measuredOn: z.object({ set: z.string(), version: z.string(), exemplars: z.number(), probes: z.number() }),
    reading: z.object({ inside: z.object({ hits: z.number(), n: z.number() }) }),
    steadiness: z.object({ spread: z.object({ n: z.number() }) }),
    verdicts: z.object({ gate: z.object({ state: z.string() }) }),
  }),
});

describe("judges card", () => {
  it("has a judge rate the exemplars of a set of one's own, and keeps them out of every table of candidates", async () => {
    const server = await played();
    const { code, stdout, stderr } = await runMain(args(server), { cwd, columns: 80 });
    expect([code, server.chats().length]).toEqual([0, exemplarSetJudgments]);
    expect(stdout).toContain("Judge card of mtbench-ja (played-judge)");
    expect(stdout).toContain("measured on ours 0.7 (6 questions): 18 exemplars, 6 attacks, 1 probes");
    // Six questions show little, and that is said.
    expect(stdout).toContain("For a leaderboard: NOT SHOWN");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const [key = ""] = await readdir(join(cwd, "results", "+cards", "mtbench-ja"));
    expect(stderr).toContain(join("results", "+cards", "mtbench-ja", key, "ours"));
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).not.toContain("judge card");
    expect(await readdir(join(cwd, "results"))).toEqual(["+cards"]);
    expect((await runMain(["results", "check"], { cwd })).code).toBe(0);
    expect((await runMain(["results", "list"], { cwd })).stdout).toContain("+cards");
  });

  it("asks nothing when it is started again, and only what is new for more repeats", async () => {
    const server = await played();
    await runMain(args(server), { cwd });
    const again = await runMain(args(server, "--json"), { cwd });
    expect([again.code, server.chats().length]).toEqual([0, exemplarSetJudgments]);
    const { card, folder } = cardSchema.parse(JSON.parse(again.stdout));
    expect(card).toMatchObject({
      judge: "mtbench-ja",
      judgments: { planned: exemplarSetJudgments, settled: exemplarSetJudgments },
      measuredOn: { set: "ours", version: "0.7", exemplars: 18, probes: 1 },
      reading: { inside: { hits: 36, n: 36 } },
    });
    expect(folder).toContain(card.judgeKey);
    await runMain(args(server, "--repeats", "5"), { cwd });
    expect(server.chats()).toHaveLength(exemplarSetJudgments + 3 * 2);
    const back = await runMain(args(server, "--json", "--repeats", "1"), { cwd });
    expect(server.chats()).toHaveLength(exemplarSetJudgments + 3 * 2);
    expect(cardSchema.parse(JSON.parse(back.stdout)).card.steadiness.spread.n).toBe(0);
  });

  it("counts and prices what it would ask, and calls nobody", async () => {
    const server = await played();
    const { code, stdout } = await runMain(args(server, "--dry-run"), { cwd });
    expect([code, server.requests.length]).toEqual([0, 0]);
    expect(stdout).toContain(`${exemplarSetJudgments} judgments due (0 there)`);
    expect(await readdir(cwd)).toEqual(["questions"]);
  });

  it("stops at its budget, says that the card is not complete, and goes on from there", async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 7 };
    const server = await played({ onChat: ({ body }) => ({ text: rateExemplar(textOf(body)), usage }) });
    const short = await runMain(args(server, "--max-tokens-total", "50000", "--max-concurrency", "1"), { cwd });
    expect(short.code).toBe(3);
    expect(short.stdout).toContain("NOT COMPLETE");
    expect(short.stderr).toContain("this goes on from it");
    const asked = server.chats().length;
    expect(asked).toBeLessThan(exemplarSetJudgments);
    const rest = await runMain(args(server), { cwd });
    expect([rest.code, server.chats().length]).toEqual([0, exemplarSetJudgments]);
    expect(rest.stdout).not.toContain("NOT COMPLETE");
  });

  it("counts what a card took against the budget of a later run in the folder", async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 7 };
    const server = await played({
      onChat: ({ body }) => ({ text: rateExemplar(textOf(body)), usage }),
    });
    await runMain(args(server), { cwd });
    await writeSmallSet(cwd);
    const run = ["run", "--questions", "small", "--model", `m@${server.baseUrl}`, "--judge", "mtbench-ja"];
    const limits = ["--judge-model", `played-judge@${server.baseUrl}`, "--max-tokens-total", "90000"];
    const { code, stderr } = await runMain([...run, ...limits], { cwd });
    expect(stderr).toContain(`${exemplarSetJudgments * 1007} of 90000 tokens`);
    expect(code).toBe(3);
  });

  it("sends its judgments as one batch", async () => {
    const batches = fakeBatches({ onLine: ({ body }) => rateExemplar(JSON.stringify(body)) });
    const server = await played({ onOther: batches.onOther });
    const { code, stderr } = await runMain(args(server, "--judge-mode", "batch"), { cwd });
    expect(stderr).toContain(
      `judge card: batch batch_1 completed, ${exemplarSetJudgments} of ${exemplarSetJudgments} done`,
    );
    expect([code, batches.batches.length]).toEqual([0, 1]);
  });

  it("of two results folders merges into one card, and a judge measured anew archives the old ratings", async () => {
    const server = await played();
    await runMain(args(server, "--results", "a", "--repeats", "1"), { cwd });
    await runMain(args(server, "--results", "b"), { cwd });
    expect((await runMain(["merge", "a", "b", "--out", "c"], { cwd })).code).toBe(0);
    const asked = server.chats().length;
    const merged = await runMain(args(server, "--results", "c", "--json"), { cwd });
    expect([merged.code, server.chats().length]).toEqual([0, asked]);
    expect(cardSchema.parse(JSON.parse(merged.stdout)).card.judgments.settled).toBe(exemplarSetJudgments);
    await runMain(args(server, "--results", "c", "--fresh"), { cwd });
    expect(server.chats()).toHaveLength(asked + exemplarSetJudgments);
    expect(await readdir(join(cwd, "c", ".archive"))).toHaveLength(1);
    // What was paid for stays counted.
    const again = await runMain(args(server, "--results", "c", "--max-tokens-total", "1", "--fresh"), { cwd });
    expect(again.code).toBe(3);
  });

  it("refuses a set without exemplars, and one whose exemplars are on another scale", async () => {
    await writeSmallSet(cwd);
    const server = await played();
    const none = await runMain(args(server).with(3, "small"), { cwd });
    expect([none.code, none.stderr.includes("small has no exemplars")]).toEqual([2, true]);
    const file = join(cwd, "questions", "ours", "exemplars", "math.jsonl");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("[8,10]", "[80,100]"));
    const other = await runMain(args(server), { cwd });
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("expect ratings from 1 to 100, and mtbench-ja rates from 1 to 10");
  });
});

describe("judges card --compare", () => {
  it("puts two cards side by side and calls nobody; a word that means none names those that are there", async () => {
    const server = await played({
      models: ["played-judge", "sleepy-judge"],
      onChat: ({ body }) => (body.model === "sleepy-judge" ? "評価: [[8]]" : rateExemplar(textOf(body))),
    });
    await runMain(args(server), { cwd });
    await runMain(args(server).with(-1, `sleepy-judge@${server.baseUrl}`), { cwd });
    const asked = server.requests.length;
    const { code, stdout } = await runMain(["judges", "card", "--compare", "played-judge", "sleepy-judge"], {
      cwd,
      columns: 80,
    });
    expect([code, server.requests.length]).toEqual([0, asked]);
    expect(stdout).toContain("A: mtbench-ja (played-judge)");
    expect(stdout).toContain("B: mtbench-ja (sleepy-judge)");
    expect(stdout).toMatch(/for a leaderboard +not shown +unfit +\*/u);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    const wrong = await runMain(["judges", "card", "--compare", "played-judge", "sleepy-jugde"], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/did you mean "sleepy-judge"/iu);
    const several = await runMain(["judges", "card", "--compare", "mtbench-ja", "sleepy-judge"], { cwd });
    expect(several.stderr).toContain("mtbench-ja means 2 judge cards");
    expect((await runMain(["judges", "card", "--compare", "played-judge"], { cwd })).code).toBe(2);
  });
});
