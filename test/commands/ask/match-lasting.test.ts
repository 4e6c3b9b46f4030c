import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type MatchRecord, parseMatch } from "../../../src/matches/match.ts";
import { describeWithQueue, type Redis, startRedis } from "../../support/redis.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { type Stations, startStations } from "../../support/stations.ts";

// What a launch of matches survives, and how it is shared out: a kill, shards that are killed, and worker processes.

let stations: Stations;
beforeEach(async () => {
  stations = await startStations({
    questions: 10,
    models: ["north", "south", "inspector"],
    reply: (model, number) =>
      model === "inspector" ? `理由。\n判定: [[${"ABC".charAt(number % 3)}]]` : `${model} の第${number % 89}駅です。`,
    counted: (model) => model === "inspector",
  });
  for (const model of ["north", "south"]) {
    const words = [
      "answer",
      "--model",
      `${model}@${stations.server.baseUrl}`,
      "--questions",
      "stations",
      "--judge",
      "mtbench-ja",
    ];
    expect((await runMain(words, { cwd: stations.cwd })).code).toBe(0);
  }
});
afterEach(async () => {
  await stations.close();
  await rm(stations.cwd, { recursive: true, force: true });
});

/** 10 questions of 2 turns in 2 orders. */
const all = 40;
const place = () => join(stations.cwd, "results", "stations", "+matches", "mtbench-ja");
const words = (...more: string[]) => [
  ...[
    "match",
    "north",
    "south",
    "--judge-model",
    `inspector@${stations.server.baseUrl}`,
    "--max-concurrency",
    "3",
    ...more,
  ],
];

async function recorded(name = "matches.jsonl"): Promise<MatchRecord[]> {
  const text = await readFile(join(place(), name), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => parseMatch(JSON.parse(line)));
}

/** Kills the process when so many calls have a record and those under way stay without a reply. */
async function killAfter({ child, result }: CliProcess, calls: number, file?: string): Promise<void> {
  await until(async () => stations.total() > calls && (await recorded(file)).length === calls);
  child.kill("SIGKILL");
  await result;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries > 6_000) throw new Error(`it never came: ${stations.total()} calls were asked`);
    await wait(10);
  }
}

it("goes on after a kill in the middle: nothing that was recorded is asked again, and the numbers are as if nothing had been", async () => {
  stations.heldAfter = 13;
  await killAfter(startCli(words(), { cwd: stations.cwd }), 13);
  const kept = await recorded();
  const underWay = stations.total() - kept.length;
  expect([kept.length, underWay > 0, underWay <= 3]).toEqual([13, true, true]);
  stations.heldAfter = Number.POSITIVE_INFINITY;
  const again = await runMain(words("--json"), { cwd: stations.cwd });
  expect([again.code, again.stderr]).toEqual([
    0,
    expect.stringContaining(`${all - kept.length} matches due, ${kept.length} already there`),
  ]);
  const records = await recorded();
  expect([records.length, new Set(records.map(({ key }) => key)).size]).toEqual([all, all]);
  // Only what was under way when it was killed was asked twice.
  expect(stations.total()).toBe(all + underWay);
  const { netWins, flips } = JSON.parse(again.stdout).pairs[0];
  // The same, made in one go.
  await rm(place(), { recursive: true });
  stations.asked.clear();
  const whole = await runMain(words("--json"), { cwd: stations.cwd });
  expect(stations.total()).toBe(all);
  expect(JSON.parse(whole.stdout).pairs[0]).toMatchObject({ netWins, flips });
}, 90_000);

it("a shard that was killed goes on as itself, beside one that was not", async () => {
  stations.heldAfter = 7;
  await killAfter(startCli(words("--shard", "1/2"), { cwd: stations.cwd }), 7, "matches.shard-1-of-2.jsonl");
  stations.heldAfter = Number.POSITIVE_INFINITY;
  const before = stations.total() - (await recorded("matches.shard-1-of-2.jsonl")).length;
  for (const shard of ["2/2", "1/2"])
    expect((await runMain(words("--shard", shard), { cwd: stations.cwd })).code).toBe(0);
  const parts = await Promise.all([1, 2].map((part) => recorded(`matches.shard-${part}-of-2.jsonl`)));
  expect(parts.map((part) => part.length)).toEqual([20, 20]);
  // Both orders of a turn are in one part.
  const turnsOf = (part: readonly MatchRecord[]) =>
    new Set(part.map(({ questionId, turn }) => `${questionId} ${turn}`));
  const [one = new Set(), two = new Set()] = parts.map(turnsOf);
  expect([one.size, two.size, [...one].filter((turn) => two.has(turn))]).toEqual([10, 10, []]);
  expect(stations.total()).toBe(all + before);
  const whole = await runMain(words(), { cwd: stations.cwd });
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
        ["worker", "--queue", redis.url, "--model", `inspector@${stations.server.baseUrl}`, "--max-concurrency", "3"],
        { cwd: stations.cwd, env },
      );
      started.push(process);
    };
    stations.delayMs = 30;
    worker();
    worker();
    const queued = () => startCli(words("--queue", redis.url), { cwd: stations.cwd, env });
    const first = queued();
    started.push(first);
    await until(() => stations.asked.size >= 12);
    first.child.kill("SIGKILL");
    await first.result;
    const again = queued();
    started.push(again);
    const { code, stdout, stderr } = await again.result;
    expect([code, stderr]).toEqual([0, expect.stringContaining("already there")]);
    expect(stdout).toContain("north against south");
    const records = await recorded();
    expect([records.length, new Set(records.map(({ key }) => key)).size]).toEqual([all, all]);
    // Workers finish what they took; the queue gives it to the second launch.
    expect(stations.total()).toBe(all);
    const direct = await runMain(words(), { cwd: stations.cwd });
    expect(direct.stderr).toContain(`0 matches due, ${all} already there`);
  }, 120_000);
});
