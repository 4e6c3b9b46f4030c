import type { Chat, ChatRequest } from "../chat/chat.ts";
import { type ChatOptions, openChat } from "../chat/open-chat.ts";
import type { ChatAddress } from "../chat/transport.ts";
import { InputError, messageOf } from "../errors.ts";
import type { Json } from "../files/canonical-json.ts";
import { probeServer, type ServerFacts } from "./probe-server.ts";
import type { Environment } from "./server-access.ts";
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
  readonly proxies: Environment;
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
  const probe = (address: ChatAddress) => probeServer(address, options.name, { proxies: options.proxies });
  const chatOf = (address: ChatAddress, slots: number | null, isPooled: boolean) =>
    openChat(address, {
      proxies: options.proxies,
      ...options.chatOptions?.({ baseUrl: address.baseUrl, slots, isPooled }),
    });
  if (others.length === 0) {
    const facts = await probe(first);
    const { chat, close } = chatOf(first, facts.slots, false);
    return { name: first.baseUrl, chat, facts, slots: facts.slots, close };
  }
  const probed = await Promise.allSettled(addresses.map(probe));
  const up = probed.flatMap((result, index) => (result.status === "fulfilled" ? [{ facts: result.value, index }] : []));
  const [reference] = up;
  if (reference === undefined) {
    throw new InputError(`${options.name}: none of the ${addresses.length} servers of the pool can be asked`, {
      problems: probed.flatMap((result) => (result.status === "rejected" ? [messageOf(result.reason)] : [])),
      hint: "Are they running, and are these the addresses up to /v1? Nothing was asked and nothing was written.",
    });
  }
  for (const result of probed) {
    if (result.status === "rejected") options.say(`${messageOf(result.reason)}; left out for now`);
  }
  refuseMixedPool(addresses, up, options.name);
  const open = addresses.map((address, index) => {
    const slots = up.find((one) => one.index === index)?.facts.slots ?? null;
    let now = chatOf(address, slots, true);
    const all = [now];
    return {
      chat: (request: ChatRequest) => now.chat(request),
      slots: slots ?? reference.facts.slots ?? usualSlots,
      isDown: probed[index]?.status === "rejected",
      // A chat that found its server gone asks it no more.
      revive() {
        now = chatOf(address, slots, true);
        all.push(now);
      },
      close: () => Promise.all(all.map(({ close }) => close())),
    };
  });
  const known = up.every(({ facts }) => facts.slots !== null);
  const observed: Record<string, Json> = { ...reference.facts.observed, pool: addresses.map(({ baseUrl }) => baseUrl) };
  return {
    name: addresses.map(({ baseUrl }) => baseUrl).join(","),
    chat: poolChat(open, options.elapsed ?? (() => performance.now())),
    facts: { ...reference.facts, observed },
    slots: known ? up.reduce((sum, { facts }) => sum + (facts.slots ?? 0), 0) : null,
    close: async () => {
      await Promise.all(open.map(({ close }) => close()));
    },
  };
}

function refuseMixedPool(
  addresses: readonly ChatAddress[],
  up: readonly { readonly facts: ServerFacts; readonly index: number }[],
  name: string,
): void {
  const [reference] = up;
  if (reference === undefined) return;
  const problems = up.flatMap(({ facts, index }) =>
    Object.keys({ ...reference.facts.identity, ...facts.identity })
      // Files may lie in different folders on different machines.
      .filter((field) => field !== "modelPath")
      .filter((field) => facts.identity[field] !== reference.facts.identity[field])
      .map((field) => {
        const [here, there] = [facts.identity[field], reference.facts.identity[field]];
        return `${field}: ${JSON.stringify(there)} at ${addresses[reference.index]?.baseUrl}, ${JSON.stringify(here)} at ${addresses[index]?.baseUrl}`;
      }),
  );
  if (problems.length === 0) return;
  throw new InputError(`${name}: the servers of the pool are not the same`, {
    problems,
    hint: "One candidate's answers must all come from the same model, build and template.",
  });
}
