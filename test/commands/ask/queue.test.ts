import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFakeServer } from "../../support/fake-server.ts";
import { describeWithQueue, type Redis, startRedis } from "../../support/redis.ts";
import { type CliProcess, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { type Stations, startStations } from "../../support/stations.ts";

let stations: Stations;
beforeEach(async () => {
  stations = await startStations({
    questions: 12,
    models: ["conductor", "inspector"],
    reply: (model, number) => (model === "inspector" ? `評価: [[${1 + (number % 10)}]]` : `第${number % 89}駅です。`),
    counted: () => true,
  });
  stations.delayMs = 20;
});
afterEach(() => stations.close());

const args = (results: string, ...more: string[]): string[] => [
  "run",
  ...["--model", `conductor@${stations.server.baseUrl}`, "--judge-model", `inspector@${stations.server.baseUrl}`],
  ...["--questions", "stations", "--judge", "mtbench-ja", "--trials", "2", "--results", results, ...more],
];

async function boardOf(results: string): Promise<string> {
  const { stdout } = await runMain(["leaderboard", "--format", "json", "--results", results], { cwd: stations.cwd });
  // The folder's own name is the one thing that may differ.
  return stdout.replaceAll(join(stations.cwd, results), "");
}

describeWithQueue("a queued run", (packages) => {
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

  function start(list: readonly string[]): CliProcess {
    const process = startCli(list, { cwd: stations.cwd, env });
    started.push(process);
    return process;
  }

  /** A coordinator that nothing happens to, in this process. */
  const runHere = () => runMain(args("queued", "--queue", redis.url), { cwd: stations.cwd, env });

  function startWorker(): CliProcess {
    const models = ["conductor", "inspector"].map((model) => `${model}@${stations.server.baseUrl}`);
    return start(["worker", "--queue", redis.url, "--model", ...models, "--max-concurrency", "3"]);
  }

  async function untilAsked(calls: number): Promise<void> {
    for (let tries = 0; stations.asked.size < calls; tries += 1) {
      if (tries > 1_200) throw new Error(`only ${stations.asked.size} of ${calls} calls were asked`);
      await wait(25);
    }
  }

  it("gives the local run's scores, asks each call once, and workers drain on SIGTERM", async () => {
    expect((await runMain(args("local"), { cwd: stations.cwd })).code).toBe(0);
    const local = new Map(stations.asked);
    stations.asked.clear();
    const workers = [startWorker(), startWorker()];
    const { code, stderr } = await runHere();
    expect([code, stderr]).toEqual([0, expect.stringContaining("48 answers and 48 judgments due")]);
    expect(stations.asked).toEqual(local);
    expect(stations.total()).toBe(96);
    expect(await boardOf("queued")).toBe(await boardOf("local"));
    const again = await runHere();
    expect(again.stderr).toContain("0 answers and 0 judgments due");
    for (const { child, result } of workers) {
      child.kill("SIGTERM");
      const ended = await result;
      expect(ended.code).toBe(143);
      expect(ended.stderr).toMatch(/[1-9]\d* calls done/);
    }
  });

  it("survives kill -9 of a worker, of the coordinator and of Redis: same scores, repeats only of what was in flight", async () => {
    expect((await runMain(args("local"), { cwd: stations.cwd })).code).toBe(0);
    stations.asked.clear();
    stations.delayMs = 150;
    const victim = startWorker();
    startWorker();
    const first = start(args("queued", "--queue", redis.url));
    await untilAsked(12);
    victim.child.kill("SIGKILL");
    await untilAsked(24);
    first.child.kill("SIGKILL");
    await first.result;
    const second = start(args("queued", "--queue", redis.url));
    await untilAsked(50);
    await redis.kill();
    await wait(600);
    await redis.start();
    startWorker();
    const { code, stderr } = await second.result;
    expect([code, stderr]).toEqual([0, expect.stringContaining("Records: conductor (queued")]);
    expect(await boardOf("queued")).toBe(await boardOf("local"));
    expect(stations.asked.size).toBe(96);
    // In flight: six at the dead worker, and at most twelve when Redis went. The coordinator's death repeats nothing.
    expect(stations.total() - 96).toBeLessThanOrEqual(18);
    const answers = await readFile(join(stations.cwd, "queued", "stations", "conductor", "answers.jsonl"), "utf8");
    const keys = answers
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).key);
    expect(new Set(keys).size).toBe(keys.length);
  }, 90_000);

  it("asks nothing again that was answered while no coordinator was there", async () => {
    stations.delayMs = 400;
    startWorker();
    const first = start(args("queued", "--queue", redis.url));
    await untilAsked(4);
    first.child.kill("SIGKILL");
    await first.result;
    // The worker goes on with what was handed over: all first turns.
    await untilAsked(24);
    stations.delayMs = 5;
    expect((await runHere()).code).toBe(0);
    expect([stations.asked.size, stations.total()]).toEqual([96, 96]);
  }, 60_000);

  it("takes back what no worker has begun when it is interrupted, and keeps what came", async () => {
    stations.delayMs = 300;
    startWorker();
    const run = start(args("queued", "--queue", redis.url));
    await untilAsked(8);
    run.child.kill("SIGINT");
    const { code, stderr } = await run.result;
    expect([code, stderr]).toEqual([130, expect.stringContaining("this goes on from it")]);
    const before = stations.total();
    expect(before).toBeLessThan(96);
    await wait(800);
    expect(stations.total()).toBe(before);
    stations.delayMs = 5;
    expect((await runHere()).code).toBe(0);
    expect([stations.asked.size, stations.total()]).toEqual([96, 96]);
  }, 60_000);

  it("gives the calls of a worker whose server is gone to the others", async () => {
    const broken = await startFakeServer({
      models: ["conductor", "inspector"],
      onChat: () => ({ status: 401, body: "" }),
    });
    const models = ["conductor", "inspector"].map((model) => `${model}@${broken.baseUrl}`);
    const bad = start(["worker", "--queue", redis.url, "--model", ...models]);
    const run = start(args("queued", "--queue", redis.url));
    const ended = await bad.result;
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining("of no use any more")]);
    startWorker();
    expect((await run.result).code).toBe(0);
    expect(stations.total()).toBe(96);
    await broken.close();
  }, 60_000);
});

describe("--queue", () => {
  it.each([
    ["without the packages", "redis://127.0.0.1:6399", "needs the packages bullmq and ioredis"],
    ["with something else", "http://127.0.0.1", "expected redis://host:port"],
    ["with a password that all can see", "redis://:geheim@127.0.0.1", "a password on the command line"],
    ["with a variable that is not set", "env:NO_SUCH_QUEUE", "NO_SUCH_QUEUE is not set"],
  ])("%s is refused with what to do", async (_, queue, message) => {
    const { code, stderr } = await runMain(args("none", "--queue", queue), { cwd: stations.cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain("geheim");
    expect(stations.asked.size).toBe(0);
  });
});
