import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chat, ChatReply } from "../../src/chat/chat.ts";
import { type RunningLlamaServer, startLlamaServer } from "../../src/servers/local/start-llama-server.ts";
import { type ReachedServer, reachServers } from "../../src/servers/reach/reach-server.ts";
import { writeTinyGguf } from "../support/tiny-gguf.ts";

/**
 * What is relied on of llama-server, asked of the played one and, where LLAMA_SERVER names it, of a real one: a fake must
 * not confirm its author's guess. Seen with build b11434 on 2026-11-22.
 */
const programs: [string, string][] = [
  ["the played llama-server", fileURLToPath(new URL("../support/fake-llama-server.mjs", import.meta.url))],
];
const real = process.env.LLAMA_SERVER ?? "";
if (real === "") process.stderr.write("skipped: the contract with a real llama-server: LLAMA_SERVER names none\n");
else programs.push(["a real llama-server", real]);

const context = 512;
const ask = (content: string, more: Readonly<Record<string, number | boolean>>) => ({
  body: { model: "tiny", messages: [{ role: "user", content }] as const, seed: 4, temperature: 1, ...more },
});

async function reply(chat: Chat, request: Parameters<Chat>[0]): Promise<ChatReply> {
  const outcome = await chat(request);
  if (outcome.status === "failed") throw new Error(outcome.message);
  return outcome;
}

describe.each(programs)("%s", (_name, program) => {
  let folder: string;
  let server: RunningLlamaServer;
  let reached: ReachedServer;
  let root: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-contract-"));
    const model = join(folder, "tiny.gguf");
    await writeTinyGguf(model, { seed: 5, contextTokens: 4_096 });
    server = await startLlamaServer(
      {
        program,
        model,
        alias: "tiny",
        slots: 2,
        contextTokens: context,
        extraArguments: [],
        logPath: join(folder, "tiny.log"),
      },
      { env: { PATH: process.env.PATH }, isStopped: () => false, loadTimeoutMs: 60_000 },
    );
    root = server.baseUrl.replace("/v1", "");
    reached = await reachServers([{ baseUrl: server.baseUrl, apiKey: null }], {
      name: "tiny",
      proxies: {},
      say: () => undefined,
    });
  }, 90_000);
  afterAll(async () => {
    await reached.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("says what it is: build, weights, quantisation, template, slots, context and sampling defaults", () => {
    expect(reached.facts).toMatchObject({
      kind: "llama.cpp",
      identity: {
        build: expect.stringMatching(/^b\d+-/),
        modelPath: join(folder, "tiny.gguf"),
        quantisation: "all F32",
        chatTemplateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      observed: { busySlots: 0, parameters: 125_504, samplingDefaults: { top_k: 40, n_predict: -1 } },
      slots: 2,
      contextTokens: context,
      models: ["tiny"],
    });
    const { samplingDefaults } = reached.facts.observed;
    expect(samplingDefaults).toHaveProperty("min_p");
  });

  it("answers in a stream, with its tokens, model and build", async () => {
    const outcome = await reply(reached.chat, ask("春は。", { max_tokens: 6 }));
    expect(outcome).toMatchObject({ finish: "length", model: "tiny", usage: { completionTokens: 6 } });
    expect(outcome.systemFingerprint).toBe(reached.facts.identity.build);
    expect(outcome.usage.promptTokens).toBeGreaterThan(0);
    expect(outcome.content).not.toBe("");
  });

  it("ends at its context with the reason of the limit, and fewer tokens than were asked for", async () => {
    const outcome = await reply(reached.chat, ask("春は。", { max_tokens: 4_000, ignore_eos: true }));
    expect(outcome.finish).toBe("length");
    const { promptTokens, completionTokens } = outcome.usage;
    expect((promptTokens ?? 0) + (completionTokens ?? 0)).toBe(context);
  });

  it("refuses a prompt that is longer than its context", async () => {
    const outcome = await reached.chat(ask("春は雨。".repeat(200), { max_tokens: 6 }));
    expect(outcome).toMatchObject({
      status: "failed",
      reason: "context-overflow",
      httpStatus: 400,
      message: expect.stringMatching(/request \(\d+ tokens\) exceeds the available context size \(512 tokens\)/),
    });
  });

  it("counts its tokens with every piece where it is asked to", async () => {
    const response = await fetch(`${server.baseUrl}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ ...ask("春は。", { max_tokens: 4 }).body, stream: true, timings_per_token: true }),
    });
    const counted = [...(await response.text()).matchAll(/"content":"[^"]+".*?"predicted_n":(\d+)/g)].map(([, n]) => n);
    expect(counted).toEqual(["1", "2", "3", "4"]);
  });

  it("ends while it loads a file that is no model, and is named with its last words", async () => {
    const model = join(folder, "broken.gguf");
    await writeFile(model, "no model at all");
    const plan = { program, model, alias: "tiny", slots: 1, contextTokens: context, extraArguments: [] };
    const logPath = join(folder, "broken.log");
    const tools = { env: { PATH: process.env.PATH }, isStopped: () => false, loadTimeoutMs: 60_000 };
    await expect(startLlamaServer({ ...plan, logPath }, tools)).rejects.toMatchObject({
      message: `llama-server ended while it loaded ${model} (exit code 1)`,
      problems: expect.arrayContaining([expect.stringContaining("exiting due to model loading error")]),
      hint: expect.stringContaining(logPath),
    });
  });

  it("knows no page of another kind of server", async () => {
    for (const path of ["/version", "/api/version", "/api/tags", "/api/v0/models", "/server_info"]) {
      expect((await fetch(`${root}${path}`)).status).toBe(404);
    }
  });
});
