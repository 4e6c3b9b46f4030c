// What the command line needs of undici, for its bundle: the package's index also loads mocks, caches, web sockets and the
// web streams of `fetch`, which took 40 ms and 15 MB of every run.
import api from "undici/lib/api/index.js";
import Agent from "undici/lib/dispatcher/agent.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import EnvHttpProxyAgent from "undici/lib/dispatcher/env-http-proxy-agent.js";
import Pool from "undici/lib/dispatcher/pool.js";

// As the index does.
Object.assign(Dispatcher.prototype, api);

export { Agent, EnvHttpProxyAgent, Pool };

export async function fetch(...request) {
  const { default: web } = await import("undici/lib/web/fetch/index.js");
  return web.fetch(...request);
}
