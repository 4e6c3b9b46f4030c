import { describe, expect, it } from "vitest";
import { classifyError } from "../../../src/chat/http/classify-error.ts";
import { parameterToDrop } from "../../../src/chat/http/drop-parameter.ts";
import { isErrorBody, readErrorBody } from "../../../src/chat/http/read-error-body.ts";
import type { ChatBody } from "../../../src/models/request-body.ts";

const error = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });

/** Words of moderation, by who says them. */
const filtered: readonly (readonly [string, number, string])[] = [
  ["Alibaba", 400, error("Input data may contain inappropriate content.", { code: "data_inspection_failed" })],
  [
    "Alibaba, wrapped",
    400,
    error("<400> InternalError.Algo.DataInspectionFailed: Input text data may contain inappropriate content."),
  ],
  [
    "OpenAI, invalid prompt",
    400,
    error("Invalid prompt: your prompt was flagged as potentially violating our usage policy.", {
      code: "invalid_prompt",
    }),
  ],
  [
    "OpenAI, policy",
    400,
    error("This request has been flagged by our content filter.", { type: "invalid_request_error" }),
  ],
  [
    "OpenRouter's moderation",
    403,
    error("The model requires moderation. Your input was flagged", {
      code: 403,
      metadata: { reasons: ["violence"], flagged_input: "川", provider_name: "X" },
    }),
  ],
  [
    "OpenRouter, the metadata alone",
    403,
    error("Forbidden", { code: 403, metadata: { reasons: ["violence"], flagged_input: "川" } }),
  ],
  [
    "xAI",
    403,
    '{"code":"The caller does not have permission","error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_VIOLENCE"}',
  ],
  ["Zhipu", 400, '{"error":{"code":"1301","message":"系统检测到输入或生成内容可能包含不安全或敏感内容"}}'],
  ["Bedrock", 400, '{"message":"The request was blocked by the guardrail policy"}'],
  ["Google", 400, error("The prompt was blocked by safety settings", { status: "INVALID_ARGUMENT" })],
  ["a Japanese gateway", 403, '{"message":"不適切な内容が含まれているため、処理できません。"}'],
  ["DeepSeek", 400, error("Content Exists Risk")],
  ["a gateway, 403", 403, error("The content of your request was blocked")],
  ["a gateway's code", 400, error("The input was rejected by our content checks", { code: "content_check_failed" })],
  ["a guard model", 400, error("Guardrails blocked this request")],
  ["a guard against jailbreaks", 400, error("Jailbreak attempt detected")],
  ["MiniMax", 400, '{"base_resp":{"status_code":1026,"status_msg":"input new_sensitive"}}'],
  ["pictures' words", 400, error("NSFW content detected")],
  ["a Chinese gateway", 400, error("您的输入包含违禁内容")],
  ["a Japanese policy", 400, error("入力内容が利用規約に違反しています")],
  ["Japanese ethics", 400, error("倫理上の理由により回答できません")],
  ["451", 451, error("Your prompt contains prohibited content")],
];

const account: readonly (readonly [string, number, string])[] = [
  ["a suspended account", 403, error("Your account was suspended for violating our usage policies")],
  ["a country", 403, error("Country, region, or territory not supported; see our usage policy")],
  ["a wrong key", 401, error("Invalid key: flagged as unsafe", { code: "invalid_api_key" })],
  ["a plain 403", 403, error("Forbidden")],
];

/** What somebody has to put right, by the words that the message ends in; the statuses are the vendors'. */
const troubles: readonly (readonly [string, number, string, string])[] = [
  ["LiteLLM", 400, error("/chat/completions: Invalid model name passed in model=heron"), "model"],
  ["DeepSeek", 400, error("Model Not Exist", { type: "invalid_request_error" }), "model"],
  [
    "Mistral",
    400,
    '{"object":"error","message":"Invalid model: heron-9b","type":"invalid_model","code":"1500"}',
    "model",
  ],
  ["Zhipu", 400, '{"error":{"code":"1211","message":"模型不存在，请检查模型代码。"}}', "model"],
  ["OpenRouter", 400, error("heron/heron-9b is not a valid model ID", { code: 400 }), "model"],
  ["Bedrock", 400, '{"message":"The provided model identifier is invalid."}', "model"],
  ["Ollama", 404, error("model 'heron' not found"), "model"],
  ["a Japanese gateway", 400, '{"message":"指定されたモデルは存在しません。"}', "model"],
  ["Google", 400, error("API key not valid. Please pass a valid API key.", { status: "INVALID_ARGUMENT" }), "API key"],
  ["LiteLLM without a database", 400, error("No connected db.", { type: "no_db_connection" }), "API key"],
  ["a gateway", 400, '{"message":"APIキーが無効です"}', "API key"],
  ["Anthropic", 400, error("Your credit balance is too low to access the Anthropic API."), "credit"],
  ["DeepSeek", 402, error("Insufficient Balance"), "credit"],
  ["Moonshot", 429, error("Your account is not active", { type: "exceeded_current_quota_error" }), "credit"],
  ["Zhipu", 429, '{"error":{"code":"1113","message":"您的账户已欠费，请充值后重试。余额不足"}}', "credit"],
  [
    "Alibaba",
    400,
    '{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}',
    "credit",
  ],
];

describe("what no other call can mend", () => {
  it.each(troubles)("%s, %i", (_who, status, body, what) => {
    const failure = classifyError(status, body, []);
    expect(failure).toMatchObject({ scope: "server", retry: false });
    expect(failure.message.slice(failure.message.lastIndexOf("("))).toContain(what);
  });

  it.each([
    "This model does not support the seed parameter.",
    "invalid model parameters: temperature must be at most 2",
    "Unknown model version requested in extra_body",
    "The model produced invalid content. Consider modifying your prompt.",
    "model output must not be empty",
  ])("is not seen in %j", (message) => {
    expect(classifyError(400, error(message), []).scope).toBe("call");
  });

  it.each([
    "Rate limit reached for requests; add a payment method to raise it",
    // Google says so of a quota by the minute.
    "You exceeded your current quota, please check your plan and billing details.",
  ])("is not seen in a limit of requests: %s", (message) => {
    expect(classifyError(429, error(message), [])).toMatchObject({ scope: "call", retry: true });
  });
});

const overflow: readonly string[] = [
  "'max_tokens' or 'max_completion_tokens' is too large: 3000. This model's maximum context length is 4096 tokens and your request has 1200 input tokens (3000 > 4096 - 1200).",
  "This model's maximum context length is 4096 tokens. However, your messages resulted in 5000 tokens.",
  "You passed 4000 input tokens and requested 200 output tokens. However, the model's context length is only 4096 tokens.",
  "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
  "Input prompt (5000 tokens) is too long and exceeds limit of 4096",
  "prompt is too long: 210000 tokens > 200000 maximum",
  "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
  "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
  "too many tokens: total number of tokens in the prompt cannot exceed 4081",
  "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
  "the request exceeds the available context size. try increasing the context size",
  "Requested tokens (5000) exceed context window of 4096",
  "prompt too long; exceeded max context length by 10 tokens",
  "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
  "Requested token count exceeds the model's maximum context length of 4096 tokens.",
  "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens",
  "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000",
  "Range of input length should be [1, 30720]",
  "Invalid request: Your request exceeded model token limit: 8192",
  "Input is too long for requested model.",
  "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
  "The number of tokens to keep from the initial prompt is greater than the context length",
  "Trying to keep the first 5000 tokens when the context overflows. However, the model is loaded with context length of only 4096 tokens",
  "Prompt exceeds max length",
  "入力がコンテキスト長の上限を超えています",
  "トークン数の上限（4096）を超過しました",
  "Please reduce the length of the messages or completion.",
  "Invalid 'messages': total tokens 9000 exceeds 8192",
  "Total number of tokens (9000) exceeds the limit (8192)",
  "Number of tokens in the prompt exceeds the maximum allowed",
  "The total tokens of prompt and completion must be less than 4096",
  "Context window full",
  "KV cache is too small for this request: 5000 tokens",
  "prompt has 5000 tokens, which is more than the 4096 the model can take",
  "上下文长度超出限制",
  "请求的token数超过模型上限",
  "prompt (5000) + max_tokens (100) > n_ctx (4096)",
];

describe("a moderation's refusal", () => {
  it.each(filtered)("is this call's own, and settles: %s", (_who, status, body) => {
    expect(classifyError(status, body, [])).toMatchObject({ reason: "content-filter", scope: "call", retry: false });
  });

  it.each(account)("is not seen in %s", (_who, status, body) => {
    expect(classifyError(status, body, [])).toMatchObject({ reason: "request-failed", scope: "server" });
  });
});

describe("a full context", () => {
  it.each(overflow)("%s", (message) => {
    expect(classifyError(400, error(message), [])).toMatchObject({ reason: "context-overflow", retry: false });
    expect(classifyError(400, JSON.stringify({ detail: [{ msg: message }] }), []).reason).toBe("context-overflow");
  });

  it.each([
    "max_tokens is too large: 20000. This model supports at most 16384 completion tokens.",
    "'max_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 60 input tokens.",
    "temperature must be at most 2",
    "Rate limit reached: too many requests",
    "Request too large on tokens per min (TPM): the number of tokens exceeds the limit 30000",
    "Requested tokens 90000 exceeds the limit of tokens per minute",
  ])("is not seen in %j", (message) => {
    expect(classifyError(400, error(message), [])).toMatchObject({ reason: "request-failed" });
  });
});

describe("a template", () => {
  it.each([
    [400, "System role not supported"],
    [500, "Value is not callable: raise_exception('System role not supported')"],
    [400, "Only user and assistant roles are supported!"],
    [400, "Developer instruction is not enabled for models/gemma-3-27b-it"],
    [422, "Conversation roles must alternate user/assistant/user/assistant/..."],
    [400, "Unsupported message role: system"],
    [400, "This model does not support system messages"],
  ])("without a system role names the way round: %i %s", (status, message) => {
    const failure = classifyError(status, error(message), []);
    expect(failure).toMatchObject({ reason: "request-failed", scope: "call", retry: false });
    expect(failure.message).toContain("--system-as-user");
    expect(failure.message).toContain(message);
  });

  it.each(["Jinja template error: 'x' is undefined", "Failed to apply chat template", "TemplateSyntaxError: line 3"])(
    "that fails is not tried again: %s",
    (message) => {
      expect(classifyError(500, error(message), [])).toMatchObject({ retry: false, scope: "call" });
    },
  );

  it.each(["CUDA out of memory", "internal error", "system overload"])("is not seen in %j", (message) => {
    expect(classifyError(500, error(message), []).retry).toBe(true);
  });
});

const body: ChatBody = {
  model: "heron-9b",
  messages: [{ role: "user", content: "橋は。" }],
  temperature: 0.7,
  top_p: 1,
  top_k: 20,
  seed: 7,
  repetition_penalty: 1.1,
  max_tokens: 900,
};

describe("a refused parameter", () => {
  const dropped = (status: number, text: string) =>
    parameterToDrop(classifyError(status, text, []), body)?.name ?? null;

  it.each<[string, number, string, string]>([
    [
      "Mistral, wrapped in the message",
      422,
      '{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":7}]},"type":"invalid_request_error"}',
      "seed",
    ],
    [
      "OpenRouter, the provider's words as text",
      400,
      error("Provider returned error", {
        code: 400,
        metadata: { raw: '{"error":{"message":"Unsupported parameter: top_k","param":"top_k"}}' },
      }),
      "top_k",
    ],
    [
      "LiteLLM, in the text",
      400,
      error('litellm.BadRequestError: XException - {"message":"`top_k` is not supported"}'),
      "top_k",
    ],
    [
      "a pointer",
      422,
      '{"errors":[{"field":"body.repetition_penalty","message":"property is not allowed"}]}',
      "repetition_penalty",
    ],
    ["another spelling", 400, error("Unknown parameter: repetitionPenalty"), "repetition_penalty"],
    ["a Python server that breaks over it", 500, error("generate() got an unexpected keyword argument 'seed'"), "seed"],
    ["one value only", 400, error("invalid temperature: only 1 is allowed for this model"), "temperature"],
    ["must be left out", 400, error("seed must not be set for this model"), "seed"],
    ["Chinese", 400, error("不支持 seed 参数"), "seed"],
    [
      "an article",
      400,
      error("Invalid request: repetition_penalty is not a supported parameter"),
      "repetition_penalty",
    ],
    ["cannot be used", 400, error("Parameter seed can not be used with this model"), "seed"],
    ["one value, by a mode", 400, error("temperature may only be set to 1 when thinking is enabled"), "temperature"],
    ["does not allow", 400, error("This model doesn't allow setting `seed`"), "seed"],
    ["invalid as such", 400, error("top_k is an invalid parameter"), "top_k"],
    ["disabled", 400, error("Parameter top_k is disabled for this model"), "top_k"],
    ["Chinese, invalid", 400, error("参数 top_k 无效"), "top_k"],
    ["either or", 400, error("You may set either temperature or top_p but not both"), "top_p"],
    ["Japanese", 400, error("パラメータ top_k はサポートされていません"), "top_k"],
    [
      "a pair, the neutral one",
      400,
      error("`temperature` and `top_p` cannot both be specified for this model. Please use only one."),
      "top_p",
    ],
    ["a pair in other words", 400, error("temperature and top_k are mutually exclusive"), "top_k"],
    ["a pair of which one may be used", 400, error("Specify only one of temperature, top_p"), "top_p"],
  ])("%s", (_name, status, text, name) => {
    expect(dropped(status, text)).toBe(name);
    expect(classifyError(status, text, []).message).not.toMatch(/^HTTP \d+ [A-Z]/u);
  });

  it.each([
    ["a value out of range", 400, error("temperature must be at most 2")],
    ["a broken server that names nothing", 500, error("unexpected failure")],
    ["the kind of answer", 400, error("response_format is not supported")],
  ])("is not seen in %s", (_name, status, text) => {
    expect(dropped(status, text)).toBeNull();
  });
});

describe("what an error body says", () => {
  it("always reaches the person", () => {
    for (const text of ['{"ret":-1,"whatever":"河川"}', '{"a":{"b":{"message":"河川"}}}', "河川", '["河川"]']) {
      expect(classifyError(500, text, []).message).toContain("河川");
    }
  });

  it("is an error wherever it came with a good status, and a chunk is none", () => {
    expect(isErrorBody({ base_resp: { status_code: 1004, status_msg: "login fail" } })).toBe(true);
    expect(isErrorBody({ error_code: 17, error_msg: "quota" })).toBe(true);
    expect(isErrorBody({ choices: [], message: "x" })).toBe(false);
    expect(isErrorBody({ id: "1", usage: { prompt_tokens: 3 } })).toBe(false);
  });

  it("is looked for to a bound", () => {
    let deep: unknown = "河川";
    for (let depth = 0; depth < 200; depth++) deep = { error: deep };
    expect(readErrorBody(JSON.stringify(deep)).message).not.toBe("河川");
    const wide = JSON.stringify({ errors: Array.from({ length: 5_000 }, (_, index) => ({ message: `m${index}` })) });
    expect(readErrorBody(wide).message.split("; ").length).toBeLessThanOrEqual(400);
  });
});
