import { spawnSync } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closedPort, type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { type ProxyServer, startProxy } from "../../support/proxy-server.ts";
import { runCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let server: FakeServer;
let proxy: ProxyServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-reach-"));
  await writeSmallSet(cwd);
  server = await startFakeServer({ onChat: () => "七です。", models: ["Qwen/Qwen3-8B"] });
  proxy = await startProxy();
});
afterEach(async () => {
  await server.close();
  await proxy.close();
});

const words = (model: string) => ["answer", "--model", model, "--questions", "small", "--judge", "mtbench-ja"];

function answer(model: string, env: Record<string, string>) {
  return runMain(words(model), { cwd, env });
}

describe("mtbench answer", () => {
  it("goes through HTTP_PROXY to a host that only the proxy knows", async () => {
    const { port } = new URL(server.baseUrl);
    const { code } = await answer(`m@http://model.test:${port}/v1`, { HTTP_PROXY: proxy.url });
    expect(code).toBe(0);
    expect(proxy.seen.filter((line) => line.startsWith("POST"))).toHaveLength(4);
    expect(proxy.seen[0]).toBe(`GET http://model.test:${port}/v1/models`);
  });

  it("finds a model that was named without a server on this machine, and says what it uses", async () => {
    const { port } = new URL(server.baseUrl);
    const { code, stderr } = await answer("qwen3-8b", { MTBENCH_LOCAL_PORTS: `${await closedPort()},${port}` });
    expect(stderr).toContain(`qwen3-8b: found on this machine at ${server.baseUrl} as Qwen/Qwen3-8B`);
    expect(code).toBe(0);
    expect(server.chats()[0]?.body).toMatchObject({
      model: "Qwen/Qwen3-8B",
      chat_template_kwargs: { enable_thinking: true },
    });
  });

  it("says that it is Ollama, records its version and the model's digest, and sends only what it takes", async () => {
    const details = { quantization_level: "Q4_K_M" };
    const pages: Record<string, object> = {
      "/v1/models": { data: [{ id: "qwen3:8b", owned_by: "library" }] },
      "/api/version": { version: "0.12.6" },
      "/api/tags": { models: [{ name: "qwen3:8b", digest: "500a1f067a9f", details }] },
    };
    const ollama = await startFakeServer({
      onOther: ({ path }) => ({ status: path in pages ? 200 : 404, body: { ...pages[path] } }),
      onChat: () => "七です。",
    });
    const { code, stderr } = await answer("qwen3-8b", { MTBENCH_LOCAL_PORTS: new URL(ollama.baseUrl).port });
    await ollama.close();
    expect(code).toBe(0);
    expect(stderr).toContain(`found on this machine at ${ollama.baseUrl} as qwen3:8b (Ollama 0.12.6)`);
    expect(stderr).toMatch(/Ollama cuts long prompts in silence; OLLAMA_CONTEXT_LENGTH has to be \d+ or more/);
    const [launch] = (await readFile(join(cwd, "results", "small", "qwen3-8b", "launches.jsonl"), "utf8")).split("\n");
    expect(JSON.parse(launch ?? "")).toMatchObject({
      server: { kind: "ollama", identity: { version: "0.12.6", digest: "500a1f067a9f", quantisation: "Q4_K_M" } },
    });
    expect(ollama.chats()[0]?.body).not.toHaveProperty("top_k");
    expect(ollama.chats()[0]?.body).toMatchObject({ temperature: 0.6, top_p: 0.95 });
  });

  it("reaches an Azure deployment by its own URL: version in the query, the bare key in its header", async () => {
    const { port } = new URL(server.baseUrl);
    const url = `http://kamo.openai.azure.com:${port}/openai/deployments/judge-4o?api-version=2024-10-21`;
    const env = { HTTP_PROXY: proxy.url, AZURE_OPENAI_API_KEY: "azure-secret" };
    expect((await answer(`judge-4o@${url}`, env)).code).toBe(0);
    const asked = server.requests.find(({ method }) => method === "POST");
    expect(asked?.path).toBe("/openai/deployments/judge-4o/chat/completions?api-version=2024-10-21");
    expect([asked?.headers["api-key"], asked?.headers.authorization]).toEqual(["azure-secret", undefined]);
  });

  it("reaches Azure's v1 URL without a version", async () => {
    const { port } = new URL(server.baseUrl);
    const env = { HTTP_PROXY: proxy.url, AZURE_OPENAI_API_KEY: "azure-secret" };
    expect((await answer(`m@http://kamo.openai.azure.com:${port}/openai/v1`, env)).code).toBe(0);
    const asked = server.requests.find(({ method }) => method === "POST");
    expect(asked?.path).toBe("/openai/v1/chat/completions");
    expect(asked?.headers["api-key"]).toBe("azure-secret");
  });

  it("says what is on this machine when the model is not", async () => {
    const { port } = new URL(server.baseUrl);
    const { code, stderr } = await answer("llm-jp-4-8b-thinking", { MTBENCH_LOCAL_PORTS: `${port}` });
    expect(code).toBe(2);
    expect(stderr).toContain(`on this machine: ${server.baseUrl} serves Qwen/Qwen3-8B`);
    expect(stderr).toContain("llm-jp/llm-jp-4-8b-thinking@http");
  });

  it("shares a pool's calls out and goes on when one of it is dead", async () => {
    const dead = `http://127.0.0.1:${await closedPort()}/v1`;
    const { code, stderr } = await answer(`m@${dead},${server.baseUrl}`, {});
    expect(stderr).toMatch(/no answer from .*left out for now/);
    expect(code).toBe(0);
    const [launch] = (await readFile(join(cwd, "results", "small", "m", "launches.jsonl"), "utf8")).split("\n");
    expect(JSON.parse(launch ?? "")).toMatchObject({
      server: {
        baseUrl: `${dead},${server.baseUrl}`,
        observed: { pool: [dead, server.baseUrl] },
      },
    });
  });

  const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
  it.skipIf(!hasOpenssl)("trusts a private authority by NODE_EXTRA_CA_CERTS alone", async () => {
    const [key, cert] = [join(cwd, "key.pem"), join(cwd, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    expect(spawnSync("openssl", [...made, "-keyout", key, "-out", cert, ...subject]).status).toBe(0);
    const tls = createServer({ key: await readFile(key), cert: await readFile(cert) }, (request, response) => {
      const events = [{ choices: [{ index: 0, delta: { content: "安全です。" }, finish_reason: "stop" }] }];
      request.resume();
      if (request.method === "GET") response.end(JSON.stringify({ data: [{ id: "m" }] }));
      else response.end(`${events.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("")}data: [DONE]\n\n`);
    });
    await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
    const bound = tls.address();
    const model = `m@https://localhost:${typeof bound === "object" ? bound?.port : ""}/v1`;
    // Node reads the variable when it starts.
    const refused = await runCli(words(model), { cwd });
    const trusted = await runCli(words(model), { cwd, env: { NODE_EXTRA_CA_CERTS: cert } });
    tls.closeAllConnections();
    tls.close();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/self-signed certificate/);
    expect(trusted.code).toBe(0);
  });
});
