import { describe, expect, it } from "vitest";
import { classifyError } from "../../../src/chat/http/classify-error.ts";
import { parameterToDrop } from "../../../src/chat/http/drop-parameter.ts";
import { saysNoStreaming } from "../../../src/chat/http/error-words.ts";
import type { ChatBody } from "../../../src/models/request-body.ts";

const error = (message: string) => JSON.stringify({ error: { message } });
const read = (status: number, message: string) => classifyError(status, error(message), []);

/** One thing in the words of servers that no table of vendors holds. */
describe("words of nobody in particular", () => {
  it.each([
    "Prompt rejected: hate speech detected",
    "sexual content is not allowed",
    "Unsafe content detected in the request",
    "Request was terminated by the trust and safety policy",
    "The request includes personal information (PII) which is not allowed",
    "Hate or harassment detected in input.",
    "LLM guard: toxicity score 0.97 above the threshold",
    "litellm.ContentPolicyViolationError: no words",
    "Potential prompt injection detected",
    "Error: The model refused to answer due to ethics",
    '[{"reason":"RECITATION"}] blocked',
    "禁止用語が含まれています",
    "安全性の理由でブロックされました",
    "内容审查未通过",
  ])("a moderation: %s", (message) => {
    expect(read(400, message)).toMatchObject({ reason: "content-filter", scope: "call", retry: false });
  });

  it.each([
    "Requested 9000 tokens but the model only supports 8192",
    "Your prompt has 9000 tokens, but the limit is 8192",
    "Token limit exceeded: 9000 > 8192",
    "Sequence length 9000 > 8192",
    "input_tokens (9000) must be <= 8192",
    "the prompt is longer than the model can handle (9000 > 8192)",
    "Maximum tokens exceeded: 9000",
    "max_num_tokens 8192 is smaller than prompt length 9000",
    "prompt tokens 9000 over limit",
    "Exceeded maximum token limit",
    "The message you submitted was too long, please submit something shorter.",
    "Input too long: 9000",
    "入力が長すぎます",
    "プロンプトが長すぎます",
    "最大トークン数を超えました",
    "文字数制限を超えています",
    "输入过长",
  ])("a prompt that is too long: %s", (message) => {
    expect(read(400, message)).toMatchObject({ reason: "context-overflow", retry: false });
  });

  it.each([
    "max_tokens must be less than or equal to 8192",
    "max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens",
    "The maximum tokens you requested exceeds the supported limit of 4096",
    "max_new_tokens exceeds the maximum token limit",
    "Daily token limit exceeded",
    "Exceeded the token limit of your plan",
    "Input should be less than or equal to 2",
    "Input should be greater than or equal to 0",
    "1分間のトークン数の上限を超えました",
  ])("no prompt that is too long: %s", (message) => {
    expect(read(400, message)).toMatchObject({ reason: "request-failed" });
  });

  it("429 is about the pace, whatever it says of tokens (Bedrock's throttling)", () => {
    for (const message of ["Too many tokens, please wait before trying again.", "Too many input tokens"]) {
      expect(read(429, message)).toMatchObject({ reason: "request-failed", scope: "call", retry: true });
    }
  });

  it.each([
    "Message role 'system' not allowed",
    "This model only supports user and assistant messages",
    "messages[0].role: Input should be 'user' or 'assistant'",
    "role must be one of user, assistant",
    "Conversation must start with a user message",
    "The first message must have role user",
    "'system' is not one of ['user','assistant'] - 'messages.0.role'",
    "Invalid value: 'system'. Supported values are: 'user', 'assistant'.",
    "System messages are disabled for this model",
    "Chat template doesn't accept a system turn",
    "role 'system' is invalid",
    "システムプロンプトには対応していません",
    "system ロールはサポートされていません",
    "该模型不支持system角色",
  ])("no system role: %s", (message) => {
    expect(read(400, message)).toMatchObject({ scope: "call", retry: false });
    expect(read(400, message).message).toContain("--system-as-user");
  });

  it.each([
    "role must be one of system, user, assistant, tool",
    "Input should be 'system', 'user' or 'assistant'",
    "the system is overloaded, invalid state",
    "user not found",
  ])("a system role that there is: %s", (message) => {
    expect(read(400, message).message).not.toContain("--system-as-user");
  });

  it.each([
    "only non-streaming requests are supported",
    "SSE is not supported",
    "Streaming mode is off",
    "Your organization must be verified to stream this model.",
    "server-sent events are not available",
    "streamパラメータは使用できません",
  ])("no streaming: %s", (message) => {
    expect(saysNoStreaming(message)).toBe(true);
  });
});

const body: ChatBody = {
  model: "heron-9b",
  messages: [{ role: "user", content: "橋は。" }],
  temperature: 0.7,
  top_p: 1,
  top_k: 20,
  seed: 7,
  frequency_penalty: 0.5,
  repetition_penalty: 1.1,
  max_tokens: 900,
};
const dropped = (message: string) => parameterToDrop(read(400, message), body)?.name ?? null;

describe("a parameter that is refused in words of nobody in particular", () => {
  it.each([
    ["seed", "seed is not currently supported"],
    ["seed", "The following parameters were rejected: seed"],
    ["seed", "'seed' is not one of the supported parameters"],
    ["top_k", "No parameter named top_k"],
    ["top_k", "top_k should be 0 for this model"],
    ["top_k", "top_k: not applicable"],
    ["seed", "illegal parameter: seed"],
    ["seed", "invalid request: parameter seed not found in schema"],
    ["seed", "invalid param seed"],
    ["max_tokens", "Please use max_completion_tokens instead of max_tokens"],
    ["top_k", "パラメータ「top_k」は使えません"],
    ["top_k", "top_k は無効なパラメータです"],
    ["top_k", "top_kパラメータはこのモデルではサポート外です"],
    ["top_k", "未定義のパラメータです: top_k"],
    ["frequency_penalty", "Penalty is not enabled for models/heron-9b"],
    ["repetition_penalty", "repetition penalty is not supported"],
  ])("%s: %s", (name, message) => {
    expect(dropped(message)).toBe(name);
  });

  it.each([
    ["top_k", "top_k is not supported when temperature is 0.7"],
    ["top_p", "top_p must be left unset if temperature is given"],
    ["top_p", "top_p conflicts with temperature"],
    ["top_p", "temperature is incompatible with top_p"],
  ])("of two that are named, %s goes: %s", (name, message) => {
    expect(dropped(message)).toBe(name);
  });

  it.each([
    "max_tokens is not valid: 900 > 800",
    "invalid param temperature: must be between 0 and 0.5",
    "top_k は無効なパラメータです（1以上）",
    "top_p must be 0.1 or greater",
    "Please use another model instead",
  ])("is none where the value is the trouble: %s", (message) => {
    expect(dropped(message)).toBeNull();
  });

  it("is found in a list of one error, as Google's compatible API sends it", () => {
    const list = `[${JSON.stringify({ error: { code: 400, message: "Unknown name: seed", status: "INVALID_ARGUMENT" } })}]`;
    expect(classifyError(400, list, []).message).toBe("HTTP 400: Unknown name: seed");
    const key = `[${JSON.stringify({ error: { code: 400, message: "API key not valid.", status: "INVALID_ARGUMENT" } })}]`;
    expect(classifyError(400, key, [])).toMatchObject({ scope: "server" });
    expect(parameterToDrop(classifyError(400, list, []), body)?.name).toBe("seed");
  });
});
