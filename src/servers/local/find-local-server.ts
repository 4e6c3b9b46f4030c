import { messageOf } from "../../errors.ts";
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
  const looks = await Promise.all(
    ports.map(({ port }) => lookAt(`http://127.0.0.1:${port}/v1`, `port ${port}`, names, { apiKey, timeoutMs })),
  );
  return {
    found: looks.flatMap((look) => (typeof look === "object" && look !== null ? [look] : [])),
    others: looks.filter((look) => typeof look === "string"),
  };
}

/** The server if it lists the model, else what was seen; null: nobody listens there. */
async function lookAt(
  baseUrl: string,
  title: string,
  names: readonly string[],
  { apiKey, timeoutMs }: { readonly apiKey: string | null; readonly timeoutMs: number },
): Promise<LocalServer | string | null> {
  const facts = await probeServer({ baseUrl, apiKey }, title, { timeoutMs }).catch(messageOf);
  if (typeof facts === "string") return /no answer from/u.test(facts) ? null : facts;
  const { models } = facts;
  if (models === null) return null;
  const wanted = new Set(names.map(comparable));
  const model = models.find((id) => names.includes(id)) ?? models.find((id) => wanted.has(comparable(id)));
  if (model !== undefined) return { baseUrl, model, facts: factsFor(facts, model) };
  return `${baseUrl} serves ${models.slice(0, 8).join(", ") || "no model"}`;
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
