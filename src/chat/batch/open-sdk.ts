import OpenAI from "openai";
import type { ChatAddress } from "../http/chat-address.ts";
import { longestTimerMs } from "../http/longest-timer.ts";
import { ConnectionError } from "../http/network-failure.ts";
import type { Client } from "../http/open-client.ts";
import type { HttpReply } from "../http/send-request.ts";

/** The headers of the SDK that are passed on: it adds some from the environment, meant for another server perhaps. */
const passedHeaders = ["accept", "content-type"];

/** The openai package over a client of ours: it builds the requests for files and batches, and we read the answers. */
export function openSdk(address: ChatAddress, client: Client): OpenAI {
  return new OpenAI({
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
        const reply = await client.send({
          method: init?.method === "GET" ? "GET" : "POST",
          url: new URL(String(url)),
          headers: { ...passed(new Headers(init?.headers)), ...type },
          body,
          signal: init?.signal ?? null,
        });
        return carrying(reply);
      } catch (error) {
        return carrying(error instanceof ConnectionError ? error : new ConnectionError(error));
      }
    },
  });
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

function passed(built: Headers): Record<string, string> {
  return Object.fromEntries(
    passedHeaders.flatMap((name) => {
      const value = built.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
  );
}
