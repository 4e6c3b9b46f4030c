import { type Access, type KnownModel, type ModelFamily, modelFamily, read, type Source } from "./catalogue-entry.ts";
import type { Price } from "./price.ts";
import { classicWire, openWire } from "./wires.ts";

const plamoDocs = read("docs.dev.plamo.preferredai.jp/en/api; api-evangelist/preferred-networks at 243c2ca");
const namazuDocs = read("console.sakana.ai/get-started; vercel.com/ai-gateway/models/namazu");

/** Models of Japanese makers: hosted ones, open weights, and those that only a contract opens. */
export const japaneseFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "plamo-3",
    title: "PLaMo 3.0 Prime",
    basedOn: "plamo",
    wire: { limitField: "max_tokens", systemRole: "system", accepts: ["temperature", "topP", "seed"] },
    thinking: { kind: "effort", levels: ["none", "medium"], off: "none", byDefault: "medium", inTemplate: "never" },
    thoughts: "field",
    // The most that fits: one reply holds 20,000 tokens, and an answer takes 4,096 of them.
    thinkingTokens: 12_288,
    notes: [
      "The Standard plan returns a summary of the thought, in two fields at once.",
      "Equal seeds may still differ.",
      "A request without a key is answered with 400.",
    ],
    sources: [plamoDocs],
  }),
  modelFamily({
    id: "namazu",
    title: "Sakana Namazu",
    wire: classicWire,
    thinking: { kind: "always" },
    thoughts: "field",
    thinkingTokens: 16_384,
    notes: ["A rolling name: what stands behind it may change, so the returned model string is kept."],
    sources: [namazuDocs],
  }),
  modelFamily({
    id: "rakuten-ai-3",
    title: "Rakuten AI 3.0 (DeepSeek-V3 architecture)",
    wire: openWire,
    thinking: { kind: "unknown" },
    thoughts: "unknown",
    sources: [read("aihola.com 2026-03-18; Rakuten press release 2026-03-17")],
  }),
  modelFamily({
    id: "elyza",
    title: "ELYZA Shortcut 1.0 and Llama-3-ELYZA-JP (never think)",
    wire: openWire,
    notes: ["Its diffusion models do not run on llama-server's chat endpoint."],
    sources: [read("weel.co.jp; Hugging Face; Swallow LLM Leaderboard v2")],
  }),
  modelFamily({
    id: "elyza-thinking",
    title: "ELYZA Thinking 1.0",
    basedOn: "qwen",
    wire: openWire,
    thinking: { kind: "always" },
    thoughts: "think-tags",
    thinkingTokens: 16_384,
    notes: ["How its thought is marked was not read; tags are assumed."],
    sources: [read("weel.co.jp; Hugging Face; Swallow LLM Leaderboard v2")],
  }),
  modelFamily({
    id: "sarashina",
    title: "Sarashina 2 and 2.2",
    basedOn: "sarashina",
    wire: openWire,
    sources: [read("tool-survey-report sarashina-api.md, 2026-06-30")],
  }),
  modelFamily({
    id: "swallow-qwen3",
    title: "Qwen3-Swallow RL",
    basedOn: "qwen",
    wire: openWire,
    thinking: { kind: "always" },
    thoughts: "think-tags",
    // As the Swallow leaderboard samples every reasoning model.
    sampling: { thinking: { temperature: 0.6, topP: 0.95 }, plain: null },
    thinkingTokens: 32_768,
    notes: ["Its makers ask for thinking on."],
    sources: [read("swallow-llm.github.io/qwen3-swallow.ja.html"), read("Swallow LLM Leaderboard v2, 2026-06-24")],
  }),
  modelFamily({
    id: "swallow-llama",
    title: "Llama 3 Swallow Instruct",
    basedOn: "llama",
    wire: openWire,
    sources: [read("swallow-llm.github.io; Swallow LLM Leaderboard v2, 2026-06-24")],
  }),
  modelFamily({
    id: "stockmark",
    title: "Stockmark 2",
    wire: classicWire,
    sources: [read("build.nvidia.com, 2025-09-24")],
  }),
  modelFamily({
    id: "contract-only",
    title: "Models that only a contract opens",
    wire: classicWire,
    thinking: { kind: "unknown" },
    thoughts: "unknown",
    notes: ["Nothing about its API was verified."],
    sources: [read("no public documentation found")],
  }),
];

interface Limits {
  readonly contextTokens?: number;
  readonly outputTokens?: number;
  readonly price?: Price;
}

function model(
  id: string,
  family: string,
  name: string,
  access: Access,
  source: Source,
  limits: Limits = {},
): KnownModel {
  const { contextTokens = null, outputTokens = null, price = null } = limits;
  return { id, family, model: name, access, contextTokens, outputTokens, price, source };
}

function weights(id: string, family: string, repository: string, source: Source, run = "vLLM or SGLang"): KnownModel {
  return model(id, family, repository, { kind: "weights", repository, run }, source);
}

const swallow = (name: string, family: string) =>
  weights(name.toLowerCase(), family, `tokyotech-llm/${name}`, read("Swallow LLM Leaderboard v2, 2026-06-24"));
/** Chosen for the government's trial of domestic models; the name sent is the owner's to say. */
const trial = (id: string, name: string, run: string) =>
  model(
    id,
    "contract-only",
    name,
    { kind: "contract", run },
    { from: "ascii.jp/elem/000/004/379/4379302 (Digital Agency, 2026-03-06)", read: "2026-11-29" },
  );
const elyzaSource = read("Hugging Face, elyza; Swallow LLM Leaderboard v2");

export const japaneseModels: readonly KnownModel[] = [
  model("plamo-3.0-prime", "plamo-3", "plamo-3.0-prime", { kind: "server", server: "plamo" }, plamoDocs, {
    contextTokens: 262_144,
    outputTokens: 20_000,
    price: { currency: "JPY", input: 60, cachedInput: null, output: 250, date: "2026-08-26", source: plamoDocs.from },
  }),
  model("sakana-namazu", "namazu", "sakana-namazu", { kind: "server", server: "sakana" }, namazuDocs, {
    contextTokens: 256_000,
    price: { currency: "USD", input: 0.95, cachedInput: null, output: 4, date: "2026-11-22", source: namazuDocs.from },
  }),
  model(
    "stockmark-2-100b-instruct",
    "stockmark",
    "stockmark/stockmark-2-100b-instruct",
    { kind: "server", server: "nvidia" },
    read("build.nvidia.com, 2025-09-24"),
    {
      contextTokens: 32_768,
    },
  ),
  {
    ...weights(
      "rakuten-ai-3.0",
      "rakuten-ai-3",
      "Rakuten/RakutenAI-3.0",
      read("aihola.com 2026-03-18; Rakuten press release 2026-03-17"),
      "vLLM on many GPUs (671 B parameters, 37 B active); hosted only inside Rakuten",
    ),
    contextTokens: 131_072,
  },
  {
    ...weights("elyza-shortcut-1.0-qwen-32b", "elyza", "elyza/ELYZA-Shortcut-1.0-Qwen-32B", elyzaSource),
    basedOn: "qwen",
  },
  weights("elyza-thinking-1.0-qwen-32b", "elyza-thinking", "elyza/ELYZA-Thinking-1.0-Qwen-32B", elyzaSource),
  {
    ...weights(
      "llama-3-elyza-jp-8b",
      "elyza",
      "elyza/Llama-3-ELYZA-JP-8B",
      elyzaSource,
      "vLLM, SGLang or llama.cpp (GGUF)",
    ),
    basedOn: "llama",
  },
  weights(
    "sarashina2.2-3b-instruct",
    "sarashina",
    "sbintuitions/sarashina2.2-3b-instruct-v0.1",
    read("Hugging Face, sbintuitions; tool-survey-report sarashina-api.md, 2026-06-30"),
    "vLLM, SGLang or llama.cpp (--jinja)",
  ),
  model(
    "sarashina2-mini",
    "sarashina",
    "sarashina2-mini",
    { kind: "contract", run: "Cloud PF Type A of SoftBank; sign-up for the single service closed on 2026-06-16" },
    read("tool-survey-report sarashina-api.md, 2026-06-30"),
  ),
  swallow("Qwen3-Swallow-8B-RL-v0.2", "swallow-qwen3"),
  swallow("Qwen3-Swallow-30B-A3B-RL-v0.2", "swallow-qwen3"),
  swallow("Qwen3-Swallow-32B-RL-v0.2", "swallow-qwen3"),
  swallow("GPT-OSS-Swallow-20B-RL-v0.1", "gpt-oss"),
  swallow("GPT-OSS-Swallow-120B-RL-v0.1", "gpt-oss"),
  swallow("Llama-3.3-Swallow-70B-Instruct-v0.4", "swallow-llama"),
  swallow("Llama-3.1-Swallow-8B-Instruct-v0.5", "swallow-llama"),
  model(
    "tsuzumi-2",
    "contract-only",
    "tsuzumi2",
    {
      kind: "contract",
      run: "a deployment of tsuzumi2 in Azure AI Foundry or on NTT's premises; its endpoint is yours alone",
    },
    read("rd.ntt/e/research/LLM_tsuzumi.html; Azure AI Foundry retirement list (tsuzumi-7b retired 2026-08-31)"),
  ),
  model(
    "cotomi",
    "contract-only",
    "cotomi",
    {
      kind: "contract",
      run: "NEC's own REST API is not OpenAI-compatible; put a translating proxy before it and name that",
    },
    read("docs.cotomi.nec-cloud.com/cotomi-api.html"),
  ),
  model(
    "takane",
    "contract-only",
    "takane",
    { kind: "contract", run: "Fujitsu Kozuchi, for enterprises; nothing public was found" },
    read("no public documentation found"),
  ),
  trial("cotomi-v3", "cotomi-v3", "NEC's own REST API is not OpenAI-compatible; a translating proxy is needed"),
  trial("takane-32b", "takane-32b", "Fujitsu, for enterprises; nothing public was found"),
  trial("cc-gov-llm", "cc-gov-llm", "Customer Cloud; nothing public was found"),
  {
    ...trial("llama-3.1-elyza-jp-70b", "Llama-3.1-ELYZA-JP-70B", "ELYZA and KDDI; no public weights were found"),
    basedOn: "llama",
  },
  {
    ...trial("plamo-2.0-prime", "plamo-2.0-prime", "Preferred Networks; whether its API still serves it is not known"),
    basedOn: "plamo",
  },
  {
    ...model(
      "plamo-2.2-prime",
      "contract-only",
      "plamo-2.2-prime",
      { kind: "contract", run: "Preferred Networks; its API stopped serving it on 2026-09-30" },
      plamoDocs,
      { contextTokens: 32_768, outputTokens: 4_096 },
    ),
    basedOn: "plamo",
  },
];

export const japanesePatterns: readonly (readonly [RegExp, string])[] = [
  [/^plamo-3/, "plamo-3"],
  [/^(sakana-)?namazu/, "namazu"],
  [/^rakutenai-3/, "rakuten-ai-3"],
  [/^elyza-thinking/, "elyza-thinking"],
  [/^(elyza-shortcut|llama-3-elyza)/, "elyza"],
  [/^sarashina2/, "sarashina"],
  [/^qwen3-swallow/, "swallow-qwen3"],
  [/^gpt-oss-swallow/, "gpt-oss"],
  [/^llama-3.*swallow/, "swallow-llama"],
  [/^stockmark-2/, "stockmark"],
  [/^(tsuzumi|cotomi|takane|cc-gov-llm)/, "contract-only"],
];
