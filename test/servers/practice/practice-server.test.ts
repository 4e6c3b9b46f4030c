import OpenAI from "openai";
import { afterEach, expect, it } from "vitest";
import {
  type PracticeModel,
  type PracticeServer,
  startPracticeServer,
} from "../../../src/servers/practice/practice-server.ts";

let server: PracticeServer | undefined;
afterEach(() => server?.close());

const longText = "長い返事。".repeat(100);
const models = new Map<string, PracticeModel>([
  ["echo", (messages) => `${messages.length}通目：${messages.at(-1)?.content ?? ""}`],
  ["long", () => longText],
  [
    "broken",
    () => {
      throw new Error("no such page");
    },
  ],
]);

async function start() {
  server = await startPracticeServer({ models });
  const client = new OpenAI({ baseURL: server.baseUrl, apiKey: "unused", maxRetries: 0 });
  return { baseUrl: server.baseUrl, client };
}

function post(baseUrl: string, body: string | Uint8Array<ArrayBuffer>) {
  return fetch(`${baseUrl}/chat/completions`, { method: "POST", body });
}

it("listens on loopback and lists its models", async () => {
  const { baseUrl, client } = await start();
  expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  const ids: string[] = [];
  for await (const model of client.models.list()) ids.push(model.id);
  expect(ids).toEqual(["echo", "long", "broken"]);
});

it("replies whole, with usage", async () => {
  const { client } = await start();
  const reply = await client.chat.completions.create({
    model: "echo",
    messages: [
      { role: "system", content: "短く" },
      { role: "user", content: "𠮷野さん" },
    ],
    temperature: 0.7,
    max_tokens: 10,
  });
  expect(reply.choices[0]).toMatchObject({ message: { content: "2通目：𠮷野さん" }, finish_reason: "stop" });
  expect(reply.usage).toEqual({ prompt_tokens: 6, completion_tokens: 8, total_tokens: 14 });
});

it("streams in pieces, with usage when it is asked for", async () => {
  const { client } = await start();
  const messages = [{ role: "user", content: "どうぞ" }] as const;
  const stream = await client.chat.completions.create({
    model: "long",
    messages: [...messages],
    stream: true,
    stream_options: { include_usage: true },
  });
  const pieces: string[] = [];
  let usage: unknown = null;
  for await (const chunk of stream) {
    const piece = chunk.choices[0]?.delta.content ?? "";
    if (piece !== "") pieces.push(piece);
    usage = chunk.usage ?? usage;
  }
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toBe(longText);
  expect(usage).toMatchObject({ completion_tokens: 500 });
});

it("names the models there are when one is unknown", async () => {
  const { baseUrl } = await start();
  const response = await post(baseUrl, JSON.stringify({ model: "gpt", messages: [{ role: "user", content: "a" }] }));
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining("echo, long, broken") } });
});

it("refuses garbage and stays alive", async () => {
  const { baseUrl, client } = await start();
  const bodies = [
    "",
    "{",
    "[]",
    "null",
    '{"model":"echo"}',
    '{"model":"echo","messages":[]}',
    '{"model":"echo","messages":[{"role":"user","content":3}]}',
  ];
  for (const body of bodies) expect((await post(baseUrl, body)).status).toBe(400);
  expect((await post(baseUrl, new Uint8Array([0xff, 0xfe, 0x00]))).status).toBe(400);
  expect((await post(baseUrl, "あ".repeat(2_000_000))).status).toBe(413);
  expect((await fetch(`${baseUrl}/embeddings`, { method: "POST", body: "{}" })).status).toBe(404);
  expect((await fetch(`${baseUrl}/chat/completions`)).status).toBe(404);
  const broken = await post(baseUrl, JSON.stringify({ model: "broken", messages: [{ role: "user", content: "a" }] }));
  expect(broken.status).toBe(500);
  expect(await broken.text()).toContain("no such page");
  const reply = await client.chat.completions.create({
    model: "echo",
    messages: [{ role: "user", content: "まだ？" }],
  });
  expect(reply.choices[0]?.message.content).toBe("1通目：まだ？");
});

it("survives clients that leave, and frees its port", async () => {
  const { baseUrl } = await start();
  const controller = new AbortController();
  const body = JSON.stringify({ model: "long", stream: true, messages: [{ role: "user", content: "a" }] });
  const response = await fetch(`${baseUrl}/chat/completions`, { method: "POST", body, signal: controller.signal });
  controller.abort();
  await response.text().catch(() => undefined);
  expect((await fetch(`${baseUrl}/models`)).status).toBe(200);
  await server?.close();
  await server?.close();
  await expect(fetch(`${baseUrl}/models`)).rejects.toThrow();
});
