import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { listJudges } from "../../src/judges/load-judge.ts";
import { families, familyById, familyOf, knownModels, modelById } from "../../src/models/catalogue.ts";
import type { ModelFamily } from "../../src/models/catalogue-entry.ts";
import { knownServer, knownServers, serverAtHost } from "../../src/models/known-servers.ts";

describe("the catalogue", () => {
  it.each(knownModels.map((model) => [model.id, model] as const))("%s is complete", (id, model) => {
    expect(modelById(id)).toBe(model);
    expect(familyById(model.family).id).toBe(model.family);
    expect(model.source.from).not.toBe("");
    expect(model.source.read).toMatch(/^20\d\d-\d\d-\d\d$/);
    if (model.access.kind === "server") expect(knownServer(model.access.server).baseUrl).toMatch(/^https:/);
    else expect(model.access.run.length).toBeGreaterThan(3);
    if (model.price !== null) expect(model.price.date).toMatch(/^20\d\d-\d\d-\d\d$/);
  });

  it("has one model an id, one family an id, one server an id", () => {
    for (const ids of [knownModels, families, knownServers].map((list) => list.map((entry) => entry.id))) {
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it("covers the comparison and the national field", () => {
    const wanted = [
      "llm-jp-4-8b-thinking",
      "llm-jp-4-32b-a3b-thinking",
      "llm-jp-4-33b-thinking",
      "llm-jp-4.1-8b-thinking",
      "gpt-4o",
      "gpt-5",
      "gpt-6-sol",
      "qwen3-8b",
      "gpt-oss-20b",
      "gpt-oss-120b",
      "plamo-3.0-prime",
      "sakana-namazu",
      "rakuten-ai-3.0",
      "elyza-shortcut-1.0-qwen-32b",
      "sarashina2.2-3b-instruct",
      "qwen3-swallow-8b-rl-v0.2",
      "stockmark-2-100b-instruct",
      "tsuzumi-2",
      "cotomi",
      "takane",
      "claude-opus-5-5",
      "gemini-3.8-flash",
      "deepseek-flash",
      "claude-opus-4-7",
      "gemini-3.1-pro-preview",
      "calm3-22b-chat",
      "tinyswallow-1.5b-instruct",
      "fugaku-llm-13b-instruct",
      "shisa-v2-llama3.3-70b",
      "abeja-qwq32b-reasoning-japanese-v1.0",
      "nvidia-nemotron-nano-9b-v2-japanese",
      "gemma-4-31b-it",
      "llama-3.3-70b-instruct",
      "sarashina2.2-0.5b-instruct",
      "plamo-2.2-prime",
    ];
    expect(wanted.filter((id) => modelById(id) === undefined)).toEqual([]);
  });

  it("holds the seven models of the government's trial", () => {
    const chosen = [
      "tsuzumi-2",
      "cc-gov-llm",
      "llama-3.1-elyza-jp-70b",
      "sarashina2-mini",
      "cotomi-v3",
      "takane-32b",
      "plamo-2.0-prime",
    ];
    expect(chosen.map((id) => modelById(id)?.access.kind)).toEqual(chosen.map(() => "contract"));
  });

  it("states the context of the comparison's open weights", () => {
    const stated = ["gpt-oss-20b", "gpt-oss-120b", "qwen3-8b", "sakura/gpt-oss-120b"];
    expect(stated.map((id) => modelById(id)?.contextTokens)).toEqual([131_072, 131_072, 32_768, null]);
  });

  // A folder that was begun before the name stood in the catalogue was asked as any unknown model is.
  it.each([
    "cyberagent/calm3-22b-chat",
    "SakanaAI/TinySwallow-1.5B-Instruct",
    "Fugaku-LLM/Fugaku-LLM-13B-instruct",
    "shisa-ai/shisa-v2-llama3.3-70b",
    "abeja/ABEJA-QwQ32b-Reasoning-Japanese-v1.0",
    "nvidia/NVIDIA-Nemotron-Nano-9B-v2-Japanese",
    "google/gemma-4-31B-it",
    "meta-llama/Llama-3.3-70B-Instruct",
    "Llama-3.1-ELYZA-JP-70B",
    "plamo-2.0-prime",
    "plamo-2.2-prime",
    "cc-gov-llm",
  ])("asks %s as before it was known", (name) => {
    expect(modelById(name)).toBeDefined();
    const asked = (family: ModelFamily) => ({
      wire: family.wire,
      thinking: family.thinking,
      sampling: family.sampling,
      thinkingTokens: family.thinkingTokens,
      templateArguments: family.templateArguments,
      thoughts: family.thoughts,
    });
    expect(asked(familyOf(name))).toEqual(asked(familyById("openai-compatible")));
  });

  it("can be asked for the judge model of every shipped procedure", async () => {
    for (const { id, model } of await listJudges({ cwd: tmpdir() })) {
      expect(modelById(model)?.access, `${id}: ${model}`).toEqual({ kind: "server", server: "openai" });
    }
  });

  it("names no endpoint for the models that have none", () => {
    for (const id of ["tsuzumi-2", "cotomi", "takane"]) expect(modelById(id)?.access.kind).toBe("contract");
  });

  it.each([
    ["Qwen/Qwen3-8B", "qwen3"],
    ["qwen3-8b-awq", "qwen3"],
    ["Qwen/Qwen3-4B-Thinking-2507", "qwen3-thinking-2507"],
    ["Qwen/Qwen3-4B-Instruct-2507", "qwen3-instruct-2507"],
    ["tokyotech-llm/Qwen3-Swallow-8B-RL-v0.2-AWQ", "swallow-qwen3"],
    ["tokyotech-llm/GPT-OSS-Swallow-20B-RL-v0.1", "gpt-oss"],
    ["llm-jp/llm-jp-4.1-8b-thinking-gguf:Q4_K_M", "llm-jp-4"],
    ["llm-jp-4-8b-instruct", "llm-jp-4-instruct"],
    ["llm-jp-3.1-8x13b-instruct4", "openai-compatible"],
    ["gpt-5-2025-08-07", "gpt-5"],
    ["gpt-5-chat-latest", "gpt-4"],
    ["gpt-5.2-2025-12-11", "gpt-5.1"],
    ["gpt-6.1-terra", "gpt-6-sol"],
    ["gpt-6.1-sol", "gpt-6"],
    ["o3-mini", "o-series"],
    ["claude-sonnet-5-5", "claude"],
    ["our-own-checkpoint", "openai-compatible"],
  ])("%s is of the family %s", (model, family) => {
    expect(familyOf(model).id).toBe(family);
  });

  it("knows a vendor by its host alone", () => {
    expect(serverAtHost("https://api.platform.preferredai.jp/v1/")?.id).toBe("plamo");
    expect(serverAtHost("https://api.platform.preferredai.jp.evil.example/v1")).toBeUndefined();
  });

  it("asks for no parameter that a family refuses", () => {
    for (const family of families) {
      for (const sampling of [family.sampling.plain, family.sampling.thinking]) {
        for (const name of Object.keys(sampling ?? {})) expect(family.wire.accepts).toContain(name);
      }
    }
  });
});
