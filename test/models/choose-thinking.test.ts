import { describe, expect, it } from "vitest";
import { familyById } from "../../src/models/catalogue.ts";
import { type ChosenThinking, chooseThinking, type ThinkingChoice } from "../../src/models/choose-thinking.ts";

function choose(family: string, choice: ThinkingChoice = {}, isOwnServer = true): ChosenThinking {
  return chooseThinking(familyById(family), choice, { name: "kamome", isOwnServer });
}

type Row = readonly [family: string, choice: ThinkingChoice, expected: Partial<ChosenThinking>];

/** The switches of the vendors' documents, as the catalogue cites them. */
const rows: readonly Row[] = [
  ["gpt-4", {}, { reasoningEffort: null, templateArguments: null, thinkingTokens: 0 }],
  ["gpt-4", { thinking: "off", maxThinkingTokens: 0 }, { thinkingTokens: 0 }],
  [
    "qwen3",
    {},
    {
      templateArguments: { enable_thinking: true },
      thinkingTokens: 32_768,
      sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
      showsThoughts: true,
    },
  ],
  [
    "qwen3",
    { thinking: "off" },
    {
      templateArguments: { enable_thinking: false },
      thinkingTokens: 0,
      sampling: { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 },
      showsThoughts: false,
    },
  ],
  ["qwen3", { maxThinkingTokens: 5_000 }, { thinkingTokens: 5_000 }],
  ["qwen3-thinking-2507", {}, { templateArguments: null, thinkingTokens: 32_768, showsThoughts: true }],
  [
    "llm-jp-4",
    { reasoningEffort: "low" },
    {
      reasoningEffort: "low",
      templateArguments: { conversation_start_date: "2026-04-03", reasoning_effort: "low" },
      thinkingTokens: 8_192,
    },
  ],
  ["gpt-oss", {}, { reasoningEffort: "medium", templateArguments: { reasoning_effort: "medium" } }],
  [
    "gpt-5",
    { reasoningEffort: "minimal" },
    { reasoningEffort: "minimal", thinkingTokens: 16_384, showsThoughts: false },
  ],
  ["gpt-5.1", {}, { reasoningEffort: "none", thinkingTokens: 0 }],
  ["gpt-5.1", { thinking: "on" }, { reasoningEffort: "medium", thinkingTokens: 16_384 }],
  ["gpt-6-sol", { thinking: "off" }, { reasoningEffort: "none", thinkingTokens: 0 }],
  ["plamo-3", { thinking: "off" }, { reasoningEffort: "none", thinkingTokens: 0, showsThoughts: false }],
  ["deepseek", {}, { fields: { thinking: { type: "enabled" } }, reasoningEffort: "high" }],
  ["deepseek", { thinking: "off" }, { fields: { thinking: { type: "disabled" } }, reasoningEffort: null }],
  ["deepseek", { reasoningEffort: "max" }, { fields: { thinking: { type: "enabled" } }, reasoningEffort: "max" }],
  ["claude", {}, { fields: {}, thinkingTokens: 0 }],
  ["claude", { thinking: "on" }, { fields: { thinking: { type: "adaptive" } }, thinkingTokens: 16_384 }],
  ["openai-compatible", {}, { templateArguments: null, thinkingTokens: 0, showsThoughts: false }],
  ["openai-compatible", { maxThinkingTokens: 3_000 }, { templateArguments: null, thinkingTokens: 3_000 }],
  [
    "openai-compatible",
    { thinking: "on" },
    { templateArguments: { enable_thinking: true }, thinkingTokens: 8_192, showsThoughts: false },
  ],
  ["openai-compatible", { reasoningEffort: "xlow" }, { reasoningEffort: "xlow", thinkingTokens: 8_192 }],
];

describe("chooseThinking", () => {
  it.each(rows)("%s %j", (family, choice, expected) => {
    expect(choose(family, choice)).toMatchObject(expected);
  });

  it("keeps gpt-oss's effort out of the template of a server that is not ours", () => {
    expect(choose("gpt-oss", {}, false)).toMatchObject({ reasoningEffort: "medium", templateArguments: null });
    expect(choose("llm-jp-4", {}, false).templateArguments).toMatchObject({ reasoning_effort: "medium" });
  });

  it("sends no parameter that is refused, or silently void, while the model thinks", () => {
    expect(choose("gpt-5.1").wire.accepts).toEqual(["temperature", "topP"]);
    expect(choose("gpt-5.1", { reasoningEffort: "high" }).wire.accepts).toEqual([]);
    expect(choose("deepseek").wire.accepts).toEqual(["topP"]);
    expect(choose("deepseek", { thinking: "off" }).wire.accepts).toContain("temperature");
  });

  it.each([
    ["gpt-4", { thinking: "on" }, "does not think"],
    ["gpt-4", { reasoningEffort: "low" }, "does not think"],
    ["qwen3-thinking-2507", { thinking: "off" }, "always thinks"],
    ["llm-jp-4", { thinking: "off" }, "its least effort is low"],
    ["qwen3", { reasoningEffort: "high" }, "only --thinking on and off"],
    ["claude", { reasoningEffort: "high" }, "has no levels of effort"],
    ["gpt-5.1", { reasoningEffort: "hihg" }, 'no reasoning effort "hihg"'],
    ["gpt-5.1", { thinking: "off", reasoningEffort: "high" }, "contradict"],
    ["gpt-5.1", { thinking: "on", reasoningEffort: "none" }, "contradict"],
    ["deepseek", { thinking: "off", reasoningEffort: "low" }, "contradict"],
    ["openai-compatible", { thinking: "off", reasoningEffort: "low" }, "contradict"],
    ["qwen3", { thinking: "off", maxThinkingTokens: 100 }, "thinking is off"],
  ] satisfies [string, ThinkingChoice, string][])("%s refuses %j", (family, choice, message) => {
    expect(() => choose(family, choice)).toThrow(message);
    expect(() => choose(family, choice)).toThrow(/^kamome: /);
  });
});
