import type { SamplingField, Wire } from "./candidate.ts";

/** What every OpenAI-compatible server was seen to take. */
export const classicFields: readonly SamplingField[] = [
  "temperature",
  "topP",
  "presencePenalty",
  "frequencyPenalty",
  "seed",
];

/** What vLLM, SGLang and llama-server take besides. */
const openFields: readonly SamplingField[] = [...classicFields, "topK", "minP", "repetitionPenalty"];

export const classicWire: Wire = { limitField: "max_tokens", systemRole: "system", accepts: classicFields };

export const openWire: Wire = { limitField: "max_tokens", systemRole: "system", accepts: openFields };
