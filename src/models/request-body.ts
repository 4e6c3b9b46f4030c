import type { Json } from "../files/canonical-json.ts";
import type { Sampling, SamplingField, Wire } from "./candidate.ts";

/** One message of a conversation, as sent. A type alias, since only those are assignable to Json. */
export type ChatMessage = {
  readonly role: "system" | "developer" | "user" | "assistant";
  readonly content: string;
};

/**
 * The body of one call exactly as sent, except for `stream` and `stream_options`, which the client adds. It is what the
 * call's key is made of, so nothing that influences the reply may be added later.
 */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly [field: string]: Json | undefined;
}

/** The field of the API for each sampling parameter; vLLM's names for those that OpenAI does not have. */
const fieldNames = {
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  minP: "min_p",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty",
  repetitionPenalty: "repetition_penalty",
  seed: "seed",
} as const satisfies Record<SamplingField, string>;

/**
 * The body of one chat call. Only parameters that the wire accepts are sent, and none is ever null: vLLM 0.15.1 answered
 * 400 to every call that carried one. A system message takes the role that the family expects.
 */
export function requestBody(
  spec: { readonly model: string; readonly wire: Wire },
  messages: readonly ChatMessage[],
  sampling: Sampling,
  maxTokens: number | null,
  extra: Readonly<Record<string, Json>> = {},
): ChatBody {
  const fields: Record<string, Json> = {};
  for (const name of spec.wire.accepts) {
    const value = name === "topK" && (sampling.topK ?? 1) <= 0 ? (spec.wire.allTokens ?? -1) : sampling[name];
    if (value !== undefined) fields[spec.wire.fieldNames?.[name] ?? fieldNames[name]] = value;
  }
  return {
    model: spec.model,
    messages: messages.map((message) =>
      message.role === "system" ? { role: spec.wire.systemRole, content: message.content } : message,
    ),
    ...fields,
    ...(maxTokens === null ? {} : { [spec.wire.limitField]: maxTokens }),
    ...extra,
  };
}

/** What a record keeps of a body: everything but the messages, which the record's own texts reproduce. */
export function withoutMessages(body: ChatBody): Record<string, Json> {
  const rest: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name !== "messages" && value !== undefined) rest[name] = value;
  }
  return rest;
}
