import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openChat } from "../../src/chat/open-chat.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { type ProxyServer, startProxy } from "../support/proxy-server.ts";

const body = { model: "m", messages: [{ role: "user", content: "今日は。" }], max_tokens: 9 } as const;

let server: FakeServer;
let port: string;
let proxy: ProxyServer;
beforeEach(async () => {
  server = await startFakeServer({ onChat: () => ({ text: "はい。", delayMs: 20 }) });
  port = new URL(server.baseUrl).port;
  proxy = await startProxy();
});
afterEach(async () => {
  await server.close();
  await proxy.close();
});

async function ask(host: string, proxies: Record<string, string>, scheme = "http") {
  const options = { proxies, maxAttempts: 1, maxUnreachable: 1, connectTimeoutMs: 60_000 };
  const { chat, close } = openChat({ baseUrl: `${scheme}://${host}:${port}/v1`, apiKey: "k" }, options);
  try {
    return await chat({ body });
  } finally {
    await close();
  }
}

describe("a chat behind a proxy", () => {
  it.each([
    ["HTTP_PROXY", (url: string) => ({ HTTP_PROXY: url })],
    ["http_proxy without a scheme", (url: string) => ({ http_proxy: url.replace("http://", "") })],
  ])("forwards plain HTTP by %s, without a tunnel", async (_, proxies) => {
    expect(await ask("model.test", proxies(proxy.url))).toMatchObject({ status: "replied", content: "はい。" });
    expect(proxy.seen).toEqual([`POST http://model.test:${port}/v1/chat/completions`]);
    expect(server.chats()[0]?.headers).toMatchObject({ authorization: "Bearer k", host: `model.test:${port}` });
  });

  it("tunnels HTTPS by HTTPS_PROXY", async () => {
    // The far end speaks no TLS: that the tunnel was asked for is what counts here.
    const outcome = await ask("model.test", { HTTPS_PROXY: proxy.url, HTTP_PROXY: "http://127.0.0.1:9" }, "https");
    expect(outcome.status).toBe("failed");
    expect(proxy.seen).toEqual([`CONNECT model.test:${port}`]);
  });

  it.each([
    ["this machine, whatever the variables say", "127.0.0.1", {}],
    ["a host of NO_PROXY", "localhost.test", { NO_PROXY: "other.test, .test" }],
    ["any host where NO_PROXY is *", "localhost.test", { NO_PROXY: "*" }],
  ])("does not use it for %s", async (_, host, more) => {
    const outcome = await ask(host, { HTTP_PROXY: proxy.url, ...more });
    expect(outcome.status).toBe(host === "127.0.0.1" ? "replied" : "failed");
    expect(proxy.seen).toEqual([]);
  });

  it("gives the server up, and names the variables, when the proxy refuses", async () => {
    const closed = await startProxy({ refuse: true });
    const outcome = await ask("model.test", { HTTPS_PROXY: closed.url }, "https");
    await closed.close();
    expect(outcome).toMatchObject({ status: "failed", scope: "server" });
    if (outcome.status === "failed") expect(outcome.message).toMatch(/proxy.*HTTPS_PROXY/);
  });

  it("refuses a proxy that is no URL, without showing it", async () => {
    await expect(ask("model.test", { HTTPS_PROXY: "http://user:secret@" })).rejects.toThrow(/HTTPS_PROXY is no URL/);
  });
});
