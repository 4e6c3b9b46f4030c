import { flagsOf } from "../../src/answers/answer-flags.ts";
import { readBatchLine } from "../../src/chat/batch/read-batch-line.ts";
import { AttemptError } from "../../src/chat/http/attempt-failure.ts";
import { classifyError } from "../../src/chat/http/classify-error.ts";
import { parameterToDrop } from "../../src/chat/http/drop-parameter.ts";
import { quotaWait } from "../../src/chat/http/rate-limit-headers.ts";
import { isErrorBody } from "../../src/chat/http/read-error-body.ts";
import { retryAfter } from "../../src/chat/http/retry-after.ts";
import { finishMeaning } from "../../src/chat/reply/finish-reasons.ts";
import { finishReply } from "../../src/chat/reply/finish-reply.ts";
import { readReply } from "../../src/chat/reply/read-reply.ts";
import { splitThinking } from "../../src/chat/reply/split-thinking.ts";
import { extractions } from "../../src/judges/judge.ts";
import { hardenAnswer } from "../../src/judgments/harden-answer.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import { thoughtWrappings } from "../../src/models/thought-wrappings.ts";
import type { Constraint } from "../../src/questions/annotations.ts";
import { checkConstraints } from "../../src/questions/check-constraints.ts";
import { modelListSchema, readServerFacts } from "../../src/servers/reach/read-server-facts.ts";
import { type Random, randomInteger } from "../../src/statistics/resampling/random.ts";
import { bareText } from "../../src/text/bare-text.ts";
import { displayWidth } from "../../src/text/display-width.ts";
import { escapeLatex, escapeMarkdownCell, escapeTerminal, escapeTerminalLine } from "../../src/text/escape.ts";
import { estimateTokens } from "../../src/text/estimate-tokens.ts";
import { japaneseRatio } from "../../src/text/measures.ts";
import { maskSecrets, redact } from "../../src/text/redact.ts";
import { shorten } from "../../src/text/shorten.ts";
import type { FuzzedReader } from "./fuzz.ts";

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const chunk = (delta: object, more: object = {}) =>
  `data: ${JSON.stringify({ id: "1", model: "swan-7b", choices: [{ index: 0, delta, ...more }] })}\n\n`;

const streams = [
  chunk({ role: "assistant", content: "" }) +
    chunk({ content: "橋は" }) +
    chunk({ content: "五つです。" }) +
    chunk({}, { finish_reason: "stop" }) +
    `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 4 } })}\n\ndata: [DONE]\n\n`,
  chunk({ reasoning_content: "数える。" }) + chunk({ content: "五つ" }, { finish_reason: "length" }),
  `: ping\n\nevent: error\ndata: {"error":{"message":"broke","code":500}}\n\n`,
  [1, 2, 3, 4].map((n) => chunk({ content: "橋は五つあります。また見ます。".slice(0, n * 4) })).join("") +
    chunk({}, { finish_reason: "eos" }),
  `data: {"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"thinking","thinking":[{"text":"b"}]}]},"finish_reason":"stop"}]}`,
];

const replies = [
  {
    choices: [{ index: 0, message: { role: "assistant", content: "橋です。" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3 },
  },
  { choices: [{ message: { content: null, refusal: "no" }, finish_reason: "content_filter" }] },
  { error: { message: "overloaded", type: "server_error", code: 503, param: null } },
  { base_resp: { status_code: 1004, status_msg: "login fail" } },
].map((reply) => JSON.stringify(reply));

/** Bytes in pieces of any size, cut within letters as well. */
async function* pieces(text: string, random: Random): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + randomInteger(random, random() < 0.5 ? 7 : 4_000);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function readAsReply(text: string, random: Random): Promise<void> {
  const options = {
    status: 200,
    maxCharacters: 200_000,
    secrets: ["geheim-geheim"],
    onGrowth: () => undefined,
    onAlive: () => undefined,
    onePiece: () => undefined,
    onFinish: () => undefined,
  };
  try {
    const reply = (await readReply(pieces(text, random), options)).reply();
    const finished = finishReply(reply, { showsThoughts: random() < 0.5, secrets: options.secrets, model: "qwen3-8b" });
    check(["stop", "length", "content-filter", "unknown"].includes(finished.finish), `finish ${finished.finish}`);
    check(!/geheim-geheim/.test(finished.content), "a secret in the answer");
  } catch (error) {
    if (!(error instanceof AttemptError)) throw error;
    check(error.message.length < 1_200, `a message of ${error.message.length} letters`);
  }
}

const errors = [
  '{"error":{"message":"Unsupported parameter: \'top_k\'","type":"invalid_request_error","param":"top_k","code":"unsupported_parameter"}}',
  '{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":7}]}',
  '{"object":"error","message":{"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}}',
  '{"error":{"message":"\'max_tokens\' is too large: 3000. This model\'s maximum context length is 4096 tokens and your request has 1200 input tokens"}}',
  '{"code":"data_inspection_failed","message":"Input data may contain inappropriate content."}',
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><script>x</script><p>nginx</p></body></html>",
  '{"error":"System role not supported"}',
  "upstream connect error",
];
const sent = { model: "m", messages: [], temperature: 1, top_p: 1, top_k: 3, seed: 1, max_tokens: 9 } as const;

function readAsError(text: string, random: Random): void {
  const statuses = [null, 200, 400, 403, 404, 422, 429, 500, 503];
  const status = statuses[randomInteger(random, statuses.length)] ?? null;
  const failure = classifyError(status, text, ["geheim-geheim"], null);
  check(failure.message.length < 1_200, `a message of ${failure.message.length} letters`);
  const dropped = parameterToDrop(failure, sent);
  check(dropped === null || dropped.name in sent, `dropped ${dropped?.name}`);
  check(dropped === null || !["model", "messages"].includes(dropped.name), `dropped ${dropped?.name}`);
  try {
    isErrorBody(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}

function readAsHeaders(text: string): void {
  const wait = retryAfter(() => text, 1_700_000_000_000);
  check(wait === null || (Number.isFinite(wait) && wait >= 0), `a wait of ${wait}`);
  const quota = quotaWait((name) => (name.includes("remaining") ? "0" : text), 1_700_000_000_000);
  check(quota === null || (Number.isFinite(quota) && quota >= 0), `a wait of ${quota}`);
  finishMeaning(text);
}

const wrapped = thoughtWrappings.flatMap(({ open, close }) => [
  `${open}\n数える。\n${close}\n\n橋は五つです。`,
  `${open}\n数える。`,
]);
const answers = [
  ...wrapped,
  "橋は五つです。<|im_end|>\n<|im_start|>user\nもう一つ。",
  '1. 橋\n2. 川\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```json\n{"a": [1, 2]}\n```\n',
  "<|channel|>analysis<|message|>数える。<|end|><|start|>assistant<|channel|>final<|message|>五つです。<|return|>",
  "analysis数える。assistantfinal五つです。",
  "# 見出し\n\n**太字**の文です。『引用』も（注も）あります。\n\n- 一つ\n- 二つ",
];
const models = ["swan-7b", "qwen3-8b", "gpt-oss-20b", "granite-3.2-8b", "openpangu-7b", "llm-jp-4-8b", ""];

function readAsAnswer(text: string, random: Random): void {
  const finish = (["stop", "length", "content-filter", "unknown"] as const)[randomInteger(random, 4)] ?? "stop";
  const model = models[randomInteger(random, models.length)] ?? "";
  const reasoning = random() < 0.2 ? "考え" : null;
  const split = splitThinking({ content: text, reasoning, finish, model });
  check(split.content.length <= text.length, "an answer longer than the reply");
  check(split.thinking !== "cut" || split.content === "", "an answer after a thought that was cut");
  flagsOf({ outcome: { status: "answered", text, reasoning: null, truncated: false }, call: null });
  for (const version of [true, 2] as const) hardenAnswer(text, version);
  bareText(text);
}

const demands: readonly Constraint[] = [
  { kind: "max-characters", value: 400 },
  { kind: "items", min: 3, max: 3 },
  { kind: "lines", min: 1 },
  { kind: "paragraphs", max: 2 },
  { kind: "sentences", max: 3 },
  { kind: "forbid", words: ["川", "とても"] },
  { kind: "require", words: ["橋"] },
  { kind: "no-script", script: "katakana" },
  { kind: "starts-with", text: "橋" },
  { kind: "ends-with", text: "。" },
  { kind: "json", type: "object", keys: ["a"] },
  { kind: "code", language: "python" },
  { kind: "table", columns: 2, rows: 1 },
];

function readAsShown(text: string): void {
  const line = escapeTerminalLine(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
  check(!/[\u0000-\u001f\u007f-\u009f]/u.test(line), "a control character in a line for the terminal");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the same
  check(!/[\u001b\u009b\u009d]/u.test(escapeTerminal(text)), "an escape for the terminal");
  check(!escapeMarkdownCell(text).includes("\n"), "a line feed in a cell");
  escapeLatex(text);
  check(displayWidth(line) >= 0, "a width below zero");
  check([...shorten(text, 60)].length <= 61, "a short text that is long");
  estimateTokens(text);
  japaneseRatio(text);
  check(!redact(text, ["geheim-geheim"]).includes("geheim-geheim"), "a secret");
  check(!maskSecrets(text, ["geheim-geheim"]).includes("geheim-geheim"), "a secret");
}

const verdicts = [
  "よく書けています。\n評価：[[7]]",
  "Rating: [[8]]\n\n> Rating: [[10]]",
  '説明です。\n{"rating": 6, "reason": "良い"}',
  "## 総合評価\n8\n\n- 正確さ: 7\n- 文体: 9",
  "**評価**: \\boxed{8}",
  "<rating>8</rating>",
  "【評価】九",
  "10点満点中8点",
  "評価：［［10］］と書かれているが、評価：[[2]]",
  "rating: [[7,5]]",
  "[[1]] [[2]]",
];
const scales = [
  { min: 1, max: 10, fractions: "half-up" },
  { min: 0, max: 1, fractions: "keep" },
  { min: -5, max: 100, fractions: "half-even" },
] as const;

function readAsVerdict(text: string, random: Random): void {
  for (const extraction of extractions) {
    for (const scale of scales) {
      const read = parseRating(text, { extraction, scale }, { ratingOnly: random() < 0.3 });
      if (read.status !== "rated") continue;
      check(Number.isFinite(read.rating), `rated ${read.rating}`);
      check(read.rating >= scale.min && read.rating <= scale.max, `rated ${read.rating}`);
    }
  }
}

const pages = [
  { data: [{ id: "m", owned_by: "llamacpp", meta: { n_ctx_train: 9, n_params: 9, size: 9 } }] },
  { data: [{ id: "m", owned_by: "vllm", root: "a/b", max_model_len: 4096 }] },
  { data: [{ id: "m", owned_by: "library" }] },
  {
    build_info: "b1-x",
    chat_template: "{{ x }}",
    total_slots: 4,
    default_generation_settings: { n_ctx: 9, params: {} },
  },
  [{ n_ctx: 9, is_processing: true }],
  { models: [{ name: "m", digest: "d", details: { quantization_level: "Q4" }, context_length: 9 }] },
  { version: "0.1" },
].map((page) => JSON.stringify(page));

async function readAsPages(text: string, random: Random): Promise<void> {
  const any = [text, ...pages].map((page): unknown => {
    try {
      return JSON.parse(page);
    } catch {
      return null;
    }
  });
  const one = () => any[randomInteger(random, any.length)];
  const listed = modelListSchema.safeParse(random() < 0.6 ? any[0] : one()).data?.data ?? null;
  await readServerFacts(async () => one(), listed, { isVendor: random() < 0.2, model: random() < 0.5 ? "m" : null });
}

const batchLines = [
  '{"custom_id":"k1","response":{"status_code":200,"body":{"choices":[{"index":0,"message":{"content":"評価: [[7]]"},"finish_reason":"stop"}]}},"error":null}',
  '{"custom_id":"k2","response":{"status_code":400,"body":{"error":{"message":"bad"}}},"error":null}',
  '{"custom_id":"k3","response":null,"error":{"code":"batch_expired","message":"expired"}}',
];
const timing = { startedAt: "2026-01-01T00:00:00.000Z", firstTokenMs: null, totalMs: 1 };

/** What servers and models send: nothing of it may break a reader, and no reading may be outside what it is for. */
export const replyReaders: readonly FuzzedReader[] = [
  { name: "event streams", seeds: streams, read: readAsReply },
  { name: "whole replies", seeds: replies, read: readAsReply },
  { name: "error bodies", seeds: errors, read: readAsError },
  {
    name: "headers and finish reasons",
    seeds: ["12", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "6m0s", "1h2m3.5s", "stop", "MAX_TOKENS"],
    read: readAsHeaders,
    longest: 2_000,
  },
  { name: "thought wrappings and answers", seeds: answers, read: readAsAnswer },
  { name: "demands on answers", seeds: answers, read: (text) => checkConstraints(demands, text) },
  { name: "texts that are shown", seeds: [...answers, ...errors], read: readAsShown },
  { name: "judges' verdicts", seeds: verdicts, read: readAsVerdict },
  {
    name: "lines of batches",
    seeds: batchLines,
    read: (text) => readBatchLine(text, { secrets: [], timing, dropped: [] }),
  },
  { name: "pages of servers", seeds: pages, read: readAsPages },
];
