import type { Json } from "../../files/canonical-json.ts";
import type { SamplingField, Wire } from "../../models/candidate.ts";
import { classicFields } from "../../models/wires.ts";
import type { ServerKind } from "./server-facts.ts";

/** These servers take them beside the classic ones, and have defaults of their own for what is not sent. */
const openServers: readonly SamplingField[] = ["topK", "minP", "repetitionPenalty"];

/**
 * Samplers of llama-server that no sampling of ours names. Its command line, and since 2025 the GGUF file itself, may turn
 * them on; these values turn them off.
 */
const llamaNeutral: Readonly<Record<string, Json>> = {
  typical_p: 1,
  top_n_sigma: -1,
  xtc_probability: 0,
  dynatemp_range: 0,
  dry_multiplier: 0,
  mirostat: 0,
  adaptive_target: -1,
};

/**
 * The family's wire, widened to what the server at hand accepts: llama-server samples with top_k 40 and min_p 0.05 unless
 * told otherwise, vLLM and SGLang with the model's generation_config.json, so every parameter has to be sent. What a server
 * leaves aside in silence is not sent: the record would claim it.
 */
export function wireForServer(wire: Wire, kind: ServerKind): Wire {
  if (kind === "unknown") return wire;
  const accepts = [...new Set([...wire.accepts, ...openServers])];
  switch (kind) {
    case "llama.cpp":
      return {
        ...wire,
        accepts,
        fieldNames: { repetitionPenalty: "repeat_penalty" },
        allTokens: 0,
        neutral: llamaNeutral,
      };
    case "vllm":
    case "sglang":
      return { ...wire, accepts };
    case "ollama":
      // docs.ollama.com/api/openai-compatibility, read 2026-11-22: neither top_k nor min_p nor a repetition penalty.
      return { ...wire, accepts: wire.accepts.filter((field) => classicFields.includes(field)) };
    case "lm-studio":
      // lmstudio.ai/docs/developer/openai-compat/chat-completions, read 2026-11-22: top_k and repeat_penalty, no min_p.
      return {
        ...wire,
        accepts: accepts.filter((field) => field !== "minP"),
        fieldNames: { repetitionPenalty: "repeat_penalty" },
        allTokens: 0,
      };
    case "node-llama-cpp":
      // It is asked in this process, by the plain names.
      return { ...wire, accepts, limitField: "max_tokens", systemRole: "system" };
    default:
      return kind satisfies never;
  }
}

/** Whether it hands `chat_template_kwargs` to the model's own template. */
export function takesTemplateArguments(kind: ServerKind): boolean {
  return kind === "llama.cpp" || kind === "vllm" || kind === "sglang" || kind === "node-llama-cpp";
}
