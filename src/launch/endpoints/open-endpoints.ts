import type { LimitFunction } from "p-limit";
import { type BatchClient, openBatchClient } from "../../chat/batch/batch-client.ts";
import type { ChatOptions } from "../../chat/chat-options.ts";
import { isLoopback } from "../../chat/http/is-loopback.ts";
import { type ActivityState, type CallActivity, callActivity } from "../../chat/pace/call-activity.ts";
import { type Pace, startPace } from "../../chat/pace/pace.ts";
import { InputError } from "../../errors.ts";
import type { ServerAddress } from "../../models/candidate.ts";
import { serverAtHost } from "../../models/known-servers.ts";
import type { Endpoint } from "../../runs/endpoint.ts";
import { fairLimit } from "../../runs/fair-limit.ts";
import { machineOf, reachInTurn } from "../../servers/local/file-turns.ts";
import { reachFile } from "../../servers/local/reach-file.ts";
import { type ReachOptions, reachServers } from "../../servers/reach/reach-server.ts";
import { serverAccess } from "../../servers/reach/server-access.ts";
import { factsFor, type ServerFacts } from "../../servers/reach/server-facts.ts";
import { type LaunchHost, notify, warn } from "../launch-host.ts";
import type { EngineSettings } from "./engine-settings.ts";
import type { ReachableModel } from "./find-model-server.ts";
import { openFunction } from "./function-model.ts";
import { type Paces, startPaces } from "./paces.ts";
import type { PriceLookup } from "./prices.ts";

/** Calls at once, at most, where neither the server nor the user says. How many it really takes is found out by asking. */
const defaultCap = 128;

/** A server that answered its probe, ready to be asked. */
export interface OpenEndpoint {
  readonly endpoint: Endpoint;
  readonly facts: ServerFacts;
  /** The server's files and batches, opened when they are first asked for. */
  readonly batches: () => BatchClient;
  /** As the records name it. */
  readonly baseUrl: string;
  /** What the server calls the model. */
  readonly model: string;
  /** Of the weights, where they are a file of ours; null elsewhere. */
  readonly revision: string | null;
}

/** Who is reached, and what it needs. */
export interface EndpointUse {
  /** For messages: `candidate qwen3-8b`. */
  readonly name: string;
  /** Flag that names the key's variable, without dashes. */
  readonly keyFlag: string;
  /** Tokens of prompt and reply together that a call may need; a server that is started gets so many. */
  readonly contextTokens: number;
  /** One call at a time, whatever the server offers. */
  readonly oneByOne?: boolean;
  /** It is one of several files that share this machine, so they are loaded one after another. */
  readonly inTurn?: boolean;
}

export interface Endpoints extends Pick<Paces, "states" | "watch" | "stop"> {
  /** Opens a server once; candidates and judges at one address share its slots. */
  open(model: ReachableModel, who: EndpointUse): Promise<OpenEndpoint>;
  /** What the calls under way are doing, of all servers together. */
  activity(): ActivityState;
  close(): Promise<void>;
}

/** One that can be closed. */
export interface OpenedEndpoint extends OpenEndpoint {
  readonly close: () => Promise<void>;
}

export function openEndpoints(
  host: LaunchHost,
  maxConcurrency: number | undefined,
  priceOf: PriceLookup,
  engine: EngineSettings,
  patience: Patience = {},
): Endpoints {
  /** By place: what is reached, and in turn or not. */
  const opened = new Map<unknown, Promise<OpenedEndpoint>>();
  const paces = startPaces();
  const machine = machineOf();
  const activity = callActivity();
  const reaching = new AbortController();
  const shared = { priceOf, paces, engine, patience, machine, activity, reaching: reaching.signal };
  return {
    async open(model, who) {
      // A judge may be one of the files that take turns: it is asked in everybody's turn.
      const { place } = model;
      const id = place.kind === "function" ? place.chat : JSON.stringify([place, who.inTurn === true]);
      const endpoint = opened.get(id) ?? openOne(model, who, host, { maxConcurrency, ...shared });
      opened.set(id, endpoint);
      // What failed is tried anew for who comes next: its message names who it was tried for, and the key's flag.
      endpoint.catch(() => opened.delete(id));
      const { facts, ...rest } = await endpoint;
      return { ...rest, facts: factsFor(facts, model.model), model: model.model };
    },
    activity: activity.state,
    states: paces.states,
    watch: paces.watch,
    stop(why) {
      paces.stop(why);
      reaching.abort();
    },
    async close() {
      for (const endpoint of await Promise.allSettled(opened.values())) {
        if (endpoint.status === "fulfilled") await endpoint.value.close();
      }
    },
  };
}

interface EndpointTools {
  readonly maxConcurrency: number | undefined;
  readonly priceOf: PriceLookup;
  readonly paces: Paces;
  readonly engine: EngineSettings;
  /** Where files take turns. */
  readonly machine: LimitFunction;
  readonly patience: Patience;
  readonly activity: CallActivity;
  /** Aborted by a stop: a server that says nothing keeps nobody waiting. */
  readonly reaching: AbortSignal;
}

/** How long calls may take and how often they are tried, where somebody said; a flag holds for every server. */
export type Patience = Pick<ChatOptions, "maxAttempts" | "firstTokenTimeoutMs" | "idleTimeoutMs">;

async function openOne(
  model: ReachableModel,
  who: EndpointUse,
  host: LaunchHost,
  given: EndpointTools,
): Promise<OpenedEndpoint> {
  const { place } = model;
  const tools = { ...given, maxConcurrency: who.oneByOne === true ? 1 : given.maxConcurrency };
  switch (place.kind) {
    case "file":
      return openFile(model, place.path, who, host, tools);
    case "function":
      return openFunction(model.model, place.chat, tools.maxConcurrency ?? place.maxConcurrency, host.now);
    case "server":
      return openServer(model, place.address, who, host, tools);
    default: {
      const never: never = place;
      throw new Error(`no such place ${String(never)}`);
    }
  }
}

async function openServer(
  model: ReachableModel,
  address: ServerAddress,
  who: EndpointUse,
  host: LaunchHost,
  tools: EndpointTools,
): Promise<OpenedEndpoint> {
  const accesses = serverAccess(address, host.env, who);
  if (accesses[0].apiKey !== null) warnOfPlainHttp(address, host);
  const { limit, chatOptions } = pacedLimit(tools.maxConcurrency ?? address.maxConcurrency ?? defaultCap, {
    ...tools,
    patience: { ...patienceOf(address), ...tools.patience },
  });
  const reaching = { ...reachOptions(who, host), signal: tools.reaching };
  const reached = await reachServers(accesses, { ...reaching, model: model.model, chatOptions });
  const { name, chat, facts, close } = reached;
  const priced = (asked: string) => tools.priceOf(asked, address.baseUrl);
  const endpoint: Endpoint = { name, chat, limit, priceOf: priced };
  let batches: BatchClient | null = null;
  return {
    endpoint,
    facts,
    baseUrl: name,
    model: model.model,
    revision: null,
    batches() {
      batches ??= openBatchClient(accesses[0], { proxies: host.env });
      return batches;
    },
    async close() {
      await close();
      await batches?.close();
    },
  };
}

async function openFile(
  model: ReachableModel,
  path: string,
  who: EndpointUse,
  host: LaunchHost,
  { maxConcurrency, priceOf, engine, machine, ...tools }: EndpointTools,
): Promise<OpenedEndpoint> {
  const { limit, chatOptions } = pacedLimit(maxConcurrency ?? defaultCap, tools);
  const plan = { path, alias: model.model, slots: maxConcurrency, contextTokens: who.contextTokens };
  const reach = () =>
    reachFile(plan, {
      ...reachOptions(who, host),
      ...engine,
      chatOptions,
      env: host.env,
      cwd: host.cwd,
      isStopped: tools.paces.isStopped,
      activity: tools.activity,
      now: host.now,
    });
  const reached = who.inTurn === true ? await reachInTurn(reach, machine) : { ...(await reach()), shift: undefined };
  const { name, chat, facts, slots, baseUrl, revision, shift, close } = reached;
  // The engine in this process has no connection whose pace could be watched.
  const run = facts.kind === "node-llama-cpp" ? fairLimit(slots ?? 1).run : limit;
  return {
    endpoint: { name, chat, limit: run, priceOf: (asked) => priceOf(asked, baseUrl), ...(shift ? { shift } : {}) },
    facts,
    baseUrl,
    model: model.model,
    revision,
    batches: () => {
      throw new InputError(`${who.name}: a model that is run here from a file takes no batches`);
    },
    close,
  };
}

function reachOptions(who: EndpointUse, host: LaunchHost): Pick<ReachOptions, "name" | "proxies" | "say"> {
  return { name: who.name, proxies: host.env, say: (line) => notify(host, line) };
}

/** One endpoint's limit over the paces of its servers: as many calls at once as they take together. */
function pacedLimit(
  cap: number,
  { paces, patience, activity }: Pick<EndpointTools, "paces" | "patience" | "activity">,
): { readonly limit: Endpoint["limit"]; readonly chatOptions: NonNullable<ReachOptions["chatOptions"]> } {
  const own = new Map<string, Pace>();
  // Calls wait here in the order of the run; the paces hold back their attempts.
  const limit = fairLimit(1);
  const share = () => limit.setConcurrency([...own.values()].reduce((sum, pace) => sum + pace.limit(), 0));
  return {
    limit: limit.run,
    chatOptions({ baseUrl, slots, isPooled }) {
      const perMinute = serverAtHost(baseUrl)?.requestsPerMinute ?? null;
      const pace = startPace({ cap, slots, perMinute, ...(isPooled ? { maxUnreachable: 2 } : {}) });
      // A file's server comes back at another address.
      const server = isPooled ? baseUrl : "";
      paces.add(baseUrl, pace, own.get(server));
      own.set(server, pace);
      pace.onLimit(share);
      share();
      return { pace, activity, ...patience };
    },
  };
}

/** Limits in seconds, as flags and the configuration write them. */
export function patienceOf(given: {
  readonly firstTokenTimeout?: number | undefined;
  readonly idleTimeout?: number | undefined;
}): Patience {
  const { firstTokenTimeout, idleTimeout } = given;
  return {
    ...(firstTokenTimeout === undefined ? {} : { firstTokenTimeoutMs: firstTokenTimeout * 1000 }),
    ...(idleTimeout === undefined ? {} : { idleTimeoutMs: idleTimeout * 1000 }),
  };
}

function warnOfPlainHttp({ baseUrl, others = [], apiKeyEnv }: ServerAddress, host: LaunchHost): void {
  for (const url of [baseUrl, ...others]) {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "http:" || isLoopback(hostname)) continue;
    warn(host, `the key of ${apiKeyEnv} goes to ${url} over plain http; whoever is on the way can read it`);
  }
}
