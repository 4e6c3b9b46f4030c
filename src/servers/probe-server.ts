import { Agent, fetch } from "undici";
import { z } from "zod";
import { InputError, messageOf } from "../errors.ts";
import { type Json, sha256 } from "../files/canonical-json.ts";

/** What a server says it is, before anything is asked of it. */
export interface ServerFacts {
  readonly kind: "llama.cpp" | "vllm" | "unknown";
  /** What must not change under one candidate; compared on resume. */
  readonly identity: Readonly<Record<string, Json>>;
  /** What may: slots, context, models listed. */
  readonly observed: Readonly<Record<string, Json>>;
  /** Calls that it works on at once, where it tells. */
  readonly slots: number | null;
  /** Ids that it lists; null when it has no list. */
  readonly models: readonly string[] | null;
}

const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), owned_by: z.string().optional() }).loose()).optional(),
});
const modelFactsSchema = z.object({ root: z.string(), max_model_len: z.number() }).partial();
const propsSchema = z
  .object({
    build_info: z.string(),
    model_path: z.string(),
    model_ftype: z.string(),
    chat_template: z.string(),
    total_slots: z.number(),
    default_generation_settings: z.object({ n_ctx: z.number() }).partial(),
  })
  .partial();
const versionSchema = z.object({ version: z.string() });

const probeTimeoutMs = 15_000;

/**
 * Asks a server what it is: `/models`, and `/props` of llama-server or `/version` of vLLM. Spends no tokens. A server that
 * cannot be reached or refuses the key is an InputError; one without a model list is not, since some vendors have none.
 */
export async function probeServer(
  address: {
    readonly baseUrl: string;
    readonly apiKey: string | null;
    readonly headers?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
  },
  name: string,
): Promise<ServerFacts> {
  const dispatcher = new Agent({ connect: { timeout: probeTimeoutMs } });
  const get = async (url: string): Promise<{ status: number; body: unknown }> => {
    const target = new URL(url);
    for (const [field, value] of Object.entries(address.query ?? {})) target.searchParams.set(field, value);
    const response = await fetch(target, {
      dispatcher,
      signal: AbortSignal.timeout(probeTimeoutMs),
      headers: {
        ...(address.apiKey === null ? {} : { authorization: `Bearer ${address.apiKey}` }),
        ...address.headers,
      },
    });
    const text = await response.text();
    return { status: response.status, body: parseJson(text) };
  };
  try {
    const list = await get(`${address.baseUrl}/models`).catch((error: unknown) => {
      throw new InputError(`${name}: no answer from ${address.baseUrl}: ${causeOf(error)}`, {
        hint: "Is the server running, and is this the address up to /v1? Nothing was asked and nothing was written.",
      });
    });
    if (list.status === 401 || list.status === 403) {
      throw new InputError(`${name}: ${address.baseUrl} refused the API key (HTTP ${list.status})`, {
        hint: "Name the environment variable that holds the key with --api-key-env (candidate) or --judge-api-key-env.",
      });
    }
    const models = modelsSchema.safeParse(list.body).data?.data ?? null;
    const ids = models?.map((model) => model.id) ?? null;
    const root = address.baseUrl.replace(/\/v1$/, "");
    if (models?.some((model) => model.owned_by === "llamacpp"))
      return await llamaFacts(await get(`${root}/props`), ids);
    if (models?.some((model) => model.owned_by === "vllm")) return vllmFacts(await get(`${root}/version`), models, ids);
    return { kind: "unknown", identity: { kind: "unknown" }, observed: {}, slots: null, models: ids };
  } finally {
    await dispatcher.close();
  }
}

function llamaFacts(props: { body: unknown }, models: readonly string[] | null): ServerFacts {
  const facts = propsSchema.safeParse(props.body).data ?? {};
  return {
    kind: "llama.cpp",
    identity: {
      kind: "llama.cpp",
      build: facts.build_info ?? null,
      modelPath: facts.model_path ?? null,
      quantisation: facts.model_ftype ?? null,
      chatTemplateHash: facts.chat_template === undefined ? null : sha256(facts.chat_template),
    },
    observed: { contextTokens: facts.default_generation_settings?.n_ctx ?? null, slots: facts.total_slots ?? null },
    slots: facts.total_slots ?? null,
    models,
  };
}

function vllmFacts(
  version: { body: unknown },
  models: readonly Record<string, unknown>[],
  ids: readonly string[] | null,
): ServerFacts {
  const model = modelFactsSchema.safeParse(models[0]).data ?? {};
  return {
    kind: "vllm",
    identity: {
      kind: "vllm",
      version: versionSchema.safeParse(version.body).data?.version ?? null,
      root: model.root ?? null,
    },
    observed: { contextTokens: model.max_model_len ?? null },
    slots: null,
    models: ids,
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
