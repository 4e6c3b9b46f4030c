import { InputError } from "../../errors.ts";
import type { OwnModels } from "../../models/own-models.ts";
import { type ResolvedModel, resolveModel } from "../../models/resolve-model.ts";
import type { LaunchHost } from "../launch-host.ts";
import type { AskingWork, LaunchSpec, ModelSource } from "../launch-spec.ts";
import { findModelServer, type ReachableModel } from "./find-model-server.ts";
import { functionModel } from "./function-model.ts";

/** Flags that name a key's environment variable, without dashes. */
export const keyFlags = { candidate: "api-key-env", judge: "judge-api-key-env" } as const;

/** The candidates by name, those of this machine found on it. Throws an InputError for names that do not go together. */
export async function candidateModels(
  { models, apiKeyEnv, id }: Pick<AskingWork, "models" | "apiKeyEnv" | "id">,
  own: OwnModels,
  host: LaunchHost,
): Promise<ReachableModel[]> {
  if (models.length === 0) {
    throw new InputError("name at least one model with --model", {
      hint: "An id of the catalogue (mtbench models list), name@http://host:port/v1, or candidates in mtbench.config.yaml.",
    });
  }
  const named = models.map((source) => nameModel(source, apiKeyEnv, own));
  refuseSharedKey(apiKeyEnv, named);
  if (id !== undefined && models.length > 1) {
    throw new InputError(`--id names one candidate, and --model names ${models.length}`, {
      hint: "Run them one at a time, or leave --id out.",
    });
  }
  if (id !== undefined) refuseUnreadableName(id);
  const ids = named.map((model) => id ?? model.id);
  const twice = ids.find((one, index) => ids.indexOf(one) !== index);
  if (twice !== undefined) throw new InputError(`--model names ${twice} twice`);
  return Promise.all(named.map((model) => reachable(model, keyFlags.candidate, host)));
}

/** The model that rates: the one that was named, else the procedure's. */
export async function judgeModel(
  { judgeModel: source, judgeApiKeyEnv, own }: Pick<LaunchSpec, "judgeModel" | "judgeApiKeyEnv" | "own">,
  ofProcedure: string,
  host: LaunchHost,
): Promise<ReachableModel> {
  return reachable(nameModel(source ?? ofProcedure, judgeApiKeyEnv, own), keyFlags.judge, host);
}

/** The model string under which a source stands in a procedure; undefined where none was named. */
export function modelString(source: ModelSource | undefined, own: OwnModels): string | undefined {
  if (source === undefined) return undefined;
  return typeof source === "string" ? resolveModel(source, null, own).model : source.id;
}

type NamedModel = ResolvedModel | ReachableModel;

function nameModel(source: ModelSource, apiKeyEnv: string | undefined, own: OwnModels): NamedModel {
  if (typeof source === "string") return resolveModel(source, apiKeyEnv ?? null, own);
  refuseUnreadableName(source.id);
  return functionModel(source);
}

async function reachable(model: NamedModel, keyFlag: string, host: LaunchHost): Promise<ReachableModel> {
  const { place } = model;
  return place.kind === "function" ? { ...model, place } : findModelServer({ ...model, place }, keyFlag, host);
}

/** A name stands in messages, tables and reports, where nobody would see it or it would move the cursor. */
function refuseUnreadableName(id: string): void {
  if (id.trim() !== "" && !/\p{Cc}/u.test(id)) return;
  throw new InputError(`--id: expected a name of visible characters, got ${JSON.stringify(id)}`);
}

/** One key for several vendors would hand it to all of them. */
function refuseSharedKey(apiKeyEnv: string | undefined, models: readonly NamedModel[]): void {
  const hosts = new Set(
    models.map(({ place }) => (place.kind === "server" ? new URL(place.address.baseUrl).hostname : "this machine")),
  );
  if (apiKeyEnv === undefined || hosts.size < 2) return;
  throw new InputError(`--api-key-env names one key, and the candidates are at ${hosts.size} hosts`, {
    problems: [...hosts],
    hint: "Leave it out for vendors of the catalogue, and give other servers their apiKeyEnv in mtbench.config.yaml.",
  });
}
