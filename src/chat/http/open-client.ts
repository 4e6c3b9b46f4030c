import { openAgent } from "../../sources/open-agent.ts";
import type { Environment } from "../../sources/source-places.ts";
import { type ChatAddress, identityHeaders, requireAddress } from "./chat-address.ts";
import { type HttpReply, type HttpRequest, sendRequest, userAgent } from "./send-request.ts";

export interface Client {
  /** Sends one JSON value to a path below the base URL. Rejects with ConnectionError when no answer came. */
  post(path: `/${string}`, value: object, signal: AbortSignal): Promise<HttpReply>;
  /** The same for a request of any form; key and headers of the address are added to its own. */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}

/**
 * Requests to one server as one user. We send and read them ourselves: the openai package, which builds files and batches,
 * takes longer to load than a run needs to its first question, and its parsers drop some error bodies (PLaMo's) and
 * heartbeats, and read without a bound. Time limits are the caller's (undici's own would end a call after 300 s, openai-node
 * issue 2153). Throws InputError for an address that cannot be used.
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
  const base = { "user-agent": userAgent(), ...identityHeaders(address) };
  const send = (request: HttpRequest) => sendRequest(agent, { ...request, headers: { ...request.headers, ...base } });
  const json = { accept: "application/json", "content-type": "application/json" };
  return {
    send,
    post: (path, value, signal) =>
      send({ method: "POST", url: urlOf(address, path), headers: json, body: JSON.stringify(value), signal }),
    close: () => agent.destroy(),
  };
}

/** A path below the base URL, with the address's own query. */
export function urlOf({ baseUrl, query = {} }: ChatAddress, path: `/${string}`): URL {
  const url = new URL(`${baseUrl.replace(/\/$/u, "")}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}
