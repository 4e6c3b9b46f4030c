import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { InputError } from "../../errors.ts";
import type { Environment } from "../../sources/source-places.ts";
import { AttemptError, type AttemptFailure } from "../http/attempt-failure.ts";
import { boundedLines } from "../http/bounded-lines.ts";
import type { ChatAddress } from "../http/chat-address.ts";
import type { HttpReply } from "../http/send-request.ts";
import type { RetryRules, RetryTools } from "../pace/retry.ts";
import { decoded } from "../reply/read-reply.ts";
import { openBatchCalls, pageOf, type SdkCall } from "./batch-calls.ts";
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
  maxStubborn: 4,
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

/** Name in a batch's metadata that our token stands under. */
const tokenField = "mtbench";

const fileSchema = z.looseObject({ id: z.string().min(1), filename: z.string().nullish().catch(null) });
const listFiles = (after: { readonly after?: string }): SdkCall => ({
  name: "/files",
  begin: (openai, signal) => openai.files.list({ purpose: "batch", limit: 100, order: "desc", ...after }, { signal }),
});

const listBatches =
  (limit: number) =>
  (after: { readonly after?: string }): SdkCall => ({
    name: "/batches",
    begin: (openai, signal) => openai.batches.list({ limit, ...after }, { signal }),
  });

/** Throws InputError for an address that cannot be used. */
export function openBatchClient(address: ChatAddress, options: BatchClientOptions = {}): BatchClient {
  const rules = { ...defaults, ...options };
  const calls = openBatchCalls(address, rules);
  const { secrets } = calls;
  // Azure's own spelling; everybody else took over OpenAI's.
  const endpoint = new URL(address.baseUrl).hostname.endsWith(".azure.com")
    ? "/chat/completions"
    : "/v1/chat/completions";

  const findFile = async (fileName: string, signal: AbortSignal): Promise<string | null> =>
    (await calls.search(listFiles, fileSchema, (one) => one.filename === fileName, signal))?.id ?? null;
  const find = async (token: string, signal: AbortSignal): Promise<BatchState | null> => {
    const is = (one: z.infer<typeof batchSchema>) => one.metadata?.[tokenField] === token;
    const found = await calls.search(listBatches(100), batchSchema, is, signal);
    return found === null ? null : batchStateOf(found, null, secrets);
  };
  const state = async (call: SdkCall, signal: AbortSignal): Promise<BatchState> => {
    const { value, waitMs } = await calls.json(call, batchSchema, signal);
    return batchStateOf(value, waitMs, secrets);
  };

  /** Makes a thing at most once: after a first try the answer's break does not tell whether it was made. */
  function makeOnce<T>(make: () => Promise<T>, look: () => Promise<T | null>, signal: AbortSignal): Promise<T> {
    let sent = false;
    return calls.repeat(async () => {
      const there = sent ? await look() : null;
      sent = true;
      return there ?? (await make());
    }, signal);
  }

  return {
    name: address.baseUrl,
    endpoint,
    secrets,
    async check(signal) {
      const page = () => calls.json(listBatches(1)({}), pageOf(z.unknown()), signal);
      await calls.repeat(page, signal).catch((error: unknown) => {
        throw error instanceof AttemptError ? withoutBatches(address.baseUrl, error.failure) : error;
      });
    },
    upload: (fileName, file, signal) =>
      makeOnce(
        async () => (await calls.json(uploadCall(fileName, file), fileSchema, signal)).value.id,
        () => findFile(fileName, signal),
        signal,
      ),
    findFile: (fileName, signal) => calls.repeat(() => findFile(fileName, signal), signal),
    create: (fileId, token, signal) =>
      makeOnce(
        () => state(createCall(fileId, token, endpoint), signal),
        () => find(token, signal),
        signal,
      ),
    find: (token, signal) => calls.repeat(() => find(token, signal), signal),
    retrieve(id, signal) {
      const begin: SdkCall["begin"] = (openai, ended) => openai.batches.retrieve(id, { signal: ended });
      return calls.repeat(() => state({ name: `/batches/${id}`, begin }, signal), signal);
    },
    readLines(fileId, onLine, signal) {
      const begin: SdkCall["begin"] = (openai, ended) => openai.files.content(fileId, { signal: ended });
      const read = async (reply: HttpReply) => {
        for await (const line of boundedLines(decoded(reply.chunks), rules.maxLineCharacters)) await onLine(line);
      };
      return calls.repeat(() => calls.once({ name: `/files/${fileId}/content`, begin }, signal, read), signal);
    },
    close: () => calls.close(),
  };
}

function uploadCall(fileName: string, text: string): SdkCall {
  return {
    name: "/files",
    begin: (openai, signal) => {
      const file = new File([text], fileName, { type: "application/jsonl" });
      return openai.files.create({ purpose: "batch", file }, { signal });
    },
  };
}

function createCall(fileId: string, token: string, endpoint: string): SdkCall {
  const body = {
    input_file_id: fileId,
    endpoint,
    completion_window: "24h",
    metadata: { [tokenField]: token },
  };
  // Not `batches.create`, whose type knows no endpoint of Azure's.
  return { name: "/batches", begin: (openai, signal) => openai.post("/batches", { body, signal }) };
}

function withoutBatches(baseUrl: string, { status, message }: AttemptFailure): InputError {
  const isAbsent = status === 404 || status === 405 || status === 501;
  return new InputError(
    isAbsent ? `${baseUrl} has no Batch API: ${message}` : `the Batch API of ${baseUrl} cannot be used: ${message}`,
    isAbsent ? { hint: "Leave out --judge-mode batch; plain calls give the same judgments." } : {},
  );
}
