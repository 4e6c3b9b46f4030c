import { describe, expect, it } from "vitest";
import { readBatchLine } from "../../../src/chat/batch/read-batch-line.ts";
import { completionOf, errorBody } from "../../support/fake-server.ts";

const timing = { startedAt: "2026-05-06T07:08:09.000Z", firstTokenMs: null, totalMs: 61_000 };
const options = { secrets: ["hush-hush-1"], timing, dropped: [] };
const lineOf = (fields: Record<string, unknown>) => JSON.stringify({ id: "r-1", custom_id: "k1", ...fields });
const answered = (body: unknown, status_code = 200) =>
  lineOf({ response: { status_code, request_id: "q", body }, error: null });

describe("readBatchLine", () => {
  it("reads a completion as a plain call's reply", () => {
    const say = {
      text: "よい句です。 [[7]]",
      reasoning: "音数を数える",
      usage: { prompt_tokens: 33 },
      fingerprint: "fp",
    };
    expect(readBatchLine(answered(completionOf(say, "rater-9")), options)).toEqual({
      customId: "k1",
      failure: null,
      outcome: {
        status: "replied",
        content: "よい句です。 [[7]]",
        reasoning: "音数を数える",
        thinking: "complete",
        finish: "stop",
        refusal: null,
        usage: { promptTokens: 33, completionTokens: 18, reasoningTokens: null, cachedPromptTokens: null },
        model: "rater-9",
        systemFingerprint: "fp",
        timing,
        dropped: [],
        failedAttempts: [],
      },
    });
  });

  it.each([
    [
      "content filter",
      answered(errorBody("no", "x", { code: "content_filter" }), 400),
      "content-filter",
      "call",
      false,
    ],
    [
      "overflow",
      answered(errorBody("no", "x", { code: "context_length_exceeded" }), 400),
      "context-overflow",
      "call",
      false,
    ],
    ["overload", answered(errorBody("busy", "server_error"), 503), "request-failed", "call", true],
    ["bad request", answered(errorBody("n must be 1", "invalid_request_error"), 400), "request-failed", "call", false],
    ["key", answered(errorBody("no", "x", { code: "invalid_api_key" }), 401), "request-failed", "server", false],
    ["error in a 200", answered(errorBody("busy", "server_error")), "request-failed", "call", true],
    ["no choices", answered({ object: "chat.completion", choices: [] }), "request-failed", "call", true],
    [
      "expired",
      lineOf({ response: null, error: { code: "batch_expired", message: "too late" } }),
      "request-failed",
      "call",
      true,
    ],
  ] as const)("classifies %s", (_name, text, reason, scope, retry) => {
    const line = readBatchLine(text, options);
    expect(line?.outcome).toMatchObject({ status: "failed", reason, scope });
    expect(line?.failure?.retry).toBe(retry);
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    '{"custom_id":""}',
    '{"custom_id":7,"response":null}',
    lineOf({ response: null, error: null }),
    lineOf({ response: "x" }),
  ])("sets %s aside", (text) => {
    expect(readBatchLine(text, options)).toBeNull();
  });

  it("masks our secrets", () => {
    const text = [
      answered(completionOf({ text: "hush-hush-1 [[3]]" })),
      answered(errorBody("key hush-hush-1", "x"), 400),
    ];
    expect(JSON.stringify(text.map((one) => readBatchLine(one, options)))).not.toContain("hush-hush-1");
  });
});
