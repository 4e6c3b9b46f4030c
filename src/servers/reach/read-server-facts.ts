import { z } from "zod";
import { sha256 } from "../../files/canonical-json.ts";
import type { ModelFacts, ServerFacts } from "./server-facts.ts";

/** The parsed body of what stands at a path below the server's root; null: nothing good. */
export type Get = (path: `/${string}`) => Promise<unknown>;

/** One row of `/v1/models`. */
export type ListedModel = z.infer<typeof listedModelSchema>;

const text = z.string().optional().catch(undefined);
const count = z.number().nullish().catch(null);

const listedModelSchema = z.looseObject({
  id: z.string(),
  owned_by: text,
  /** vLLM and SGLang: the weights, as a repository or a path. */
  root: text,
  max_model_len: count,
  /** llama-server. */
  meta: z.looseObject({ n_ctx_train: count, n_params: count, size: count }).nullish().catch(null),
});
export const modelListSchema = z.object({ data: z.array(listedModelSchema).optional() });

const propsSchema = z
  .object({
    build_info: z.string(),
    model_path: z.string(),
    model_ftype: z.string(),
    chat_template: z.string(),
    /** `router`: started without a model, it starts one server for each that is asked. */
    role: z.string(),
    total_slots: z.number().int().min(1),
    default_generation_settings: z
      .object({ n_ctx: z.number(), params: z.record(z.string(), z.json()).nullable() })
      .partial(),
  })
  .partial();
const slotsSchema = z.array(z.object({ n_ctx: z.number(), is_processing: z.boolean() }).partial());
const versionSchema = z.object({ version: z.string() });
const ollamaListSchema = z.object({
  models: z.array(
    z.looseObject({
      name: z.string(),
      digest: text,
      details: z.looseObject({ quantization_level: text }).nullish().catch(null),
      /** `/api/ps` alone: of a model that is loaded. */
      context_length: count,
    }),
  ),
});
const lmStudioListSchema = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string(),
      quantization: text,
      compatibility_type: text,
      max_context_length: count,
      loaded_context_length: count,
    }),
  ),
});

/**
 * What a server is, by its own endpoints (read 2026-11-22): llama-server's `/props` and `/slots`, vLLM's `/version`, SGLang's
 * `/server_info`, Ollama's `/api/version`, `/api/tags` and `/api/ps`, LM Studio's `/api/v0/models`. These two put an owner
 * into the list, but not their name; they are looked for unless `isVendor` says that it is somebody's public endpoint.
 */
export async function readServerFacts(
  get: Get,
  listed: readonly ListedModel[] | null,
  { isVendor, model = null }: { readonly isVendor: boolean; readonly model?: string | null },
): Promise<ServerFacts> {
  const models = listed?.map((model) => model.id) ?? null;
  const owners = new Set(listed?.map((model) => model.owned_by));
  if (owners.has("llamacpp")) return llamaFacts(get, listed ?? [], model);
  if (owners.has("vllm")) return weightsFacts("vllm", await versionAt(get, "/version"), listed ?? []);
  if (owners.has("sglang")) {
    // Its older name goes, and older versions know no other.
    const version = (await versionAt(get, "/server_info")) ?? (await versionAt(get, "/get_server_info"));
    return weightsFacts("sglang", version, listed ?? []);
  }
  const mayBe = !isVendor && (listed ?? []).some(({ owned_by }) => owned_by !== undefined);
  const found = !mayBe ? null : ((await ollamaFacts(get, models)) ?? (await lmStudioFacts(get, models)));
  return found ?? { kind: "unknown", identity: { kind: "unknown" }, observed: {}, models, ...untold };
}

const untold = { slots: null, contextTokens: null, template: null } as const;

async function versionAt(get: Get, path: Parameters<Get>[0]): Promise<string | null> {
  return versionSchema.safeParse(await get(path)).data?.version ?? null;
}

async function llamaProps(get: Get, model: string | null) {
  const own = propsSchema.safeParse(await get("/props")).data ?? {};
  // A router speaks for the model that is named, and loads it first.
  const which = own.role === "router" && model !== null ? `?model=${encodeURIComponent(model)}` : "";
  const props = which === "" ? own : { ...own, ...propsSchema.safeParse(await get(`/props${which}`)).data };
  // `--no-slots` turns the list off; then /props alone counts.
  return { props, slots: slotsSchema.safeParse(await get(`/slots${which}`)).data };
}

async function llamaFacts(get: Get, listed: readonly ListedModel[], model: string | null): Promise<ServerFacts> {
  const { props, slots } = await llamaProps(get, model);
  const meta = (listed.find(({ id }) => id === model) ?? listed[0])?.meta;
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
    models: listed.map((model) => model.id),
    template: props.chat_template ?? null,
  };
}

/** vLLM and SGLang list the same: adapters beside the model itself have weights of their own. */
function weightsFacts(kind: "vllm" | "sglang", version: string | null, listed: readonly ListedModel[]): ServerFacts {
  const of = ({ root, max_model_len }: Pick<ListedModel, "root" | "max_model_len">): ModelFacts => {
    const contextTokens = max_model_len ?? null;
    return { identity: { root: root ?? null }, observed: { contextTokens }, contextTokens };
  };
  const first = of(listed[0] ?? {});
  return {
    ...untold,
    ...first,
    kind,
    identity: { kind, version, ...first.identity },
    models: listed.map((model) => model.id),
    byModel: new Map(listed.map((model) => [model.id, of(model)])),
  };
}

async function ollamaFacts(get: Get, models: readonly string[] | null): Promise<ServerFacts | null> {
  const tags = ollamaListSchema.safeParse(await get("/api/tags")).data;
  if (tags === undefined) return null;
  const version = await versionAt(get, "/api/version");
  if (version === null) return null;
  const loaded = ollamaListSchema.safeParse(await get("/api/ps")).data?.models ?? [];
  const byModel = tags.models.map(({ name, digest, details }): [string, ModelFacts] => {
    const contextTokens = loaded.find((one) => one.name === name)?.context_length ?? null;
    // The digest stands for weights, template and parameters together.
    const identity = { digest: digest ?? null, quantisation: details?.quantization_level ?? null };
    return [name, { identity, observed: { contextTokens }, contextTokens }];
  });
  const kind = "ollama";
  return { ...untold, kind, identity: { kind, version }, observed: {}, models, byModel: new Map(byModel) };
}

async function lmStudioFacts(get: Get, models: readonly string[] | null): Promise<ServerFacts | null> {
  const list = lmStudioListSchema.safeParse(await get("/api/v0/models")).data;
  if (list === undefined) return null;
  const byModel = list.data.map((model): [string, ModelFacts] => {
    // What it can hold at most says nothing about what it was loaded with.
    const contextTokens = model.loaded_context_length ?? null;
    const identity = { quantisation: model.quantization ?? null, format: model.compatibility_type ?? null };
    const observed = { contextTokens, trainedContextTokens: model.max_context_length ?? null };
    return [model.id, { identity, observed, contextTokens }];
  });
  const kind = "lm-studio";
  return { ...untold, kind, identity: { kind }, observed: {}, models, byModel: new Map(byModel) };
}
