import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedEngine } from "../../../src/servers/local/embedded-engine.ts";
import type { ReachedServer } from "../../../src/servers/reach/reach-server.ts";
import { japaneseRatio } from "../../../src/text/measures.ts";
import { describeWithNodeLlamaCpp } from "../../support/node-llama-cpp.ts";
import { writeTinyGguf } from "../../support/tiny-gguf.ts";

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-embedded-"));
  path = join(folder, "tiny.gguf");
  await writeTinyGguf(path, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (text: string, more: Readonly<Record<string, number>> = {}) => ({
  body: {
    model: "tiny",
    messages: [{ role: "user", content: text }] as const,
    max_tokens: 24,
    temperature: 0,
    top_p: 1,
    ...more,
  },
});

function open(plan: { slots?: number; contextTokens?: number; model?: string } = {}) {
  const { slots = 2, contextTokens = 512, model = path } = plan;
  return openEmbeddedEngine(
    { model, alias: "tiny", slots, contextTokens },
    { env: process.env, cwd: folder, threads: 1 },
  );
}

describeWithNodeLlamaCpp("the embedded engine with a real model", () => {
  let engine: ReachedServer;
  beforeAll(async () => {
    engine = await open();
  });
  afterAll(() => engine.close());

  it("says what it is", () => {
    expect(engine.facts).toMatchObject({
      kind: "node-llama-cpp",
      identity: { version: expect.stringMatching(/^3\./), chatTemplateHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      slots: 2,
    });
    expect(engine.facts.contextTokens).toBeGreaterThanOrEqual(512);
  });

  it("tells a thought apart from the answer, and counts its tokens", async () => {
    const thinker = join(folder, "thinker.gguf");
    await writeTinyGguf(thinker, { seed: 5, thinks: true });
    const engine = await open({ model: thinker });
    const ten = Array.from({ length: 10 }, (_, seed) =>
      engine.chat({ ...ask("春の句を。", { seed, temperature: 1, max_tokens: 300 }), showsThoughts: true }),
    );
    const replies = await Promise.all(ten);
    await engine.close();
    const both = replies.find((one) => one.status === "replied" && one.thinking === "complete" && one.content !== "");
    if (both?.status !== "replied") throw new Error(JSON.stringify(replies));
    expect(both.content).not.toContain("</think>");
    expect(both.usage.reasoningTokens).toBeGreaterThan(0);
    expect(both.usage.reasoningTokens).toBeLessThan(both.usage.completionTokens ?? 0);
  });

  it("writes valid Japanese, the same greedy answer each time, another for another question", async () => {
    const [one, again, other] = await Promise.all(
      [ask("春の句を。"), ask("春の句を。"), ask("秋の句を。")].map(engine.chat),
    );
    if (one?.status !== "replied" || other?.status !== "replied") throw new Error(JSON.stringify(one));
    expect(one).toMatchObject({ model: "tiny", thinking: "none" });
    expect(one.content).not.toContain("\uFFFD");
    expect(japaneseRatio(one.content)).toBe(1);
    expect(one.usage.completionTokens).toBeGreaterThan(0);
    expect(again).toMatchObject({ content: one.content });
    expect(other.content).not.toBe(one.content);
  });

  it("samples by the seed that it is given", async () => {
    const sampled = (seed: number) => engine.chat(ask("夏の句を。", { temperature: 4, seed }));
    const texts = (await Promise.all([11, 11, 12].map(sampled))).map((one) =>
      one.status === "replied" ? one.content : "",
    );
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it("uses a penalty only when asked to, and top-k when asked to", async () => {
    const plain = await engine.chat(ask("冬の句を。", { repetition_penalty: 1, presence_penalty: 0 }));
    const penalised = await engine.chat(ask("冬の句を。", { frequency_penalty: 50 }));
    const single = await engine.chat(ask("冬の句を。", { temperature: 4, top_k: 1, seed: 3 }));
    const texts = [plain, penalised, single].map((one) => (one.status === "replied" ? one.content : ""));
    expect(texts[2]).toBe(texts[0]);
    expect(texts[1]).not.toBe(texts[0]);
  });

  it("ends at the limit with finish length, and at the end token with stop", async () => {
    const short = await engine.chat(ask("一", { max_tokens: 3, temperature: 0 }));
    expect(short).toMatchObject({ finish: "length", usage: { completionTokens: 3 } });
    const many = await Promise.all(
      Array.from({ length: 30 }, (_, seed) => engine.chat(ask("二", { max_tokens: 200, temperature: 5, seed }))),
    );
    expect(many.some((one) => one.status === "replied" && one.finish === "stop")).toBe(true);
  });

  it("tells a prompt that does not fit from a reply that fills the context", async () => {
    const small = await open({ slots: 1, contextTokens: 256 });
    const size = small.facts.contextTokens ?? 0;
    expect(await small.chat(ask("長".repeat(size)))).toMatchObject({ status: "failed", reason: "context-overflow" });
    const full = await small.chat(ask("長".repeat(Math.floor(size / 3) - 20), { max_tokens: 9_999, temperature: 0 }));
    if (full.status !== "replied") throw new Error(JSON.stringify(full));
    if (full.finish === "length") {
      expect((full.usage.promptTokens ?? 0) + (full.usage.completionTokens ?? 0)).toBe(size);
    }
    await small.close();
  });

  it("stops when the caller does, and answers the next call", async () => {
    const controller = new AbortController();
    const call = engine.chat({ ...ask("三", { max_tokens: 400, temperature: 5, seed: 1 }), signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    expect(await engine.chat(ask("四"))).toMatchObject({ status: "replied" });
  });

  it("refuses a file that is no model, and one without a chat template", async () => {
    const bare = join(folder, "bare.gguf");
    await writeTinyGguf(bare, { chatTemplate: null });
    await expect(open({ model: bare })).rejects.toThrow(/no chat template/);
    await expect(open({ model: join(import.meta.dirname, "embedded-engine.test.ts") })).rejects.toThrow(
      /cannot be loaded/,
    );
  });
});

describe("without node-llama-cpp", () => {
  it("says how to get it", async () => {
    const tools = { env: { MTBENCH_NODE_LLAMA_CPP: folder }, cwd: folder };
    const plan = { model: path, alias: "tiny", slots: 1, contextTokens: 256 };
    await expect(openEmbeddedEngine(plan, tools)).rejects.toMatchObject({
      hint: expect.stringContaining("npm install node-llama-cpp"),
    });
  });
});
