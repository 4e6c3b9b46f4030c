import { describe, expect, it } from "vitest";
import { type EvaluateSpec, type JudgeSpec, judgingSpecOf, launchSpecOf } from "../../src/launch/evaluate-spec.ts";

/** A value for every field that both kinds of launch take, none of them the default. */
const common = {
  questions: "small",
  categories: ["math"],
  limit: 3,
  references: "gpt-4",
  judge: "mtbench-en",
  judgePrompts: "prompts.jsonl",
  judgeModel: "rater@http://127.0.0.1:1/v1",
  judgeRepeats: 2,
  judgeMode: "batch",
  judgeApiKeyEnv: "JUDGE_KEY",
  seed: 7,
  results: "elsewhere",
  maxConcurrency: 5,
  firstTokenTimeout: 30,
  idleTimeout: 20,
  retryFailed: ["refused"],
  maxCost: { amount: 3, currency: "EUR" },
  maxTokensTotal: 1000,
  llamaServer: "bin/llama-server",
  llamaServerArgs: "-ngl 0",
  config: null,
} as const satisfies JudgeSpec;

const launched = {
  questions: "small",
  categories: ["math"],
  limit: 3,
  references: "gpt-4",
  judge: "mtbench-en",
  judgePrompts: "prompts.jsonl",
  judgeModel: "rater@http://127.0.0.1:1/v1",
  repeats: 2,
  judgeMode: "batch",
  judgeApiKeyEnv: "JUDGE_KEY",
  seed: 7,
  results: "elsewhere",
  maxConcurrency: 5,
  firstTokenTimeout: 30,
  idleTimeout: 20,
  reopened: new Set(["refused"]),
  limits: { tokens: 1000, money: { amount: 3, currency: "EUR" } },
  llamaServer: "bin/llama-server",
  llamaServerArgs: "-ngl 0",
  shard: null,
};

it("every field of a spec reaches the launch that asks", async () => {
  const spec: EvaluateSpec = {
    ...common,
    models: ["asked"],
    id: "row",
    revision: "abc",
    apiKeyEnv: "KEY",
    trials: 4,
    thinking: "on",
    reasoningEffort: "high",
    maxThinkingTokens: 99,
    retryTruncated: true,
    systemAsUser: true,
    maxAnswerTokens: 512,
    fresh: true,
    answersOnly: true,
    deterministic: true,
    queue: "redis://127.0.0.1:1",
  };
  expect(await launchSpecOf(spec, "/nowhere")).toMatchObject({
    ...launched,
    systemAsUser: true,
    maxAnswerTokens: 512,
    work: {
      kind: "ask",
      models: ["asked"],
      isRated: false,
      id: "row",
      revision: "abc",
      apiKeyEnv: "KEY",
      thinking: { thinking: "on", reasoningEffort: "high", maxThinkingTokens: 99, retryTruncated: true },
      trials: 4,
      deterministic: true,
      fresh: true,
      queue: "redis://127.0.0.1:1",
    },
  });
});

it("and the one that rates what is there", async () => {
  expect(await judgingSpecOf({ ...common, candidates: ["a"], rules: "0f" }, "/nowhere")).toMatchObject({
    ...launched,
    work: { kind: "judge", candidates: ["a"], rules: "0f" },
  });
  expect((await judgingSpecOf({ config: null }, "/nowhere")).work).toEqual({ kind: "judge", candidates: [] });
});

describe("a part of a run", () => {
  const shard = { index: 2, count: 3 };

  it("reaches the launch of either kind", async () => {
    const calls = { ...common, judgeMode: "calls", shard } as const;
    expect((await launchSpecOf({ ...calls, models: ["asked"] }, "/nowhere")).shard).toEqual(shard);
    expect((await judgingSpecOf(calls, "/nowhere")).shard).toEqual(shard);
  });

  it.each([
    ["a part beyond the last", { shard: { index: 4, count: 3 } }, "{ index, count } with 1 <= index <= count"],
    ["part zero", { shard: { index: 0, count: 3 } }, "{ index, count } with 1 <= index <= count"],
    ["half a part", { shard: { index: 1.5, count: 3 } }, "{ index, count } with 1 <= index <= count"],
    ["the words of the flag", { shard: "2/3" }, "{ index, count } with 1 <= index <= count"],
    ["an amount without a currency", { maxCost: { amount: 3 } }, "{ amount, currency } with an amount above 0"],
  ])("%s is refused with what it should be", async (_, wrong, expected) => {
    const error: unknown = await judgingSpecOf({ ...common, ...wrong } as JudgeSpec, "/nowhere").catch((e) => e);
    expect(error).toMatchObject({ problems: [expect.stringContaining(expected)] });
  });

  it("is no batch, and archives nothing", async () => {
    await expect(judgingSpecOf({ ...common, shard }, "/nowhere")).rejects.toThrow("a batch is one file");
    const calls = { ...common, judgeMode: "calls", shard } as const;
    const fresh = launchSpecOf({ ...calls, models: ["asked"], fresh: true }, "/nowhere");
    await expect(fresh).rejects.toThrow("archive what the other shards");
  });
});

describe("a queue", () => {
  const bot = { id: "bot", chat: async () => "はい" };
  const queued = { ...common, queue: "redis://127.0.0.1:1" } as const;

  it("needs somebody whose calls can be handed over", async () => {
    const idle = [
      { ...queued, models: [bot], judgeModel: bot },
      { ...queued, models: [bot], answersOnly: true },
    ];
    for (const spec of idle) await expect(launchSpecOf(spec, "/nowhere")).rejects.toThrow("queue: only functions");
    const used = [
      { ...queued, models: [bot] },
      { ...queued, models: [bot], judgeModel: undefined },
      { ...queued, models: [bot, "asked"], answersOnly: true },
    ];
    for (const spec of used) expect(await launchSpecOf(spec, "/nowhere")).toMatchObject({ work: { kind: "ask" } });
  });
});
