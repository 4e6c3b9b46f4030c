import { afterEach, describe, expect, it } from "vitest";
import { sha256 } from "../../../src/files/canonical-json.ts";
import { probeServer } from "../../../src/servers/reach/probe-server.ts";
import { reachServers } from "../../../src/servers/reach/reach-server.ts";
import { factsFor } from "../../../src/servers/reach/server-facts.ts";
import { closedPort, type FakeServer, type Script, startFakeServer } from "../../support/fake-server.ts";
import { json, llamaPages } from "../../support/llama-pages.ts";

const open: FakeServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function playing(pages: Readonly<Record<string, Script>>): Promise<FakeServer> {
  const server = await startFakeServer({ onOther: ({ path }) => pages[path], onChat: () => "はい" });
  open.push(server);
  return server;
}

const address = ({ baseUrl }: FakeServer) => ({ baseUrl, apiKey: null });

describe("probeServer", () => {
  it("reads what llama-server is, how much it does at once, and its sampling defaults", async () => {
    const facts = await probeServer(address(await playing(llamaPages())), "x");
    expect(facts).toMatchObject({ kind: "llama.cpp", slots: 3, contextTokens: 8_192, models: ["llm-jp"] });
    expect(facts.identity).toEqual({
      kind: "llama.cpp",
      build: "b10434-c0ffee",
      modelPath: "/models/llm-jp.gguf",
      quantisation: "Q4_K - Medium",
      chatTemplateHash: sha256("{{ messages }}"),
    });
    expect(facts.observed).toMatchObject({
      busySlots: 1,
      trainedContextTokens: 65_536,
      samplingDefaults: { top_k: 40, min_p: 0.05 },
    });
  });

  it("waits for nobody after a stop, be the server reached or only being reached", async () => {
    for (const place of ["/v1/models", "/props"]) {
      const server = await playing({ ...llamaPages(), [place]: { steps: ["stall"] } });
      const stop = new AbortController();
      const probe = probeServer(address(server), "x", { timeoutMs: 3_600_000, signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      if (place === "/props") expect(await probe).toMatchObject({ models: ["llm-jp"] });
      else await expect(probe).rejects.toThrow("no answer from");
    }
  });

  it("does with /props alone where the slots are hidden", async () => {
    const { "/slots": _, ...pages } = llamaPages();
    const facts = await probeServer(address(await playing(pages)), "x");
    expect(facts.slots).toBe(3);
    expect(facts.observed.busySlots).toBeNull();
  });

  it("asks a router for the model that is meant", async () => {
    // As b11434 without a model answers, seen 2026-11-22.
    const pages = llamaPages();
    const router = {
      role: "router",
      model_path: "none",
      build_info: "b11434-c0ffee",
      default_generation_settings: { params: null, n_ctx: 0 },
    };
    const server = await playing({
      "/v1/models": json({ data: ["beta", "llm-jp"].map((id) => ({ id, owned_by: "llamacpp" })) }),
      "/props": json(router),
      "/props?model=llm-jp": pages["/props"] ?? "",
      "/slots?model=llm-jp": pages["/slots"] ?? "",
    });
    const facts = await probeServer(address(server), "x", { model: "llm-jp" });
    expect(facts).toMatchObject({ slots: 3, contextTokens: 8_192, identity: { modelPath: "/models/llm-jp.gguf" } });
  });

  it("reads vLLM's version, root and context", async () => {
    const data = [{ id: "q", owned_by: "vllm", root: "Qwen/Qwen3-8B", max_model_len: 40_960 }];
    const server = await playing({ "/v1/models": json({ data }), "/version": json({ version: "0.30.1" }) });
    expect(await probeServer(address(server), "x")).toMatchObject({
      kind: "vllm",
      identity: { kind: "vllm", version: "0.30.1", root: "Qwen/Qwen3-8B" },
      contextTokens: 40_960,
    });
  });

  it("gives an adapter beside the model its own weights", async () => {
    const data = [
      { id: "base", owned_by: "vllm", root: "Qwen/Qwen3-8B", max_model_len: 40_960 },
      { id: "night-7", owned_by: "vllm", root: "/adapters/night-7", parent: "base", max_model_len: 8_192 },
    ];
    const server = await playing({ "/v1/models": json({ data }), "/version": json({ version: "0.30.1" }) });
    const facts = await probeServer(address(server), "x");
    expect(factsFor(facts, "base").identity.root).toBe("Qwen/Qwen3-8B");
    expect(factsFor(facts, "night-7")).toMatchObject({
      identity: { kind: "vllm", version: "0.30.1", root: "/adapters/night-7" },
      contextTokens: 8_192,
    });
  });

  it.each(["/server_info", "/get_server_info"])("reads SGLang's version from %s", async (path) => {
    const data = [{ id: "q", owned_by: "sglang", root: "Qwen/Qwen3-8B", max_model_len: 32_768 }];
    const server = await playing({ "/v1/models": json({ data }), [path]: json({ version: "0.5.9", tp_size: 1 }) });
    expect(await probeServer(address(server), "x")).toMatchObject({
      kind: "sglang",
      identity: { kind: "sglang", version: "0.5.9", root: "Qwen/Qwen3-8B" },
      contextTokens: 32_768,
    });
  });

  // The forms of docs.ollama.com/api, read 2026-11-22.
  const ollamaPages = (): Record<string, Script> => {
    const details = { family: "qwen3", parameter_size: "8.2B", quantization_level: "Q4_K_M" };
    const rows = [
      { name: "qwen3:8b", model: "qwen3:8b", digest: "500a1f067a9f", details },
      { name: "gemma3:4b", model: "gemma3:4b", digest: "a2af6cc3eb7f", details },
    ];
    return {
      "/v1/models": json({ object: "list", data: rows.map(({ name }) => ({ id: name, owned_by: "library" })) }),
      "/api/version": json({ version: "0.12.6" }),
      "/api/tags": json({ models: rows }),
      "/api/ps": json({ models: [{ ...rows[0], context_length: 4_096 }] }),
    };
  };

  it("knows Ollama by its own pages: version, digest, and the context that a model is loaded with", async () => {
    const facts = await probeServer(address(await playing(ollamaPages())), "x");
    expect(factsFor(facts, "qwen3:8b")).toMatchObject({
      kind: "ollama",
      identity: { kind: "ollama", version: "0.12.6", digest: "500a1f067a9f", quantisation: "Q4_K_M" },
      contextTokens: 4_096,
    });
    expect(factsFor(facts, "gemma3:4b")).toMatchObject({ identity: { digest: "a2af6cc3eb7f" }, contextTokens: null });
  });

  it("knows LM Studio by its own list, and takes the loaded context, not the possible one", async () => {
    // As lmstudio.ai/docs/api/rest-api shows it, read 2026-11-22.
    const row = {
      id: "qwen3-8b",
      type: "llm",
      arch: "qwen3",
      compatibility_type: "gguf",
      quantization: "Q4_K_M",
      state: "loaded",
      max_context_length: 40_960,
      loaded_context_length: 4_096,
    };
    const server = await playing({
      "/v1/models": json({ data: [{ id: "qwen3-8b", owned_by: "organization_owner" }] }),
      "/api/v0/models": json({ object: "list", data: [row] }),
    });
    const facts = factsFor(await probeServer(address(server), "x"), "qwen3-8b");
    expect(facts).toMatchObject({
      kind: "lm-studio",
      identity: { kind: "lm-studio", quantisation: "Q4_K_M", format: "gguf" },
      observed: { trainedContextTokens: 40_960 },
      contextTokens: 4_096,
    });
  });

  it("calls a server unknown that answers every path with its list", async () => {
    const list = json({ data: [{ id: "m", owned_by: "me" }], version: "1" });
    const server = await startFakeServer({ onOther: () => list });
    open.push(server);
    expect((await probeServer(address(server), "x")).kind).toBe("unknown");
  });

  it("sends key, headers and query with every question, and the key in its own header where there is one", async () => {
    const server = await playing(llamaPages());
    const headers = { "X-Team": "kamo" };
    const asked = { baseUrl: server.baseUrl, apiKey: "s3cret", keyHeader: "api-key", headers, query: {} };
    await probeServer(asked, "x");
    expect(server.requests.map(({ headers: sent }) => [sent["api-key"], sent["x-team"], sent.authorization])).toEqual(
      server.requests.map(() => ["s3cret", "kamo", undefined]),
    );
    await probeServer({ ...asked, query: { "api-version": "v9" } }, "x");
    expect(server.requests.at(-1)?.path).toContain("api-version=v9");
  });

  it.each([
    [503, /still be loading/],
    [401, /refused the API key/],
  ])("says what HTTP %s means", async (status, said) => {
    const server = await playing({ "/v1/models": { status, body: { error: { message: "no", code: status } } } });
    await expect(probeServer(address(server), "candidate x")).rejects.toThrow(said);
  });
});

describe("reachServers", () => {
  const options = { name: "candidate x", proxies: {} };

  it("makes a pool of those that are up, says which is not, and adds up their slots", async () => {
    const said: string[] = [];
    const [one, two] = [
      await playing(llamaPages()),
      await playing(llamaPages({ model_path: "/elsewhere/llm-jp.gguf" })),
    ];
    const dead = { baseUrl: `http://127.0.0.1:${await closedPort()}/v1`, apiKey: null };
    const pool = await reachServers([address(one), dead, address(two)], { ...options, say: (line) => said.push(line) });
    expect(pool.slots).toBe(6);
    expect(pool.facts.observed.pool).toEqual([one.baseUrl, dead.baseUrl, two.baseUrl]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(dead.baseUrl);
    expect(said[0]).toContain("left out");
    const request = { body: { model: "m", messages: [] } };
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => pool.chat(request)));
    expect(outcomes.every(({ status }) => status === "replied")).toBe(true);
    expect([one.chats().length, two.chats().length]).toEqual([3, 3]);
    await pool.close();
  });

  it.each([
    ["counts in the pieces' timings", "timings_per_token", llamaPages()],
    [
      "counts in the pieces' usage",
      "continuous_usage_stats",
      { "/v1/models": json({ data: [{ id: "m", owned_by: "vllm" }] }) },
    ],
  ])("tells tokens of thought and answer apart by what a server %s", async (_how, asked, pages) => {
    const say = {
      text: "木曜日です。",
      reasoning: "三つの条件を確かめる。",
      reasoningFields: ["reasoning_content"] as const,
    };
    const server = await startFakeServer({ onOther: ({ path }) => pages[path], onChat: () => say });
    open.push(server);
    const { chat, close } = await reachServers([address(server)], { ...options, say: () => undefined });
    const outcome = await chat({ body: { model: "m", messages: [] } });
    await close();
    // One character is one token there.
    expect(outcome).toMatchObject({ usage: { completionTokens: 17, reasoningTokens: 11 } });
    expect(server.chats()[0]?.text).toContain(asked);
  });

  it("asks no unknown server for a running count", async () => {
    const server = await playing({});
    const { chat, close } = await reachServers([address(server)], { ...options, say: () => undefined });
    await chat({ body: { model: "m", messages: [] } });
    await close();
    expect(server.chats()[0]?.body).toEqual({
      model: "m",
      messages: [],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("says where a pool's servers differ without being others, and counts with the smaller context", async () => {
    const said: string[] = [];
    const one = await playing(llamaPages());
    const settings = { n_ctx: 4_096, params: { top_k: 20, min_p: 0.05 } };
    const other = { default_generation_settings: settings, model_path: "C:\\models\\night-8.gguf" };
    const two = await playing(llamaPages(other));
    const pool = await reachServers([address(one), address(two)], {
      ...options,
      model: "llm-jp",
      say: (line) => said.push(line),
    });
    await pool.close();
    expect(pool.facts.contextTokens).toBe(4_096);
    expect(said).toEqual([
      expect.stringMatching(/file: "llm-jp.gguf" at .*, "night-8.gguf" at/),
      expect.stringMatching(/smaller context of the pool counts: context: 8192 at .*, 4096 at/),
      expect.stringMatching(/sample in other ways where a call says nothing: top_k: 40 at .*, 20 at [^;]*$/),
    ]);
  });

  it("refuses a pool of two sizes of one family", async () => {
    const small = llamaPages();
    const meta = { n_ctx_train: 65_536, n_params: 33_200_000_000, size: 20_160_000_000 };
    const large = { ...small, "/v1/models": json({ data: [{ id: "llm-jp", owned_by: "llamacpp", meta }] }) };
    const addresses = [address(await playing(small)), address(await playing(large))] as const;
    await expect(reachServers(addresses, { ...options, say: () => undefined })).rejects.toMatchObject({
      problems: [expect.stringMatching(/parameters: 8590000000 at/), expect.stringMatching(/bytes: 5200000000 at/)],
    });
  });

  it("takes a server that does not tell its size for no other model", async () => {
    const pages = llamaPages();
    const silent = { ...pages, "/v1/models": json({ data: [{ id: "llm-jp", owned_by: "llamacpp" }] }) };
    const said: string[] = [];
    const addresses = [address(await playing(pages)), address(await playing(silent))] as const;
    const pool = await reachServers(addresses, { ...options, say: (line) => said.push(line) });
    await pool.close();
    expect(said).toEqual([]);
  });

  it("says which of a pool does not list the model", async () => {
    const said: string[] = [];
    const listing = (id: string) => playing({ "/v1/models": json({ data: [{ id }] }) });
    const [one, two] = [await listing("night-7"), await listing("night-6")];
    const more = { ...options, model: "night-7", say: (line: string) => said.push(line) };
    await (await reachServers([address(one), address(two)], more)).close();
    expect(said).toEqual([`candidate x: night-7 is not in the list of ${two.baseUrl}`]);
  });

  it("refuses a pool of different models, naming the field, and one of which nobody answers", async () => {
    const one = await playing(llamaPages());
    const two = await playing(llamaPages({ model_ftype: "Q8_0" }));
    const say = () => undefined;
    await expect(reachServers([address(one), address(two)], { ...options, say })).rejects.toMatchObject({
      problems: [expect.stringMatching(/quantisation: "Q4_K - Medium" at .*, "Q8_0" at/)],
    });
    const nobody = { baseUrl: `http://127.0.0.1:${await closedPort()}/v1`, apiKey: null };
    await expect(reachServers([nobody, { ...nobody }], { ...options, say })).rejects.toThrow(/none of the 2 servers/);
  });
});
