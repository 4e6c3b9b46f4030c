import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/** One request as it arrived. */
export interface FakeRequest {
  /** 0-based, in order of arrival: of chat calls among themselves, of all other requests among themselves. */
  readonly index: number;
  readonly method: string;
  /** With the query, as in `/v1/models?x=1`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; an empty object when there was none of a chat call's shape. */
  readonly body: FakeBody;
  /** Milliseconds since the server started. */
  readonly at: number;
  /** Becomes true when the client closed the connection before the reply ended. */
  aborted: boolean;
}

const bodySchema = z.looseObject({
  model: z.string().optional(),
  stream: z.boolean().optional(),
  /** vLLM counts in every chunk where this asks for it. */
  stream_options: z.looseObject({ continuous_usage_stats: z.boolean().optional() }).optional(),
  /** llama-server does where this does. */
  timings_per_token: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string() })).optional(),
});

export type FakeBody = z.infer<typeof bodySchema>;

/** What the played model says. Sent as a stream when the request asked for one, else as one JSON object. */
export interface Say {
  readonly text?: string | null;
  readonly reasoning?: string;
  /** vLLM since 0.16: `reasoning`; llama-server, SGLang, DeepSeek: `reasoning_content`; PLaMo: both. */
  readonly reasoningFields?: readonly ("reasoning" | "reasoning_content")[];
  readonly refusal?: string;
  /** `stop` unless said otherwise. */
  readonly finish?: string | null;
  /** Merged into a plausible `usage`; null: none is sent. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
  /** The model string returned; the requested one unless said otherwise. */
  readonly model?: string;
  readonly fingerprint?: string;
  /** Characters a chunk, 3 unless said otherwise. */
  readonly chunkSize?: number;
  /** Milliseconds before the reply begins. */
  readonly delayMs?: number;
  /** Overrides what the request asked for: a server that ignores `stream`. */
  readonly stream?: boolean;
}

/** An HTTP answer as it is; an object body is sent as JSON. */
export interface Http {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readonly<Record<string, unknown>>;
}

/**
 * A reply piece by piece: bytes or text to send, milliseconds to wait, `cut` to break the connection, `stall` to send
 * nothing more and leave it open.
 */
export interface Steps {
  readonly steps: readonly (string | Uint8Array | number | "cut" | "stall")[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Script = string | Say | Http | Steps;

export interface FakeServer {
  /** As users write it, `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly FakeRequest[];
  /** The chat calls among them. */
  chats(): readonly FakeRequest[];
  /** What handlers threw; each was answered with 400, so that no client asks again. */
  readonly errors: readonly unknown[];
  /** Connections that are open now. */
  openConnections(): number;
  /** Breaks every connection and stops listening. */
  close(): Promise<void>;
}

export interface FakeServerOptions {
  /** Called for `POST .../chat/completions`; a plain string is what the model says. */
  readonly onChat?: (request: FakeRequest) => Script | Promise<Script>;
  /** Called for every other path; undefined falls back to `/v1/models`, else 404. */
  readonly onOther?: (request: FakeRequest) => Script | undefined;
  /** Ids of `/v1/models`. */
  readonly models?: readonly string[];
  /** Keeps no request, so that memory does not grow with their number. */
  readonly forget?: boolean;
}

/** A real OpenAI-compatible HTTP server on a free loopback port, played by the test. */
export async function startFakeServer(options: FakeServerOptions = {}): Promise<FakeServer> {
  const started = performance.now();
  const requests: FakeRequest[] = [];
  const errors: unknown[] = [];
  const arrived = { chats: 0, others: 0 };
  const sockets = new Set<Socket>();

  async function answer(request: FakeRequest): Promise<Script> {
    if (isChat(request)) {
      return (await options.onChat?.(request)) ?? { status: 404, body: errorBody("no chat here", "not_found_error") };
    }
    const other = options.onOther?.(request);
    if (other !== undefined) return other;
    if (request.method === "GET" && pathOf(request).endsWith("/v1/models")) {
      const data = (options.models ?? ["played-model"]).map((id) => ({ id, object: "model" }));
      return { status: 200, body: { object: "list", data } };
    }
    return { status: 404, body: errorBody(`no ${request.path} here`, "not_found_error") };
  }

  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString("utf8");
    const { method = "", url: path = "" } = incoming;
    const request: FakeRequest = {
      index: isChat({ method, path }) ? arrived.chats++ : arrived.others++,
      method,
      path,
      headers: incoming.headers,
      text,
      body: parsedBody(text),
      at: performance.now() - started,
      aborted: false,
    };
    if (options.forget !== true) requests.push(request);
    response.on("close", () => {
      request.aborted = !response.writableFinished;
    });
    try {
      await play(await answer(request), request, response);
    } catch (error) {
      errors.push(error);
      if (!response.headersSent)
        await play({ status: 400, body: errorBody(String(error), "handler") }, request, response);
      else response.destroy();
    }
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fake server has no port");

  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    chats: () => requests.filter(isChat),
    errors,
    openConnections: () => sockets.size,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  // Below the ports that systems give to whoever asks for any: another test would get it in the meantime.
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** The server-sent events of a streamed reply, for tests that break it up themselves. */
export function eventsOf(say: Say, requestedModel = "played-model", asked: Partial<FakeBody> = {}): string[] {
  const common = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, ...identityOf(say, requestedModel) };
  let counted = 0;
  const chunk = (delta: object, finish: string | null = null, text = "") => {
    counted += [...text].length;
    return event({ ...common, choices: [{ index: 0, delta, finish_reason: finish }], ...runningCount(counted, asked) });
  };
  const size = say.chunkSize ?? 3;
  return [
    chunk({ role: "assistant", content: "" }),
    ...pieces(say.reasoning ?? "", size).map((piece) => chunk(reasoningOf(say, piece), null, piece)),
    ...pieces(say.text ?? "", size).map((piece) => chunk({ content: piece }, null, piece)),
    ...(say.refusal === undefined ? [] : [chunk({ refusal: say.refusal })]),
    chunk({}, say.finish === undefined ? "stop" : say.finish),
    ...(say.usage === null ? [] : [event({ ...common, choices: [], usage: usageOf(say) })]),
    "data: [DONE]\n\n",
  ];
}

/** As vLLM (its serving code for chat completions) and llama-server b11434 (seen) send it; one token a character. */
function runningCount(tokens: number, asked: Partial<FakeBody>): object {
  if (asked.timings_per_token === true) return { timings: { prompt_n: 21, predicted_n: tokens, predicted_ms: 0.5 } };
  if (asked.stream_options?.continuous_usage_stats !== true) return {};
  return { usage: { prompt_tokens: 21, total_tokens: 21 + tokens, completion_tokens: tokens } };
}

/** One server-sent event. */
export function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** The JSON of a reply that is not streamed. */
export function completionOf(say: Say, requestedModel = "played-model"): Record<string, unknown> {
  const message = {
    role: "assistant",
    content: say.text ?? null,
    ...(say.reasoning === undefined ? {} : reasoningOf(say, say.reasoning)),
    ...(say.refusal === undefined ? {} : { refusal: say.refusal }),
  };
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    ...identityOf(say, requestedModel),
    choices: [{ index: 0, message, finish_reason: say.finish === undefined ? "stop" : say.finish }],
    ...(say.usage === null ? {} : { usage: usageOf(say) }),
  };
}

/** The error body of OpenAI, vLLM and llama-server. */
export function errorBody(message: string, type: string, more: Readonly<Record<string, unknown>> = {}) {
  return { error: { message, type, ...more } };
}

async function play(script: Script, request: FakeRequest, response: ServerResponse): Promise<void> {
  if (typeof script === "string") return play({ text: script }, request, response);
  if ("steps" in script) {
    response.writeHead(script.status ?? 200, { "content-type": "text/event-stream", ...script.headers });
    return playSteps(script.steps, response);
  }
  if ("status" in script) {
    const isJson = typeof script.body === "object" && !(script.body instanceof Uint8Array);
    response.writeHead(script.status, { ...(isJson ? { "content-type": "application/json" } : {}), ...script.headers });
    const { body } = script;
    response.end(typeof body === "string" || body instanceof Uint8Array ? body : body && JSON.stringify(body));
    return;
  }
  if (script.delayMs !== undefined) await wait(script.delayMs);
  if (script.stream ?? request.body.stream === true) {
    return play({ steps: eventsOf(script, request.body.model, request.body) }, request, response);
  }
  return play({ status: 200, body: completionOf(script, request.body.model) }, request, response);
}

async function playSteps(steps: Steps["steps"], response: ServerResponse): Promise<void> {
  response.flushHeaders();
  for (const step of steps) {
    if (response.destroyed) return;
    if (step === "stall") return;
    if (step === "cut") {
      // What was written before the break still has to arrive.
      await wait(5);
      response.destroy();
      return;
    }
    if (typeof step === "number") await wait(step);
    else await new Promise<void>((resolve) => response.write(step, () => resolve()));
  }
  response.end();
}

function identityOf(say: Say, requestedModel: string) {
  return {
    model: say.model ?? requestedModel,
    ...(say.fingerprint === undefined ? {} : { system_fingerprint: say.fingerprint }),
  };
}

function reasoningOf(say: Say, piece: string): Record<string, string> {
  return Object.fromEntries((say.reasoningFields ?? ["reasoning"]).map((field) => [field, piece]));
}

function usageOf(say: Say): Record<string, unknown> {
  const completion = [...`${say.reasoning ?? ""}${say.text ?? ""}`].length;
  return { prompt_tokens: 21, completion_tokens: completion, total_tokens: 21 + completion, ...say.usage };
}

function pieces(text: string, size: number): string[] {
  const characters = [...text];
  const result: string[] = [];
  for (let at = 0; at < characters.length; at += size) result.push(characters.slice(at, at + size).join(""));
  return result;
}

function isChat(request: Pick<FakeRequest, "method" | "path">): boolean {
  return request.method === "POST" && pathOf(request).endsWith("/chat/completions");
}

function pathOf(request: Pick<FakeRequest, "path">): string {
  return request.path.split("?", 1)[0] ?? "";
}

function parsedBody(text: string): FakeBody {
  try {
    return bodySchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
