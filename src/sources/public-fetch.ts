import { EnvHttpProxyAgent, fetch } from "undici";
import type { Environment } from "./source-places.ts";

/** What fetching a public file needs of `fetch`; tests pass their own. */
export type PublicFetch = (address: string) => Promise<{
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}>;

/** Downloads through the proxies that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY); gives up after a minute. */
export function publicFetch(env: Environment): PublicFetch {
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? "",
    httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? "",
    noProxy: env.no_proxy ?? env.NO_PROXY ?? "",
  });
  return (address) => fetch(address, { dispatcher, signal: AbortSignal.timeout(60_000) });
}
