import { type KnownServer, read } from "./catalogue-entry.ts";

/**
 * Vendors' public OpenAI-compatible endpoints. A key is sent to its own vendor's host alone: the variable of another one is
 * never a fallback.
 */
export const knownServers: readonly KnownServer[] = [
  {
    id: "openai",
    title: "OpenAI",
    baseUrl: "https://api.openai.com/v1",
    apiKeyEnv: "OPENAI_API_KEY",
    requestsPerMinute: null,
    source: read("openai (npm) 7.57.0, README and type definitions"),
  },
  {
    id: "anthropic",
    title: "Anthropic's OpenAI compatibility layer (for comparison, by its own words not for production)",
    baseUrl: "https://api.anthropic.com/v1",
    apiKeyEnv: "ANTHROPIC_API_KEY",
    requestsPerMinute: null,
    source: read("platform.claude.com/docs/en/cli-sdks-libraries/libraries/openai-sdk.md"),
  },
  {
    id: "gemini",
    title: "Google Gemini, OpenAI endpoint (beta)",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
    apiKeyEnv: "GEMINI_API_KEY",
    requestsPerMinute: null,
    source: read("ai.google.dev/gemini-api/docs/openai"),
  },
  {
    id: "deepseek",
    title: "DeepSeek",
    baseUrl: "https://api.deepseek.com",
    apiKeyEnv: "DEEPSEEK_API_KEY",
    requestsPerMinute: null,
    source: read("api-docs.deepseek.com/guides/thinking_mode"),
  },
  {
    id: "plamo",
    title: "PLaMo (Preferred Networks)",
    baseUrl: "https://api.platform.preferredai.jp/v1",
    apiKeyEnv: "PLAMO_API_KEY",
    requestsPerMinute: 100,
    source: read("docs.dev.plamo.preferredai.jp/en/api"),
  },
  {
    id: "sakura",
    title: "Sakura AI Engine",
    baseUrl: "https://api.ai.sakura.ad.jp/v1",
    apiKeyEnv: "SAKURA_AI_ENGINE_API_KEY",
    maxConcurrency: 1,
    requestsPerMinute: null,
    source: read("manual.sakura.ad.jp/cloud/ai-engine; one at a time as published clients limit themselves"),
  },
  {
    id: "sakana",
    title: "Sakana AI",
    baseUrl: "https://api.sakana.ai/v1",
    apiKeyEnv: "SAKANA_API_KEY",
    requestsPerMinute: null,
    source: read("console.sakana.ai/get-started"),
  },
  {
    id: "nvidia",
    title: "NVIDIA NIM catalogue (trial terms)",
    baseUrl: "https://integrate.api.nvidia.com/v1",
    apiKeyEnv: "NVIDIA_API_KEY",
    requestsPerMinute: null,
    source: read("build.nvidia.com, 2025-09-24"),
  },
  {
    id: "openrouter",
    title: "OpenRouter (routes to changing providers: pin one)",
    baseUrl: "https://openrouter.ai/api/v1",
    apiKeyEnv: "OPENROUTER_API_KEY",
    requestsPerMinute: null,
    source: read("openrouter.ai/docs"),
  },
];

export function knownServer(id: string): KnownServer {
  const server = knownServers.find((one) => one.id === id);
  if (server === undefined) throw new Error(`no known server ${id}`);
  return server;
}

let vendors: ReadonlyMap<string, KnownServer> | undefined;

/** The vendor whose host a base URL is at; undefined for everybody else's. */
export function serverAtHost(baseUrl: string): KnownServer | undefined {
  vendors ??= new Map(knownServers.map((server) => [new URL(server.baseUrl).hostname, server]));
  return vendors.get(new URL(baseUrl).hostname);
}
