import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { messageOf } from "../../errors.ts";
import type { ChatMessage } from "../../models/request-body.ts";

/** A model that is played: the whole reply to a conversation. */
export type PracticeModel = (messages: readonly ChatMessage[]) => string;

export interface PracticeServer {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  /** Breaks what is still open and frees the port. Calling it again does nothing. */
  close(): Promise<void>;
}

/** Bytes of a request; a prompt with two long answers has some tens of thousands. */
const largestBody = 4 * 1024 * 1024;
/** Characters of one streamed piece. */
const pieceSize = 64;

const requestSchema = z.object({
  model: z.string(),
  messages: z
    .array(z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content: z.string() }))
    .min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

/**
 * Starts an OpenAI-compatible server on a free loopback port, whose models are functions: `GET /v1/models` and
 * `POST /v1/chat/completions`, streamed or whole. Sampling parameters are accepted and ignored. Characters stand for tokens
 * in its usage counts.
 */
export async function startPracticeServer(options: {
  readonly models: ReadonlyMap<string, PracticeModel>;
}): Promise<PracticeServer> {
  const server = createServer((request, response) => {
    // A client that leaves early breaks only its own connection.
    response.on("error", () => undefined);
    answer(request, response, options.models).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, `the practice model failed: ${messageOf(error)}`, "server_error");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the practice server has no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  models: ReadonlyMap<string, PracticeModel>,
): Promise<void> {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  if (request.method === "GET" && path === "/v1/models") {
    request.resume();
    const data = [...models.keys()].map((id) => ({ id, object: "model", created: 0, owned_by: "mtbench" }));
    return send(response, 200, { object: "list", data });
  }
  if (request.method !== "POST" || path !== "/v1/chat/completions") {
    request.resume();
    return refuse(response, 404, `no ${request.method} ${path} here`, "not_found_error");
  }
  const text = await readBody(request);
  if (text === null) {
    response.setHeader("connection", "close");
    return refuse(response, 413, `a request may have at most ${largestBody} bytes`, "invalid_request_error");
  }
  const parsed = requestSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    return refuse(response, 400, `not a chat request: ${problems}`, "invalid_request_error");
  }
  const { model, messages, stream, stream_options } = parsed.data;
  const play = models.get(model);
  if (play === undefined) {
    const known = [...models.keys()].join(", ");
    return refuse(response, 404, `the model ${model} does not exist; there are ${known}`, "not_found_error");
  }
  const said = play(messages);
  const reply = { model, text: said, usage: usageOf(messages, said) };
  if (stream === true) return sendStream(response, reply, stream_options?.include_usage === true);
  const choice = { index: 0, message: { role: "assistant", content: reply.text }, finish_reason: "stop" };
  send(response, 200, { ...envelope(model, "chat.completion"), choices: [choice], usage: reply.usage });
}

function sendStream(
  response: ServerResponse,
  reply: { readonly model: string; readonly text: string; readonly usage: object },
  withUsage: boolean,
): void {
  const common = envelope(reply.model, "chat.completion.chunk");
  const event = (data: object) => response.write(`data: ${JSON.stringify({ ...common, ...data })}\n\n`);
  const chunk = (delta: object, finish: "stop" | null) =>
    event({ choices: [{ index: 0, delta, finish_reason: finish }] });
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
  chunk({ role: "assistant", content: "" }, null);
  const characters = [...reply.text];
  for (let at = 0; at < characters.length; at += pieceSize) {
    chunk({ content: characters.slice(at, at + pieceSize).join("") }, null);
  }
  chunk({}, "stop");
  if (withUsage) event({ choices: [], usage: reply.usage });
  response.end("data: [DONE]\n\n");
}

function envelope(model: string, object: string) {
  return { id: "chatcmpl-practice", object, created: 0, model };
}

function usageOf(messages: readonly ChatMessage[], text: string) {
  const prompt = messages.reduce((sum, message) => sum + [...message.content].length, 0);
  const completion = [...text].length;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** Null when it is too large; the rest is then read and thrown away, so that the refusal still arrives. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Uint8Array = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBody * 4) break;
    if (size <= largestBody) chunks.push(bytes);
  }
  return size > largestBody ? null : Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, message: string, type: string): void {
  send(response, status, { error: { message, type, code: null, param: null } });
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}
