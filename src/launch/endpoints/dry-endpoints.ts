import { pathToFileURL } from "node:url";
import { noActivity } from "../../chat/pace/call-activity.ts";
import { listCandidateFolders } from "../../results/folders.ts";
import type { Launch } from "../../results/manifest.ts";
import { loadRunRecord } from "../../results/run-record.ts";
import { ggufRevision } from "../../servers/local/gguf-revision.ts";
import { type ServerKind, serverKinds } from "../../servers/reach/server-facts.ts";
import type { ReachableModel } from "./find-model-server.ts";
import { functionName } from "./function-model.ts";
import type { Endpoints } from "./open-endpoints.ts";

/** Endpoints that nobody answers: what kind of server it is comes from earlier launches below this folder. */
export async function dryEndpoints(root: string): Promise<Endpoints> {
  const kinds = await kindsBelow(root);
  return {
    async open({ place, model }) {
      const baseUrl = addressOf(place, model);
      const kind = kinds.get(baseUrl) ?? (place.kind === "file" ? "llama.cpp" : "unknown");
      const chat = () => Promise.reject(new Error("a dry run calls nobody"));
      const batches = () => {
        throw new Error("a dry run sends no batches");
      };
      return {
        endpoint: { name: baseUrl, chat, limit: (call) => call() },
        facts: { kind, identity: {}, observed: {}, slots: null, contextTokens: null, models: null, template: null },
        baseUrl,
        model,
        revision: place.kind === "file" ? await ggufRevision(place.path) : null,
        batches,
      };
    },
    activity: () => noActivity,
    states: () => [],
    watch: () => undefined,
    stop: () => undefined,
    close: async () => undefined,
  };
}

function addressOf(place: ReachableModel["place"], model: string): string {
  if (place.kind === "function") return functionName(model);
  return place.kind === "server" ? place.address.baseUrl : pathToFileURL(place.path).href;
}

function serversOf({ server, judgeServer, judgeServers }: Launch): Launch["judgeServer"][] {
  return [server, judgeServer, ...Object.values(judgeServers ?? {})];
}

async function kindsBelow(root: string): Promise<Map<string, ServerKind>> {
  const kinds = new Map<string, ServerKind>();
  for (const path of await listCandidateFolders(root)) {
    const record = await loadRunRecord(path).catch(() => null);
    for (const server of record?.launches.flatMap(serversOf) ?? []) {
      const kind = serverKinds.find((one) => one === server?.kind);
      if (typeof server?.baseUrl === "string" && kind !== undefined) kinds.set(server.baseUrl, kind);
    }
  }
  return kinds;
}
