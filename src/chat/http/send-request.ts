import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import type { Dispatcher } from "undici";
import { toolVersion } from "../../files/tool-version.ts";
import { ConnectionError } from "./network-failure.ts";

/** An HTTP answer of any status, its body unread. */
export interface HttpReply {
  readonly status: number;
  header(name: string): string | null;
  /** Throws ConnectionError when the connection breaks. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
  readonly signal: AbortSignal | null;
}

/** How we name ourselves to servers. */
export function userAgent(): string {
  return `mtbench/${toolVersion()}`;
}

/**
 * One request over undici's own interface: the web streams of its `fetch` cost twice as much as everything else in a call.
 * Redirects are not followed: they would carry keys to another host. Rejects with ConnectionError when no answer came.
 */
export async function sendRequest(dispatcher: Dispatcher, request: HttpRequest): Promise<HttpReply> {
  const { method, url, headers, body = null, signal } = request;
  try {
    const path = `${url.pathname}${url.search}`;
    const response = await dispatcher.request({ origin: url.origin, path, method, headers, body, signal });
    return replyOf(response.statusCode, response.headers, response.body);
  } catch (error) {
    throw new ConnectionError(error);
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
