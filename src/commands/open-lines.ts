import { openChat } from "../chat/open-chat.ts";
import { InputError } from "../errors.ts";
import type { ServerAddress } from "../models/candidate.ts";
import type { Line } from "../runs/execute-run.ts";
import { fairLimit } from "../runs/fair-limit.ts";
import { probeServer, type ServerFacts } from "../servers/probe-server.ts";
import type { Io } from "./io.ts";

/** Calls at once where neither the server nor the user says. */
const defaultConcurrency = 16;

/** A server that answered its probe, ready to be asked. */
export interface OpenLine {
  readonly line: Line;
  readonly facts: ServerFacts;
}

export interface Lines {
  /** Opens a server once; candidates and judges at one address share its slots. */
  open(address: ServerAddress, name: string, keyFlag: string): Promise<OpenLine>;
  close(): Promise<void>;
}

export function openLines(io: Io, maxConcurrency: number | undefined): Lines {
  const opened = new Map<string, Promise<OpenLine & { close: () => Promise<void> }>>();
  return {
    open(address, name, keyFlag) {
      const id = JSON.stringify(address);
      const line = opened.get(id) ?? openLine(address, name, keyFlag, io, maxConcurrency);
      opened.set(id, line);
      return line;
    },
    async close() {
      for (const line of await Promise.allSettled(opened.values())) {
        if (line.status === "fulfilled") await line.value.close();
      }
    },
  };
}

async function openLine(
  address: ServerAddress,
  name: string,
  keyFlag: string,
  io: Io,
  maxConcurrency: number | undefined,
): Promise<OpenLine & { close: () => Promise<void> }> {
  const apiKey = keyOf(address, name, keyFlag, io);
  const headers = fromEnvironment(address.headers, name, io);
  const query = fromEnvironment(address.query, name, io);
  const facts = await probeServer({ baseUrl: address.baseUrl, apiKey, headers, query }, name);
  const atOnce = maxConcurrency ?? address.maxConcurrency ?? facts.slots ?? defaultConcurrency;
  const { chat, close } = openChat({ baseUrl: address.baseUrl, apiKey, headers, query });
  return { line: { name: address.baseUrl, chat, limit: fairLimit(atOnce).run }, facts, close };
}

/** Values written `$NAME` come from the environment, so that no secret stands in the configuration. */
function fromEnvironment(
  values: Readonly<Record<string, string>> | undefined,
  name: string,
  io: Io,
): Record<string, string> {
  const read = Object.entries(values ?? {}).map(([field, value]): [string, string] => {
    const variable = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(value)?.[1];
    if (variable === undefined) return [field, value];
    const found = io.env[variable];
    if (found !== undefined && found !== "") return [field, found];
    throw new InputError(`${name}: the environment variable ${variable} for ${field} is not set`);
  });
  return Object.fromEntries(read);
}

/** The key comes from the environment alone, and only the variable that was named (or api.openai.com's own) is read. */
function keyOf(address: ServerAddress, name: string, keyFlag: string, io: Io): string | null {
  if (address.apiKeyEnv === null) return null;
  const key = io.env[address.apiKeyEnv];
  if (key !== undefined && key !== "") return key;
  throw new InputError(`${name}: the environment variable ${address.apiKeyEnv} is not set`, {
    hint: `Set it to the API key of ${address.baseUrl}, or name another variable with --${keyFlag}.`,
  });
}
