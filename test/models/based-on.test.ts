import { describe, expect, it } from "vitest";
import { basedOn } from "../../src/models/catalogue.ts";

describe("basedOn", () => {
  it.each([
    ["Qwen/Qwen3-8B", ["qwen"]],
    ["tokyotech-llm/Qwen3-Swallow-8B-RL-v0.2", ["qwen"]],
    ["elyza/ELYZA-Shortcut-1.0-Qwen-32B", ["qwen"]],
    ["llama-3-elyza-jp-8b", ["llama"]],
    ["rinna/qwq-bakeneko-32b", ["qwen"]],
    ["SakanaAI/TinySwallow-1.5B", ["qwen"]],
    ["cyberagent/DeepSeek-R1-Distill-Qwen-32B-Japanese", ["qwen", "deepseek"]],
    ["/models/qwen2.5-0.5b-instruct-q4_k_m.gguf", ["qwen"]],
    ["gpt-oss-20b", ["openai"]],
    ["gpt-4o-2024-08-06", ["openai"]],
    ["shisa-ai/shisa-v2-llama3.1-8b", ["llama"]],
    ["llm-jp/llm-jp-4-8b-thinking", ["llm-jp"]],
  ])("knows where %s comes from", (model, lines) => {
    expect(basedOn(model)).toEqual(lines);
  });

  it.each(["sakana-namazu", "my-model", "stockmark/stockmark-2-100b-instruct", "Qwen-team/other"])(
    "does not guess for %s",
    (model) => {
      expect(basedOn(model)).toEqual([]);
    },
  );

  it("believes the family that the user gave a served name", () => {
    expect(basedOn("my-model", "qwen3")).toEqual(["qwen"]);
    expect(basedOn("my-model", "openai-compatible")).toEqual([]);
  });
});
