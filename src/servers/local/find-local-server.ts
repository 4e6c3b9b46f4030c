import { probeServer } from "../reach/probe-server.ts";
import { factsFor, type ServerFacts } from "../reach/server-facts.ts";

/** Ports on which servers listen unless they are told otherwise (read 2026-11-22 in their documentation). */
export const usualPorts: readonly { readonly port: number; readonly server: string }[] = [
  { port: 8080, server: "llama-server" },
  { port: 9931, server: "llama-server" },
  { port: 8000, server: "vLLM" },
  { port: 30000, server: "SGLang" },
  { port: 11434, server: "Ollama" },
  { port: 1234, server: "LM Studio" },
];

/** A server on this machine that lists the model. */
export interface LocalServer {
  readonly baseUrl: string;
  /** The model's name there. */
  readonly model: string;
  readonly facts: ServerFacts;
}

export interface LocalSearch {
  /** Those that list the model, in the order of the ports. */
  readonly found: readonly LocalServer[];
  /** What else was seen there, for messages: address and what it lists, or why it could not be asked. */
  readonly others: readonly string[];
}

/**
 * Asks the usual ports of this machine which of them serves a model of these names. Spends no tokens; a port where nobody
 * listens costs nothing.
 */
export async function findLocalServer(
  names: readonly string[],
  options: {
    readonly apiKey: string | null;
    readonly ports?: typeof usualPorts;
    readonly timeoutMs?: number;
  },
): Promise<LocalSearch> {
  const { apiKey, ports = usualPorts, timeoutMs = 2_000 } = options;
  const wanted = new Set(names.map(comparable));
  const found: LocalServer[] = [];
  const others: string[] = [];
  const seen = await Promise.allSettled(
    ports.map(({ port }) =>
      probeServer({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey }, `port ${port}`, { timeoutMs }),
    ),
  );
  for (const [index, { port }] of ports.entries()) {
    const result = seen[index];
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    if (result?.status === "rejected") {
      const message = String(result.reason instanceof Error ? result.reason.message : result.reason);
      if (!/no answer from/u.test(message)) others.push(message);
    } else if (result?.status === "fulfilled" && result.value.models !== null) {
      const { models } = result.value;
      const model = models.find((id) => names.includes(id)) ?? models.find((id) => wanted.has(comparable(id)));
      if (model !== undefined) found.push({ baseUrl, model, facts: factsFor(result.value, model) });
      else others.push(`${baseUrl} serves ${models.slice(0, 8).join(", ") || "no model"}`);
    }
  }
  return { found, others };
}

/** `Qwen/Qwen3-8B`, `qwen3:8b`, `/models/Qwen3-8B.gguf` and `qwen3-8b` are one name. */
function comparable(name: string): string {
  const last = name.split(/[\\/]/u).at(-1) ?? name;
  return last
    .toLowerCase()
    .replace(/\.gguf$/u, "")
    .replace(/:latest$/u, "")
    .replace(/[:_]/gu, "-");
}
