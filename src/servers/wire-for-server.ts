import type { SamplingField, Wire } from "../models/candidate.ts";
import type { ServerFacts } from "./probe-server.ts";

/** Both servers take these beside the classic ones, and both have defaults of their own for what is not sent. */
const openServers: readonly SamplingField[] = ["topK", "minP", "repetitionPenalty"];

/**
 * The family's wire, widened to what the server at hand accepts: llama-server samples with top_k 40 and min_p 0.05 unless
 * told otherwise, vLLM with the model's generation_config.json, so every parameter has to be sent.
 */
export function wireForServer(wire: Wire, kind: ServerFacts["kind"]): Wire {
  if (kind === "unknown") return wire;
  const accepts = [...new Set([...wire.accepts, ...openServers])];
  return kind === "llama.cpp"
    ? { ...wire, accepts, fieldNames: { repetitionPenalty: "repeat_penalty" } }
    : { ...wire, accepts };
}
