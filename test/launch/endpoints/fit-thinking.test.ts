import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { contextForAnswers } from "../../../src/launch/endpoints/context-needed.ts";
import { fitThinking } from "../../../src/launch/endpoints/fit-thinking.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { makeCandidate, makeQuestion, makeRules } from "../../support/make.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

const rules = makeRules({ maxAnswerTokens: 1_024 });
const questions = [makeQuestion()];
const usual = { isChosen: false, earlier: null, contextTokens: 32_768, rules, questions };
const thinking = (thinkingTokens: number) => makeCandidate({ thinkingTokens });

describe("fitThinking", () => {
  it("leaves room for the conversation, the answer and the thought in what the server states", () => {
    const fitted = fitThinking(thinking(32_768), usual);
    const needed = contextForAnswers(fitted, rules, questions);
    expect(fitted.thinkingTokens).toBeLessThan(32_768);
    expect(fitted.thinkingTokens % 256).toBe(0);
    expect([needed <= 32_768, needed + 256 > 32_768]).toEqual([true, true]);
  });

  it.each([
    ["the context is large enough", { contextTokens: 131_072 }, 32_768],
    ["the server states none", { contextTokens: null }, 32_768],
    ["somebody chose the budget", { isChosen: true }, 32_768],
    ["a folder from before has it", { earlier: 32_768 }, 32_768],
    ["the folder has a smaller one", { earlier: 9_216, contextTokens: 131_072 }, 9_216],
    ["there is hardly any room", { contextTokens: 3_072 }, 1_024],
  ])("decides where %s", (_, over, expected) => {
    expect(fitThinking(thinking(32_768), { ...usual, ...over }).thinkingTokens).toBe(expected);
  });

  it("halves the budget where a turn may be asked again with twice of it, and gives none to whom does not think", () => {
    const once = fitThinking(thinking(32_768), usual).thinkingTokens;
    const twice = fitThinking({ ...thinking(32_768), retryTruncated: true }, usual).thinkingTokens;
    expect(Math.abs(once / 2 - twice)).toBeLessThanOrEqual(256);
    expect(fitThinking(thinking(0), { ...usual, earlier: 32_768 }).thinkingTokens).toBe(0);
  });
});

describe("a 32K server with Qwen3-8B", () => {
  let cwd: string;
  let server: FakeServer;
  let context = 32_768;
  beforeEach(async () => {
    context = 32_768;
    cwd = mkdtempSync(join(tmpdir(), "mtbench-fit-"));
    await writeSmallSet(cwd);
    server = await startFakeServer({
      onChat: ({ body }) => (body.model === "j" ? "評価: [[8]]" : "はい。"),
      onOther: ({ path }) =>
        path.endsWith("/v1/models")
          ? {
              status: 200,
              body: {
                object: "list",
                data: ["Qwen/Qwen3-8B", "j"].map((id) => ({ id, owned_by: "vllm", root: id, max_model_len: context })),
              },
            }
          : undefined,
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  const run = (...more: readonly string[]) => {
    const at = (model: string) => `${model}@${server.baseUrl}`;
    const words = ["--judge", "mtbench-ja", "--judge-model", at("j"), "--questions", "small", ...more];
    return runMain(["run", "--model", at("Qwen/Qwen3-8B"), "--id", "q", ...words], { cwd });
  };
  const manifestPath = () => join(cwd, "results", "small", "q", "manifest.json");
  const manifest = () =>
    z
      .looseObject({ candidate: z.looseObject({ thinkingTokens: z.number() }) })
      .parse(JSON.parse(readFileSync(manifestPath(), "utf8")));
  const limits = () =>
    server.requests.flatMap(({ body: { model, max_tokens } }) =>
      model === "Qwen/Qwen3-8B" ? [Number(max_tokens)] : [],
    );

  it("is asked within its context, and the records say with which budget", async () => {
    const { code, stderr } = await run();
    expect(code).toBe(0);
    const { thinkingTokens } = manifest().candidate;
    expect(thinkingTokens).toBeGreaterThan(16_384);
    expect(Math.max(...limits())).toBeLessThan(32_768);
    expect(stderr).toContain(
      `q: a thought may have ${thinkingTokens} tokens, not the usual 32768: its server states 32768`,
    );
    expect(stderr).not.toContain("its longest call may need");
    // With more room later, the folder keeps its budget and nothing is asked again.
    context = 131_072;
    const before = limits().length;
    const again = await run();
    expect([again.code, limits().length]).toEqual([0, before]);
    expect(manifest().candidate.thinkingTokens).toBe(thinkingTokens);
  });

  it("goes on in a folder of 0.1.0 with the budget that stands there", async () => {
    context = 131_072;
    expect((await run("--limit", "1")).code).toBe(0);
    const old = { ...manifest(), tool: { version: "0.1.0" } };
    writeFileSync(manifestPath(), JSON.stringify(old));
    context = 32_768;
    const { code, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toContain("Qwen/Qwen3-8B is served with 32768 tokens of context");
    expect(new Set(limits())).toEqual(new Set([32_768 + 4_096]));
  });
});
