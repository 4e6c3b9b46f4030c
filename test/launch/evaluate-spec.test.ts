import { expect, it } from "vitest";
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
