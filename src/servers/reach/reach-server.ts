import type { Chat, ChatRequest } from "../../chat/chat.ts";
import type { ChatOptions, RunningCount } from "../../chat/chat-options.ts";
import type { ChatAddress } from "../../chat/http/chat-address.ts";
import { openChat } from "../../chat/open-chat.ts";
import { InputError, messageOf } from "../../errors.ts";
import type { Json } from "../../files/canonical-json.ts";
import { factsOfPool, poolNotices, refuseMixedPool } from "./pool-agreement.ts";
import { probeServer } from "./probe-server.ts";
import type { Environment } from "./server-access.ts";
import { factsFor, type ServerFacts, type ServerKind } from "./server-facts.ts";
import { poolChat } from "./server-pool.ts";

/** A model that can be asked, wherever it runs. */
export interface ReachedServer {
  /** Where; for messages and records. */
  readonly name: string;
  readonly chat: Chat;
  readonly facts: ServerFacts;
  /** Calls that it works on at once; null: it does not say. */
  readonly slots: number | null;
  /** Lets go of everything: connections, processes, memory. Calling it again does nothing. */
  close(): Promise<void>;
}

export interface ReachOptions {
  /** Named in messages, as in `candidate qwen3-8b`. */
  readonly name: string;
  /** The model's name at the server, where it is known which one is asked. */
  readonly model?: string;
  readonly proxies: Environment;
  /** Aborted when the server need not be found any more. */
  readonly signal?: AbortSignal;
  /** For what is worth saying and no error. */
  readonly say: (line: string) => void;
  /** Called for each base URL when a chat with it begins, and again when a pool's server is tried again. */
  readonly chatOptions?: (server: {
    readonly baseUrl: string;
    /** Null: it did not say, or is down. */
    readonly slots: number | null;
    readonly isPooled: boolean;
  }) => ChatOptions;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed?: () => number;
}

/** Who can be asked for a running count of tokens, and how. */
const runningCounts: Readonly<Partial<Record<ServerKind, RunningCount>>> = { vllm: "usage", "llama.cpp": "timings" };

/** Share of a pool's work where a server does not tell its slots. */
const usualSlots = 16;

/**
 * Reaches one server, or a pool of several. Of a pool, some may be down: that is said, and they are tried again while the run
 * goes on. Servers of one pool must be the same model by their own account; otherwise an InputError names the field.
 */
export async function reachServers(
  addresses: readonly [ChatAddress, ...ChatAddress[]],
  options: ReachOptions,
): Promise<ReachedServer> {
  const [first, ...others] = addresses;
  if (others.length > 0) return reachPool(addresses, options);
  const facts = await probeServer(first, options.name, probing(options));
  const { chat, close } = chatWith(first, { ...seenFrom(facts, options), isPooled: false }, options);
  return { name: first.baseUrl, chat, facts, slots: facts.slots, close };
}

async function reachPool(addresses: readonly ChatAddress[], options: ReachOptions): Promise<ReachedServer> {
  const { name, model, say } = options;
  const probed = await Promise.allSettled(
    addresses.map(async (address) => ({ address, facts: await probeServer(address, name, probing(options)) })),
  );
  const [reference, ...others] = probed.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failures = probed.flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : []));
  if (reference === undefined) {
    throw new InputError(`${name}: none of the ${addresses.length} servers of the pool can be asked`, {
      problems: failures,
      hint: "Are they running, and are these the addresses up to /v1? Nothing was asked and nothing was written.",
    });
  }
  for (const failure of failures) say(`${failure}; left out for now`);
  const up = [reference, ...others];
  const accounts = up.map(({ address: { baseUrl }, facts }) => {
    return { baseUrl, facts: model === undefined ? facts : factsFor(facts, model) };
  });
  refuseMixedPool(accounts, name);
  for (const notice of poolNotices(accounts, model ?? null)) say(`${name}: ${notice}`);
  const members = addresses.map((address) => {
    const answered = up.find((one) => one.address === address)?.facts;
    // All of a pool are of one kind, also those that are down now.
    const contextTokens = answered === undefined ? null : seenFrom(answered, options).contextTokens;
    const as = { kind: reference.facts.kind, slots: answered?.slots ?? null, contextTokens, isPooled: true };
    let now = chatWith(address, as, options);
    const all = [now];
    return {
      chat: (request: ChatRequest) => now.chat(request),
      slots: as.slots ?? reference.facts.slots ?? usualSlots,
      isDown: answered === undefined,
      // A chat that found its server gone asks it no more.
      revive() {
        now = chatWith(address, as, options);
        all.push(now);
      },
      close: () => Promise.all(all.map(({ close }) => close())),
    };
  });
  const facts = factsOfPool([reference.facts, ...others.map((one) => one.facts)]);
  const observed: Record<string, Json> = { ...facts.observed, pool: addresses.map(({ baseUrl }) => baseUrl) };
  const slots = up.map((one) => one.facts.slots);
  return {
    name: addresses.map(({ baseUrl }) => baseUrl).join(","),
    chat: poolChat(members, options.elapsed ?? (() => performance.now())),
    facts: { ...facts, observed },
    slots: slots.includes(null) ? null : slots.reduce<number>((sum, one) => sum + (one ?? 0), 0),
    close: async () => {
      await Promise.all(members.map(({ close }) => close()));
    },
  };
}

/** The facts as they hold for the model that is asked. */
function seenFrom(facts: ServerFacts, { model }: ReachOptions): ServerFacts {
  return model === undefined ? facts : factsFor(facts, model);
}

function probing({ proxies, model, signal }: ReachOptions) {
  return { proxies, ...(model === undefined ? {} : { model }), ...(signal === undefined ? {} : { signal }) };
}

type ServerUse = Pick<ServerFacts, "kind" | "slots" | "contextTokens"> & { readonly isPooled: boolean };

function chatWith(
  address: ChatAddress,
  { kind, slots, contextTokens, isPooled }: ServerUse,
  { proxies, chatOptions }: ReachOptions,
) {
  return openChat(address, {
    proxies,
    counts: runningCounts[kind] ?? null,
    contextTokens,
    ...chatOptions?.({ baseUrl: address.baseUrl, slots, isPooled }),
  });
}
