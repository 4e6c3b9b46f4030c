import { type BatchClient, openBatchClient } from "../chat/batch-client.ts";
import { openChat } from "../chat/open-chat.ts";
import { type Pace, type PaceState, startPace, stoppedFailure } from "../chat/pace.ts";
import { InputError } from "../errors.ts";
import type { ServerAddress } from "../models/candidate.ts";
import { serverAtHost } from "../models/known-servers.ts";
import type { Line } from "../runs/execute-run.ts";
import { fairLimit } from "../runs/fair-limit.ts";
import { probeServer, type ServerFacts } from "../servers/probe-server.ts";
import { isLoopback } from "./host-names.ts";
import type { Io } from "./io.ts";
import type { PriceLookup } from "./prices.ts";

/** Calls at once, at most, where neither the server nor the user says. How many it really takes is found out by asking. */
const defaultCap = 128;

/** A server that answered its probe, ready to be asked. */
export interface OpenLine {
  readonly line: Line;
  readonly facts: ServerFacts;
  /** The server's files and batches, opened when they are first asked for. */
  readonly batches: () => BatchClient;
}

export interface LineState extends PaceState {
  readonly server: string;
}

export interface Lines {
  /** Opens a server once; candidates and judges at one address share its slots. */
  open(address: ServerAddress, name: string, keyFlag: string): Promise<OpenLine>;
  /** What every server is doing now, in the order in which they answered. */
  states(): readonly LineState[];
  /** No further attempt starts anywhere; those under way go on. */
  stop(why: string): void;
  close(): Promise<void>;
}

interface OpenedLine extends OpenLine {
  readonly pace: Pace;
  readonly close: () => Promise<void>;
}

export function openLines(io: Io, maxConcurrency: number | undefined, priceOf: PriceLookup): Lines {
  const opened = new Map<string, Promise<OpenedLine>>();
  const paces: { readonly server: string; readonly pace: Pace }[] = [];
  return {
    open(address, name, keyFlag) {
      const id = JSON.stringify(address);
      const line =
        opened.get(id) ??
        openLine(address, name, keyFlag, io, { maxConcurrency, priceOf }).then((done) => {
          paces.push({ server: address.baseUrl, pace: done.pace });
          return done;
        });
      opened.set(id, line);
      return line;
    },
    states: () => paces.map(({ server, pace }) => ({ server, ...pace.state() })),
    stop(why) {
      for (const { pace } of paces) pace.close(stoppedFailure(why));
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
  { maxConcurrency, priceOf }: { readonly maxConcurrency: number | undefined; readonly priceOf: PriceLookup },
): Promise<OpenedLine> {
  const apiKey = keyOf(address, name, keyFlag, io);
  if (apiKey !== null) warnOfPlainHttp(address, io);
  const headers = fromEnvironment(address.headers, name, io);
  const query = fromEnvironment(address.query, name, io);
  const facts = await probeServer({ baseUrl: address.baseUrl, apiKey, headers, query }, name);
  const pace = startPace({
    cap: maxConcurrency ?? address.maxConcurrency ?? defaultCap,
    slots: facts.slots,
    perMinute: serverAtHost(address.baseUrl)?.requestsPerMinute ?? null,
  });
  const { chat, close } = openChat({ baseUrl: address.baseUrl, apiKey, headers, query }, { pace });
  // Calls wait here in the order of the run; the pace holds back their attempts.
  const limit = fairLimit(pace.limit());
  pace.onLimit((calls) => limit.setConcurrency(calls));
  const priced = (model: string) => priceOf(model, address.baseUrl);
  let batches: BatchClient | null = null;
  return {
    line: { name: address.baseUrl, chat, limit: limit.run, priceOf: priced },
    facts,
    batches() {
      batches ??= openBatchClient({ baseUrl: address.baseUrl, apiKey, headers, query });
      return batches;
    },
    pace,
    async close() {
      await close();
      await batches?.close();
    },
  };
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

function warnOfPlainHttp({ baseUrl, apiKeyEnv }: ServerAddress, io: Io): void {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== "http:" || isLoopback(hostname)) return;
  io.err(`warning: the key of ${apiKeyEnv} goes to ${baseUrl} over plain http; whoever is on the way can read it\n`);
}
