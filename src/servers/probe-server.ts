import { type Dispatcher, fetch } from "undici";
import { z } from "zod";
import { type ChatAddress, identityHeaders } from "../chat/transport.ts";
import { InputError, messageOf } from "../errors.ts";
import { type Json, sha256 } from "../files/canonical-json.ts";
import { openAgent } from "../sources/open-agent.ts";
import type { Environment } from "./server-access.ts";

/** What a server says it is, before anything is asked of it. */
export interface ServerFacts {
  readonly kind: "llama.cpp" | "vllm" | "node-llama-cpp" | "unknown";
  /** What must not change under one candidate; compared on resume. */
  readonly identity: Readonly<Record<string, Json>>;
  /** What may: slots, context, models listed, sampling defaults. */
  readonly observed: Readonly<Record<string, Json>>;
  /** Calls that it works on at once, where it tells. */
  readonly slots: number | null;
  /** Tokens of prompt and reply together for one call, where it tells. */
  readonly contextTokens: number | null;
  /** Ids that it lists; null when it has no list. */
  readonly models: readonly string[] | null;
  /** The chat template, where it shows it. Its hash is recorded, the text is not. */
  readonly template: string | null;
}

const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().optional() }).loose()).optional(),
});
const modelFactsSchema = z.object({ root: z.string(), max_model_len: z.number() }).partial();
const metaSchema = z
  .object({ meta: z.object({ n_ctx_train: z.number(), n_params: z.number(), size: z.number() }).partial().nullish() })
  .partial();
const propsSchema = z
  .object({
    build_info: z.string(),
    model_path: z.string(),
    model_ftype: z.string(),
    chat_template: z.string(),
    total_slots: z.number().int().min(1),
    default_generation_settings: z.object({ n_ctx: z.number(), params: z.record(z.string(), z.json()) }).partial(),
  })
  .partial();
const slotsSchema = z.array(z.object({ n_ctx: z.number(), is_processing: z.boolean() }).partial());
const versionSchema = z.object({ version: z.string() });

const probeTimeoutMs = 15_000;

export interface ProbeOptions {
  /** Environment whose proxies hold; absent: none. */
  readonly proxies?: Environment;
  readonly timeoutMs?: number;
}

interface Got {
  readonly status: number;
  readonly body: unknown;
}
type Get = (path: string) => Promise<Got>;

/**
 * Asks a server what it is: `/models`, then `/props` and `/slots` of llama-server or `/version` of vLLM. Spends no tokens. A
 * server that cannot be reached or refuses the key is an InputError; one without a model list is not, since some vendors
 * have none.
 */
export async function probeServer(
  address: ChatAddress,
  name: string,
  { proxies = {}, timeoutMs = probeTimeoutMs }: ProbeOptions = {},
): Promise<ServerFacts> {
  const dispatcher = openAgent(proxies, { connect: { timeout: timeoutMs } });
  try {
    const list = await getFrom(
      address,
      address.baseUrl,
      dispatcher,
      timeoutMs,
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
    const models = modelsSchema.safeParse(list.body).data?.data ?? null;
    const ids = models?.map((model) => model.id) ?? null;
    const get = getFrom(address, address.baseUrl.replace(/\/v1$/, ""), dispatcher, timeoutMs);
    if (models?.some((model) => model.owned_by === "llamacpp")) return await llamaFacts(get, models, ids);
    if (models?.some((model) => model.owned_by === "vllm")) return await vllmFacts(get, models, ids);
    return {
      kind: "unknown",
      identity: { kind: "unknown" },
      observed: {},
      slots: null,
      contextTokens: null,
      models: ids,
      template: null,
    };
  } finally {
    await dispatcher.close();
  }
}

function getFrom(address: ChatAddress, root: string, dispatcher: Dispatcher, timeoutMs: number): Get {
  return async (path) => {
    const url = new URL(`${root}${path}`);
    for (const [key, value] of Object.entries(address.query ?? {})) url.searchParams.set(key, value);
    const response = await fetch(url, {
      dispatcher,
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "manual",
      headers: identityHeaders(address),
    });
    return { status: response.status, body: parseJson(await response.text()) };
  };
}

async function llamaFacts(
  get: Get,
  listed: readonly Record<string, unknown>[],
  models: readonly string[] | null,
): Promise<ServerFacts> {
  const props = propsSchema.safeParse((await get("/props")).body).data ?? {};
  // `--no-slots` turns the list off; then /props alone counts.
  const slots = slotsSchema.safeParse((await get("/slots").catch(() => null))?.body).data ?? null;
  const meta = metaSchema.safeParse(listed[0]).data?.meta ?? null;
  const contextTokens = props.default_generation_settings?.n_ctx ?? slots?.[0]?.n_ctx ?? null;
  const total = props.total_slots ?? slots?.length ?? null;
  return {
    kind: "llama.cpp",
    identity: {
      kind: "llama.cpp",
      build: props.build_info ?? null,
      modelPath: props.model_path ?? null,
      quantisation: props.model_ftype ?? null,
      chatTemplateHash: props.chat_template === undefined ? null : sha256(props.chat_template),
    },
    observed: {
      contextTokens,
      slots: total,
      busySlots: slots?.filter((slot) => slot.is_processing === true).length ?? null,
      trainedContextTokens: meta?.n_ctx_train ?? null,
      parameters: meta?.n_params ?? null,
      bytes: meta?.size ?? null,
      samplingDefaults: props.default_generation_settings?.params ?? null,
    },
    slots: total,
    contextTokens,
    models,
    template: props.chat_template ?? null,
  };
}

async function vllmFacts(
  get: Get,
  models: readonly Record<string, unknown>[],
  ids: readonly string[] | null,
): Promise<ServerFacts> {
  const version = versionSchema.safeParse((await get("/version").catch(() => null))?.body).data?.version ?? null;
  const model = modelFactsSchema.safeParse(models[0]).data ?? {};
  const contextTokens = model.max_model_len ?? null;
  return {
    kind: "vllm",
    identity: { kind: "vllm", version, root: model.root ?? null },
    observed: { contextTokens },
    slots: null,
    contextTokens,
    models: ids,
    template: null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** undici says only "fetch failed"; the reason (ECONNREFUSED, ENOTFOUND) is its cause. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
}
