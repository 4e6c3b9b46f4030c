import { afterEach, describe, expect, it } from "vitest";
import { outcomeOfReply } from "../../src/answers/generate-answer.ts";
import type { ChatOutcome } from "../../src/chat/chat.ts";
import { openChat } from "../../src/chat/open-chat.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import { errorBody, type FakeServer, type Say, type Script, startFakeServer } from "../support/fake-server.ts";

/**
 * How servers return thoughts, each cell with the document that says so, read by 2026-11-22. A fake that only repeats what
 * its author imagines proves nothing; a cell without a source does not belong here.
 */
interface Cell {
  readonly server: string;
  readonly source: string;
  readonly say: Say;
  /** The family shows a thought before every answer. */
  readonly showsThoughts?: boolean;
  /** Where only one of the two ways of replying behaves so. */
  readonly only?: "streamed" | "whole";
  readonly expected: {
    readonly content?: string;
    readonly reasoning?: string | null;
    readonly thinking?: "none" | "complete" | "cut";
    readonly outcome: string;
  };
}

const think = "三つの条件を一つずつ確かめる。";
const answer = "会議は木曜日です。\n\n月曜日は満室、火曜日は休館だからです。";
const answered = { content: answer, reasoning: think, thinking: "complete", outcome: "answered" } as const;
const cut = { content: "", reasoning: think, thinking: "cut", outcome: "truncated-thinking" } as const;
const limit = { finish: "length" } as const;

const cells: readonly Cell[] = [
  // A field of its own.
  {
    server: "vLLM 0.16 and newer",
    source: "vLLM PR 27752 and 33402: `reasoning`, the older name removed",
    say: { text: answer, reasoning: think, reasoningFields: ["reasoning"] },
    expected: answered,
  },
  {
    server: "llama-server",
    source: "llama.cpp tools/server README: --reasoning-format auto, `reasoning_content`",
    say: { text: answer, reasoning: think, reasoningFields: ["reasoning_content"] },
    expected: answered,
  },
  {
    server: "PLaMo",
    source: "docs.dev.plamo.preferredai.jp: `reasoning` and `reasoning_content` in one response",
    say: { text: answer, reasoning: think, reasoningFields: ["reasoning", "reasoning_content"] },
    expected: answered,
  },
  {
    server: "OpenAI",
    source: "openai 7.57.0 types: the thought is never returned, only reasoning_tokens are counted",
    say: { text: answer, usage: { completion_tokens: 400, completion_tokens_details: { reasoning_tokens: 350 } } },
    expected: { content: answer, reasoning: null, thinking: "none", outcome: "answered" },
  },
  {
    server: "OpenAI, the limit spent on a hidden thought",
    source: "openai 7.57.0 types: max_completion_tokens bounds visible and reasoning tokens together",
    say: {
      text: "",
      ...limit,
      usage: { completion_tokens: 900, completion_tokens_details: { reasoning_tokens: 900 } },
    },
    expected: { content: "", reasoning: null, outcome: "truncated-thinking" },
  },

  // Tags, where no parser is configured.
  {
    server: "a server without a reasoning parser, Qwen3",
    source: "QwenLM/Qwen3 README: <think>...</think> before the answer",
    say: { text: `<think>\n${think}\n</think>\n\n${answer}` },
    showsThoughts: true,
    expected: answered,
  },
  {
    server: "the same with thinking off",
    source: "llama.cpp models/templates/Qwen-Qwen3-0.6B.jinja: an empty thought is put in",
    say: { text: `<think>\n\n</think>\n\n${answer}` },
    expected: { content: answer, reasoning: null, outcome: "answered" },
  },
  {
    server: "Qwen3-Thinking-2507 without a parser",
    source: "QwenLM/Qwen3 README: the template opens the tag, the output holds only </think>",
    say: { text: `${think}\n</think>\n\n${answer}` },
    showsThoughts: true,
    expected: answered,
  },
  {
    server: "a tag that is never closed",
    source: "lm-evaluation-harness issue 3382: an incomplete thought was graded as the answer",
    say: { text: `<think>\n${think}`, ...limit },
    showsThoughts: true,
    expected: cut,
  },
  {
    server: "Magistral",
    source: "imoz.jp/scraps/202604_reasoning.en.html: [THINK] brackets",
    say: { text: `[THINK]${think}[/THINK]${answer}` },
    expected: answered,
  },

  // The thought returned as the content: nothing but the family tells.
  {
    server: "Qwen3-Thinking-2507 without a parser, cut",
    source: "QwenLM/Qwen3 README: no opening tag in the output; so a cut one has no tag at all",
    say: { text: think, ...limit },
    showsThoughts: true,
    expected: cut,
  },
  {
    server: "vLLM before PR 35230, cut, not streamed",
    source: "vLLM PR 35230: its qwen3 parser returned a cut thought as content, reasoning null; streaming was right",
    say: { text: think, ...limit },
    showsThoughts: true,
    only: "whole",
    expected: cut,
  },
  {
    server: "oMLX 0.6.4, cut",
    source: "oMLX issue 3796: truncated thinking is dumped into content",
    say: { text: think, ...limit },
    showsThoughts: true,
    expected: cut,
  },
  {
    server: "a model that does not think, its answer cut",
    source: "the same replies without the family's word: an answer at its limit stays an answer",
    say: { text: answer, ...limit },
    expected: { content: answer, reasoning: null, thinking: "none", outcome: "answered" },
  },
  {
    server: "a thinking model whose thought is in its field, its answer cut",
    source: "vLLM 0.16 and newer: finish_reason length after the thought",
    say: { text: answer, reasoning: think, ...limit },
    showsThoughts: true,
    expected: answered,
  },

  // Null content.
  {
    server: "vLLM after PR 35230, cut",
    source: "vLLM PR 35230 and issue 52640: reasoning set, content null, finish_reason length",
    say: { text: null, reasoning: think, ...limit },
    showsThoughts: true,
    expected: cut,
  },
  {
    server: "llm-jp-vllm, cut inside analysis",
    source: "llm-jp-vllm reasoning_parser.py: content null, never the thought",
    say: { text: null, ...limit },
    showsThoughts: true,
    expected: { content: "", reasoning: null, thinking: "cut", outcome: "truncated-thinking" },
  },
  {
    server: "Sakura AI Engine, Kimi",
    source: "public measurements of 2026-06: the length limit with empty content",
    say: { text: "", ...limit },
    expected: { content: "", outcome: "truncated-thinking" },
  },
  {
    server: "llama-server, the template opens the thought and the model ends inside it",
    source:
      "llama.cpp b11434, seen 2026-11-22 with a model of noise: finish_reason stop, content empty, reasoning_content",
    say: { text: "", reasoning: think, reasoningFields: ["reasoning_content"] },
    showsThoughts: true,
    expected: { content: "", reasoning: think, outcome: "empty" },
  },
  {
    server: "any server, nothing at all and a proper end",
    source: "Ollama report of 2026-07-11: the visible body of an LLM-jp-4 GGUF stayed empty",
    say: { text: "", reasoning: think },
    expected: { content: "", reasoning: think, outcome: "empty" },
  },

  // Harmony in the text.
  {
    server: "gpt-oss, parsing off",
    source: "openai/gpt-oss README and template: analysis and final channels",
    say: {
      text: `<|channel|>analysis<|message|>${think}<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`,
    },
    showsThoughts: true,
    expected: answered,
  },
  {
    server: "LLM-jp-4, parsing off",
    source: "llm-jp-tokenizer PR 32: the tokenizer decodes a space after every special token",
    say: {
      text: `<|channel|> analysis<|message|> ${think}<|end|> <|start|> assistant<|channel|> final<|message|> ${answer}`,
    },
    showsThoughts: true,
    expected: answered,
  },
  {
    server: "LLM-jp-4 on vLLM with skip_special_tokens",
    source: "llm-jp-vllm _extract_reasoning_from_stripped_text: the stripped form",
    say: { text: `analysis ${think} assistant final ${answer}` },
    showsThoughts: true,
    expected: answered,
  },
  {
    server: "LLM-jp-4, parsing off, cut in the thought",
    source: "llm-jp-tokenizer PR 32, with finish_reason length",
    say: { text: `<|channel|> analysis<|message|> ${think}`, ...limit },
    showsThoughts: true,
    expected: cut,
  },
  {
    server: "LLM-jp-4 on vLLM with skip_special_tokens, cut in the thought",
    source: "llm-jp-vllm _extract_reasoning_from_stripped_text, with finish_reason length",
    say: { text: `analysis ${think}`, ...limit },
    showsThoughts: true,
    expected: cut,
  },

  // Refusals and filters.
  {
    server: "OpenAI, refusal",
    source: "openai 7.57.0 types: message.refusal set, content null",
    say: { text: null, refusal: "その依頼にはお答えできません。" },
    expected: { content: "", outcome: "refused" },
  },
  {
    server: "Azure, output filtered",
    source: "Azure OpenAI documentation: finish_reason content_filter, with what was written so far",
    say: { text: "会議は", finish: "content_filter" },
    expected: { content: "会議は", outcome: "content-filter" },
  },

  // Servers that ignore what was asked.
  {
    server: "a server that thinks though it was told not to",
    source: "Sakura AI Engine, gpt-oss-120b, measured 2026-09-26: the off setting does not work",
    say: { text: answer, reasoning: think },
    expected: answered,
  },
  {
    server: "a server that hides what it thought though it was told not to",
    source: "Nemotron on vLLM 0.19, reasoning_effort none: reasoning null, tokens spent all the same",
    say: { text: answer, usage: { completion_tokens: 2_560 } },
    expected: { content: answer, reasoning: null, thinking: "none", outcome: "answered" },
  },
];

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const body: ChatBody = { model: "tsubame-4b", messages: [{ role: "user", content: "会議は何曜日ですか。" }], seed: 5 };

async function ask(script: Script, showsThoughts = false): Promise<{ outcome: ChatOutcome; server: FakeServer }> {
  const server = await startFakeServer({ onChat: () => script });
  const { chat, close } = openChat(
    { baseUrl: server.baseUrl, apiKey: null },
    { sleep: async () => {}, maxAttempts: 2 },
  );
  cleanups.push(() => server.close(), close);
  return { outcome: await chat({ body, showsThoughts }), server };
}

describe.each([
  ["streamed", true],
  ["whole", false],
] as const)("thinking, %s", (way, stream) => {
  it.each(
    cells.filter((cell) => cell.only === undefined || cell.only === way).map((cell) => [cell.server, cell] as const),
  )("%s", async (_server, { say, showsThoughts, expected }) => {
    const { outcome } = await ask({ ...say, stream }, showsThoughts);
    if (outcome.status !== "replied") throw new Error(outcome.message);
    const { outcome: wanted, ...reply } = expected;
    expect(outcome).toMatchObject(reply);
    const result = outcomeOfReply(outcome);
    expect(result.status === "failed" ? result.reason : result.status).toBe(wanted);
  });
});

describe("thinking, replies that are none", () => {
  const rows: readonly (readonly [server: string, source: string, script: Script, expected: object])[] = [
    [
      "vLLM 0.15.1 with the gpt-oss parser on LLM-jp-4",
      "llm-jp/scripts validation log: HTTP 200 with an error body, choices null",
      {
        status: 200,
        body: { object: "error", message: "unexpected tokens remaining in message header", code: 500, choices: null },
      },
      { status: "failed", reason: "request-failed", scope: "call", httpStatus: 500 },
    ],
    [
      "vLLM 0.19.1 with the same",
      "llm-jp/scripts validation log: 501",
      { status: 501, body: errorBody("not implemented for this parser", "NotImplementedError") },
      { status: "failed", reason: "request-failed", httpStatus: 501, failedAttempts: [] },
    ],
    [
      "vLLM 0.15.1, an effort of null in the template",
      "llm-jp/scripts validation log: every request 400; nothing of it is a parameter to drop",
      {
        status: 400,
        body: errorBody('can only concatenate str (not "NoneType") to str', "BadRequestError", { code: 400 }),
      },
      { status: "failed", reason: "request-failed", httpStatus: 400, failedAttempts: [] },
    ],
    [
      "llama-server, the thought alone fills the context",
      "llama.cpp server-common.cpp: exceed_context_size_error",
      {
        status: 400,
        body: errorBody(
          "request (9100 tokens) exceeds the available context size (8192 tokens)",
          "exceed_context_size_error",
          {
            code: 400,
            n_prompt_tokens: 9100,
            n_ctx: 8192,
          },
        ),
      },
      { status: "failed", reason: "context-overflow" },
    ],
    [
      "Azure, the prompt filtered",
      "Azure OpenAI documentation: HTTP 400, code content_filter",
      {
        status: 400,
        body: errorBody("The response was filtered", "invalid_request_error", { code: "content_filter" }),
      },
      { status: "failed", reason: "content-filter" },
    ],
    [
      "OpenAI, a reasoning model given a temperature",
      "johny-b/llmcomp issue 69 quotes it; the parameter is not in this body, so nothing is dropped",
      {
        status: 400,
        body: errorBody(
          "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported.",
          "invalid_request_error",
          { param: "temperature", code: "unsupported_value" },
        ),
      },
      { status: "failed", reason: "request-failed", httpStatus: 400, failedAttempts: [] },
    ],
  ];
  it.each(rows)("%s", async (_server, _source, script, expected) => {
    expect((await ask(script)).outcome).toMatchObject(expected);
  });

  it("every cell says where it comes from", () => {
    for (const { source } of cells) expect(source.length).toBeGreaterThan(20);
    for (const [, source] of rows) expect(source.length).toBeGreaterThan(20);
  });
});
