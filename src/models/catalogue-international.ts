import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";

const claudeDocs = read(
  "platform.claude.com/docs/en/cli-sdks-libraries/libraries/openai-sdk.md; ComfyUI issue 13923; aido v1.4.2",
);
const geminiDocs = read("ai.google.dev/gemini-api/docs/openai; discuss.ai.google.dev/t/118724; spring-ai issue 4983");
const deepseekDocs = read("api-docs.deepseek.com/guides/thinking_mode");
const claudeOverview = "platform.claude.com/docs/claude/docs/models-overview";
const readOn = "2026-11-29";

export const internationalFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "claude",
    title: "Claude 4.7 and newer, compatibility layer",
    basedOn: "claude",
    // Newer models answer 400 to any temperature, top_p or top_k; the layer ignores seed and penalties in silence.
    wire: { limitField: "max_tokens", systemRole: "system", accepts: [] },
    thinking: {
      kind: "fields",
      on: { thinking: { type: "adaptive" } },
      off: {},
      byDefault: "off",
      // The layer ignores reasoning_effort.
      levels: [],
      defaultLevel: null,
    },
    thoughts: "hidden",
    thinkingTokens: 16_384,
    notes: ["System messages are joined and put first.", "Structured output and seed are ignored in silence."],
    sources: [claudeDocs],
  }),
  modelFamily({
    id: "gemini",
    title: "Gemini 3, OpenAI endpoint",
    basedOn: "google",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: ["temperature", "topP"] },
    thinking: {
      kind: "effort",
      levels: ["none", "low", "medium", "high"],
      off: "none",
      byDefault: "medium",
      inTemplate: "never",
    },
    thoughts: "hidden",
    // Google advises to leave the temperature of Gemini 3 at 1.
    sampling: { thinking: { temperature: 1 }, plain: { temperature: 1 } },
    thinkingTokens: 24_576,
    notes: ["Pro models cannot be stopped from thinking.", "Thoughts count as output tokens."],
    sources: [geminiDocs],
  }),
  modelFamily({
    id: "deepseek",
    title: "DeepSeek V4, its own API",
    basedOn: "deepseek",
    wire: {
      limitField: "max_tokens",
      systemRole: "system",
      accepts: ["temperature", "topP", "presencePenalty", "frequencyPenalty"],
    },
    thinking: {
      kind: "fields",
      on: { thinking: { type: "enabled" } },
      off: { thinking: { type: "disabled" } },
      byDefault: "on",
      levels: ["low", "high", "max"],
      defaultLevel: "high",
    },
    thoughts: "field",
    // They have no effect then and raise no error, which is worse.
    refusedWhileThinking: ["temperature", "presencePenalty", "frequencyPenalty"],
    thinkingTokens: 32_768,
    notes: ["A thought that is sent back was a 400 in the R1 API."],
    sources: [deepseekDocs],
  }),
  modelFamily({
    id: "deepseek-weights",
    title: "DeepSeek V3.1 and newer on vLLM",
    basedOn: "deepseek",
    wire: {
      limitField: "max_tokens",
      systemRole: "system",
      accepts: [
        "temperature",
        "topP",
        "topK",
        "minP",
        "presencePenalty",
        "frequencyPenalty",
        "repetitionPenalty",
        "seed",
      ],
    },
    thinking: { kind: "template-argument", name: "thinking", byDefault: "off" },
    thoughts: "closing-tag",
    thinkingTokens: 32_768,
    sources: [read("Prism-Shadow/agenthub PR 198, second hand")],
  }),
];

export const internationalModels: readonly KnownModel[] = [
  {
    id: "claude-opus-5-5",
    family: "claude",
    model: "claude-opus-5-5",
    access: { kind: "server", server: "anthropic" },
    contextTokens: null,
    outputTokens: null,
    price: null,
    source: claudeDocs,
  },
  {
    id: "claude-opus-4-7",
    family: "claude",
    model: "claude-opus-4-7",
    access: { kind: "server", server: "anthropic" },
    contextTokens: 1_000_000,
    outputTokens: null,
    price: { currency: "USD", input: 5, cachedInput: null, output: 25, date: readOn, source: claudeOverview },
    source: { from: claudeOverview, read: readOn },
  },
  {
    id: "gemini-3.1-pro-preview",
    family: "gemini",
    model: "gemini-3.1-pro-preview",
    access: { kind: "server", server: "gemini" },
    // Stated for the prompt alone.
    contextTokens: 1_048_576,
    outputTokens: 65_536,
    price: null,
    source: { from: "ai.google.dev/gemini-api/docs/models/gemini-3.1-pro-preview", read: readOn },
  },
  {
    id: "gemini-3.8-flash",
    family: "gemini",
    model: "gemini-3.8-flash",
    access: { kind: "server", server: "gemini" },
    contextTokens: null,
    outputTokens: null,
    price: null,
    source: geminiDocs,
  },
  {
    id: "deepseek-flash",
    family: "deepseek",
    model: "deepseek-flash",
    access: { kind: "server", server: "deepseek" },
    contextTokens: null,
    outputTokens: null,
    price: null,
    source: deepseekDocs,
  },
];

export const internationalPatterns: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, "claude"],
  [/^gemini-3/, "gemini"],
  [/^deepseek-(flash|chat|reasoner|pro)$/, "deepseek"],
  [/^deepseek-v(3\.[1-9]|[4-9])/, "deepseek-weights"],
];
