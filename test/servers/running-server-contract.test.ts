import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Chat, ChatOutcome } from "../../src/chat/chat.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { type ReachedServer, reachServers } from "../../src/servers/reach/reach-server.ts";

/**
 * What is relied on of any server, asked of one that runs: CONTRACT_SERVER=smollm2:135m@http://127.0.0.1:11434/v1 for Ollama,
 * and the same for vLLM, SGLang, LM Studio or a gateway; CONTRACT_SERVER_KEY is its key.
 */
const named = process.env.CONTRACT_SERVER ?? "";
if (named === "") process.stderr.write("skipped: the contract with a server that runs: CONTRACT_SERVER names none\n");
const [model = "", baseUrl = ""] = [named.slice(0, named.indexOf("@http")), named.slice(named.indexOf("@http") + 1)];
const apiKey = process.env.CONTRACT_SERVER_KEY ?? null;

describe.skipIf(named === "")(named === "" ? "a server that runs" : named, () => {
  let reached: ReachedServer;
  beforeAll(async () => {
    reached = await reachServers([{ baseUrl, apiKey }], { name: model, model, proxies: {}, say: () => undefined });
  }, 60_000);
  afterAll(() => reached?.close());

  const ask = (content: string, more: Partial<ChatBody> = {}): Promise<ChatOutcome> => {
    const chat: Chat = reached.chat;
    const messages = [{ role: "user" as const, content }];
    return chat({ body: { messages, temperature: 0.7, seed: 4, max_tokens: 24, ...more, model: more.model ?? model } });
  };

  it("lists the model, and is of a kind that we know or says nothing", () => {
    process.stderr.write(`${named}: ${reached.facts.kind}\n`);
    expect(reached.facts.models).toContain(model);
  });

  it("answers in a stream, with its tokens and its model", async () => {
    const outcome = await ask("春の句を一つ。");
    expect(outcome).toMatchObject({ status: "replied", model: expect.any(String) });
    if (outcome.status !== "replied") return;
    expect(["stop", "length"]).toContain(outcome.finish);
    expect(outcome.finishWord).toBeUndefined();
    expect(outcome.usage.promptTokens).toBeGreaterThan(0);
    expect(outcome.usage.completionTokens).toBeLessThanOrEqual(24);
    expect(outcome.content + (outcome.reasoning ?? "")).not.toBe("");
  });

  it("says whether the limit ended a reply, or the model", async () => {
    const outcome = await ask("一から百まで数えてください。", { max_tokens: 4 });
    if (outcome.status !== "replied") throw new Error(outcome.message);
    expect(outcome.usage.completionTokens).toBeLessThanOrEqual(4);
    expect(outcome.finish).toBe(outcome.usage.completionTokens === 4 ? "length" : "stop");
  });

  it("gives the same words to the same seed", async () => {
    const words = [await ask("春の句を一つ。"), await ask("春の句を一つ。")].map((outcome) =>
      outcome.status === "replied" ? [outcome.reasoning, outcome.content] : outcome.message,
    );
    expect(words[1]).toEqual(words[0]);
  });

  it("refuses a model that it does not have, in words that are understood", async () => {
    expect(await ask("春は。", { model: `no-${model}` })).toMatchObject({ status: "failed", scope: "server" });
  });
});
