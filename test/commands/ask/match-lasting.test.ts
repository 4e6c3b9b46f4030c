import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { sha256 } from "../../../src/files/canonical-json.ts";
import { type MatchRecord, parseMatch } from "../../../src/matches/match.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { describeWithQueue, type Redis, startRedis } from "../../support/redis.ts";
import { type CliProcess, runCli, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

// What a launch of matches survives, and how it is shared out: a kill, shards that are killed, and worker processes.

let cwd: string;
let server: FakeServer;
/** Every prompt that compares, and how often it was asked. */
let asked: Map<string, number>;
let delayMs = 0;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-match-lasting-"));
  const questions = Array.from({ length: 10 }, (_, index) => ({
    id: String(index + 3),
    category: "writing" as const,
    turns: [`${index} 番目の駅の名は。`, "隣の駅は。"],
  }));
  await writeSmallSet(cwd, "stations", questions);
  asked = new Map();
  delayMs = 0;
  server = await startFakeServer({
    models: ["north", "south", "inspector"],
    onChat: ({ body, text }) => {
      const number = Number.parseInt(sha256(JSON.stringify(body.messages)).slice(0, 6), 16);
      if (body.model !== "inspector") return `${body.model} の第${number % 89}駅です。`;
      asked.set(text, (asked.get(text) ?? 0) + 1);
      return { text: `理由。\n判定: [[${"ABC".charAt(number % 3)}]]`, delayMs };
    },
  });
  for (const model of ["north", "south"]) {
    const words = [
      "answer",
      "--model",
      `${model}@${server.baseUrl}`,
      "--questions",
      "stations",
      "--judge",
      "mtbench-ja",
    ];
    expect((await runMain(words, { cwd })).code).toBe(0);
  }
});
afterEach(async () => {
  await server.close();
  await rm(cwd, { recursive: true, force: true });
});

/** 10 questions of 2 turns in 2 orders. */
const all = 40;
const place = () => join(cwd, "results", "stations", "+matches", "mtbench-ja");
const words = (...more: string[]) => [
  ...["match", "north", "south", "--judge-model", `inspector@${server.baseUrl}`, "--max-concurrency", "3", ...more],
];

async function recorded(name = "matches.jsonl"): Promise<MatchRecord[]> {
  const text = await readFile(join(place(), name), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => parseMatch(JSON.parse(line)));
}

/** Kills the process when so many calls were asked; returns what had a record then. */
async function killAfter(
  { child, done }: Pick<CliProcess, "child"> & { readonly done: Promise<unknown> },
  calls: number,
) {
  for (let tries = 0; asked.size < calls; tries += 1) {
    if (tries > 2_000) throw new Error(`only ${asked.size} of ${calls} calls were asked`);
    await wait(10);
  }
  child.kill("SIGKILL");
  await done;
}

const total = () => [...asked.values()].reduce((sum, times) => sum + times, 0);

it("goes on after a kill in the middle: nothing that was recorded is asked again, and the numbers are as if nothing had been", async () => {
  delayMs = 40;
  const first = startCli(words(), { cwd });
  await killAfter({ child: first.child, done: first.result }, 13);
  const kept = await recorded();
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(all);
  const underWay = total() - kept.length;
  expect(underWay).toBeLessThanOrEqual(3);
  delayMs = 0;
  const again = await runCli(words("--json"), { cwd });
  expect([again.code, again.stderr]).toEqual([
    0,
    expect.stringContaining(`${all - kept.length} matches due, ${kept.length} already there`),
  ]);
  const records = await recorded();
  expect([records.length, new Set(records.map(({ key }) => key)).size]).toEqual([all, all]);
  // Only what was under way when it was killed was asked twice.
  expect(total()).toBe(all + underWay);
  const { netWins, flips } = JSON.parse(again.stdout).pairs[0];
  // The same, made in one go.
  await rm(place(), { recursive: true });
  asked.clear();
  const whole = await runMain(words("--json"), { cwd });
  expect(total()).toBe(all);
  expect(JSON.parse(whole.stdout).pairs[0]).toMatchObject({ netWins, flips });
}, 90_000);

it("a shard that was killed goes on as itself, beside one that was not", async () => {
  delayMs = 40;
  const first = startCli(words("--shard", "1/2"), { cwd });
  await killAfter({ child: first.child, done: first.result }, 7);
  delayMs = 0;
  const before = total() - (await recorded("matches.shard-1-of-2.jsonl")).length;
  for (const shard of ["2/2", "1/2"]) expect((await runMain(words("--shard", shard), { cwd })).code).toBe(0);
  const parts = await Promise.all([1, 2].map((part) => recorded(`matches.shard-${part}-of-2.jsonl`)));
  expect(parts.map((part) => part.length)).toEqual([20, 20]);
  // Both orders of a turn are in one part.
  const turnsOf = (part: readonly MatchRecord[]) =>
    new Set(part.map(({ questionId, turn }) => `${questionId} ${turn}`));
  const [one = new Set(), two = new Set()] = parts.map(turnsOf);
  expect([one.size, two.size, [...one].filter((turn) => two.has(turn))]).toEqual([10, 10, []]);
  expect(total()).toBe(all + before);
  const whole = await runMain(words(), { cwd });
  expect(whole.stderr).toContain(`0 matches due, ${all} already there`);
}, 90_000);

describeWithQueue("queued matches", (packages) => {
  const env = { MTBENCH_QUEUE_PACKAGES: packages };
  const started: CliProcess[] = [];
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
    await redis.kill();
  });

  it("are made by worker processes, each once, though the launch is killed in between", async () => {
    const worker = () => {
      const process = startCli(
        ["worker", "--queue", redis.url, "--model", `inspector@${server.baseUrl}`, "--max-concurrency", "3"],
        { cwd, env },
      );
      started.push(process);
    };
    delayMs = 30;
    worker();
    worker();
    const queued = () => startCli(words("--queue", redis.url), { cwd, env });
    const first = queued();
    started.push(first);
    await killAfter({ child: first.child, done: first.result }, 12);
    const kept = (await recorded()).length;
    expect(kept).toBeLessThan(all);
    const again = queued();
    started.push(again);
    const { code, stdout, stderr } = await again.result;
    expect([code, stderr]).toEqual([0, expect.stringContaining("already there")]);
    expect(stdout).toContain("north against south");
    const records = await recorded();
    expect([records.length, new Set(records.map(({ key }) => key)).size]).toEqual([all, all]);
    // Workers finish what they took; the queue gives it to the second launch.
    expect(total()).toBe(all);
    const direct = await runMain(words(), { cwd });
    expect(direct.stderr).toContain(`0 matches due, ${all} already there`);
  }, 120_000);
});
