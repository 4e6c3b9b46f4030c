import { afterEach, describe, expect, it } from "vitest";
import { classifyError } from "../../../src/chat/http/classify-error.ts";
import { parameterToDrop } from "../../../src/chat/http/drop-parameter.ts";
import { openChat } from "../../../src/chat/open-chat.ts";
import type { ChatBody } from "../../../src/models/request-body.ts";
import {
  errorBody,
  type FakeRequest,
  type FakeServer,
  type Script,
  startFakeServer,
} from "../../support/fake-server.ts";

const body: ChatBody = {
  model: "heron-9b",
  messages: [{ role: "user", content: "橋はいくつありますか。" }],
  temperature: 0.35,
  top_p: 0.8,
  top_k: 12,
  seed: 77,
  max_tokens: 900,
  reasoning_effort: "low",
};

type Row = readonly [name: string, status: number, body: string, dropped: string | null, sentAs: string | null];

/** Bodies as vendors word them; the first four with the values that their threads quote. */
const rows: readonly Row[] = [
  [
    "OpenAI, GPT-5: another temperature than 1",
    400,
    JSON.stringify(
      errorBody(
        "Unsupported value: 'temperature' does not support 0.35 with this model. Only the default (1) value is supported.",
        "invalid_request_error",
        { param: "temperature", code: "unsupported_value" },
      ),
    ),
    "temperature",
    null,
  ],
  [
    "OpenAI, o-series: the old limit",
    400,
    JSON.stringify(
      errorBody(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        "invalid_request_error",
        { param: "max_tokens", code: "unsupported_parameter" },
      ),
    ),
    "max_tokens",
    "max_completion_tokens",
  ],
  [
    "OpenAI: an argument that it does not know",
    400,
    JSON.stringify(errorBody("Unrecognized request argument supplied: top_k", "invalid_request_error")),
    "top_k",
    null,
  ],
  [
    "Claude 4.7: deprecated, in backticks",
    400,
    JSON.stringify(errorBody("`temperature` is deprecated for this model.", "invalid_request_error")),
    "temperature",
    null,
  ],
  [
    "FastAPI: the field stands in loc",
    422,
    JSON.stringify({
      detail: [{ type: "extra_forbidden", loc: ["body", "seed"], msg: "Extra inputs are not permitted" }],
    }),
    "seed",
    null,
  ],
  [
    "Google: an unknown name",
    400,
    JSON.stringify({
      error: { code: 400, message: 'Invalid JSON payload received. Unknown name "top_k": Cannot find field.' },
    }),
    "top_k",
    null,
  ],
  ["a value out of range is the user's to correct", 400, '{"message":"temperature must be at most 2"}', null, null],
  ["a name inside a longer one", 400, '{"message":"unsupported parameter: top_p_min"}', null, null],
  [
    "a thinking switch is never dropped",
    400,
    JSON.stringify(errorBody("Unrecognized request argument supplied: reasoning_effort", "invalid_request_error")),
    null,
    null,
  ],
  ["nothing named", 400, JSON.stringify(errorBody("Unsupported request.", "invalid_request_error")), null, null],
  [
    "another status",
    403,
    JSON.stringify(errorBody("Unsupported parameter: 'seed'", "x", { param: "seed" })),
    null,
    null,
  ],
];

describe("parameterToDrop", () => {
  it.each(rows)("%s", (_name, status, text, dropped, sentAs) => {
    const found = parameterToDrop(classifyError(status, text, []), body);
    expect(found).toEqual(dropped === null ? null : { name: dropped, sentAs });
  });

  it("names only what was sent", () => {
    const { temperature: _, ...without } = body;
    const failure = classifyError(400, String(rows[0]?.[2]), []);
    expect(parameterToDrop(failure, { ...without, model: body.model, messages: body.messages })).toBeNull();
  });
});

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function open(onChat: (request: FakeRequest) => Script): Promise<{
  server: FakeServer;
  ask: (more?: Partial<ChatBody>) => ReturnType<ReturnType<typeof openChat>["chat"]>;
}> {
  const server = await startFakeServer({ onChat });
  const { chat, close } = openChat({ baseUrl: server.baseUrl, apiKey: null }, { sleep: async () => {} });
  cleanups.push(() => server.close(), close);
  return { server, ask: (more) => chat({ body: { ...body, ...more, model: more?.model ?? body.model } }) };
}

function refusing(...names: readonly string[]) {
  return ({ body: sent }: FakeRequest): Script => {
    const name = names.find((one) => one in sent);
    if (name === undefined) return "橋は五つあります。";
    return {
      status: 400,
      body: errorBody(`Unsupported parameter: '${name}'`, "invalid_request_error", { param: name }),
    };
  };
}

describe("a chat whose server refuses parameters by name", () => {
  it("drops each once, says so in every reply, and does not send it again", async () => {
    const { server, ask } = await open(refusing("top_k", "seed"));
    const first = await ask();
    const second = await ask();
    const dropped = [
      { name: "top_k", sentAs: null },
      { name: "seed", sentAs: null },
    ];
    expect(first).toMatchObject({ status: "replied", dropped });
    expect(first.failedAttempts.map((one) => one.message)).toEqual([
      "HTTP 400: Unsupported parameter: 'top_k' (dropped: top_k)",
      "HTTP 400: Unsupported parameter: 'seed' (dropped: seed)",
    ]);
    expect(second).toMatchObject({ status: "replied", dropped, failedAttempts: [] });
    expect(server.requests).toHaveLength(4);
    expect(server.requests.at(-1)?.body).toMatchObject({ temperature: 0.35, top_p: 0.8, max_tokens: 900 });
    expect(Object.keys(server.requests.at(-1)?.body ?? {})).not.toContain("seed");
  });

  it("remembers by model, for one server may speak for several", async () => {
    const { server, ask } = await open((request) =>
      request.body.model === "heron-9b" ? refusing("top_k")(request) : "橋は五つあります。",
    );
    await ask();
    expect(await ask({ model: "crane-2b" })).toMatchObject({ status: "replied", dropped: [] });
    expect(server.requests.at(-1)?.body).toMatchObject({ top_k: 12 });
  });

  it("moves the limit to its other name, and gives up when both are refused", async () => {
    const moved = await open(refusing("max_tokens"));
    expect(await moved.ask()).toMatchObject({ dropped: [{ name: "max_tokens", sentAs: "max_completion_tokens" }] });
    expect(moved.server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 900 });
    const both = await open(refusing("max_tokens", "max_completion_tokens"));
    expect(await both.ask()).toMatchObject({ status: "failed", httpStatus: 400, reason: "request-failed" });
    expect(both.server.requests).toHaveLength(2);
  });

  it("fails when a server refuses how thinking is switched", async () => {
    const { server, ask } = await open(refusing("reasoning_effort"));
    expect(await ask()).toMatchObject({ status: "failed", message: expect.stringContaining("reasoning_effort") });
    expect(server.requests).toHaveLength(1);
  });
});
