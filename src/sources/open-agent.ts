import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { InputError } from "../errors.ts";
import type { Environment } from "./source-places.ts";

/** This machine is never reached through a proxy: clusters set one for every job, beside the model server. */
const thisMachine = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Connections to any host, through the proxies that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY, in either
 * case). Plain HTTP is forwarded rather than tunnelled, since many proxies allow tunnels to port 443 alone. Throws
 * InputError for a proxy that is no URL.
 */
export function openAgent(env: Environment, options: Agent.Options = {}): Dispatcher {
  const httpProxy = proxyUrl(env, "http_proxy");
  const httpsProxy = proxyUrl(env, "https_proxy");
  const noProxy = (env.no_proxy ?? env.NO_PROXY ?? "").trim();
  if ((httpProxy === "" && httpsProxy === "") || noProxy === "*") return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy,
    httpsProxy,
    noProxy: [noProxy, ...thisMachine].filter((entry) => entry !== "").join(","),
    proxyTunnel: false,
    // undici gives its forwarding client none of the options, so the limits of 300 s would be back.
    factory: (origin: string | URL, given: object) => new Pool(origin, { ...options, ...given }),
  });
}

/** The proxy of a variable; empty when there is none. Without a scheme it speaks HTTP, as for curl. */
function proxyUrl(env: Environment, name: string): string {
  const upper = name.toUpperCase();
  const value = (env[name] ?? env[upper] ?? "").trim();
  if (value === "") return "";
  const url = value.includes("://") ? value : `http://${value}`;
  if (!URL.canParse(url)) {
    throw new InputError(`the proxy in ${env[name] === undefined ? upper : name} is no URL`, {
      hint: "Write it like http://proxy.example:3128.",
    });
  }
  return url;
}
