import { describe, expect, it } from "vitest";
import type { AttemptFailure } from "../../../src/chat/http/attempt-failure.ts";
import { classifyError, messageLimit } from "../../../src/chat/http/classify-error.ts";

const error = (message: string, more: object = {}) =>
  JSON.stringify({ error: { message, type: "invalid_request_error", ...more } });

type Row = readonly [name: string, status: number | null, body: string, expected: Partial<AttemptFailure>];

const overflow = { reason: "context-overflow", scope: "call", retry: false } as const;
const filtered = { reason: "content-filter", scope: "call", retry: false } as const;
const again = { reason: "request-failed", scope: "call", retry: true } as const;
const final = { reason: "request-failed", scope: "call", retry: false } as const;
const server = { reason: "request-failed", scope: "server", retry: false } as const;

const rows: readonly Row[] = [
  ["OpenAI: prompt too long", 400, error("Your input is too long.", { code: "context_length_exceeded" }), overflow],
  [
    "llama-server: prompt too long",
    400,
    JSON.stringify({
      error: {
        code: 400,
        message: "request (5000 tokens) exceeds the available context size (4096 tokens)",
        type: "exceed_context_size_error",
        n_prompt_tokens: 5000,
        n_ctx: 4096,
      },
    }),
    overflow,
  ],
  [
    "vLLM: prompt and limit too long, mostly the prompt",
    400,
    JSON.stringify({
      object: "error",
      message:
        "This model's maximum context length is 8192 tokens. However, you requested 8203 tokens (7691 in the messages, 512 in the completion).",
      type: "BadRequestError",
      code: 400,
    }),
    overflow,
  ],
  [
    "vLLM: the limit alone is too large",
    400,
    error(
      "'max_tokens' is too large: 8192. This model's maximum context length is 8192 tokens and your request has 113 input tokens (8192 > 8192 - 113).",
    ),
    { ...final, message: expect.stringMatching(/the conversation would/) },
  ],
  ["vLLM, old: nothing left after the prompt", 400, error("max_tokens must be at least 1, got -186."), overflow],
  [
    "Azure: prompt filtered",
    400,
    error("Filtered.", { code: "content_filter", innererror: { code: "ResponsibleAIPolicyViolation" } }),
    filtered,
  ],
  [
    "Azure: the inner code alone",
    400,
    error("Filtered.", { innererror: { code: "ResponsibleAIPolicyViolation" } }),
    filtered,
  ],
  [
    "PLaMo: a bare message",
    400,
    '{"message":"temperature must be at most 2"}',
    { ...final, message: "HTTP 400: temperature must be at most 2" },
  ],
  ["a plain string as error", 503, '{"error":"overloaded"}', { ...again, message: "HTTP 503: overloaded" }],
  ["FastAPI: detail", 422, '{"detail":[{"msg":"one"},{"msg":"two"}]}', { ...final, message: "HTTP 422: one; two" }],
  ["OpenAI: wrong key", 401, error("Incorrect API key provided: sk-ab***yz.", { code: "invalid_api_key" }), server],
  ["OpenAI: unknown model", 404, error("The model `x` does not exist", { code: "model_not_found" }), server],
  ["OpenAI: no credit", 429, error("You exceeded your current quota", { type: "insufficient_quota" }), server],
  ["OpenAI: rate", 429, error("Rate limit reached", { type: "requests", code: "rate_limit_exceeded" }), again],
  ["408", 408, "", { ...again, message: "HTTP 408 Request Timeout" }],
  [
    "OpenAI: more output than the model has",
    400,
    error("max_tokens is too large: 20000. This model supports at most 16384 completion tokens."),
    final,
  ],
  [
    "llama-server: the context that all slots share is full",
    500,
    error("Context size has been exceeded.", { type: "server_error", code: 500 }),
    {
      ...again,
      message:
        "HTTP 500: Context size has been exceeded. (its slots share one context; start it with --parallel N --ctx-size N times what one call needs)",
    },
  ],
  ["418", 418, "teapot", { ...final, message: "HTTP 418: teapot" }],
  ["500", 500, "", again],
  ["501", 501, "", final],
  ["599", 599, "", { ...again, message: "HTTP 599 without a message" }],
  [
    "within a stream, without a code",
    null,
    '{"error":{"message":"something"}}',
    { ...again, status: null, message: "error: something" },
  ],
  ["within a stream, a type that says it is the request", null, error("something"), { ...final, status: null }],
  ["within a stream, with a code", null, error("grammar", { code: 400 }), { ...final, status: 400 }],
  [
    "a page",
    403,
    "<html><head><title> Blocked </title></head></html>",
    { ...server, message: "HTTP 403: an HTML page instead of JSON: Blocked (check the API key)" },
  ],
  ["JSON that says nothing", 500, "[1,2]", { ...again, message: "HTTP 500: [1,2]" }],
];

describe("classifyError", () => {
  it.each(rows)("%s", (_name, status, body, expected) => {
    expect(classifyError(status, body, [])).toMatchObject({ status, ...expected });
  });

  it("keeps a message short, on one line and free of secrets", () => {
    const secret = "correct-horse-battery";
    const body = error(`${"長い\n話".repeat(300)} key ${secret}`);
    const { message } = classifyError(500, body, [secret]);
    expect([...message].length).toBeLessThanOrEqual(messageLimit + "HTTP 500: ".length);
    expect(message).not.toMatch(/\n|horse/);
    // A secret across the cut must not survive in half.
    const cut = classifyError(500, error(`${"x".repeat(messageLimit - 10)} ${secret}`), [secret]).message;
    expect(cut).not.toContain("correct");
  });
});
