import type { Sampling, SamplingField, Wire } from "./candidate.ts";

/** A family of models: how its API is spoken to and how its makers say it should be sampled. */
export interface ModelFamily {
  readonly id: string;
  readonly title: string;
  readonly wire: Wire;
  /** Recommended by the family's makers for chat; null: no recommendation found. */
  readonly sampling: Sampling | null;
  /** Default tokens for thinking on top of the answer's limit; 0: does not think. */
  readonly thinkingTokens: number;
  readonly reasoningEffort: string | null;
  readonly templateArguments: Readonly<Record<string, string>> | null;
  /** Where the facts come from, with the date they were read. */
  readonly source: string;
}

/** A model that can be named alone. */
export interface KnownModel {
  readonly id: string;
  readonly family: string;
  /** The model string sent; a server may serve it under another name (`name@url` says which). */
  readonly model: string;
  /** Null: weights only, the user names the server. */
  readonly server: { readonly baseUrl: string; readonly apiKeyEnv: string | null } | null;
}

const classic: readonly SamplingField[] = ["temperature", "topP", "presencePenalty", "frequencyPenalty", "seed"];
const openWeights: readonly SamplingField[] = [...classic, "topK", "minP", "repetitionPenalty"];

export const openAiServer = { baseUrl: "https://api.openai.com/v1", apiKeyEnv: "OPENAI_API_KEY" } as const;

export const families: readonly ModelFamily[] = [
  {
    id: "openai-compatible",
    title: "Any model on an OpenAI-compatible server",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: classic },
    sampling: null,
    thinkingTokens: 0,
    reasoningEffort: null,
    templateArguments: null,
    source: "The parameters that every OpenAI-compatible server was seen to accept (docs/models.md, 2026-11-22).",
  },
  {
    id: "gpt-4",
    title: "GPT-4, GPT-4o, GPT-4.1",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: classic },
    sampling: null,
    thinkingTokens: 0,
    reasoningEffort: null,
    templateArguments: null,
    source: "openai 7.57.0 type definitions and README, read 2026-11-22.",
  },
  {
    id: "gpt-5",
    title: "GPT-5.1 to 5.x with reasoning effort none",
    // Temperature is accepted only while reasoning effort is `none`, the default since 5.1.
    wire: { limitField: "max_completion_tokens", systemRole: "developer", accepts: ["temperature"] },
    sampling: null,
    thinkingTokens: 0,
    reasoningEffort: null,
    templateArguments: null,
    source: "openai 7.57.0 type definitions; llm-jp-judge v2.0.0 client; read 2026-11-22.",
  },
  {
    id: "qwen3",
    title: "Qwen3 (2504), thinking on",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: openWeights },
    sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
    thinkingTokens: 32_768,
    reasoningEffort: null,
    templateArguments: null,
    source: "QwenLM/Qwen3 README at 4d9f43e, read 2026-11-22.",
  },
  {
    id: "gpt-oss",
    title: "gpt-oss-20b and 120b",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: openWeights },
    sampling: { temperature: 1, topP: 1 },
    thinkingTokens: 8_192,
    reasoningEffort: "medium",
    templateArguments: null,
    source: "openai/gpt-oss README, Recommended Sampling Parameters, read 2026-11-22.",
  },
  {
    id: "llm-jp-4",
    title: "LLM-jp-4 and 4.1 thinking",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: openWeights },
    // No official recommendation for the thinking models; this is the base card's example.
    sampling: { temperature: 0.7, topP: 0.95 },
    thinkingTokens: 8_192,
    // Always explicit: vLLM 0.15.1 sent a null effort into the template and every call failed.
    reasoningEffort: "medium",
    // The template prints today's date unless it is pinned.
    templateArguments: { conversation_start_date: "2026-04-03" },
    source: "llm-jp-4-cookbook at 587d950 and ca7a8c3; llm-jp-tokenizer ver4.0 chat template; read 2026-11-22.",
  },
];

export const knownModels: readonly KnownModel[] = [
  { id: "gpt-4o", family: "gpt-4", model: "gpt-4o-2024-08-06", server: openAiServer },
  { id: "gpt-4o-2024-08-06", family: "gpt-4", model: "gpt-4o-2024-08-06", server: openAiServer },
  { id: "gpt-4o-2024-11-20", family: "gpt-4", model: "gpt-4o-2024-11-20", server: openAiServer },
  { id: "gpt-4.1-2025-04-14", family: "gpt-4", model: "gpt-4.1-2025-04-14", server: openAiServer },
  { id: "gpt-4", family: "gpt-4", model: "gpt-4", server: openAiServer },
  { id: "gpt-5.4-2026-03-05", family: "gpt-5", model: "gpt-5.4-2026-03-05", server: openAiServer },
  { id: "qwen3-8b", family: "qwen3", model: "Qwen/Qwen3-8B", server: null },
  { id: "gpt-oss-20b", family: "gpt-oss", model: "openai/gpt-oss-20b", server: null },
  { id: "gpt-oss-120b", family: "gpt-oss", model: "openai/gpt-oss-120b", server: null },
  { id: "llm-jp-4-8b-thinking", family: "llm-jp-4", model: "llm-jp/llm-jp-4-8b-thinking", server: null },
  { id: "llm-jp-4-32b-a3b-thinking", family: "llm-jp-4", model: "llm-jp/llm-jp-4-32b-a3b-thinking", server: null },
  { id: "llm-jp-4-33b-thinking", family: "llm-jp-4", model: "llm-jp/llm-jp-4-33b-thinking", server: null },
  { id: "llm-jp-4.1-8b-thinking", family: "llm-jp-4", model: "llm-jp/llm-jp-4.1-8b-thinking", server: null },
];

/** The family of a model string, from how its makers name their models; `openai-compatible` for an unknown one. */
export function familyOf(model: string): ModelFamily {
  const name = (model.split("/").at(-1) ?? model).toLowerCase();
  for (const [pattern, id] of familyPatterns) {
    if (pattern.test(name)) return familyById(id);
  }
  return familyById("openai-compatible");
}

const familyPatterns: readonly (readonly [RegExp, string])[] = [
  [/^(chatgpt-4o|gpt-4)/, "gpt-4"],
  [/^gpt-5\.[1-9]/, "gpt-5"],
  [/^qwen3-(?!.*2507)/, "qwen3"],
  [/^gpt-oss/, "gpt-oss"],
  [/^llm-jp-4(\.1)?-.*thinking/, "llm-jp-4"],
];

export function familyById(id: string): ModelFamily {
  const family = families.find((candidate) => candidate.id === id);
  if (family === undefined) throw new Error(`no model family ${id}`);
  return family;
}
