import type { Dispatcher } from "undici";
import { type ChatAddress, identityHeaders } from "../../chat/http/chat-address.ts";
import { urlOf } from "../../chat/http/open-client.ts";
import { sendRequest, userAgent } from "../../chat/http/send-request.ts";
import { beginning, decoded } from "../../chat/reply/read-reply.ts";
import { InputError, messageOf } from "../../errors.ts";
import { serverAtHost } from "../../models/known-servers.ts";
import { openAgent } from "../../sources/open-agent.ts";
import { modelListSchema, readServerFacts } from "./read-server-facts.ts";
import type { Environment } from "./server-access.ts";
import type { ServerFacts } from "./server-facts.ts";

const probeTimeoutMs = 15_000;

/** Bound on one answer, characters: a vendor may list thousands of models. */
const longestFacts = 16_000_000;

export interface ProbeOptions {
  /** Environment whose proxies hold; absent: none. */
  readonly proxies?: Environment;
  readonly timeoutMs?: number;
  /** The model that will be asked, for a server that speaks for several. */
  readonly model?: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

interface Got {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Asks a server what it is: `/models`, then what its kind offers besides. Spends no tokens. A server that cannot be reached or
 * refuses the key is an InputError; one without a model list is not, since some vendors have none.
 */
export async function probeServer(
  address: ChatAddress,
  name: string,
  { proxies = {}, timeoutMs = probeTimeoutMs, model, signal }: ProbeOptions = {},
): Promise<ServerFacts> {
  const dispatcher = openAgent(proxies, { connect: { timeout: timeoutMs } });
  try {
    const patience = () => AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
    const list = await getFrom(
      address,
      dispatcher,
      patience,
    )("/models").catch((error: unknown) => {
      throw new InputError(`${name}: no answer from ${address.baseUrl}: ${causeOf(error)}`, {
        hint: "Is the server running, and is this the address up to /v1? Nothing was asked and nothing was written.",
      });
    });
    if (list.status === 401 || list.status === 403) {
      throw new InputError(`${name}: ${address.baseUrl} refused the API key (HTTP ${list.status})`, {
        hint: "Name the environment variable that holds the key with --api-key-env (candidate) or --judge-api-key-env.",
      });
    }
    if (list.status === 503) {
      throw new InputError(`${name}: ${address.baseUrl} is not ready: it may still be loading its model (HTTP 503)`, {
        hint: "Try again when it is up. Nothing was asked and nothing was written.",
      });
    }
    const listed = modelListSchema.safeParse(list.body).data?.data ?? null;
    const ask = getFrom({ ...address, baseUrl: address.baseUrl.replace(/\/v1$/, "") }, dispatcher, patience);
    const get = async (path: `/${string}`) => {
      const { status, body } = await ask(path).catch(() => ({ status: 0, body: null }));
      return status >= 200 && status < 300 ? body : null;
    };
    const isVendor = serverAtHost(address.baseUrl) !== undefined;
    return await readServerFacts(get, listed, { isVendor, model: model ?? null });
  } finally {
    // After a stop nothing is waited for, not even a connection that is still being made.
    await (signal?.aborted === true ? dispatcher.destroy() : dispatcher.close());
  }
}

function getFrom(address: ChatAddress, dispatcher: Dispatcher, patience: () => AbortSignal) {
  const headers = { accept: "application/json", "user-agent": userAgent(), ...identityHeaders(address) };
  return async (path: `/${string}`): Promise<Got> => {
    const url = urlOf(address, path);
    const { status, chunks } = await sendRequest(dispatcher, { method: "GET", url, headers, signal: patience() });
    return { status, body: parseJson(await beginning(decoded(chunks), longestFacts)) };
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the connection broke over, by its own words. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
