import type { Json } from "../../files/canonical-json.ts";

export const serverKinds = ["llama.cpp", "vllm", "sglang", "ollama", "lm-studio", "node-llama-cpp", "unknown"] as const;

export type ServerKind = (typeof serverKinds)[number];

/** Their makers' spelling, for people. */
const serverTitles = {
  "llama.cpp": "llama.cpp",
  vllm: "vLLM",
  sglang: "SGLang",
  ollama: "Ollama",
  "lm-studio": "LM Studio",
  "node-llama-cpp": "node-llama-cpp",
  unknown: "a server",
} as const satisfies Record<ServerKind, string>;

/** Name and version, as in `Ollama 0.12.6`. */
export function serverWords({ kind, identity }: Pick<ServerFacts, "kind" | "identity">): string {
  const version = identity.build ?? identity.version ?? null;
  return version === null ? serverTitles[kind] : `${serverTitles[kind]} ${String(version)}`;
}

type Fields = Readonly<Record<string, Json>>;

/** What a server says it is, before anything is asked of it. */
export interface ServerFacts {
  readonly kind: ServerKind;
  /** What must not change under one candidate; compared on resume. */
  readonly identity: Fields;
  /** What may: slots, context, models listed, sampling defaults. */
  readonly observed: Fields;
  /** Calls that it works on at once, where it tells. */
  readonly slots: number | null;
  /** Tokens of prompt and reply together for one call, where it tells. */
  readonly contextTokens: number | null;
  /** Ids that it lists; null when it has no list. */
  readonly models: readonly string[] | null;
  /** The chat template, where it shows it. Its hash is recorded, the text is not. */
  readonly template: string | null;
  /** What is so for one of its models alone, by the id that it lists; absent where it serves one. */
  readonly byModel?: ReadonlyMap<string, ModelFacts>;
}

export interface ModelFacts {
  readonly identity: Fields;
  readonly observed: Fields;
  readonly contextTokens: number | null;
}

/** A server's facts as they hold for one of its models. */
export function factsFor({ byModel, ...facts }: ServerFacts, model: string): ServerFacts {
  const own = byModel?.get(model);
  if (own === undefined) return facts;
  return {
    ...facts,
    identity: { ...facts.identity, ...own.identity },
    observed: { ...facts.observed, ...own.observed },
    contextTokens: own.contextTokens ?? facts.contextTokens,
  };
}
