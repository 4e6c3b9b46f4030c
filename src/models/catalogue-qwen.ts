import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";
import { openWire } from "./wires.ts";

const readme = read("QwenLM/Qwen3 README at 4d9f43e");
const thinking = { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 } as const;
const plain = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 } as const;
const greedy = "No greedy decoding while it thinks: it repeats itself without end.";

export const qwenFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "qwen3",
    title: "Qwen3 (2504), thinking by template argument",
    basedOn: "qwen",
    wire: openWire,
    thinking: { kind: "template-argument", name: "enable_thinking", byDefault: "on" },
    thoughts: "think-tags",
    sampling: { thinking, plain },
    thinkingTokens: 32_768,
    notes: [greedy, "/think or /no_think inside a message also switches it, and the latest one wins."],
    sources: [readme, read("llama.cpp models/templates/Qwen-Qwen3-0.6B.jinja")],
  }),
  modelFamily({
    id: "qwen3-instruct-2507",
    title: "Qwen3-Instruct-2507 (never thinks)",
    basedOn: "qwen",
    wire: openWire,
    sampling: { thinking: null, plain },
    sources: [readme],
  }),
  modelFamily({
    id: "qwen3-thinking-2507",
    title: "Qwen3-Thinking-2507 (always thinks)",
    basedOn: "qwen",
    wire: openWire,
    thinking: { kind: "always" },
    // The template opens the tag.
    thoughts: "closing-tag",
    sampling: { thinking, plain: null },
    thinkingTokens: 32_768,
    notes: [greedy],
    sources: [readme],
  }),
  modelFamily({
    id: "qwen3.5",
    title: "Qwen3.5 and 3.6, thinking by template argument",
    basedOn: "qwen",
    wire: openWire,
    thinking: { kind: "template-argument", name: "enable_thinking", byDefault: "on" },
    thoughts: "think-tags",
    thinkingTokens: 32_768,
    notes: ["No recommended sampling was read; the question set's temperatures are used."],
    sources: [read("Prism-Shadow/agenthub PR 198, second hand")],
  }),
  modelFamily({
    id: "qwen3.8",
    title: "Qwen3.8, thinking by effort",
    basedOn: "qwen",
    wire: openWire,
    thinking: {
      kind: "effort",
      levels: ["low", "medium", "xhigh"],
      off: null,
      byDefault: "medium",
      inTemplate: "own-server",
    },
    thoughts: "think-tags",
    thinkingTokens: 32_768,
    sources: [read("Prism-Shadow/agenthub PR 198, second hand")],
  }),
];

function qwen(name: string, family: string, source = readme, contextTokens: number | null = null): KnownModel {
  const repository = `Qwen/${name}`;
  return {
    id: name.toLowerCase(),
    family,
    model: repository,
    access: { kind: "weights", repository, run: "vLLM (--reasoning-parser qwen3), SGLang or llama.cpp" },
    contextTokens,
    outputTokens: null,
    price: null,
    source,
  };
}

const card = { from: `${readme.from}; context: openrouter.ai/qwen/qwen3-8b`, read: "2026-11-29" };
const board = read("Swallow LLM Leaderboard v2, 2026-06-24");

export const qwenModels: readonly KnownModel[] = [
  // 131,072 with YaRN, which a server has to be started with.
  qwen("Qwen3-8B", "qwen3", card, 32_768),
  ...["Qwen3-4B", "Qwen3-14B", "Qwen3-32B", "Qwen3-30B-A3B", "Qwen3-235B-A22B"].map((name) =>
    // As its makers run it in llama.cpp: -c 40960 -n 32768.
    qwen(name, "qwen3", readme, 40_960),
  ),
  qwen("Qwen3-30B-A3B-Instruct-2507", "qwen3-instruct-2507"),
  qwen("Qwen3-30B-A3B-Thinking-2507", "qwen3-thinking-2507"),
  qwen("Qwen3-235B-A22B-Instruct-2507", "qwen3-instruct-2507"),
  qwen("Qwen3-235B-A22B-Thinking-2507", "qwen3-thinking-2507"),
  ...["Qwen3.5-9B", "Qwen3.5-27B", "Qwen3.5-35B-A3B", "Qwen3.5-122B-A10B"].map((name) => qwen(name, "qwen3.5", board)),
  qwen("Qwen3.6-35B-A3B", "qwen3.5", read("manual.sakura.ad.jp/cloud/ai-engine")),
];

export const qwenPatterns: readonly (readonly [RegExp, string])[] = [
  [/^qwen3-.*instruct-2507/, "qwen3-instruct-2507"],
  [/^qwen3-.*thinking-2507/, "qwen3-thinking-2507"],
  [/^qwen3-(?!swallow|coder|vl|next|embedding|reranker)/, "qwen3"],
  [/^qwen3\.[56]-/, "qwen3.5"],
  [/^qwen3\.8-/, "qwen3.8"],
];
