import OpenAI from "openai";
import { openAgent } from "../../sources/open-agent.ts";
import type { Environment } from "../../sources/source-places.ts";
import { type ChatAddress, identityHeaders, requireAddress } from "./chat-address.ts";
import { longestTimerMs } from "./longest-timer.ts";
import { ConnectionError } from "./network-failure.ts";
import { type HttpReply, sendRequest, userAgent } from "./send-request.ts";

export interface Client {
  readonly openai: OpenAI;
  close(): Promise<void>;
}

/** The headers of the SDK that are passed on: it adds some from the environment, meant for another server perhaps. */
const passedHeaders = ["accept", "content-type"];

/**
 * The openai package over undici, for one server as one user: it builds the requests for chat, files and batches, and we read
 * the answers (`replyTo`), because its parsers drop some error bodies (PLaMo's) and heartbeats, and read without a bound. Time
 * limits are the caller's (undici's own would end a call after 300 s, openai-node issue 2153). Throws InputError for an
 * address that cannot be used.
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
  const own = { "user-agent": userAgent(), ...identityHeaders(address) };
  const urlAt = lastUrl();
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
        const reply = await sendRequest(agent, {
          method: init?.method === "GET" ? "GET" : "POST",
          url: urlAt(String(url)),
          headers: { ...passed(init?.headers), ...type, ...own },
          body,
          signal: init?.signal ?? null,
        });
        return new Answer(reply);
      } catch (error) {
        return new Answer(error instanceof ConnectionError ? error : new ConnectionError(error));
      }
    },
  });
  return { openai, close: () => agent.destroy() };
}

/** The answer to a call of the SDK's. Rejects with ConnectionError when none came. */
export async function replyTo(call: { asResponse(): Promise<Response> }): Promise<HttpReply> {
  const response = await call.asResponse();
  if (!(response instanceof Answer)) throw new Error("the client answered without asking");
  if (response.came instanceof ConnectionError) throw response.came;
  return response.came;
}

/**
 * What came, as the response that `asResponse` hands through. Its own status says nothing: of any but a good one the SDK
 * would read the body, and of a broken connection forget the cause. No `Response` of Node's, which takes 13 ms to load for what
 * nobody reads here.
 */
class Answer implements Response {
  readonly came: HttpReply | ConnectionError;
  readonly headers = new Headers();
  readonly ok = true;
  readonly status = 200;
  readonly statusText = "";
  readonly type = "default";
  readonly url = "";
  readonly redirected = false;
  readonly body = null;
  readonly bodyUsed = false;
  readonly clone = unread;
  readonly arrayBuffer = unread;
  readonly blob = unread;
  readonly bytes = unread;
  readonly formData = unread;
  readonly json = unread;
  readonly text = unread;
  constructor(came: HttpReply | ConnectionError) {
    this.came = came;
  }
}

function unread(): never {
  throw new Error("the answer is read by replyTo");
}

/** A path below the base URL, with the address's own query. */
export function urlOf({ baseUrl, query = {} }: ChatAddress, path: `/${string}`): URL {
  const url = new URL(`${baseUrl.replace(/\/$/u, "")}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

/** URLs taken apart; thousands of chat calls in a row go to the same one. */
function lastUrl(): (text: string) => URL {
  let last: { readonly text: string; readonly url: URL } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, url: new URL(text) };
    return last.url;
  };
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

function passed(built: RequestInit["headers"]): Record<string, string> {
  const headers = built instanceof Headers ? built : new Headers(built);
  const kept: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = headers.get(name);
    if (value !== null) kept[name] = value;
  }
  return kept;
}
