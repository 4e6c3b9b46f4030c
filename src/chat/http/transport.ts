import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import OpenAI from "openai";
import { request } from "undici";
import { InputError } from "../../errors.ts";
import { openAgent } from "../../sources/open-agent.ts";
import type { Environment } from "../../sources/source-places.ts";
import { ConnectionError } from "./network-failure.ts";

/** Where and as whom a server is called. */
export interface ChatAddress {
  /** Ends before `/chat/completions`, as in `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null: no key is sent. */
  readonly apiKey: string | null;
  /** Header that carries the bare key (Azure: `api-key`); absent: `Authorization: Bearer`. */
  readonly keyHeader?: string;
  /** Sent with every call; may replace Authorization. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to every URL (Azure: `api-version`). */
  readonly query?: Readonly<Record<string, string>>;
}

/** An HTTP answer of any status, its body unread. */
export interface HttpReply {
  readonly status: number;
  header(name: string): string | null;
  /** Throws ConnectionError when the connection breaks. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface Transport {
  /** Posts JSON. Rejects with ConnectionError when no answer comes. */
  post(path: string, body: unknown, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Node's timers hold no more, some 24 days. */
export const longestTimerMs = 2 ** 31 - 1;

/** Names a call between us and the SDK; never sent. */
const exchangeHeader = "x-mtbench-exchange";

/** One call on its way through the SDK. */
interface Exchange {
  readonly signal: AbortSignal;
  reply?: HttpReply;
  failure?: ConnectionError;
}

/** The only headers of the SDK that are passed on: it adds some from the environment, meant for another server perhaps. */
const passedHeaders = ["accept", "authorization", "content-type", "user-agent"];

/**
 * The openai package over undici. It builds the request; bodies are read by us, because its parsers drop some error bodies
 * (PLaMo's), read without a bound and print to the console. Time limits are the caller's (undici's own would end a call
 * after 300 s, openai-node issue 2153). Redirects are not followed: they would carry keys to another host.
 */
export function openTransport(
  address: ChatAddress,
  options: { readonly connectTimeoutMs: number; readonly proxies?: Environment },
): Transport {
  requireAddress(address);
  const agent = openAgent(options.proxies ?? {}, {
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.connectTimeoutMs },
  });
  const client: OpenAI = new OpenAI({
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
    fetch: (url, init) => send(String(url), init),
  });
  // Making a client for each call would cost more than the call's own JSON, so they share one and are told apart here.
  const exchanges = new Map<string, Exchange>();
  let posted = 0;

  async function send(url: string, init: RequestInit | undefined): Promise<Response> {
    const built = new Headers(init?.headers);
    const exchange = exchanges.get(built.get(exchangeHeader) ?? "");
    if (exchange === undefined) throw new Error("the client sent a request that nobody posted");
    try {
      // Not fetch, whose web streams cost twice as much as everything else in a call.
      const response = await request(url, {
        method: "POST",
        headers: headersFor(address, built),
        body: typeof init?.body === "string" ? init.body : null,
        signal: exchange.signal,
        dispatcher: agent,
      });
      exchange.reply = replyOf(response.statusCode, response.headers, response.body);
      // The SDK gets a stand-in without a body: ours to read.
      return new Response(null, { status: Math.max(200, response.statusCode) });
    } catch (error) {
      exchange.failure = new ConnectionError(error);
      throw exchange.failure;
    }
  }

  return {
    async post(path, body, signal) {
      posted += 1;
      const id = String(posted);
      const exchange: Exchange = { signal };
      exchanges.set(id, exchange);
      try {
        await client.post(path, { body, signal, headers: { [exchangeHeader]: id } }).asResponse();
      } catch (error) {
        if (exchange.reply === undefined) throw exchange.failure ?? error;
      } finally {
        exchanges.delete(id);
      }
      if (exchange.reply === undefined) throw new Error("the client ended without an answer");
      return exchange.reply;
    },
    close: () => agent.destroy(),
  };
}

/** What must not be shown: the key, and headers that look like one. */
export function secretsOf(address: ChatAddress): readonly string[] {
  const headers = Object.entries(address.headers ?? {})
    .filter(([name]) => /auth|key|token|secret|cookie/iu.test(name))
    .flatMap(([, value]) => [value, value.replace(/^(?:bearer|basic)\s+/iu, "")]);
  const query = Object.entries(address.query ?? {})
    .filter(([name]) => /key|token|secret|sig/iu.test(name))
    .map(([, value]) => value);
  return [...(address.apiKey === null ? [] : [address.apiKey]), ...headers, ...query];
}

/** Throws InputError for a base URL or headers that cannot be used, without showing what may be secret. */
export function requireAddress(address: ChatAddress): void {
  requireUrl(address.baseUrl);
  requireHeaders(address);
}

/** What the client built, without what is not ours to send, and with the address's own headers. */
export function headersFor(address: ChatAddress, built: Headers): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = built.get(name);
    if (value !== null && name !== "authorization") headers[name] = value;
  }
  return { ...headers, ...identityHeaders(address) };
}

/** The key and the headers of the user's own, as every request to this server carries them. */
export function identityHeaders({ apiKey, keyHeader, headers = {} }: ChatAddress): Record<string, string> {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const key = keyHeader === undefined ? { authorization: `Bearer ${apiKey}` } : { [keyHeader]: `${apiKey}` };
  return { ...(apiKey === null ? {} : key), ...Object.fromEntries(own) };
}

function requireUrl(baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new InputError(`"${baseUrl}" is no base URL`, { hint: "write it like http://127.0.0.1:8000/v1" });
  }
  if (url.username !== "" || url.password !== "") {
    throw new InputError(`the base URL of ${url.host} holds a user name or password`, {
      hint: "pass the API key in an environment variable instead",
    });
  }
}

/** Said here, without the value: the error of a header that cannot be sent would quote it. */
function requireHeaders(address: ChatAddress): void {
  const { apiKey, keyHeader = "authorization" } = address;
  for (const [name, value] of Object.entries(identityHeaders(address))) {
    try {
      new Headers([[name, value]]);
    } catch {
      const what = apiKey !== null && name === keyHeader ? "the API key" : `the header "${name}"`;
      throw new InputError(`${what} for ${address.baseUrl} holds a character that HTTP cannot send`, {
        hint: "look for line breaks, spaces or full-width letters in it",
      });
    }
  }
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
    chunks: bodyOf(unpacked(body, headers["content-encoding"])),
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
export async function* bodyOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new ConnectionError(error);
  }
}
