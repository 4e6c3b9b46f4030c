import type { Source } from "./catalogue-entry.ts";

/** How a family marks its thought in the text, where the server does not set it apart in a field of its own. */
export interface ThoughtWrapping {
  readonly open: string;
  readonly close: string;
  /** Model strings of the families that use it. */
  readonly models: RegExp;
  /**
   * `anybody`: nobody writes these marks but to set a thought apart, so that they mean one for a model of any name;
   * `family`: plain words or placeholders, which are only believed of a model that is known to use them.
   */
  readonly holds: "anybody" | "family";
  readonly source: Source;
}

/** The marks that some families put around the answer which follows the thought. */
export interface AnswerWrapping {
  readonly open: string;
  readonly close: string;
}

const day = "2026-11-29";
const vllm = (parser: string): Source => ({ from: `vllm-project/vllm vllm/reasoning/${parser}`, read: day });
const sglang: Source = { from: "SGLang, advanced_features/separate_reasoning.md", read: day };

/**
 * From model cards, chat templates and the reasoning parsers that servers ship. Letters are compared without their case.
 * Harmony (gpt-oss, LLM-jp-4) has several messages in a row and is read by `split-harmony`.
 */
export const thoughtWrappings: readonly ThoughtWrapping[] = [
  {
    open: "<think>",
    close: "</think>",
    models: /qwen|qwq|deepseek|glm|minimax|ernie|hunyuan|nemotron|exaone-4|granite-4|step|hyperclova|ring|ling/iu,
    holds: "anybody",
    source: sglang,
  },
  {
    open: "<thinking>",
    close: "</thinking>",
    models: /claude|reflection/iu,
    holds: "anybody",
    source: { from: "prompted models; mattshumer/Reflection-Llama-3.1-70B model card", read: day },
  },
  {
    open: "<thought>",
    close: "</thought>",
    models: /exaone-deep|marco-o1/iu,
    holds: "anybody",
    source: { from: "LGAI-EXAONE/EXAONE-Deep model card; AIDC-AI/Marco-o1 model card", read: day },
  },
  {
    open: "<|channel>thought",
    close: "<channel|>",
    models: /gemma-?4/iu,
    holds: "anybody",
    source: { from: "google/gemma-4 chat_template.jinja, by huggingface/transformers' tests", read: day },
  },
  {
    open: "[THINK]",
    close: "[/THINK]",
    models: /magistral|ministral|mistral/iu,
    holds: "anybody",
    source: vllm("mistral_reasoning_parser.py"),
  },
  {
    open: "◁think▷",
    close: "◁/think▷",
    models: /kimi/iu,
    holds: "anybody",
    source: sglang,
  },
  {
    open: "<|open|>think<|sep|>",
    close: "<|close|>think<|sep|>",
    models: /kimi-?k3/iu,
    holds: "anybody",
    source: vllm("kimi_k3_reasoning_parser.py"),
  },
  {
    open: "<seed:think>",
    close: "</seed:think>",
    models: /seed-?oss/iu,
    holds: "anybody",
    source: vllm("seedoss_reasoning_parser.py"),
  },
  {
    open: "<mm:think>",
    close: "</mm:think>",
    models: /minimax-?m3/iu,
    holds: "anybody",
    source: vllm("minimax_m3_reasoning_parser.py"),
  },
  {
    open: "<longcat_think>",
    close: "</longcat_think>",
    models: /longcat/iu,
    holds: "anybody",
    source: vllm("longcat_reasoning_parser.py"),
  },
  ...["think", "think_fast", "think_faster"].map(
    (effort): ThoughtWrapping => ({
      open: `<ifm|${effort}>`,
      close: `</ifm|${effort}>`,
      models: /k2-?horizon/iu,
      holds: "anybody",
      source: vllm("k2_horizon_reasoning_parser.py"),
    }),
  ),
  {
    open: "<|START_THINKING|>",
    close: "<|END_THINKING|>",
    models: /command|cohere|c4ai|aya/iu,
    holds: "anybody",
    source: vllm("cohere_command_reasoning_parser.py"),
  },
  {
    open: "<|inner_prefix|>",
    close: "<|inner_suffix|>",
    models: /apertus/iu,
    holds: "anybody",
    source: vllm("apertus_reasoning_parser.py"),
  },
  {
    open: "<|begin_of_thought|>",
    close: "<|end_of_thought|>",
    models: /openthinker|sky-t1/iu,
    holds: "anybody",
    source: { from: "open-thoughts/OpenThinker model card; NovaSky-AI/SkyThought", read: day },
  },
  {
    open: "<|plamo:begin_think:plamo|>",
    close: "<|plamo:end_think:plamo|>",
    models: /plamo/iu,
    holds: "anybody",
    source: vllm("plamo3_reasoning_parser.py"),
  },
  {
    open: "<|think:start|>",
    close: "<|think:end|>",
    models: /solar/iu,
    holds: "anybody",
    source: vllm("solar_open2_reasoning_parser.py"),
  },
  {
    open: "<|think|>",
    close: "<|end|>",
    models: /solar/iu,
    holds: "anybody",
    source: { from: "upstage/Solar-Open chat_template.jinja, by llama.cpp's template analysis", read: day },
  },
  {
    open: "to=self<|message|>",
    close: "<|eom|>",
    models: /muse/iu,
    holds: "anybody",
    source: vllm("muse_glimmer_utils.py"),
  },
  {
    open: "[unused16]",
    close: "[unused17]",
    models: /pangu/iu,
    holds: "family",
    source: vllm("pangu_reasoning_parser.py"),
  },
  {
    open: "Here is my thought process:",
    close: "Here is my response:",
    models: /granite-?3/iu,
    holds: "family",
    source: vllm("granite_reasoning_parser.py"),
  },
  {
    open: "Here's my thought process:",
    close: "Here's my response:",
    models: /granite-?3/iu,
    holds: "family",
    source: vllm("granite_reasoning_parser.py"),
  },
];

/** Looked for directly after a thought, and nowhere else: an answer that begins with such a mark by itself keeps it. */
export const answerWrappings: readonly AnswerWrapping[] = [
  // Hunyuan A13B and prompted models (vllm/reasoning/hunyuan_a13b_reasoning_parser.py).
  { open: "<answer>", close: "</answer>" },
  // ERNIE 4.5 (vllm/reasoning/ernie45_reasoning_parser.py).
  { open: "<response>", close: "</response>" },
  // Marco-o1, Reflection.
  { open: "<output>", close: "</output>" },
  { open: "<|begin_of_solution|>", close: "<|end_of_solution|>" },
  { open: "<|START_RESPONSE|>", close: "<|END_RESPONSE|>" },
  { open: "<|START_TEXT|>", close: "<|END_TEXT|>" },
  { open: "<|open|>response<|sep|>", close: "<|close|>response<|sep|>" },
  { open: "<|begin|>assistant<|content|>", close: "<|end|>" },
  { open: "<|content|>", close: "<|end|>" },
  { open: "<|start|>assistant to=user<|message|>", close: "<|eot|>" },
];

/** The wrappings that are believed of a model of this name. */
export function wrappingsFor(model: string): readonly ThoughtWrapping[] {
  return thoughtWrappings.filter(({ holds, models }) => holds === "anybody" || models.test(model));
}
