import { FormData, fetch } from "undici";
import { openAgent } from "../../sources/open-agent.ts";
import type { Environment } from "../../sources/source-places.ts";
import { ConnectionError } from "./network-failure.ts";
import { bodyOf, type ChatAddress, type HttpReply, headersFor, requireAddress } from "./transport.ts";

export interface HttpCall {
  readonly method: "GET" | "POST";
  /** After the base URL, as in `/batches`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as multipart/form-data: plain fields, and one file under `file`. */
  readonly form?: {
    readonly fields: Readonly<Record<string, string>>;
    readonly fileName: string;
    readonly file: string;
  };
}

/** Calls beside the chat, to the same server as the same user. */
export interface HttpCalls {
  /** Rejects with ConnectionError when no answer comes. */
  call(call: HttpCall, signal: AbortSignal): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Keys, headers and queries are those of the chat's transport; time limits are the caller's; redirects are not followed. */
export function openHttpCalls(
  address: ChatAddress,
  options: { readonly connectTimeoutMs: number; readonly proxies?: Environment },
): HttpCalls {
  requireAddress(address);
  const agent = openAgent(options.proxies ?? {}, {
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: options.connectTimeoutMs },
  });
  return {
    async call({ method, path, query, json, form }, signal) {
      const url = new URL(`${address.baseUrl.replace(/\/+$/u, "")}${path}`);
      for (const [name, value] of Object.entries({ ...address.query, ...query })) url.searchParams.set(name, value);
      const built = new Headers({ accept: "application/json", authorization: `Bearer ${address.apiKey ?? "none"}` });
      if (json !== undefined) built.set("content-type", "application/json");
      const body = form === undefined ? (json === undefined ? null : JSON.stringify(json)) : multipart(form);
      try {
        const headers = headersFor(address, built);
        const response = await fetch(url, { method, headers, body, signal, redirect: "manual", dispatcher: agent });
        return {
          status: response.status,
          header: (name) => response.headers.get(name),
          chunks: bodyOf(response.body ?? emptyBody()),
        };
      } catch (error) {
        throw new ConnectionError(error);
      }
    },
    close: () => agent.destroy(),
  };
}

function multipart({ fields, fileName, file }: NonNullable<HttpCall["form"]>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([file], { type: "application/jsonl" }), fileName);
  return form;
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
