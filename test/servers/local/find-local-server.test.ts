import { afterEach, describe, expect, it } from "vitest";
import { findLocalServer } from "../../../src/servers/local/find-local-server.ts";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";

const open: FakeServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serving(...models: string[]) {
  const server = await startFakeServer({ models });
  open.push(server);
  return { port: Number(new URL(server.baseUrl).port), server: "a test", baseUrl: server.baseUrl };
}

describe("findLocalServer", () => {
  it.each([
    ["Qwen/Qwen3-8B", "Qwen/Qwen3-8B"],
    ["qwen3:8b", "qwen3:8b"],
    ["/models/Qwen3-8B.gguf", "/models/Qwen3-8B.gguf"],
    ["qwen3-8b", "qwen3-8b"],
  ])("finds a model listed as %s by its catalogue names", async (listed, model) => {
    const [other, right] = [await serving("gemma"), await serving("x", listed)];
    const { found, others } = await findLocalServer(["qwen3-8b", "Qwen/Qwen3-8B"], {
      apiKey: null,
      ports: [{ port: 9, server: "nobody" }, other, right],
    });
    expect(found).toMatchObject([{ baseUrl: right.baseUrl, model, facts: { kind: "unknown" } }]);
    expect(others).toEqual([`${other.baseUrl} serves gemma`]);
  });

  it("prefers the very name, and reports all servers that have one", async () => {
    const [one, two] = [await serving("QWEN3-8B", "qwen3-8b"), await serving("Qwen/Qwen3-8B")];
    const { found } = await findLocalServer(["qwen3-8b"], { apiKey: null, ports: [one, two] });
    expect(found.map(({ model }) => model)).toEqual(["qwen3-8b", "Qwen/Qwen3-8B"]);
  });

  it("does not take another size, and tells of a server that wants a key", async () => {
    const server = await startFakeServer({ onOther: () => ({ status: 401, body: { error: { message: "key" } } }) });
    open.push(server);
    const locked = { port: Number(new URL(server.baseUrl).port), server: "a test" };
    const options = { apiKey: null, ports: [await serving("Qwen/Qwen3-80B"), locked] };
    const { found, others } = await findLocalServer(["qwen3-8b"], options);
    expect(found).toEqual([]);
    expect(others.join("\n")).toMatch(/serves Qwen\/Qwen3-80B[\s\S]*refused the API key/);
  });
});
