import OpenAI from "openai";
import { Agent, fetch } from "undici";
import { InputError } from "../errors.ts";
import { ConnectionError } from "./network-failure.ts";

/** Where and as whom a server is called. */
export interface ChatAddress {
  /** Ends before `/chat/completions`, as in `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null: no Authorization header is sent. */
  readonly apiKey: string | null;
  /** Sent with every call; may replace Authorization (Azure: `api-key`). */
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

/** The only headers of the SDK that are passed on: it adds some from the environment, meant for another server perhaps. */
const passedHeaders = ["accept", "authorization", "content-type", "user-agent"];

/**
 * The openai package over undici. It builds the request; bodies are read by us, because its parsers drop some error bodies
 * (PLaMo's), read without a bound and print to the console. Time limits are the caller's (undici's own would end a call
 * after 300 s, openai-node issue 2153). Redirects are not followed: they would carry keys to another host.
 */
export function openTransport(address: ChatAddress, options: { readonly connectTimeoutMs: number }): Transport {
  requireAddress(address);
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: options.connectTimeoutMs } });
  const client = new OpenAI({
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
  });

  return {
    async post(path, body, signal) {
      let reply: HttpReply | undefined;
      let failure: ConnectionError | undefined;
      const exchange = client.withOptions({
        fetch: async (url, init) => {
          try {
            const response = await fetch(String(url), {
              method: init?.method ?? "POST",
              headers: headersFor(address, new Headers(init?.headers)),
              body: typeof init?.body === "string" ? init.body : null,
              signal: init?.signal ?? null,
              redirect: "manual",
              dispatcher: agent,
            });
            reply = {
              status: response.status,
              header: (name) => response.headers.get(name),
              chunks: bodyOf(response.body),
            };
          } catch (error) {
            failure = new ConnectionError(error);
            throw failure;
          }
          // The SDK gets a stand-in without a body: ours to read.
          return new Response(null, { status: reply.status });
        },
      });
      try {
        await exchange.post(path, { body, signal }).asResponse();
      } catch (error) {
        if (reply === undefined) throw failure ?? error;
      }
      if (reply === undefined) throw new Error("the client ended without an answer");
      return reply;
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
    if (value !== null && (name !== "authorization" || address.apiKey !== null)) headers[name] = value;
  }
  for (const [name, value] of Object.entries(address.headers ?? {})) headers[name.toLowerCase()] = value;
  return headers;
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
  const headers = Object.entries(address.headers ?? {});
  const values = address.apiKey === null ? headers : [["authorization", `Bearer ${address.apiKey}`], ...headers];
  for (const [name = "", value = ""] of values) {
    try {
      new Headers([[name, value]]);
    } catch {
      const what = name === "authorization" ? "the API key" : `the header "${name}"`;
      throw new InputError(`${what} for ${address.baseUrl} holds a character that HTTP cannot send`, {
        hint: "look for line breaks, spaces or full-width letters in it",
      });
    }
  }
}

/** A body whose break is a ConnectionError. */
export async function* bodyOf(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    yield* body;
  } catch (error) {
    throw new ConnectionError(error);
  }
}
