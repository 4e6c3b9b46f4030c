import { afterEach, describe, expect, it } from "vitest";
import { sha256 } from "../../src/files/canonical-json.ts";
import { probeServer } from "../../src/servers/probe-server.ts";
import { reachServers } from "../../src/servers/reach-server.ts";
import { closedPort, type FakeServer, type Script, startFakeServer } from "../support/fake-server.ts";
import { json, llamaPages } from "../support/llama-pages.ts";

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

  it("does with /props alone where the slots are hidden", async () => {
    const { "/slots": _, ...pages } = llamaPages();
    const facts = await probeServer(address(await playing(pages)), "x");
    expect(facts.slots).toBe(3);
    expect(facts.observed.busySlots).toBeNull();
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
