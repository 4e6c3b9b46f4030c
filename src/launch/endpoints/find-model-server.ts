import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import type { ServerAddress } from "../../models/candidate.ts";
import type { ResolvedModel } from "../../models/resolve-model.ts";
import { findLocalServer, usualPorts } from "../../servers/local/find-local-server.ts";
import { serverAccess } from "../../servers/reach/server-access.ts";
import { serverWords } from "../../servers/reach/server-facts.ts";
import { type LaunchHost, notify } from "../launch-host.ts";
import type { ChatFunction } from "./function-model.ts";

/** A model of which it is known where it is. */
export type ReachableModel = Omit<ResolvedModel, "place"> & {
  readonly place:
    | Exclude<ResolvedModel["place"], { readonly kind: "this-machine" }>
    | { readonly kind: "function"; readonly chat: ChatFunction; readonly maxConcurrency: number };
};

/**
 * Finds a model that was named without a server on this machine, and says what was found and is used. A file is there or it
 * is refused. Spends no tokens.
 */
export async function findModelServer(
  model: ResolvedModel,
  keyFlag: string,
  host: LaunchHost,
): Promise<ReachableModel> {
  const { place } = model;
  if (place.kind === "server") return { ...model, place };
  if (place.kind === "file") {
    const path = resolve(host.cwd, place.path);
    if (!(await stat(path).catch(() => null))?.isFile()) throw new InputError(`${model.id}: there is no file ${path}`);
    return { ...model, place: { kind: "file", path } };
  }
  const keyed: ServerAddress = { baseUrl: "this machine", apiKeyEnv: place.apiKeyEnv };
  const [{ apiKey }] = serverAccess(keyed, host.env, { name: model.id, keyFlag });
  const { found, others } = await findLocalServer(place.names, { apiKey, ports: portsOf(host) });
  const [first, ...rest] = found;
  if (first === undefined) {
    const { message, hint, problems } = place.otherwise;
    throw new InputError(message, {
      hint,
      problems: [...problems, ...others.map((other) => `on this machine: ${other}`)],
    });
  }
  const also = rest.length === 0 ? "" : ` (also at ${rest.map(({ baseUrl }) => baseUrl).join(", ")}: not used)`;
  const what = first.facts.kind === "unknown" ? "" : ` (${serverWords(first.facts)})`;
  notify(host, `${model.id}: found on this machine at ${first.baseUrl} as ${first.model}${what}${also}`);
  return {
    ...model,
    model: first.model,
    place: { kind: "server", address: { baseUrl: first.baseUrl, apiKeyEnv: place.apiKeyEnv } },
  };
}

/** MTBENCH_LOCAL_PORTS, numbers with commas between, replaces the usual ports; empty: none is asked. */
function portsOf(host: LaunchHost): typeof usualPorts {
  const text = host.env.MTBENCH_LOCAL_PORTS;
  if (text === undefined) return usualPorts;
  return text
    .split(",")
    .map(Number)
    .filter((port) => Number.isInteger(port) && port > 0 && port < 65_536)
    .map((port) => usualPorts.find((usual) => usual.port === port) ?? { port, server: "MTBENCH_LOCAL_PORTS" });
}
