import type { KnownModel, Source } from "./catalogue-entry.ts";
import type { WeightLine } from "./weight-lines.ts";

const readLater = (from: string): Source => ({ from, read: "2026-11-29" });
const swallowTable = readLater("swallow-llm/leaderboard _data/model.yml at ed3805c, as results/published holds it");
const sarashinaCard = readLater("huggingface.co/sbintuitions/sarashina2.2-3b-instruct-v0.1, second hand");

interface Known {
  readonly basedOn?: WeightLine;
  readonly family?: string;
  readonly run?: string;
}

/**
 * Weights of which little more is known than where they are. Unless a family is named, calls are those of any model on an
 * OpenAI-compatible server, which is what these names were sent before they stood here: folders that hold them resume.
 */
function open(id: string, repository: string, source: Source, known: Known = {}): KnownModel {
  const { basedOn, family = "openai-compatible", run = "vLLM, SGLang or llama.cpp" } = known;
  return {
    id,
    family,
    ...(basedOn === undefined ? {} : { basedOn }),
    model: repository,
    access: { kind: "weights", repository, run },
    contextTokens: null,
    outputTokens: null,
    price: null,
    source,
  };
}

const gemma = (name: string) =>
  open(name.toLowerCase(), `google/${name}`, swallowTable, {
    basedOn: "google",
    run: "vLLM, SGLang or llama.cpp; it can think: say --max-thinking-tokens beside --thinking on",
  });

export const openWeightModels: readonly KnownModel[] = [
  open("calm3-22b-chat", "cyberagent/calm3-22b-chat", readLater("swallow-llm/leaderboard _data/model.yml at 17ae441")),
  open("tinyswallow-1.5b-instruct", "SakanaAI/TinySwallow-1.5B-Instruct", sarashinaCard, { basedOn: "qwen" }),
  open(
    "fugaku-llm-13b-instruct",
    "Fugaku-LLM/Fugaku-LLM-13B-instruct",
    readLater("huggingface.co/Fugaku-LLM/Fugaku-LLM-13B-instruct"),
    { run: "vLLM or llama.cpp (a GGUF exists); terms of its own: fugaku-llm-tou" },
  ),
  open(
    "shisa-v2-llama3.3-70b",
    "shisa-ai/shisa-v2-llama3.3-70b",
    readLater("huggingface.co/shisa-ai/shisa-v2-qwen2.5-7b, table of the family"),
    { basedOn: "llama" },
  ),
  open(
    "shisa-v2-unphi4-14b",
    "shisa-ai/shisa-v2-unphi4-14b",
    readLater("huggingface.co/shisa-ai/shisa-v2-qwen2.5-7b, table of the family"),
    { basedOn: "phi" },
  ),
  open("abeja-qwq32b-reasoning-japanese-v1.0", "abeja/ABEJA-QwQ32b-Reasoning-Japanese-v1.0", swallowTable, {
    basedOn: "qwen",
    run: "vLLM or SGLang; it always thinks: say --max-thinking-tokens",
  }),
  open("sarashina2.2-0.5b-instruct", "sbintuitions/sarashina2.2-0.5b-instruct-v0.1", sarashinaCard, {
    family: "sarashina",
  }),
  open("sarashina2.2-1b-instruct", "sbintuitions/sarashina2.2-1b-instruct-v0.1", sarashinaCard, {
    family: "sarashina",
  }),
  open(
    "nvidia-nemotron-nano-9b-v2-japanese",
    "nvidia/NVIDIA-Nemotron-Nano-9B-v2-Japanese",
    readLater("huggingface.co/nvidia/NVIDIA-Nemotron-Nano-9B-v2-Japanese"),
    { basedOn: "nemotron", run: "vLLM (--trust-remote-code); its system prompt switches the thinking" },
  ),
  gemma("gemma-4-E2B-it"),
  gemma("gemma-4-E4B-it"),
  gemma("gemma-4-26B-A4B-it"),
  gemma("gemma-4-31B-it"),
  open("llama-3.3-70b-instruct", "meta-llama/Llama-3.3-70B-Instruct", swallowTable, { basedOn: "llama" }),
];
