import { setTimeout as wait } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { ChatFailure, ChatOutcome, ChatReply, ChatRequest } from "../../src/chat/chat.ts";
import type { ChatOptions } from "../../src/chat/chat-options.ts";
import type { ChatAddress } from "../../src/chat/http/chat-address.ts";
import { openChat } from "../../src/chat/open-chat.ts";
import { callActivity, noActivity } from "../../src/chat/pace/call-activity.ts";
import { startPace, stoppedFailure } from "../../src/chat/pace/pace.ts";
import { InputError } from "../../src/errors.ts";
import type { ChatBody } from "../../src/models/request-body.ts";
import {
  completionOf,
  errorBody,
  event,
  eventsOf,
  type FakeRequest,
  type FakeServer,
  type Say,
  type Script,
  startFakeServer,
} from "../support/fake-server.ts";

const key = "sk-planted-0123456789abcdef";
const body: ChatBody = {
  model: "swan-7b",
  messages: [{ role: "user", content: "川はいくつありますか。" }],
  temperature: 0.3,
  top_k: 25,
};
const answer = "川は四つあります。🏞️\n\n一番長い川は北にあります。";
const thought = "地図を思い出す。川は四つ。";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Played {
  readonly server: FakeServer;
  readonly sleeps: number[];
  ask(signal?: AbortSignal, more?: Pick<ChatRequest, "mayPayAgain">): Promise<ChatOutcome>;
}

/** A chat with a server that plays the scripts in turn, the last one for ever. Waits are noted, not waited for. */
async function play(
  scripts: readonly Script[] | ((request: FakeRequest) => Script),
  options: ChatOptions = {},
  address: Partial<ChatAddress> = {},
): Promise<Played> {
  let calls = 0;
  const script = (request: FakeRequest) =>
    typeof scripts === "function" ? scripts(request) : (scripts[Math.min(calls++, scripts.length - 1)] ?? "");
  const server = await startFakeServer({ onChat: script });
  const sleeps: number[] = [];
  const { chat, close } = openChat(
    { baseUrl: server.baseUrl, apiKey: key, ...address },
    {
      random: () => 0.5,
      now: () => Date.UTC(2031, 4, 6, 7, 8, 9),
      sleep: async (milliseconds) => void sleeps.push(milliseconds),
      ...options,
    },
  );
  cleanups.push(() => server.close(), close);
  return {
    server,
    sleeps,
    ask: (signal, more = {}) => chat({ body, ...(signal === undefined ? {} : { signal }), ...more }),
  };
}

function replied(outcome: ChatOutcome): ChatReply {
  if (outcome.status !== "replied") throw new Error(`expected a reply, got: ${outcome.message}`);
  return outcome;
}

function failed(outcome: ChatOutcome): ChatFailure {
  if (outcome.status !== "failed") throw new Error(`expected a failure, got: ${outcome.content}`);
  return outcome;
}

/** A piece of a stream that does not end it. */
const said = (delta: object) => event({ choices: [{ index: 0, delta, finish_reason: null }] });

describe("what is sent", () => {
  it("is the body, streamed with usage, and nothing of the environment", async () => {
    const environment = {
      OPENAI_API_KEY: "sk-environment-key",
      OPENAI_ADMIN_KEY: "sk-admin-key",
      OPENAI_ORG_ID: "org-x",
      OPENAI_PROJECT_ID: "proj-x",
      OPENAI_CUSTOM_HEADERS: "x-private: 1",
    };
    const before = { ...process.env };
    Object.assign(process.env, environment);
    try {
      const { server, ask } = await play([answer]);
      await ask();
      const [request] = server.requests;
      expect(request?.path).toBe("/v1/chat/completions");
      expect(request?.body).toEqual({ ...body, stream: true, stream_options: { include_usage: true } });
      expect(request?.headers.authorization).toBe(`Bearer ${key}`);
      const names = Object.keys(request?.headers ?? {});
      expect(names.filter((name) => /openai|stainless|private/.test(name))).toEqual([]);
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  it("carries no Authorization without a key, and the address's own headers and query", async () => {
    const { server, ask } = await play(
      [answer],
      {},
      {
        apiKey: null,
        headers: { "API-Key": "azure-secret" },
        query: { "api-version": "2030-01-01" },
      },
    );
    await ask();
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(server.requests[0]?.headers["api-key"]).toBe("azure-secret");
    expect(server.requests[0]?.path).toBe("/v1/chat/completions?api-version=2030-01-01");
  });

  it("leaves stream_options out for a server that refuses them, once and for all", async () => {
    const { server, ask } = await play((request) =>
      "stream_options" in request.body
        ? { status: 400, body: errorBody("Unrecognized request argument: stream_options", "invalid_request_error") }
        : { text: answer, usage: null },
    );
    expect(replied(await ask()).content).toBe(answer);
    expect(replied(await ask()).failedAttempts).toEqual([]);
    expect(server.requests).toHaveLength(3);
  });

  it.each<[string, Script, RegExp | null]>([
    ["headers and then nothing", { steps: ["stall"] }, /no token within 0.9 s/],
    [
      "a piece that only names the role",
      { steps: [said({ role: "assistant", content: "" }), "stall"] },
      /no token within 0.9 s/,
    ],
    [
      "heartbeats, then the answer",
      {
        steps: [...Array.from({ length: 5 }, () => [": ping\n\n", 200] as const).flat(), ...eventsOf({ text: answer })],
      },
      null,
    ],
    ["tokens, then nothing", { steps: [said({ content: "川" }), "stall"] }, /stalled for 0.9 s/],
    [
      "tokens far apart with heartbeats between",
      { steps: [said({ content: "川" }), 300, ": ping\n\n", 350, ": ping\n\n", 350, ...eventsOf({ text: "は四つ" })] },
      null,
    ],
    [
      "one piece that takes longer than a first token may",
      { steps: ['{"choices":[{"index":0,', 1_000, '"message":{"content":"川"},"finish_reason":"stop"}]}'] },
      null,
    ],
    ["one piece that never ends", { steps: ['{"choices":[', "stall"] }, /no whole reply within 2.5 s/],
  ])("waits for signs of life: %s", async (_name, script, problem) => {
    const { ask } = await play([script], {
      ...{ firstTokenTimeoutMs: 900, idleTimeoutMs: 900, wholeTimeoutMs: 2_500, maxAttempts: 1 },
    });
    const outcome = await ask();
    if (problem === null) expect(outcome.status).toBe("replied");
    else expect(failed(outcome).message).toMatch(problem);
  });

  it("tells what a call is doing while it goes on", async () => {
    let at = 0;
    const activity = callActivity(() => at);
    const { ask } = await play(
      [{ status: 503, body: "" }, { steps: [said({ content: "川" }), said({ content: "は" }), "stall"] }],
      {
        activity,
        idleTimeoutMs: 1_500,
        maxAttempts: 2,
      },
    );
    const asked = ask();
    await expect.poll(() => activity.state().tokens).toBe(2);
    at = 95_000;
    expect(activity.state()).toEqual({ tokens: 2, longestMs: 95_000, silent: 1, silentMs: 95_000, retrying: 1 });
    failed(await asked);
    expect(activity.state()).toEqual(noActivity);
  });

  it.each([
    [400, "streaming is not supported for this model"],
    [501, "Streaming not implemented"],
    [422, "`stream` must be false"],
  ])("asks plainly where the server cannot stream, and records it: %i %s", async (status, message) => {
    const { server, ask } = await play((request) =>
      request.body.stream === true ? { status, body: errorBody(message, "x") } : { text: answer, stream: false },
    );
    const first = replied(await ask());
    expect(first).toMatchObject({ content: answer, dropped: [{ name: "stream", sentAs: null }] });
    expect(replied(await ask()).failedAttempts).toEqual([]);
    expect(server.requests.map((request) => request.body.stream)).toEqual([true, false, false]);
    expect(server.requests[2]?.body).not.toHaveProperty("stream_options");
  });

  it.each(["error", "abort", "cancelled", "insufficient_system_resource"])(
    "tries again after a reply that ended with %s, and then fails with that word",
    async (finish) => {
      const { server, ask } = await play([{ text: "川は四つ", finish }], { maxAttempts: 3 });
      const outcome = failed(await ask());
      expect(outcome).toMatchObject({ reason: "request-failed", scope: "call" });
      expect(outcome.message).toContain(JSON.stringify(finish));
      expect(server.requests).toHaveLength(3);
      const recovered = await play([{ text: "川は四つ", finish }, answer]);
      expect(replied(await recovered.ask())).toMatchObject({ content: answer, finish: "stop" });
    },
  );

  it("keeps a word for the end that it does not know", async () => {
    const { ask } = await play([
      { text: answer, finish: "sehr_seltsam" },
      { text: answer, finish: null, stream: false },
    ]);
    expect(replied(await ask())).toMatchObject({ finish: "unknown", finishWord: "sehr_seltsam" });
    expect(replied(await ask())).toMatchObject({ finish: "unknown", finishWord: null });
  });

  it.each(["localhost:8000", "ftp://models.example/v1", "https://me:pw@models.example/v1", ""])(
    "refuses the base URL %j",
    (baseUrl) => {
      expect(() => openChat({ baseUrl, apiKey: null })).toThrow(InputError);
      expect(() => openChat({ baseUrl, apiKey: null })).not.toThrow(/pw/);
    },
  );
});

it.each(["sk-one\ntwo-three", "ｓｋ－全角の鍵です"])("refuses the key %j without showing it", (apiKey) => {
  const open = () => openChat({ baseUrl: "http://127.0.0.1:9/v1", apiKey });
  expect(open).toThrow(InputError);
  expect(open).not.toThrow(/two|全角/);
});

describe("a whole reply", () => {
  const say: Say = {
    text: answer,
    reasoning: thought,
    model: "swan-7b-0412",
    fingerprint: "b10500-abc",
    usage: {
      completion_tokens: 40,
      completion_tokens_details: { reasoning_tokens: 12 },
      prompt_tokens_details: { cached_tokens: 16 },
    },
  };

  it.each([
    ["streamed", true],
    ["as plain JSON, `stream` ignored", false],
  ])("%s", async (_name, stream) => {
    let tick = 100;
    const { ask } = await play([{ ...say, stream }], { elapsed: () => tick++ });
    const outcome = replied(await ask());
    expect(outcome).toEqual({
      status: "replied",
      content: answer,
      reasoning: thought,
      thinking: "complete",
      finish: "stop",
      refusal: null,
      usage: { promptTokens: 21, completionTokens: 40, reasoningTokens: 12, cachedPromptTokens: 16 },
      timing: { startedAt: "2031-05-06T07:08:09.000Z", firstTokenMs: stream ? 1 : null, totalMs: stream ? 2 : 1 },
      model: "swan-7b-0412",
      systemFingerprint: "b10500-abc",
      dropped: [],
      failedAttempts: [],
    });
  });

  it.each([
    ["stop", "stop"],
    ["eos", "stop"],
    ["length", "length"],
    ["content_filter", "content-filter"],
    ["tool_calls", "unknown"],
  ])("finish_reason %s is %s", async (sent, finish) => {
    const { ask } = await play([{ text: answer, finish: sent }]);
    expect(replied(await ask()).finish).toBe(finish);
  });

  it.each([true, false])("a refusal is its own field (stream: %s)", async (stream) => {
    const { ask } = await play([{ text: null, refusal: "お答えできません。", stream }]);
    expect(replied(await ask())).toMatchObject({ content: "", refusal: "お答えできません。", finish: "stop" });
  });

  it("reads only the first of several choices, and a list of parts", async () => {
    const part = (content: unknown, index: number) =>
      event({ choices: [{ index, delta: { content }, finish_reason: null }] });
    const { ask } = await play([
      {
        steps: [
          part("別", 1),
          part([{ type: "thinking", thinking: [{ type: "text", text: thought }] }], 0),
          part([{ type: "text", text: "川は" }], 0),
          part("四つ", 0),
          event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
          "data: [DONE]\n\n",
        ],
      },
    ]);
    expect(replied(await ask())).toMatchObject({ content: "川は四つ", reasoning: thought });
  });

  it("keeps a piece apart that is marked as thought, and reads the older form of completions", async () => {
    const piece = (choice: object) => event({ choices: [{ index: 0, finish_reason: null, ...choice }] });
    const end = [event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }), "data: [DONE]\n\n"];
    const { ask } = await play([
      { steps: [piece({ delta: { content: thought, thought: true } }), piece({ delta: { content: answer } }), ...end] },
      { steps: [piece({ text: "川は" }), piece({ text: "四つ" }), ...end] },
    ]);
    expect(replied(await ask())).toMatchObject({ content: answer, reasoning: thought });
    expect(replied(await ask())).toMatchObject({ content: "川は四つ", reasoning: null });
  });

  it("keeps the last of several usage reports, and knows when there is none", async () => {
    const usage = (tokens: number) => event({ choices: [], usage: { prompt_tokens: 9, completion_tokens: tokens } });
    const events = eventsOf({ text: answer, usage: null });
    const { ask } = await play([
      { steps: [...events.slice(0, 2), usage(1), ...events.slice(2, -1), usage(33), usage(33), "data: [DONE]\n\n"] },
      { text: answer, usage: null },
    ]);
    expect(replied(await ask()).usage.completionTokens).toBe(33);
    expect(replied(await ask()).usage).toEqual({
      promptTokens: null,
      completionTokens: null,
      reasoningTokens: null,
      cachedPromptTokens: null,
    });
  });

  const stream = Buffer.from(eventsOf({ text: answer }).join(""));
  it.each([
    ["byte by byte, characters split", { steps: [...stream].map((byte) => Uint8Array.of(byte)) }],
    ["with CRLF and pings", { steps: [`: ping\r\n\r\n${stream.toString().replaceAll("\n", "\r\n")}`] }],
    ["without an empty line at the end", { steps: [stream.toString().trimEnd()] }],
    ["without [DONE]", { steps: eventsOf({ text: answer }).slice(0, -1) }],
    ["without a finish reason but with [DONE]", { steps: eventsOf({ text: answer, finish: null }) }],
    ["broken off after the finish reason", { steps: [...eventsOf({ text: answer, usage: null }).slice(0, -1), "cut"] }],
    ["left open after [DONE]", { steps: [...eventsOf({ text: answer }), "stall"] }],
    ["with another content type", { steps: [stream], headers: { "content-type": "text/plain" } }],
    ["as JSON called a stream", { steps: [JSON.stringify(completionOf({ text: answer }))] }],
    ["after a chunk of prompt filter results", { steps: [event({ choices: [], prompt_filter_results: [] }), stream] }],
    ["slowly, in drips", { steps: [...eventsOf({ text: answer, chunkSize: 20 }).flatMap((one) => [2, one])] }],
  ] satisfies [string, Script][])("%s", async (_name, script) => {
    const { server, ask } = await play([script], { lingerMs: 40, idleTimeoutMs: 2_000 });
    expect(replied(await ask()).content).toBe(answer);
    expect(server.requests).toHaveLength(1);
  });

  it("replaces bytes that are no UTF-8 and keeps the rest", async () => {
    const events = Buffer.from(eventsOf({ text: "川は四つ", chunkSize: 10 }).join(""));
    const at = events.indexOf("川");
    events[at] = 0xff;
    const { ask } = await play([{ steps: [events] }]);
    expect(replied(await ask()).content).toMatch(/^�+は四つ$/);
  });

  it("takes the key out of a reply that echoes it", async () => {
    const { ask } = await play([{ text: `鍵は ${key} です。`, model: key, reasoning: `Bearer ${key}` }]);
    expect(JSON.stringify(await ask())).not.toContain(key);
  });
});

describe("thinking, as servers return it", () => {
  // Where the fields come from: vLLM >= 0.16 `reasoning`; llama-server, SGLang, DeepSeek `reasoning_content`; PLaMo both.
  const cells: [string, Say][] = [
    ["reasoning", { text: answer, reasoning: thought }],
    ["reasoning_content", { text: answer, reasoning: thought, reasoningFields: ["reasoning_content"] }],
    ["both fields", { text: answer, reasoning: thought, reasoningFields: ["reasoning", "reasoning_content"] }],
    ["tags", { text: `<think>\n${thought}\n</think>\n\n${answer}` }],
    ["a closing tag alone", { text: `${thought}\n</think>\n\n${answer}` }],
    [
      "leaked Harmony",
      {
        text: `<|channel|>analysis<|message|>${thought}<|end|><|start|>assistant<|channel|>final<|message|>${answer}`,
      },
    ],
  ];
  for (const stream of [true, false]) {
    it.each(cells)(`complete in %s (stream: ${stream})`, async (_name, say) => {
      const { ask } = await play([{ ...say, stream }]);
      expect(replied(await ask())).toMatchObject({ content: answer, reasoning: thought, thinking: "complete" });
    });

    it.each([
      ["reasoning and content null", { text: null, reasoning: thought }, thought],
      ["content null alone", { text: null }, null],
      ["an open tag", { text: `<think>\n${thought}` }, thought],
      ["Harmony's analysis", { text: `<|channel|> analysis<|message|> ${thought}` }, thought],
    ] satisfies [string, Say, string | null][])(
      `cut in %s (stream: ${stream})`,
      async (_name, say: Say, reasoning: string | null) => {
        const { ask } = await play([{ ...say, finish: "length", stream }]);
        expect(replied(await ask())).toMatchObject({ content: "", reasoning, thinking: "cut", finish: "length" });
      },
    );
  }
});

describe("a compressed reply", () => {
  const packed = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  it.each(["gzip", "deflate", "br"] as const)("is unpacked: %s", async (encoding) => {
    const bytes = packed[encoding](eventsOf({ text: answer }).join(""));
    const headers = { "content-encoding": encoding };
    const { ask } = await play([{ steps: [bytes.subarray(0, 20), 2, bytes.subarray(20)], headers }]);
    expect(replied(await ask()).content).toBe(answer);
  });

  it("that breaks in the middle, or is no such thing, is a failed attempt", async () => {
    const bytes = gzipSync(eventsOf({ text: answer }).join(""));
    const headers = { "content-encoding": "gzip" };
    const { ask, server } = await play([
      { steps: [bytes.subarray(0, 60), "cut"], headers },
      { steps: ["data: not packed at all\n\n"], headers },
      { steps: [bytes], headers },
    ]);
    expect(replied(await ask()).failedAttempts).toHaveLength(2);
    expect(server.requests).toHaveLength(3);
  });
});

describe("faults that pass", () => {
  const whole = eventsOf({ text: answer });
  const middle = whole.slice(0, 4);
  const html = "<!doctype html><html><head><title>Bad Gateway</title></head><body>nginx</body></html>";
  const rows: [string, Script, status: number | null, message: RegExp, ChatOptions?][] = [
    ["408", { status: 408 }, 408, /Request Timeout/],
    ["409", { status: 409, body: errorBody("lock", "conflict") }, 409, /lock/],
    ["425", { status: 425 }, 425, /Too Early/],
    ["429", { status: 429, body: errorBody("slow down", "rate_limit_error") }, 429, /slow down/],
    ["500", { status: 500, body: errorBody("boom", "server_error") }, 500, /boom/],
    ["502 with an HTML page", { status: 502, body: html }, 502, /HTML page instead of JSON: Bad Gateway/],
    [
      "503 while the model loads",
      { status: 503, body: errorBody("Loading model", "unavailable_error") },
      503,
      /Loading/,
    ],
    ["504 without a body", { status: 504 }, 504, /Gateway Timeout/],
    ["529", { status: 529, body: { message: "overloaded" } }, 529, /overloaded/],
    ["200 with an HTML page", { status: 200, body: html }, 200, /neither a stream nor JSON: .*Bad Gateway/],
    ["200 with an empty body", { status: 200, body: "" }, 200, /empty/],
    ["200 with plain words", { status: 200, body: "upstream connect error" }, 200, /upstream connect error/],
    [
      "200 with an error body",
      { status: 200, body: errorBody("engine died", "InternalServerError") },
      200,
      /engine died/,
    ],
    [
      "200 with vLLM's error body",
      { status: 200, body: { object: "error", message: "parser", code: 500, choices: null } },
      500,
      /parser/,
    ],
    ["cut JSON", { status: 200, body: '{"choices":[{"message":{"content":"川は' }, 200, /damaged or cut/],
    ["choices empty", { status: 200, body: { choices: [] } }, 200, /no choices/],
    ["choices null", { status: 200, body: { choices: null } }, 200, /no choices/],
    ["choices missing in a stream", { steps: [event({ choices: [] }), "data: [DONE]\n\n"] }, 200, /no choices/],
    ["a stream that ends in the middle", { steps: middle }, 200, /ended in the middle/],
    ["a stream whose last event is cut", { steps: [...middle, 'data: {"choices":[{"del'] }, 200, /damaged or cut/],
    ["a stream that breaks", { steps: [...middle, "cut"] }, null, /broke/],
    ["a connection reset before the answer", { steps: ["cut"] }, null, /broke/],
    ["a stream that stalls", { steps: [...middle, "stall"] }, null, /stalled for 1 s/, { idleTimeoutMs: 1_000 }],
    [
      "no answer at all",
      { text: answer, delayMs: 4_000 },
      null,
      /no token within 1.5 s/,
      { firstTokenTimeoutMs: 1_500 },
    ],
    [
      "an endless ping",
      { steps: Array.from({ length: 200 }, () => [": ping\n\n", 10] as const).flat() },
      null,
      /not complete after 1.5 s/,
      { attemptTimeoutMs: 1_500 },
    ],
    [
      "an error in the middle of a stream",
      { steps: [...middle, event(errorBody("slot lost", "server_error", { code: 500 })), "data: [DONE]\n\n"] },
      500,
      /slot lost/,
    ],
    [
      "llama-server's error field in a stream",
      {
        steps: [
          ...middle,
          `error: ${JSON.stringify({ code: 500, message: "decode failed", type: "server_error" })}\n\n`,
        ],
      },
      500,
      /decode failed/,
    ],
  ];

  it.each(rows)("%s", async (_name, script, status, message, options) => {
    const { server, sleeps, ask } = await play([script, { text: answer }], options);
    const outcome = replied(await ask());
    expect(outcome.content).toBe(answer);
    const begun = typeof script === "object" && "steps" in script && script.steps.includes(middle.at(-1) ?? "");
    expect(outcome.failedAttempts).toEqual([
      {
        startedAt: "2031-05-06T07:08:09.000Z",
        status,
        message: expect.stringMatching(message),
        // Three chunks of three characters had come and may have to be paid for.
        ...(begun ? { received: 9 } : {}),
      },
    ]);
    expect(server.requests).toHaveLength(2);
    expect(sleeps).toEqual([500]);
  });

  it("that end the call after a part of the reply keep what came of every attempt, the last one too", async () => {
    const { ask } = await play([{ steps: [...middle, "cut"] }, { steps: ["cut"] }, { steps: [...middle, "cut"] }], {
      maxAttempts: 3,
    });
    const { failedAttempts } = failed(await ask());
    expect(failedAttempts.map(({ received }) => received)).toEqual([9, undefined, 9]);
  });

  it("that end the call before anything came count without the last attempt, whose failure is the call's", async () => {
    const { ask } = await play([{ steps: [...middle, "cut"] }, { steps: ["cut"] }], { maxAttempts: 2 });
    expect(failed(await ask()).failedAttempts).toMatchObject([{ received: 9 }]);
  });

  it("after a part of the reply are paid for again only where the budget allows, and after nothing without asking", async () => {
    let asked = 0;
    const mayPayAgain = async () => {
      asked += 1;
      return false;
    };
    const begun = await play([{ steps: [...middle, "cut"] }, { text: answer }]);
    expect(failed(await begun.ask(undefined, { mayPayAgain })).message).toBe(
      "the reply broke off, and there is no budget for another try",
    );
    expect([begun.server.requests.length, asked]).toEqual([1, 1]);
    const untouched = await play([{ steps: ["cut"] }, { text: answer }]);
    expect(replied(await untouched.ask(undefined, { mayPayAgain })).content).toBe(answer);
    expect(asked).toBe(1);
  });

  it("that last too long end the call after the last attempt", async () => {
    const { server, sleeps, ask } = await play([{ status: 503, body: errorBody("boom", "server_error") }], {
      maxAttempts: 5,
      baseDelayMs: 1000,
      maxDelayMs: 3000,
    });
    const outcome = failed(await ask());
    expect(outcome).toMatchObject({
      reason: "request-failed",
      scope: "call",
      httpStatus: 503,
      message: "HTTP 503: boom",
    });
    expect(outcome.failedAttempts).toHaveLength(4);
    expect(server.requests).toHaveLength(5);
    expect(sleeps).toEqual([500, 1000, 1500, 1500]);
  });
});

describe("faults that stay", () => {
  const rows: [string, Script, Partial<ChatFailure>, RegExp][] = [
    ["400", { status: 400, body: errorBody("bad value", "invalid_request_error") }, { httpStatus: 400 }, /bad value/],
    [
      "422",
      { status: 422, body: { detail: [{ loc: ["body"], msg: "field required" }] } },
      { httpStatus: 422 },
      /field required/,
    ],
    ["401", { status: 401, body: errorBody("no", "authentication_error") }, { scope: "server" }, /check the API key/],
    ["403", { status: 403, body: "" }, { scope: "server" }, /HTTP 403 Forbidden/],
    ["404", { status: 404, body: errorBody("no such model", "NotFoundError") }, { scope: "server" }, /unknown model/],
    ["501", { status: 501, body: errorBody("parser", "not_supported_error") }, { scope: "call" }, /parser/],
    [
      "429 without credit",
      { status: 429, body: errorBody("You exceeded your quota", "insufficient_quota") },
      { scope: "server" },
      /credit/,
    ],
    [
      "a redirect",
      { status: 308, headers: { location: "https://other.example/v1" } },
      { scope: "server" },
      /other\.example/,
    ],
    [
      "an unknown model at Sakura",
      { status: 400, body: errorBody("This model is not available.", "x") },
      { scope: "server" },
      /model/,
    ],
    ["a missing key at PLaMo", { status: 400, body: { message: "missing API key" } }, { scope: "server" }, /API key/],
    [
      "an error of the request inside a stream",
      { steps: [event(errorBody("bad grammar", "invalid_request_error", { code: 400 }))] },
      { httpStatus: 400 },
      /bad grammar/,
    ],
    [
      "a prompt that is too long",
      {
        status: 400,
        body: errorBody(
          "request (9000 tokens) exceeds the available context size (4096 tokens)",
          "exceed_context_size_error",
          {
            code: 400,
            n_prompt_tokens: 9000,
            n_ctx: 4096,
          },
        ),
      },
      { reason: "context-overflow" },
      /9000 tokens/,
    ],
    [
      "a filtered prompt",
      { status: 400, body: errorBody("The response was filtered", "x", { code: "content_filter" }) },
      { reason: "content-filter" },
      /filtered/,
    ],
  ];
  it.each(rows)("%s", async (_name, script, expected, message) => {
    const { server, sleeps, ask } = await play([script]);
    expect(failed(await ask())).toMatchObject({
      reason: "request-failed",
      scope: "call",
      failedAttempts: [],
      message: expect.stringMatching(message),
      ...expected,
    });
    expect(server.requests).toHaveLength(1);
    expect(sleeps).toEqual([]);
  });

  it("a gigantic reply is given up, streamed or not", async () => {
    const flood = "あ".repeat(600);
    for (const script of [
      { text: flood, chunkSize: 50 },
      { text: flood, stream: false },
      { steps: [`data: ${flood}${flood}${flood}`] },
    ]) {
      const { server, ask } = await play([script], { maxReplyCharacters: 500 });
      expect(failed(await ask()).message).toBe("the reply is longer than 500 characters");
      expect(server.requests).toHaveLength(1);
    }
  });

  it("a server that is not there is the server's trouble", async () => {
    const gone = await startFakeServer();
    await gone.close();
    const { sleeps, ask } = await play([], { maxUnreachable: 3 }, { baseUrl: gone.baseUrl });
    const outcome = failed(await ask());
    expect(outcome).toMatchObject({ reason: "request-failed", scope: "server", httpStatus: null });
    expect(outcome.message).toBe(`cannot reach ${gone.baseUrl}: nothing listens there (ECONNREFUSED)`);
    expect(outcome.failedAttempts).toHaveLength(2);
    expect(sleeps).toHaveLength(2);
  });

  it("https spoken to an http server is not tried again", async () => {
    const plain = await startFakeServer();
    cleanups.push(() => plain.close());
    const { sleeps, ask } = await play([], {}, { baseUrl: plain.baseUrl.replace("http:", "https:") });
    expect(failed(await ask())).toMatchObject({
      scope: "server",
      message: expect.stringMatching(/no secure connection/),
    });
    expect(sleeps).toEqual([]);
  });

  it("shows no key that a server repeats", async () => {
    const { ask } = await play(
      [
        {
          status: 401,
          body: errorBody(`Incorrect API key provided: ${key}. Header: Bearer ${key}, x=hf_abcdefghijklmnop`, "x"),
        },
      ],
      {},
      { headers: { "x-api-key": "quiet-heron" } },
    );
    const text = JSON.stringify(await ask());
    expect(text).not.toMatch(/sk-planted|hf_abc|quiet-heron/);
    expect(text).toContain("[redacted]");
  });
});

describe("Retry-After", () => {
  it.each([
    ["seconds", { "retry-after": "7" }, 7_500],
    ["milliseconds", { "retry-after-ms": "1250", "retry-after": "9" }, 1_750],
    [
      "a date, by the server's own clock",
      { "retry-after": "Tue, 06 May 2031 09:00:30 GMT", date: "Tue, 06 May 2031 09:00:00 GMT" },
      30_500,
    ],
    [
      "a date that has passed",
      { "retry-after": "Tue, 06 May 2031 07:00:00 GMT", date: "Tue, 06 May 2031 09:00:00 GMT" },
      500,
    ],
    ["minutes", { "retry-after": "600" }, 600_500],
    ["nonsense", { "retry-after": "-5 soon" }, 500],
  ])("in %s", async (_name, headers, wait) => {
    const { sleeps, ask } = await play([{ status: 429, headers }, { text: answer }]);
    expect(replied(await ask()).failedAttempts).toHaveLength(1);
    expect(sleeps).toEqual([wait]);
  });

  it("beyond the cap ends the call and says so", async () => {
    const { sleeps, ask } = await play([{ status: 429, headers: { "retry-after": "86400" } }]);
    expect(failed(await ask())).toMatchObject({
      scope: "server",
      message: "HTTP 429 Too Many Requests (the server asks to wait 86400 s, more than the 3600 s allowed)",
    });
    expect(sleeps).toEqual([]);
  });
});

describe("a pace shared by all calls", () => {
  it("is told how attempts end, and holds back after a 429 and when a quota is used up", async () => {
    const pace = startPace({ start: 8 });
    const { server, ask } = await play(
      [
        { status: 429, headers: { "retry-after-ms": "40" } },
        {
          status: 200,
          body: completionOf({ text: answer }),
          headers: { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "80ms" },
        },
        { text: answer },
      ],
      { pace },
    );
    expect(replied(await ask()).failedAttempts).toMatchObject([{ status: 429 }]);
    expect(pace.state()).toMatchObject({ refused: 1, inFlight: 0, waiting: 0 });
    expect(pace.limit()).toBe(1);
    expect(replied(await ask()).content).toBe(answer);
    const [first, second, third] = server.requests.map((request) => request.at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(39);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(79);
  });

  it("declares a server down once for all, however many ask", async () => {
    const gone = await startFakeServer();
    await gone.close();
    const pace = startPace({ start: 8, maxUnreachable: 3, unreachableDelayMs: 10 });
    const { ask } = await play([], { pace }, { baseUrl: gone.baseUrl });
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => ask()));
    for (const outcome of outcomes) {
      expect(failed(outcome)).toMatchObject({
        scope: "server",
        message: expect.stringMatching(/ECONNREFUSED.*3 times/),
      });
    }
  });

  it("that is closed ends waits between attempts, and no new attempt is sent", async () => {
    const pace = startPace();
    const { server, ask } = await play([{ status: 503, headers: { "retry-after": "900" } }], {
      pace,
      sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal === undefined ? {} : { signal }),
    });
    const asked = ask();
    while (pace.state().pausedMs === 0) await wait(5);
    pace.close(stoppedFailure("the run was stopped"));
    expect(failed(await asked)).toMatchObject({ scope: "call", message: "the run was stopped" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("an abort", () => {
  const reason = new Error("stop now");

  it("ends a call that is under way, at the server too", async () => {
    const { server, ask } = await play([{ steps: [...eventsOf({ text: answer }).slice(0, 3), "stall"] }]);
    const controller = new AbortController();
    const call = ask(controller.signal);
    call.catch(() => {});
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await expect.poll(() => server.requests[0]?.aborted).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it("ends a wait between attempts", async () => {
    const controller = new AbortController();
    const { server, ask } = await play([{ status: 500 }], {
      sleep: () => {
        controller.abort(reason);
        return new Promise(() => {});
      },
    });
    await expect(ask(controller.signal)).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it("before the call sends nothing", async () => {
    const { server, ask } = await play([answer]);
    await expect(ask(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe("connections", () => {
  it("are used again, and none is left after close", async () => {
    const server = await startFakeServer({ onChat: () => answer });
    cleanups.push(() => server.close());
    const { chat, close } = openChat({ baseUrl: server.baseUrl, apiKey: null });
    for (let call = 0; call < 12; call++) await chat({ body });
    expect(server.openConnections()).toBeLessThanOrEqual(2);
    await Promise.all(Array.from({ length: 20 }, () => chat({ body })));
    expect(server.openConnections()).toBeLessThanOrEqual(22);
    await close();
    await expect.poll(() => server.openConnections()).toBe(0);
    await expect(chat({ body })).rejects.toThrow("closed");
  });

  it("hold nothing that would keep the process alive", async () => {
    const held = () => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS/.test(kind)).length;
    const server = await startFakeServer({ onChat: () => ({ status: 500 }) });
    const { chat, close } = openChat({ baseUrl: server.baseUrl, apiKey: null }, { sleep: async () => {} });
    await Promise.all(Array.from({ length: 4 }, () => chat({ body })));
    expect(held()).toBeGreaterThan(0);
    await close();
    await server.close();
    await expect.poll(held).toBe(0);
  });

  it("of a call that is under way break on close", async () => {
    const { server, ask } = await play([{ steps: ["stall"] }]);
    const call = ask();
    call.catch(() => {});
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await cleanups.pop()?.();
    await expect(call).rejects.toThrow("closed");
  });

  it("may be many on one signal without a warning", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const { ask } = await play([answer]);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 15 }, () => ask(signal)));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  it("leave no listener on a signal shared by many calls", async () => {
    const { ask } = await play([answer]);
    const controller = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = controller.signal;
    controller.signal.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(controller.signal, parameters);
    };
    controller.signal.removeEventListener = (...parameters: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(controller.signal, parameters);
    };
    for (let call = 0; call < 3; call++) await ask(controller.signal);
    expect(listeners).toBe(0);
  });
});
