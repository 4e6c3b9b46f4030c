import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ChatOutcome } from "../../src/chat/chat.ts";
import { openChat } from "../../src/chat/open-chat.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { freePort } from "../../src/servers/local/free-port.ts";
import { probeServer } from "../../src/servers/reach/probe-server.ts";
import { errorBody, type FakeServer, type Script, startFakeServer } from "../support/fake-server.ts";

/** What LiteLLM's proxy makes of a server's replies and errors, seen with 1.108.7 on 2026-11-29. LITELLM names its program. */
const program = process.env.LITELLM ?? "";
if (program === "") process.stderr.write("skipped: the contract with LiteLLM's proxy: LITELLM names no program\n");

const key = "sk-tiny-proxy-5b0e4c7d19";

describe.skipIf(program === "")("LiteLLM's proxy", () => {
  let folder: string;
  let proxy: ChildProcess;
  let behind: FakeServer;
  let baseUrl: string;
  let said: Script;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-litellm-"));
    behind = await startFakeServer({ onChat: () => said });
    const port = await freePort();
    const models = {
      heron: { model: "openai/heron", api_base: behind.baseUrl, api_key: "none" },
      strict: { model: "anthropic/claude-3-5-sonnet-20241022", api_base: behind.baseUrl, api_key: "none" },
    };
    const list = Object.entries(models).map(([name, params]) => ({ model_name: name, litellm_params: params }));
    const config = { model_list: list, litellm_settings: { num_retries: 0 }, general_settings: { master_key: key } };
    await writeFile(join(folder, "config.yaml"), JSON.stringify(config));
    const flags = ["--config", join(folder, "config.yaml"), "--host", "127.0.0.1", "--port", `${port}`];
    const env = { PATH: process.env.PATH, HOME: folder, LITELLM_LOCAL_MODEL_COST_MAP: "True" };
    proxy = spawn(program, flags, { cwd: folder, env, stdio: "ignore" });
    baseUrl = `http://127.0.0.1:${port}/v1`;
    for (let tries = 0; tries < 600; tries++) {
      const health = await fetch(`http://127.0.0.1:${port}/health/readiness`).catch(() => null);
      if (health?.ok === true) return;
      await wait(100);
    }
    throw new Error("LiteLLM's proxy did not come up");
  }, 90_000);
  afterAll(async () => {
    proxy.kill("SIGKILL");
    await behind.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    said = "橋は五つあります。";
  });

  const body: ChatBody = {
    model: "heron",
    messages: [{ role: "user", content: "橋はいくつありますか。" }],
    temperature: 0.35,
    seed: 77,
    max_tokens: 900,
  };
  async function ask(more: Partial<ChatBody> = {}, apiKey = key): Promise<ChatOutcome> {
    const { chat, close } = openChat({ baseUrl, apiKey }, { sleep: async () => {} });
    try {
      return await chat({ body: { ...body, ...more, model: more.model ?? body.model } });
    } finally {
      await close();
    }
  }

  it("lists its models and is of no kind that we know", async () => {
    const facts = await probeServer({ baseUrl, apiKey: key }, "heron");
    expect(facts).toMatchObject({ kind: "unknown", models: ["heron", "strict"] });
  });

  it("hands on a stream with its counts", async () => {
    expect(await ask()).toMatchObject({
      status: "replied",
      content: "橋は五つあります。",
      finish: "stop",
      model: "heron",
      usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
      dropped: [],
    });
    expect(behind.chats().at(-1)?.body).toMatchObject({ temperature: 0.35, seed: 77, max_tokens: 900, stream: true });
  });

  it("hands on a thought in a field, and one in the text", async () => {
    said = { text: "五つです。", reasoning: "数える。", reasoningFields: ["reasoning_content"] };
    expect(await ask()).toMatchObject({ content: "五つです。", reasoning: "数える。" });
    said = { text: "<|channel>thought\n数える。<channel|>五つです。" };
    expect(await ask()).toMatchObject({ content: "五つです。", reasoning: "数える。" });
  });

  it.each<[string, object]>([
    ["length", { status: "replied", finish: "length" }],
    ["content_filter", { status: "replied", finish: "content-filter" }],
    ["sensitive", { status: "replied", finish: "content-filter" }],
    ["error", { status: "failed", reason: "request-failed" }],
  ])("hands on the end %s, or what it makes of it is no whole answer", async (finish, outcome) => {
    said = { text: "橋は", finish };
    expect(await ask()).toMatchObject(outcome);
  });

  it("tells of a server that breaks off, and no piece is an answer", async () => {
    const chunk = { id: "1", object: "chat.completion.chunk", created: 1, model: "heron" };
    const piece = { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "橋は" } }] };
    said = {
      status: 200,
      headers: { "content-type": "text/event-stream" },
      steps: [`data: ${JSON.stringify(piece)}\n\n`, 50, "cut"],
    };
    expect(await ask()).toMatchObject({ status: "failed", reason: "request-failed" });
  });

  it.each<[string, number, string, object]>([
    [
      "a full context",
      400,
      "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
      { reason: "context-overflow" },
    ],
    [
      "a moderation",
      400,
      "The response was filtered due to the prompt triggering the content management policy.",
      { reason: "content-filter" },
    ],
    ["a template", 400, "System role not supported", { message: expect.stringContaining("--system-as-user") }],
  ])("wraps %s, which is read all the same", async (_name, status, message, outcome) => {
    said = { status, body: errorBody(message, "invalid_request_error") };
    expect(await ask()).toMatchObject({ status: "failed", ...outcome });
  });

  it("leaves out a parameter that the proxy itself refuses", async () => {
    const outcome = await ask({ model: "strict" });
    expect(outcome.failedAttempts[0]?.message).toMatch(
      /does not support parameters: \['seed'\].* \(dropped: seed\)$/su,
    );
  });

  it("names a model that it does not have, and a key that it does not know", async () => {
    expect(await ask({ model: "stork" })).toMatchObject({
      status: "failed",
      scope: "server",
      message: expect.stringMatching(/model=stork.*does not have this model/su),
    });
    expect(await ask({}, "sk-wrong")).toMatchObject({
      status: "failed",
      scope: "server",
      message: expect.stringContaining("check the API key"),
    });
  });
});
