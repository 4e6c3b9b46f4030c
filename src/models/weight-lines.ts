/**
 * Lines of weights: models of one line were trained by one maker, or trained on from its weights. A judge may favour answers
 * of its own line.
 */
export const weightLines = [
  "qwen",
  "openai",
  "llama",
  "google",
  "claude",
  "deepseek",
  "mistral",
  "llm-jp",
  "plamo",
  "sarashina",
  "nemotron",
  "olmo",
  "falcon",
  "phi",
] as const;

export type WeightLine = (typeof weightLines)[number];

/**
 * What a model's own name says. The licences of Llama, and the customs of the others, put the line into the names of what was
 * trained from it. QwQ and TinySwallow, whose names do not say Qwen, and Bakeneko: Swallow LLM Leaderboard, `family` and
 * `base`, read 2026-11-22.
 */
const namedLines: readonly (readonly [RegExp, WeightLine])[] = [
  [/qwen|qwq|tinyswallow|qvq/u, "qwen"],
  [/^(?:chat)?gpt-?[3-9]|^o[134](?:-|$)|gpt-?oss|^chatgpt/u, "openai"],
  [/llama|vicuna/u, "llama"],
  [/gemma|gemini/u, "google"],
  [/claude/u, "claude"],
  [/deepseek/u, "deepseek"],
  [/mistral|mixtral|magistral|ministral|codestral/u, "mistral"],
  [/llm-jp/u, "llm-jp"],
  [/plamo/u, "plamo"],
  [/sarashina/u, "sarashina"],
  [/nemotron/u, "nemotron"],
  [/olmo/u, "olmo"],
  [/falcon/u, "falcon"],
  [/^phi-?[1-9]/u, "phi"],
];

/** The lines that a model's name tells of, the path before it aside; several for a model that was distilled from another line. */
export function linesInName(model: string): readonly WeightLine[] {
  const name = (model.split(/[\\/]/u).at(-1) ?? model).toLowerCase();
  return namedLines.filter(([pattern]) => pattern.test(name)).map(([, line]) => line);
}
