import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";
import { openWire } from "./wires.ts";

const cookbook = read("llm-jp-4-cookbook at 587d950 and ca7a8c3");
const template = read("llm-jp-tokenizer hf/ver4.0 chat_template.jinja");

export const llmJpFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "llm-jp-4",
    title: "LLM-jp-4 and 4.1 thinking",
    basedOn: "llm-jp",
    wire: openWire,
    thinking: {
      kind: "effort",
      levels: ["low", "medium", "high"],
      off: null,
      // Always explicit: vLLM 0.15.1 put a null effort into the template and every call failed.
      byDefault: "medium",
      inTemplate: "always",
    },
    thoughts: "harmony",
    // No official recommendation for the thinking models; these are the base card's example values.
    sampling: { thinking: { temperature: 0.7, topP: 0.95 }, plain: null },
    thinkingTokens: 8_192,
    // The template prints today's date unless it is pinned; this is the release's.
    templateArguments: { conversation_start_date: "2026-04-03" },
    notes: [
      "vLLM needs --trust-remote-code and the llm-jp-vllm plugin (--reasoning-parser llmjp4), else thoughts stay in the text.",
      "llama.cpp: 4.0 GGUFs need the llm-jp fork, 4.1 GGUFs llama.cpp 0.6.0 or newer.",
      "Harmony-like, with a space after every special token; earlier thoughts must not be sent back.",
    ],
    sources: [cookbook, template],
  }),
  modelFamily({
    id: "llm-jp-4-instruct",
    title: "LLM-jp-4 instruct (SFT only)",
    basedOn: "llm-jp",
    wire: openWire,
    sampling: { thinking: null, plain: { temperature: 0.7, topP: 0.95 } },
    notes: ["Whether its template prints a date was not checked; the rendered prompt of the server tells."],
    sources: [read("nii.ac.jp/news/release/2026/0403.html")],
  }),
];

function llmJp(id: string, run: string, source = cookbook): KnownModel {
  const repository = `llm-jp/${id}`;
  const family = id.endsWith("instruct") ? "llm-jp-4-instruct" : "llm-jp-4";
  return {
    id,
    family,
    model: repository,
    access: { kind: "weights", repository, run },
    contextTokens: 65_536,
    outputTokens: null,
    price: null,
    source,
  };
}

const vllm = "vLLM 0.30.0 or newer with llm-jp-vllm";
const fork = `${vllm}; GGUF with the llm-jp fork of llama.cpp`;
const upstream = `${vllm}; GGUF with llama.cpp 0.6.0 or newer`;

export const llmJpModels: readonly KnownModel[] = [
  llmJp("llm-jp-4-8b-thinking", fork),
  llmJp("llm-jp-4-8b-instruct", "vLLM", read("nii.ac.jp/news/release/2026/0403.html")),
  llmJp("llm-jp-4-32b-a3b-thinking", fork),
  llmJp("llm-jp-4-33b-thinking", fork, read("llm-jp.nii.ac.jp/news/20260818")),
  llmJp("llm-jp-4.1-8b-thinking", upstream, read("llm-jp.nii.ac.jp/blog/llm-jp-4-1")),
  llmJp("llm-jp-4.1-32b-a3b-thinking", upstream, read("llm-jp.nii.ac.jp/blog/llm-jp-4-1")),
  llmJp("llm-jp-4.1-33b-thinking", upstream, read("llm-jp.nii.ac.jp/blog/llm-jp-4-1")),
];

export const llmJpPatterns: readonly (readonly [RegExp, string])[] = [
  [/^llm-jp-4(\.1)?-.*thinking/, "llm-jp-4"],
  [/^llm-jp-4(\.1)?-.*instruct/, "llm-jp-4-instruct"],
];
