import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluate, judgeAnswers } from "../../src/launch/evaluate.ts";
import type { EvaluateSpec } from "../../src/launch/evaluate-spec.ts";
import { loadRunRecord, type RunRecord } from "../../src/results/run-record.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { describeWithQueue, type Redis, startRedis } from "../support/redis.ts";
import { type CliProcess, startCli } from "../support/run-cli.ts";
import { smallSet } from "../support/small-run.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await smallSet(5);
});

/** Rates by what is in the prompt, so that no two questions need have the same rating. */
const judge = {
  id: "rater",
  chat: async ({ body }: { readonly body: { readonly messages: readonly { readonly content: string }[] } }) =>
    `評価: [[${1 + ((body.messages.at(-1)?.content.length ?? 0) % 10)}]]`,
};

const common = { questions: "small", judge: "mtbench-ja", judgeModel: judge, trials: 2 } as const;

/** All that two runs of the same must have in common: every record but when it was made. */
function withoutTimes({ manifest, answers, judgments }: RunRecord): unknown {
  return {
    candidate: manifest.candidate,
    answers: new Map([...answers].sort().map(([key, { outcome }]) => [key, outcome])),
    judgments: new Map([...judgments].sort().map(([key, { outcome }]) => [key, outcome])),
  };
}

/** As it would read in another folder of results. */
const anywhere = (value: unknown, results: string): string =>
  JSON.stringify(value).replaceAll(join(cwd, results), "results");

const folderOf = (results: string, id: string) => loadRunRecord(join(cwd, results, "small", id));

describe("parts of a run by evaluate", () => {
  it("come together to the record of the whole", async () => {
    let asked: string[] = [];
    const chat: typeof judge.chat = async ({ body }) => {
      const question = body.messages.map(({ content }) => content).join("|");
      asked.push(question);
      return `${"長い".repeat(question.length % 7)}答え`;
    };
    const spec = (results: string): EvaluateSpec => ({ ...common, models: [{ id: "bot", chat }], results });
    const whole = await evaluate(spec("whole"), { cwd, env: {} });
    const askedOfAll = asked.sort();

    asked = [];
    const parts = await Promise.all(
      [1, 2].map((index) => evaluate({ ...spec("parts"), shard: { index, count: 2 } }, { cwd, env: {} })),
    );
    expect(parts.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
    expect(parts.map(({ candidates }) => candidates[0]?.answers.planned)).toEqual([10, 10]);
    expect(asked.sort()).toEqual(askedOfAll);

    const [one, other] = [await folderOf("whole", "bot"), await folderOf("parts", "bot")];
    expect(one.answers.size).toBe(20);
    expect(withoutTimes(other)).toEqual(withoutTimes(one));
    expect(new Set([...one.judgments.values()].map((record) => JSON.stringify(record.outcome))).size).toBeGreaterThan(
      1,
    );

    // Nothing is left for whoever looks at the whole.
    asked = [];
    const again = await evaluate(spec("parts"), { cwd, env: {} });
    expect(asked).toEqual([]);
    expect(anywhere(again.candidates, "parts")).toBe(anywhere(whole.candidates, "whole"));
  });

  it("rate what is there in parts too", async () => {
    const chat = async () => "答え";
    await evaluate({ ...common, models: [{ id: "bot", chat }], answersOnly: true }, { cwd, env: {} });
    const { judgeModel, trials: _, ...rating } = common;
    for (const index of [1, 2, 3]) {
      const { candidates } = await judgeAnswers(
        { ...rating, judgeModel, shard: { index, count: 3 } },
        { cwd, env: {} },
      );
      expect(candidates[0]?.judgments.due).toBe(0);
      // Ten conversations of two turns: four, three and three.
      expect((await folderOf("results", "bot")).judgments.size).toBe([8, 14, 20][index - 1]);
    }
  });
});

describeWithQueue("a queue of evaluate", (packages) => {
  let server: FakeServer;
  let redis: Redis;
  let worker: CliProcess | null = null;
  beforeEach(async () => {
    server = await startFakeServer({
      models: ["conductor"],
      onChat: ({ body }) => `第${body.messages?.length}駅です。`,
    });
    redis = await startRedis();
  });
  afterEach(async () => {
    worker?.child.kill("SIGKILL");
    await redis.kill();
    await server.close();
  });

  it("gives workers the calls of servers, keeps those of functions, and comes to the same record", async () => {
    const models = [`conductor@${server.baseUrl}`];
    const env = { MTBENCH_QUEUE_PACKAGES: packages, THE_QUEUE: redis.url };
    const local = await evaluate({ ...common, models, results: "local" }, { cwd, env });
    const calls = server.chats().length;
    expect(calls).toBe(20);

    let rated = 0;
    const counted = {
      ...judge,
      chat(request: Parameters<typeof judge.chat>[0]) {
        rated += 1;
        return judge.chat(request);
      },
    };
    const spec = { ...common, models, judgeModel: counted, results: "queued", queue: "env:THE_QUEUE" };
    const evaluation = evaluate(spec, { cwd, env });
    // All that is due waits in the queue until somebody works there.
    worker = startCli(["worker", "--queue", redis.url, "--model", ...models], { cwd, env });
    const queued = await evaluation;
    expect([queued.outcome, rated, server.chats().length - calls]).toEqual(["done", 20, 20]);
    expect(anywhere(queued.candidates, "queued")).toBe(anywhere(local.candidates, "local"));
    const here = withoutTimes(await folderOf("local", "conductor"));
    expect(withoutTimes(await folderOf("queued", "conductor"))).toEqual(here);

    worker.child.kill("SIGTERM");
    expect((await worker.result).stderr).toMatch(/20 calls done/);
  });

  it("is refused before anything is asked where its address is none", async () => {
    const models = [`conductor@${server.baseUrl}`];
    const env = { MTBENCH_QUEUE_PACKAGES: packages };
    const wrong = evaluate({ ...common, models, queue: "env:THE_QUEUE" }, { cwd, env });
    await expect(wrong).rejects.toThrow("the environment variable THE_QUEUE is not set");
    expect(server.requests).toEqual([]);
  });
});
