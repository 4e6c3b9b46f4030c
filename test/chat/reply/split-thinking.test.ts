import { describe, expect, it } from "vitest";
import type { SplitText } from "../../../src/chat/reply/split-harmony.ts";
import { type RawText, splitThinking } from "../../../src/chat/reply/split-thinking.ts";
import { processorMs } from "../../support/processor-time.ts";

type Row = readonly [name: string, raw: Partial<RawText>, expected: Partial<SplitText>];

const think = "まず条件を整理する。";
const answer = "答えは七つです。\n\n理由は二つあります。  \n";

const rows: readonly Row[] = [
  ["a plain answer is untouched, white space and all", { content: `\n ${answer}` }, { content: `\n ${answer}` }],

  // Fields (llama-server, vLLM, SGLang, DeepSeek, PLaMo).
  [
    "a field of its own",
    { content: `\n\n${answer}`, reasoning: think },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  ["an empty field is no thought", { content: answer, reasoning: " \n" }, { content: answer, reasoning: null }],
  [
    "the field alone and the limit hit",
    { reasoning: think, finish: "length" },
    { reasoning: think, thinking: "cut", content: "" },
  ],
  [
    "the field alone and a proper end is an empty answer, not a cut one",
    { reasoning: think, finish: "stop" },
    { reasoning: think, thinking: "complete", content: "" },
  ],
  ["nothing visible at all and the limit hit", { finish: "length" }, { reasoning: null, thinking: "cut" }],
  ["nothing at all and a proper end", { finish: "stop" }, { reasoning: null, thinking: "none", content: "" }],
  [
    "a field and the closing tag left behind",
    { content: `</think>\n\n${answer}`, reasoning: think },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "a field and an answer that speaks of the closing tag",
    { content: "考えは\n</think>\nで終わります。", reasoning: think },
    { content: "考えは\n</think>\nで終わります。", reasoning: think },
  ],

  // Tags (no parser configured).
  [
    "opened and closed",
    { content: `<think>\n${think}\n</think>\n\n${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "white space before the tag",
    { content: `\n <think>${think}</think>${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  ["an empty thought (Qwen3, thinking off)", { content: `<think>\n\n</think>\n\n${answer}` }, { content: answer }],
  [
    "opened only",
    { content: `<think>\n${think}`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "opened only, ended by the model itself",
    { content: `<think>${think}`, finish: "stop" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "closed and nothing after it, the limit hit",
    { content: `<think>${think}</think>\n`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "closed only, on a line of its own",
    { content: `${think}\n</think>\n\n${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "closed only, within a line",
    { content: `${think}</think>${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "thinking in full",
    { content: `<thinking>${think}</thinking>\n${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Magistral's brackets",
    { content: `[THINK]${think}[/THINK]${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "two thoughts in a row",
    { content: `<think>一</think>\n<think>二</think>\n${answer}` },
    { content: answer, reasoning: "一\n\n二", thinking: "complete" },
  ],
  [
    "an answer that mentions the tag after a thought keeps it",
    { content: `<think>${think}</think>終わりは </think> です。` },
    { content: "終わりは </think> です。", reasoning: think },
  ],
  [
    "a tag of another kind does not close a thought",
    { content: `<think>一</thinking>二</think>${answer}` },
    { content: answer, reasoning: "一</thinking>二" },
  ],

  // Mentions.
  ...[
    "思考は <think> と </think> で囲みます。",
    "閉じるときは `</think>` と書きます。",
    "閉じるには「</think>」を使います。",
    "最後の </think> タグは必須です。",
    "The </think> tag ends it.",
    "例:\n```xml\n</think>\n```\n以上です。",
    "<thinker> という要素はありません。",
    "Harmony では `<|end|><|start|>assistant<|channel|>final<|message|>` が区切りです。",
    "analysis of the text shows that assistants finalise it.",
    "手順は <|channel|>analysis<|message|> から始まります。",
  ].map((content): Row => [`only mentioned: ${content}`, { content }, { content, reasoning: null, thinking: "none" }]),

  // Harmony (gpt-oss; LLM-jp-4 has a space after every special token).
  [
    "Harmony",
    {
      content: `<|channel|>analysis<|message|>${think}<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`,
    },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Harmony with spaces",
    {
      content: `<|channel|> analysis<|message|> ${think}<|end|> <|start|> assistant<|channel|> final<|message|> ${answer}`,
    },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Harmony from the role on",
    {
      content: `<|start|>assistant<|channel|>analysis<|message|>${think}<|end|><|start|>assistant<|channel|>final<|message|>${answer}`,
    },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Harmony without a thought",
    { content: `<|channel|>final<|message|>${answer}` },
    { content: answer, reasoning: null, thinking: "none" },
  ],
  [
    "Harmony with a commentary in between",
    {
      content: `<|channel|>analysis<|message|>一<|end|><|start|>assistant<|channel|>commentary<|message|>二<|end|><|start|>assistant<|channel|>final<|message|>${answer}`,
    },
    { content: answer, reasoning: "一\n\n二", thinking: "complete" },
  ],
  [
    "Harmony cut inside the analysis",
    { content: `<|channel|>analysis<|message|>${think}`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "Harmony cut inside the analysis, with spaces",
    { content: `<|channel|> analysis<|message|> ${think}`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "Harmony cut right after the analysis",
    { content: `<|channel|>analysis<|message|>${think}<|end|><|start|>assistant<|channel|>fin`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
  [
    "Harmony whose beginning was in the prompt",
    { content: `${think}<|end|><|start|>assistant<|channel|>final<|message|>${answer}` },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Harmony's answer after a thought in a field",
    { content: `<|channel|>final<|message|>${answer}`, reasoning: think },
    { content: answer, reasoning: think, thinking: "complete" },
  ],
  [
    "Harmony stripped of its tokens",
    { content: `analysis We count them. assistant final ${answer}` },
    { content: answer, reasoning: "We count them.", thinking: "complete" },
  ],
  [
    "Harmony stripped and glued",
    { content: `analysisWe count them.assistantfinal${answer}` },
    { content: answer, reasoning: "We count them.", thinking: "complete" },
  ],
  [
    "Harmony stripped and cut",
    { content: `analysis ${think}`, finish: "length" },
    { content: "", reasoning: think, thinking: "cut" },
  ],
];

describe("splitThinking", () => {
  it.each(rows)("%s", (_name, raw, expected) => {
    const split = splitThinking({ content: "", reasoning: null, finish: "stop", ...raw });
    expect(split).toEqual({
      ...split,
      ...expected,
      thinking: expected.thinking ?? (split.reasoning === null ? "none" : "complete"),
    });
  });

  it("answers in a long hostile text quickly", () => {
    const started = process.cpuUsage();
    splitThinking({ content: "<|channel|>".repeat(50_000), reasoning: null, finish: "stop" });
    splitThinking({ content: `analysis ${"assistant ".repeat(50_000)}`, reasoning: null, finish: "length" });
    splitThinking({ content: `${"`".repeat(50_000)}</think>`, reasoning: null, finish: "stop" });
    splitThinking({
      content: `${" ".repeat(200_000)}x${"\n \n".repeat(50_000)}</think>`,
      reasoning: null,
      finish: "stop",
    });
    expect(processorMs(started)).toBeLessThan(5_000);
  });
});
