import type { Json } from "../files/canonical-json.ts";
import type { SamplingField, Wire } from "../models/candidate.ts";
import type { ServerFacts } from "./probe-server.ts";

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
 * told otherwise, vLLM with the model's generation_config.json, so every parameter has to be sent.
 */
export function wireForServer(wire: Wire, kind: ServerFacts["kind"]): Wire {
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
      return { ...wire, accepts };
    case "node-llama-cpp":
      // It is asked in this process, by the plain names.
      return { ...wire, accepts, limitField: "max_tokens", systemRole: "system" };
    default:
      return kind satisfies never;
  }
}
