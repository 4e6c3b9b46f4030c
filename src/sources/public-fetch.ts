import { fetch } from "undici";
import { openAgent } from "./open-agent.ts";
import type { Environment } from "./source-places.ts";

/** What fetching a public file needs of `fetch`; tests pass their own. */
export type PublicFetch = (address: string) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/** Downloads through the proxies that the environment names; gives up after a minute. */
export function publicFetch(env: Environment): PublicFetch {
  const dispatcher = openAgent(env);
  return (address) => fetch(address, { dispatcher, signal: AbortSignal.timeout(60_000) });
}
