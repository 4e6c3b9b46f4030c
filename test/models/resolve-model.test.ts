import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import type { OwnModels } from "../../src/models/own-models.ts";
import { candidateOf, resolveModel } from "../../src/models/resolve-model.ts";

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
      address: { baseUrl: "http://127.0.0.1:8000/v1", apiKeyEnv: null },
      known: null,
    });
  });

  it("knows a catalogue id under another name at a server of the user's own", () => {
    const resolved = resolveModel("Qwen/Qwen3-8B@http://127.0.0.1:8000/v1", null);
    expect(resolved).toMatchObject({ model: "Qwen/Qwen3-8B", family: { id: "qwen3" }, known: { id: "qwen3-8b" } });
  });

  it("gives every vendor its own key and strangers none, unless one is named", () => {
    const keyOf = (text: string, named: string | null = null) => resolveModel(text, named).address.apiKeyEnv;
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
      address: {
        baseUrl: "http://10.1.2.3:8123/v1",
        apiKeyEnv: "LAB_KEY",
        headers: { "x-team": "kamo" },
        maxConcurrency: 7,
      },
    });
    expect(resolveModel("oss", null, own)).toMatchObject({
      model: "openai/gpt-oss-20b",
      address: { baseUrl: "http://127.0.0.1:8011/v1" },
    });
    expect(resolveModel("hosted", null, own).address.apiKeyEnv).toBe("PLAMO_API_KEY");
  });

  it("reads name@server with a server of the configuration", () => {
    expect(resolveModel("their-model@lab", null, own)).toMatchObject({
      model: "their-model",
      address: { baseUrl: "http://10.1.2.3:8123/v1", apiKeyEnv: "LAB_KEY" },
    });
  });

  it.each([
    ["gpt-4oo", /did you mean "gpt-4o"/i],
    ["nightl", /did you mean "nightly"/i],
    ["qwen3-8b", /Qwen\/Qwen3-8B@http/],
    ["cotomi", /not OpenAI-compatible/],
    ["constructor", /Known/],
    ["homeless", /candidates\.homeless/],
    ["@http://127.0.0.1:1/v1", undefined],
    ["x@http://[", undefined],
  ])("refuses %s", (text, hint) => {
    let error: unknown;
    try {
      resolveModel(text, null, own);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    if (hint !== undefined && error instanceof InputError) expect(error.hint).toMatch(hint);
  });
});

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
