import type { Source } from "../../models/catalogue-entry.ts";

/** What a server's word for the end of a reply means for it. */
export type FinishMeaning =
  /** The model came to its own end: a whole answer. */
  | "stop"
  /** The token limit. */
  | "length"
  /** The end of the server's context, whatever the limit was. */
  | "context"
  /** Somebody's filter, or the model's own refusal, ended it. */
  | "content-filter"
  /** Something broke or gave up: what came is a piece of an answer. */
  | "interrupted"
  /** The reply is of another kind (a tool call), or the word says nothing. */
  | "other";

interface VendorReasons {
  readonly vendor: string;
  readonly source: Source;
  readonly reasons: Readonly<Record<string, FinishMeaning>>;
}

const day = "2026-11-29";

/** As clients that speak to the vendor spell out its document; the document itself was not read for this. */
function secondHand(from: string): Source {
  return { from: `${from}; second hand`, read: day };
}

/** Every word that the vendors' documents name, in the spelling of `normalised`. */
export const vendorReasons: readonly VendorReasons[] = [
  {
    vendor: "OpenAI, Azure OpenAI",
    source: { from: "openai (npm) 6.49.0, ChatCompletion.Choice.finish_reason", read: day },
    reasons: {
      stop: "stop",
      length: "length",
      content_filter: "content-filter",
      tool_calls: "other",
      function_call: "other",
    },
  },
  {
    vendor: "Anthropic",
    source: secondHand("platform.claude.com/docs, handling stop reasons"),
    reasons: {
      end_turn: "stop",
      stop_sequence: "stop",
      max_tokens: "length",
      model_context_window_exceeded: "context",
      refusal: "content-filter",
      pause_turn: "interrupted",
      tool_use: "other",
      compaction: "interrupted",
    },
  },
  {
    vendor: "Google Gemini, Vertex AI",
    source: { from: "ai.google.dev/api/generate-content, FinishReason", read: day },
    reasons: {
      stop: "stop",
      max_tokens: "length",
      safety: "content-filter",
      recitation: "content-filter",
      language: "content-filter",
      blocklist: "content-filter",
      prohibited_content: "content-filter",
      spii: "content-filter",
      image_safety: "content-filter",
      image_prohibited_content: "content-filter",
      image_recitation: "content-filter",
      image_other: "interrupted",
      no_image: "other",
      model_armor: "content-filter",
      malformed_function_call: "interrupted",
      malformed_response: "interrupted",
      missing_thought_signature: "interrupted",
      unexpected_tool_call: "interrupted",
      too_many_tool_calls: "interrupted",
      other: "interrupted",
      unspecified: "other",
    },
  },
  {
    vendor: "Amazon Bedrock",
    source: secondHand("docs.aws.amazon.com/bedrock, Converse stopReason; Titan completionReason"),
    reasons: {
      end_turn: "stop",
      stop_sequence: "stop",
      finish: "stop",
      max_tokens: "length",
      length: "length",
      model_context_window_exceeded: "context",
      content_filtered: "content-filter",
      guardrail_intervened: "content-filter",
      tool_use: "other",
      malformed_model_output: "interrupted",
      malformed_tool_use: "interrupted",
    },
  },
  {
    vendor: "Mistral",
    source: secondHand("docs.mistral.ai/api, ChatCompletionChoice.finish_reason"),
    reasons: { stop: "stop", length: "length", model_length: "context", error: "interrupted", tool_calls: "other" },
  },
  {
    vendor: "Cohere",
    source: secondHand("docs.cohere.com/reference/chat, finish_reason (v1 and v2)"),
    reasons: {
      complete: "stop",
      stop_sequence: "stop",
      max_tokens: "length",
      error_limit: "context",
      error_toxic: "content-filter",
      error: "interrupted",
      timeout: "interrupted",
      user_cancel: "interrupted",
      tool_call: "other",
    },
  },
  {
    vendor: "DeepSeek",
    source: secondHand("api-docs.deepseek.com/api/create-chat-completion, finish_reason"),
    reasons: {
      stop: "stop",
      length: "length",
      content_filter: "content-filter",
      tool_calls: "other",
      insufficient_system_resource: "interrupted",
    },
  },
  {
    vendor: "Zhipu (GLM), Z.ai",
    source: secondHand("docs.z.ai/api-reference/llm/chat-completion, finish_reason"),
    reasons: {
      stop: "stop",
      length: "length",
      sensitive: "content-filter",
      model_context_window_exceeded: "context",
      network_error: "interrupted",
      tool_calls: "other",
    },
  },
  {
    vendor: "Baidu ERNIE",
    source: secondHand("cloud.baidu.com/doc/WENXINWORKSHOP, finish_reason"),
    reasons: {
      normal: "stop",
      stop: "stop",
      length: "length",
      content_filter: "content-filter",
      function_call: "other",
    },
  },
  {
    vendor: "OpenRouter",
    source: secondHand("openrouter.ai/docs/api-reference, normalised finish_reason"),
    reasons: {
      stop: "stop",
      length: "length",
      content_filter: "content-filter",
      error: "interrupted",
      tool_calls: "other",
    },
  },
  {
    vendor: "vLLM",
    source: secondHand("vllm-project/vllm vllm/v1/engine FinishReason"),
    reasons: { stop: "stop", length: "length", abort: "interrupted", error: "interrupted", repetition: "other" },
  },
  {
    vendor: "SGLang",
    source: secondHand("sgl-project/sglang managers/schedule_batch.py, FINISH_*"),
    reasons: {
      stop: "stop",
      matched_token: "stop",
      matched_str: "stop",
      length: "length",
      abort: "interrupted",
      content_filter: "content-filter",
      tool_calls: "other",
    },
  },
  {
    vendor: "llama-server",
    source: secondHand("ggml-org/llama.cpp tools/server, stop_type and finish_reason"),
    reasons: {
      stop: "stop",
      eos: "stop",
      word: "stop",
      length: "length",
      limit: "length",
      tool_calls: "other",
      none: "other",
    },
  },
  {
    vendor: "Ollama",
    source: secondHand("ollama/ollama docs/api.md, done_reason"),
    reasons: { stop: "stop", length: "length", load: "interrupted", unload: "interrupted", tool_calls: "other" },
  },
  {
    vendor: "LM Studio",
    source: secondHand("lmstudio.ai/docs, stopReason of predictions"),
    reasons: {
      eosfound: "stop",
      stopstringfound: "stop",
      maxpredictedtokensreached: "length",
      contextlengthreached: "context",
      userstopped: "interrupted",
      modelunloaded: "interrupted",
      failed: "interrupted",
      toolcalls: "other",
    },
  },
  {
    vendor: "Hugging Face TGI",
    source: secondHand("huggingface/text-generation-inference, FinishReason"),
    reasons: { eos_token: "stop", stop_sequence: "stop", length: "length" },
  },
  {
    vendor: "IBM watsonx.ai",
    source: secondHand("cloud.ibm.com/apidocs/watsonx-ai, stop_reason"),
    reasons: {
      eos_token: "stop",
      stop_sequence: "stop",
      max_tokens: "length",
      token_limit: "length",
      time_limit: "interrupted",
      cancelled: "interrupted",
      error: "interrupted",
      not_finished: "interrupted",
    },
  },
  {
    vendor: "TensorRT-LLM, Triton",
    source: secondHand("NVIDIA/TensorRT-LLM executor FinishReason"),
    reasons: {
      end_id: "stop",
      stop_words: "stop",
      length: "length",
      timed_out: "interrupted",
      cancelled: "interrupted",
      not_finished: "interrupted",
    },
  },
];

/** What a server may mean by a word that no document of ours names, by what it is made of. The first that fits holds. */
const readings: readonly (readonly [RegExp, FinishMeaning])[] = [
  [
    /filter|safety|unsafe|sensitiv|block|prohibit|moderat|polic|guardrail|toxic|refus|harm|flagged|responsible_ai|jailbreak|pii|risk|hate|violen|csam|sexual|profan|legal|nsfw|disallow|deny_?list|denied|forbid|porn|politic(?!y)|redact|censor|abus|(?:^|_)guard|violation|harass|bully|weapon|terror|extremis|self_harm|copyright|plagiar/u,
    "content-filter",
  ],
  [/context|window|(?:input|prompt)_too_long/u, "context"],
  [
    /error|abort|cancel|time_?d?_?out|time_?limit|interrupt|fail|disconnect|unavailable|overload|insufficient|exhaust|preempt|evict|incomplete|not_finished|broken|lost|crash|killed|shutdown|exception|malformed|rate_limit|(?:^|_)oom$|out_of_memory|closed|deadline|throttl|stall|terminat|stopped_by|max_time|died|reset|partial|internal|dropped|expired|dead$|halt|(?:^|_)quit|suspend|gateway|^connection|sig(?:term|kill|int)|(?:^|_)(?:nan|inf)(?:_|$)|^(?:in_progress|pending|running|queued|retry)$/u,
    "interrupted",
  ],
  [
    /length|max_?(?:new_?|output_?|completion_?)?tokens|token_limit|output_limit|limit_reached|truncat|budget|max_?output|cut_?off/u,
    "length",
  ],
];

const known = new Map(vendorReasons.flatMap(({ reasons }) => Object.entries(reasons)));

/** `null`: the server gave no reason. */
export function finishMeaning(word: string | null): FinishMeaning {
  if (word === null) return "other";
  const plain = normalised(word);
  return known.get(plain) ?? readings.find(([pattern]) => pattern.test(plain))?.[1] ?? "other";
}

/** Small letters with underscores, without Google's prefix; no longer than any word of this kind. */
function normalised(word: string): string {
  return word
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s.-]+/gu, "_")
    .replace(/^finish_?reason_/u, "");
}
