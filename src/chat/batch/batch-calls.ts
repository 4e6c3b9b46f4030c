import type OpenAI from "openai";
import { z } from "zod";
import type { Environment } from "../../sources/source-places.ts";
import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { AttemptError, type AttemptFailure, callFailure } from "../http/attempt-failure.ts";
import { type ChatAddress, secretsOf } from "../http/chat-address.ts";
import { classifyError } from "../http/classify-error.ts";
import { ConnectionError, networkFailure } from "../http/network-failure.ts";
import { observedChunks } from "../http/observed-chunks.ts";
import { openClient, replyTo } from "../http/open-client.ts";
import { retryAfter } from "../http/retry-after.ts";
import type { HttpReply } from "../http/send-request.ts";
import { type Attempt, type RetryRules, type RetryTools, retry } from "../pace/retry.ts";
import { limitSilence, type SilenceLimits } from "../pace/silence-limits.ts";
import { beginning, decoded } from "../reply/read-reply.ts";

/** A call of the SDK's that has begun, and what it is to be called in messages. */
export interface SdkCall {
  readonly name: string;
  readonly begin: (openai: OpenAI, signal: AbortSignal) => { asResponse(): Promise<Response> };
}

export interface Answered<T> {
  readonly value: T;
  /** Milliseconds that the server asks to wait; null when it does not say. */
  readonly waitMs: number | null;
}

/** Calls beside the chat, to the same server as the same user. All of them reject with AttemptError for whatever went wrong. */
export interface BatchCalls {
  readonly secrets: readonly string[];
  /** One call whose answer is one JSON value of a known shape. */
  json<T extends z.ZodType>(call: SdkCall, schema: T, signal: AbortSignal): Promise<Answered<z.infer<T>>>;
  /** One call, its answer read by `read`. */
  once<T>(call: SdkCall, signal: AbortSignal, read: (reply: HttpReply) => Promise<T>): Promise<T>;
  /** The first item of a list, page by page, that `is` accepts; null: none does. */
  search<T extends z.ZodType<{ id: string }>>(
    list: (after: { readonly after?: string }) => SdkCall,
    item: T,
    is: (one: z.infer<T>) => boolean,
    signal: AbortSignal,
  ): Promise<z.infer<T> | null>;
  /** Repeats the work by the rules of retrying. */
  repeat<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

export interface BatchCallRules extends RetryRules, RetryTools {
  readonly now: () => number;
  readonly proxies?: Environment | undefined;
}

/** A file of 200 MB over a slow line takes its time; nothing else does. */
const limits: SilenceLimits = {
  firstTokenTimeoutMs: 1_800_000,
  idleTimeoutMs: 300_000,
  wholeTimeoutMs: 0,
  attemptTimeoutMs: 7_200_000,
  lingerMs: 0,
};

/** Bound on one JSON answer, characters. */
const maxJson = 16_000_000;

/** Pages of a list that are searched: the newest come first, and ours is among the last things that were made. */
const maxPages = 50;

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({ data: z.array(item), has_more: z.boolean().nullish().catch(null) });

/** Throws InputError for an address that cannot be used. */
export function openBatchCalls(address: ChatAddress, rules: BatchCallRules): BatchCalls {
  const secrets = secretsOf(address);
  const client = openClient(address, { connectTimeoutMs: 30_000, proxies: rules.proxies ?? {} });

  async function once<T>(call: SdkCall, signal: AbortSignal, read: (reply: HttpReply) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const end = () => controller.abort();
    signal.addEventListener("abort", end, { once: true });
    const timer = limitSilence(limits, end);
    try {
      signal.throwIfAborted();
      const reply = await replyTo(call.begin(client.openai, controller.signal));
      timer.token();
      if (reply.status < 200 || reply.status >= 300) throw new AttemptError(await httpFailure(reply));
      return await read({ ...reply, chunks: observedChunks(reply.chunks, () => timer.token()) });
    } catch (error) {
      end();
      signal.throwIfAborted();
      if (!(error instanceof ConnectionError)) throw error;
      const expired = timer.expired();
      throw new AttemptError(expired === null ? networkFailure(error, address.baseUrl, secrets) : callFailure(expired));
    } finally {
      timer.stop();
      signal.removeEventListener("abort", end);
    }
  }

  async function httpFailure(reply: HttpReply): Promise<AttemptFailure> {
    const body = await beginning(decoded(reply.chunks), 65_536).catch(() => "");
    return classifyError(reply.status, body, secrets, retryAfter(reply.header, rules.now()));
  }

  const json: BatchCalls["json"] = (call, schema, signal) =>
    once(call, signal, async (reply) => {
      const body = await beginning(decoded(reply.chunks), maxJson);
      const value = schema.safeParse(parsed(body));
      if (value.success) return { value: value.data, waitMs: retryAfter(reply.header, rules.now()) };
      const shown = shorten(redact(body, secrets), 120);
      throw new AttemptError(callFailure(`${call.name} answered something else: ${shown}`, { status: reply.status }));
    });

  return {
    secrets,
    once,
    json,
    async search(list, item, is, signal) {
      let after: { readonly after?: string } = {};
      for (let page = 0; page < maxPages; page += 1) {
        const { value } = await json(list(after), pageOf(item), signal);
        const found = value.data.find((one) => is(one));
        if (found !== undefined) return found;
        const last = value.data.at(-1);
        if (value.has_more !== true || last === undefined || last.id === after.after) return null;
        after = { after: last.id };
      }
      return null;
    },
    repeat: (work, signal) => repeated(work, rules, signal),
    close: () => client.close(),
  };
}

async function repeated<T>(work: () => Promise<T>, rules: BatchCallRules, signal: AbortSignal): Promise<T> {
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

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
