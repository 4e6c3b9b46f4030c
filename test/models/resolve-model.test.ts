import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import type { ServerAddress } from "../../src/models/candidate.ts";
import type { OwnModels } from "../../src/models/own-models.ts";
import { candidateOf, type ResolvedModel, resolveModel } from "../../src/models/resolve-model.ts";

const own: OwnModels = {
  servers: {
    lab: {
      baseUrl: "http://10.1.2.3:8123/v1/",
      apiKeyEnv: "LAB_KEY",
      headers: { "x-team": "kamo" },
      maxConcurrency: 7,
    },
  },
  candidates: {
    nightly: {
      model: "our-lab/nightly-9b",
      server: "lab",
      family: "qwen3",
      revision: "c0ffee",
      sampling: { topP: 0.9 },
      samplingByCategory: { math: { temperature: 0.1 } },
      templateArguments: { locale: "ja" },
      systemPrompt: "簡潔に答えてください。",
      maxThinkingTokens: 6_000,
    },
    oss: { model: "gpt-oss-20b", server: "http://127.0.0.1:8011/v1", reasoningEffort: "high" },
    hosted: { model: "plamo-3.0-prime" },
    homeless: { model: "our-lab/other" },
    "gpt-4o": { model: "gpt-4.1-2025-04-14" },
  },
};

describe("resolveModel", () => {
  it("reads a name with its address, splitting at the last @http", () => {
    expect(resolveModel("a@b@http://127.0.0.1:8000/v1/", null)).toMatchObject({
      id: "a@b",
      model: "a@b",
      family: { id: "openai-compatible" },
      place: { kind: "server", address: { baseUrl: "http://127.0.0.1:8000/v1", apiKeyEnv: null } },
      known: null,
    });
  });

  it("refuses a password in the address without repeating it", () => {
    const refused = () => resolveModel("a@https://reader:hunter2@gpu.example:8443/v1", null);
    expect(refused).toThrow("the address of gpu.example:8443 holds a user name or a password");
    expect(refused).not.toThrow(/hunter2|reader/);
  });

  it("knows a catalogue id under another name at a server of the user's own", () => {
    const resolved = resolveModel("Qwen/Qwen3-8B@http://127.0.0.1:8000/v1", null);
    expect(resolved).toMatchObject({ model: "Qwen/Qwen3-8B", family: { id: "qwen3" }, known: { id: "qwen3-8b" } });
  });

  it("gives every vendor its own key and strangers none, unless one is named", () => {
    const keyOf = (text: string, named: string | null = null) => addressOf(resolveModel(text, named)).apiKeyEnv;
    expect(keyOf("gpt-4o")).toBe("OPENAI_API_KEY");
    expect(keyOf("plamo-3.0-prime")).toBe("PLAMO_API_KEY");
    expect(keyOf("x@https://api.sakana.ai/v1")).toBe("SAKANA_API_KEY");
    expect(keyOf("gpt-4o@https://proxy.example/v1")).toBeNull();
    expect(keyOf("gpt-4o@https://proxy.example/v1", "PROXY_KEY")).toBe("PROXY_KEY");
  });

  it("takes a candidate of the configuration before the catalogue", () => {
    expect(resolveModel("gpt-4o", null, own)).toMatchObject({ id: "gpt-4o", model: "gpt-4.1-2025-04-14" });
    expect(resolveModel("nightly", null, own)).toMatchObject({
      id: "nightly",
      model: "our-lab/nightly-9b",
      family: { id: "qwen3" },
      place: {
        kind: "server",
        address: {
          baseUrl: "http://10.1.2.3:8123/v1",
          apiKeyEnv: "LAB_KEY",
          headers: { "x-team": "kamo" },
          maxConcurrency: 7,
        },
      },
    });
    expect(resolveModel("oss", null, own)).toMatchObject({
      model: "openai/gpt-oss-20b",
      place: { kind: "server", address: { baseUrl: "http://127.0.0.1:8011/v1" } },
    });
    expect(addressOf(resolveModel("hosted", null, own)).apiKeyEnv).toBe("PLAMO_API_KEY");
  });

  it("reads name@server with a server of the configuration", () => {
    expect(resolveModel("their-model@lab", null, own)).toMatchObject({
      model: "their-model",
      place: { kind: "server", address: { baseUrl: "http://10.1.2.3:8123/v1", apiKeyEnv: "LAB_KEY" } },
    });
  });

  it.each([
    ["gpt-4oo", /did you mean "gpt-4o"/i],
    ["nightl", /did you mean "nightly"/i],
    ["qwen3-8b", /Qwen\/Qwen3-8B@http/],
    ["cotomi", /not OpenAI-compatible/],
    ["constructor", /^\d+ are known/],
    ["homeless", /candidates\.homeless/],
  ])("looks for %s on this machine, and knows what to say if it is not there", (text, hint) => {
    const { place } = resolveModel(text, "LOCAL_KEY", own);
    if (place.kind !== "this-machine") throw new Error(`a place of kind ${place.kind}`);
    expect(place.apiKeyEnv).toBe("LOCAL_KEY");
    expect(place.otherwise.hint).toMatch(hint);
  });

  it("looks for a catalogue model under both of its names", () => {
    expect(resolveModel("qwen3-8b", null).place).toMatchObject({ names: ["qwen3-8b", "Qwen/Qwen3-8B"] });
  });

  it.each(["@http://127.0.0.1:1/v1", "x@http://[", "x@http://[,http://127.0.0.1:1/v1"])("refuses %s", (text) => {
    expect(() => resolveModel(text, null, own)).toThrow(InputError);
  });

  it("takes a GGUF file by its name, whatever its folder, part and ending", () => {
    expect(resolveModel("./nets/Qwen3-8B-Q4_K_M-00001-of-00002.GGUF", null)).toMatchObject({
      id: "Qwen3-8B-Q4_K_M",
      family: { id: "qwen3" },
      place: { kind: "file", path: "./nets/Qwen3-8B-Q4_K_M-00001-of-00002.GGUF" },
    });
    expect(resolveModel("x.gguf@http://127.0.0.1:8080/v1", null).place.kind).toBe("server");
    const weights: OwnModels = { servers: {}, candidates: { mine: { model: "/data/mine-v2.gguf", family: "qwen3" } } };
    expect(resolveModel("mine", null, weights)).toMatchObject({
      id: "mine",
      model: "mine-v2",
      place: { kind: "file", path: "/data/mine-v2.gguf" },
    });
  });

  it("makes a pool of several base URLs, from the command line and from the configuration", () => {
    const urls = ["http://10.0.0.1:8000/v1", "http://10.0.0.2:8000/v1"];
    expect(addressOf(resolveModel(`m@${urls[0]},${urls[1]}/,${urls[0]}`, "POOL_KEY"))).toEqual({
      baseUrl: urls[0],
      others: [urls[1]],
      apiKeyEnv: "POOL_KEY",
    });
    const pool: OwnModels = { servers: { pool: { baseUrl: urls } }, candidates: {} };
    expect(addressOf(resolveModel("m@pool", null, pool))).toMatchObject({ baseUrl: urls[0], others: [urls[1]] });
    expect(() => resolveModel(`m@${urls[0]},https://api.openai.com/v1`, null)).toThrow(/one vendor/);
  });

  it("knows Azure's key header, and that a deployment's URL needs its api-version", () => {
    const v1 = "https://kamo.openai.azure.com/openai/v1";
    expect(addressOf(resolveModel(`gpt-4o@${v1}/`, null))).toEqual({
      baseUrl: v1,
      apiKeyEnv: "AZURE_OPENAI_API_KEY",
      keyHeader: "api-key",
    });
    const deployment = "https://kamo.openai.azure.com/openai/deployments/judge-54";
    const url = `${deployment}/chat/completions?api-version=2025-01-02-preview`;
    expect(addressOf(resolveModel(`judge-54@${url}`, "MY_AZURE_KEY"))).toEqual({
      baseUrl: deployment,
      apiKeyEnv: "MY_AZURE_KEY",
      keyHeader: "api-key",
      query: { "api-version": "2025-01-02-preview" },
    });
    expect(() => resolveModel(`judge-54@${deployment}`, null)).toThrow(/api-version is missing/);
    const withQuery: OwnModels = {
      servers: { azure: { baseUrl: deployment, query: { "api-version": "2025-01-02-preview" } } },
      candidates: {},
    };
    expect(addressOf(resolveModel("judge-54@azure", null, withQuery)).query).toEqual({
      "api-version": "2025-01-02-preview",
    });
  });
});

function addressOf({ place }: ResolvedModel): ServerAddress {
  if (place.kind !== "server") throw new Error(`a place of kind ${place.kind}`);
  return place.address;
}

describe("candidateOf", () => {
  it("puts the flag before the configuration, and that before the family", () => {
    const resolved = resolveModel("nightly", null, own);
    expect(candidateOf(resolved, { id: null, revision: null })).toMatchObject({
      id: "nightly",
      revision: "c0ffee",
      family: "qwen3",
      sampling: { temperature: 0.6, topP: 0.9, topK: 20, minP: 0 },
      samplingByCategory: { math: { temperature: 0.1 } },
      templateArguments: { enable_thinking: true, locale: "ja" },
      systemPrompt: "簡潔に答えてください。",
      thinkingTokens: 6_000,
      showsThoughts: true,
    });
    const off = candidateOf(resolved, { id: "quiet", revision: "beef", thinking: { thinking: "off" } });
    expect(off).toMatchObject({
      id: "quiet",
      revision: "beef",
      sampling: { temperature: 0.7, topP: 0.9 },
      templateArguments: { enable_thinking: false, locale: "ja" },
      thinkingTokens: 0,
    });
    expect(off).not.toHaveProperty("showsThoughts");
    const oss = resolveModel("oss", null, own);
    expect(candidateOf(oss, { id: null, revision: null }).reasoningEffort).toBe("high");
    const low = candidateOf(oss, { id: null, revision: null, thinking: { reasoningEffort: "low" } });
    expect(low.reasoningEffort).toBe("low");
  });

  it("survives a JSON round trip", () => {
    const candidate = candidateOf(resolveModel("nightly", null, own), { id: null, revision: null });
    expect(JSON.parse(JSON.stringify(candidate))).toEqual(candidate);
  });
});
