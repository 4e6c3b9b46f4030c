import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import type { Environment } from "../../sources/source-places.ts";
import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { AttemptError, type AttemptFailure, callFailure } from "../http/attempt-failure.ts";
import { boundedLines } from "../http/bounded-lines.ts";
import { classifyError } from "../http/classify-error.ts";
import { type HttpCall, openHttpCalls } from "../http/http-calls.ts";
import { ConnectionError, networkFailure } from "../http/network-failure.ts";
import { retryAfter } from "../http/retry-after.ts";
import { type ChatAddress, type HttpReply, secretsOf } from "../http/transport.ts";
import { type Attempt, type RetryRules, type RetryTools, retry } from "../pace/retry.ts";
import { startWatch } from "../pace/silence-limits.ts";
import { beginning, decoded } from "../reply/read-reply.ts";
import { type BatchState, batchSchema, batchStateOf } from "./batch-state.ts";

/** Files and batches of one server. Every method retries, and rejects with AttemptError when that did not help. */
export interface BatchClient {
  /** The base URL, as messages name it. */
  readonly name: string;
  /** What a file's lines name as their `url`. */
  readonly endpoint: string;
  readonly secrets: readonly string[];
  /** Throws InputError when the server has no batches, or none for us. */
  check(signal: AbortSignal): Promise<void>;
  /** Resolves to the file's id. A file of this name that is there already is taken, never sent twice. */
  upload(fileName: string, file: string, signal: AbortSignal): Promise<string>;
  findFile(fileName: string, signal: AbortSignal): Promise<string | null>;
  /** Submits a file under a token of ours. A batch that carries the token is taken, never made twice. */
  create(fileId: string, token: string, signal: AbortSignal): Promise<BatchState>;
  find(token: string, signal: AbortSignal): Promise<BatchState | null>;
  retrieve(id: string, signal: AbortSignal): Promise<BatchState>;
  /** Hands over a file line by line. Starts from the beginning after a break, so a line may come again. */
  readLines(fileId: string, onLine: (line: string) => Promise<void>, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export type BatchClientOptions = Partial<RetryRules> &
  Partial<RetryTools> & {
    readonly now?: () => number;
    readonly maxLineCharacters?: number;
    readonly proxies?: Environment;
  };

const defaults = {
  maxAttempts: 6,
  maxUnreachable: 4,
  baseDelayMs: 1_000,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 600_000,
  maxLineCharacters: 16_000_000,
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: async (milliseconds: number, signal?: AbortSignal) => {
    await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
  },
} satisfies Required<Omit<BatchClientOptions, "proxies">>;

/** A file of 200 MB over a slow line takes its time; nothing else does. */
const limits = { firstByteTimeoutMs: 1_800_000, idleTimeoutMs: 300_000, attemptTimeoutMs: 7_200_000, lingerMs: 0 };

/** Name in a batch's metadata that our token stands under. */
const tokenField = "mtbench";

/** Pages of a list that are searched: the newest come first, and ours is among the last things that were made. */
const maxPages = 50;

const fileSchema = z.looseObject({ id: z.string().min(1), filename: z.string().nullish().catch(null) });
const pageOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({ data: z.array(item), has_more: z.boolean().nullish().catch(null) });

/** Throws InputError for an address that cannot be used. */
export function openBatchClient(address: ChatAddress, options: BatchClientOptions = {}): BatchClient {
  const rules = { ...defaults, ...options };
  const secrets = secretsOf(address);
  const http = openHttpCalls(address, { connectTimeoutMs: 30_000, proxies: options.proxies ?? {} });

  /** One call, its answer read by `read`. Throws AttemptError for whatever went wrong. */
  async function once<T>(call: HttpCall, signal: AbortSignal, read: (reply: HttpReply) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const end = () => controller.abort();
    signal.addEventListener("abort", end, { once: true });
    const watch = startWatch(limits, end);
    try {
      signal.throwIfAborted();
      const reply = await http.call(call, controller.signal);
      watch.bytes();
      if (reply.status < 200 || reply.status >= 300) throw new AttemptError(await httpFailure(reply));
      return await read({ ...reply, chunks: watched(reply.chunks, () => watch.bytes()) });
    } catch (error) {
      end();
      signal.throwIfAborted();
      if (!(error instanceof ConnectionError)) throw error;
      const expired = watch.expired();
      throw new AttemptError(expired === null ? networkFailure(error, address.baseUrl, secrets) : callFailure(expired));
    } finally {
      watch.stop();
      signal.removeEventListener("abort", end);
    }
  }

  async function httpFailure(reply: HttpReply): Promise<AttemptFailure> {
    const body = await beginning(decoded(reply.chunks), 65_536).catch(() => "");
    return classifyError(reply.status, body, secrets, retryAfter(reply.header, rules.now()));
  }

  async function repeat<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const attempt = async (): Promise<Attempt<T>> => {
      try {
        return { ok: true, value: await work() };
      } catch (error) {
        if (error instanceof AttemptError) return { ok: false, failure: error.failure };
        throw error;
      }
    };
    const last = await retry<T, Attempt<T>>(attempt, rules, rules, { signal });
    if (last.ok) return last.value;
    const { failure } = last;
    throw new AttemptError(failure.unreachable ? { ...failure, scope: "server" } : failure);
  }

  /** A call whose answer is one JSON value of a known shape. */
  function json<T extends z.ZodType>(call: HttpCall, schema: T, signal: AbortSignal): Promise<Answered<z.infer<T>>> {
    return once(call, signal, async (reply) => {
      const body = await beginning(decoded(reply.chunks), 16_000_000);
      const value = schema.safeParse(parsed(body));
      if (value.success) return { value: value.data, waitMs: retryAfter(reply.header, rules.now()) };
      const shown = shorten(redact(body, secrets), 120);
      throw new AttemptError(callFailure(`${call.path} answered something else: ${shown}`, { status: reply.status }));
    });
  }

  async function state(call: HttpCall, signal: AbortSignal): Promise<BatchState> {
    const { value, waitMs } = await json(call, batchSchema, signal);
    return batchStateOf(value, waitMs, secrets);
  }

  /** The first item of a list, page by page, that `is` accepts. */
  async function search<T extends z.ZodType<{ id: string }>>(
    path: string,
    query: Readonly<Record<string, string>>,
    item: T,
    is: (one: z.infer<T>) => boolean,
    signal: AbortSignal,
  ): Promise<z.infer<T> | null> {
    let after: Record<string, string> = {};
    for (let page = 0; page < maxPages; page += 1) {
      const call = { method: "GET", path, query: { ...query, ...after } } as const;
      const { value } = await json(call, pageOf(item), signal);
      const found = value.data.find((one) => is(one));
      if (found !== undefined) return found;
      const last = value.data.at(-1);
      if (value.has_more !== true || last === undefined || last.id === after.after) return null;
      after = { after: last.id };
    }
    return null;
  }

  const findFile = async (fileName: string, signal: AbortSignal): Promise<string | null> => {
    const query = { purpose: "batch", limit: "100", order: "desc" };
    return (await search("/files", query, fileSchema, (one) => one.filename === fileName, signal))?.id ?? null;
  };
  const find = async (token: string, signal: AbortSignal): Promise<BatchState | null> => {
    const is = (one: z.infer<typeof batchSchema>) => one.metadata?.[tokenField] === token;
    const found = await search("/batches", { limit: "100" }, batchSchema, is, signal);
    return found === null ? null : batchStateOf(found, null, secrets);
  };

  return {
    name: address.baseUrl,
    // Azure's own spelling; everybody else took over OpenAI's.
    endpoint: new URL(address.baseUrl).hostname.endsWith(".azure.com") ? "/chat/completions" : "/v1/chat/completions",
    secrets,
    async check(signal) {
      const call = { method: "GET", path: "/batches", query: { limit: "1" } } as const;
      await repeat(() => json(call, pageOf(z.unknown()), signal), signal).catch((error: unknown) => {
        if (!(error instanceof AttemptError)) throw error;
        const { status, message } = error.failure;
        const isAbsent = status === 404 || status === 405 || status === 501;
        throw new InputError(
          isAbsent
            ? `${address.baseUrl} has no Batch API: ${message}`
            : `the Batch API of ${address.baseUrl} cannot be used: ${message}`,
          isAbsent ? { hint: "Leave out --judge-mode batch; plain calls give the same judgments." } : {},
        );
      });
    },
    upload(fileName, file, signal) {
      let sent = false;
      const form = { fields: { purpose: "batch" }, fileName, file };
      return repeat(async () => {
        // A broken answer does not tell whether the file arrived.
        const there = sent ? await findFile(fileName, signal) : null;
        sent = true;
        if (there !== null) return there;
        return (await json({ method: "POST", path: "/files", form }, fileSchema, signal)).value.id;
      }, signal);
    },
    findFile: (fileName, signal) => repeat(() => findFile(fileName, signal), signal),
    create(fileId, token, signal) {
      let sent = false;
      const body = {
        input_file_id: fileId,
        endpoint: this.endpoint,
        completion_window: "24h",
        metadata: { [tokenField]: token },
      };
      return repeat(async () => {
        const there = sent ? await find(token, signal) : null;
        sent = true;
        if (there !== null) return there;
        return await state({ method: "POST", path: "/batches", json: body }, signal);
      }, signal);
    },
    find: (token, signal) => repeat(() => find(token, signal), signal),
    retrieve(id, signal) {
      const call = { method: "GET", path: `/batches/${encodeURIComponent(id)}` } as const;
      return repeat(() => state(call, signal), signal);
    },
    readLines(fileId, onLine, signal) {
      const call = { method: "GET", path: `/files/${encodeURIComponent(fileId)}/content` } as const;
      return repeat(
        () =>
          once(call, signal, async (reply) => {
            for await (const line of boundedLines(decoded(reply.chunks), rules.maxLineCharacters)) await onLine(line);
          }),
        signal,
      );
    },
    close: () => http.close(),
  };
}

interface Answered<T> {
  readonly value: T;
  readonly waitMs: number | null;
}

async function* watched(chunks: AsyncIterable<Uint8Array>, onBytes: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes();
    yield chunk;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
