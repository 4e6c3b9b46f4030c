import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import OpenAI from "openai";
import { request } from "undici";
import { openAgent } from "../../sources/open-agent.ts";
import type { Environment } from "../../sources/source-places.ts";
import { type ChatAddress, identityHeaders, requireAddress } from "./chat-address.ts";
import { longestTimerMs } from "./longest-timer.ts";
import { ConnectionError } from "./network-failure.ts";

/** An HTTP answer of any status, its body unread. */
export interface HttpReply {
  readonly status: number;
  header(name: string): string | null;
  /** Throws ConnectionError when the connection breaks. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Client {
  readonly openai: OpenAI;
  close(): Promise<void>;
}

/** The headers of the SDK that are passed on: it adds some from the environment, meant for another server perhaps. */
const passedHeaders = ["accept", "content-type", "user-agent"];

/**
 * The openai package over undici: it builds requests for chat, files and batches, and we read the answers, because its
 * parsers drop some error bodies (PLaMo's) and heartbeats, and read without a bound. Time limits are the caller's (undici's
 * own would end a call after 300 s, openai-node issue 2153). Redirects are not followed: they would carry keys to another host.
 */
export function openClient(
  address: ChatAddress,
  options: { readonly connectTimeoutMs: number; readonly proxies?: Environment },
): Client {
  requireAddress(address);
  const agent = openAgent(options.proxies ?? {}, {
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.connectTimeoutMs },
  });
  const openai = new OpenAI({
    baseURL: address.baseUrl,
    apiKey: address.apiKey ?? "none",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: longestTimerMs,
    logLevel: "off",
    defaultQuery: { ...address.query },
    async fetch(url, init) {
      try {
        const { body, type } = await bodyOf(init?.body);
        // Not undici's fetch, whose web streams cost twice as much as everything else in a call.
        const response = await request(String(url), {
          method: init?.method === "GET" ? "GET" : "POST",
          headers: { ...headersFor(address, new Headers(init?.headers)), ...type },
          body,
          signal: init?.signal ?? null,
          dispatcher: agent,
        });
        return carrying(replyOf(response.statusCode, response.headers, response.body));
      } catch (error) {
        return carrying(new ConnectionError(error));
      }
    },
  });
  return { openai, close: () => agent.destroy() };
}

/** The answer to a call of the SDK's. Rejects with ConnectionError when none came. */
export async function replyTo(call: { asResponse(): Promise<Response> }): Promise<HttpReply> {
  const response: Partial<Carrier> = await call.asResponse();
  if (response.came === undefined) throw new Error("the client answered without asking");
  if (response.came instanceof ConnectionError) throw response.came;
  return response.came;
}

type Carrier = Response & { readonly came: HttpReply | ConnectionError };

/**
 * What came, on the response that `asResponse` hands through. Its own status says nothing: of any but a good one the SDK
 * would read the body, and of a broken connection forget the cause.
 */
function carrying(came: Carrier["came"]): Carrier {
  return Object.assign(new Response(null), { came });
}

/** Text as it is; a form as one piece with its length, since not every server takes chunks. */
async function bodyOf(body: RequestInit["body"]): Promise<{
  readonly body: string | Uint8Array | null;
  readonly type: Readonly<Record<string, string>>;
}> {
  if (typeof body === "string" || body === null || body === undefined) return { body: body ?? null, type: {} };
  const form = new Response(body);
  const type = form.headers.get("content-type");
  return { body: new Uint8Array(await form.arrayBuffer()), type: type === null ? {} : { "content-type": type } };
}

/** What the client built, without what is not ours to send, and with the address's own headers. */
function headersFor(address: ChatAddress, built: Headers): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = built.get(name);
    if (value !== null) headers[name] = value;
  }
  return { ...headers, ...identityHeaders(address) };
}

function replyOf(status: number, headers: IncomingHttpHeaders, body: Readable): HttpReply {
  // A body that is given up before it is read would end the process by its error.
  body.on("error", () => undefined);
  return {
    status,
    header(name) {
      const value = headers[name];
      return (Array.isArray(value) ? value.join(", ") : value) ?? null;
    },
    chunks: chunksOf(unpacked(body, headers["content-encoding"])),
  };
}

/** We ask for no compression; a few gateways compress all the same. */
function unpacked(body: Readable, encoding: string | undefined): Readable {
  switch (encoding?.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
    case "deflate":
      return body.pipe(followed(body, createUnzip()));
    case "br":
      return body.pipe(followed(body, createBrotliDecompress()));
    default:
      return body;
  }
}

/** `pipe` hands on the data and not the error. */
function followed<T extends Readable>(source: Readable, target: T): T {
  source.on("error", (error) => target.destroy(error));
  target.on("close", () => source.destroy());
  return target;
}

/** A body whose break is a ConnectionError. */
async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new ConnectionError(error);
  }
}
