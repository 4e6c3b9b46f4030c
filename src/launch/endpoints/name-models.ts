import { InputError } from "../../errors.ts";
import type { Judge } from "../../judges/judge.ts";
import type { Jury } from "../../judges/jury.ts";
import { type OwnModels, writtenModel } from "../../models/own-models.ts";
import { type ResolvedModel, resolveModel } from "../../models/resolve-model.ts";
import { type LaunchHost, notify } from "../launch-host.ts";
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

/**
 * The members of a jury by name, in the order of its file.
 *
 * @throws InputError for names that mean no model, and for two that mean the same
 */
export function juryModels(
  { id }: Pick<Judge, "id">,
  { members }: Jury,
  { judgeApiKeyEnv, own }: Pick<LaunchSpec, "judgeApiKeyEnv" | "own">,
  host: LaunchHost,
): NamedModel[] {
  const named = members.map(({ name }) => nameModel(memberText(id, name, own, host), judgeApiKeyEnv, own));
  const strings = named.map(({ model }) => model);
  const twice = strings.find((model, index) => strings.indexOf(model) !== index);
  if (twice !== undefined) {
    throw new InputError(`two members of the jury ${id} are the model ${twice}`, {
      hint: "Records tell members apart by their model: keep one of the two in its judge.yaml.",
    });
  }
  refuseSharedKey(judgeApiKeyEnv, named, keyFlags.judge, "the jury's members");
  return named;
}

/** A member as `--judge-model` takes it; a name under `judges` of the configuration stands for its model. */
function memberText(jury: string, name: string, { judges = {} }: OwnModels, host: LaunchHost): string {
  const entry = Object.hasOwn(judges, name) ? judges[name] : undefined;
  if (entry === undefined) return name;
  const written = writtenModel(entry);
  if (written === undefined) {
    throw new InputError(`${name}, a member of the jury ${jury}, has no model under judges.${name}`, {
      hint: `Write the model there, or in the jury's judge.yaml in place of ${name}.`,
    });
  }
  if (entry.procedure !== jury) {
    notify(host, `jury ${jury}: ${name} rates by the jury's procedure, not by ${entry.procedure}`);
  }
  return written;
}

/** The model string under which a source stands in a procedure; undefined where none was named. */
export function modelString(source: ModelSource | undefined, own: OwnModels): string | undefined {
  if (source === undefined) return undefined;
  return typeof source === "string" ? resolveModel(source, null, own).model : source.id;
}

export type NamedModel = ResolvedModel | ReachableModel;

function nameModel(source: ModelSource, apiKeyEnv: string | undefined, own: OwnModels): NamedModel {
  if (typeof source === "string") return resolveModel(source, apiKeyEnv ?? null, own);
  refuseUnreadableName(source.id);
  return functionModel(source);
}

/** The model found where it is, on this machine too. */
export async function reachable(model: NamedModel, keyFlag: string, host: LaunchHost): Promise<ReachableModel> {
  const { place } = model;
  return place.kind === "function" ? { ...model, place } : findModelServer({ ...model, place }, keyFlag, host);
}

/** A name stands in messages, tables and reports, where nobody would see it or it would move the cursor. */
function refuseUnreadableName(id: string): void {
  if (id.trim() !== "" && !/\p{Cc}/u.test(id)) return;
  throw new InputError(`--id: expected a name of visible characters, got ${JSON.stringify(id)}`);
}

/** One key for several vendors would hand it to all of them. */
function refuseSharedKey(
  apiKeyEnv: string | undefined,
  models: readonly NamedModel[],
  flag: string = keyFlags.candidate,
  who = "the candidates",
): void {
  const hosts = new Set(
    models.map(({ place }) => (place.kind === "server" ? new URL(place.address.baseUrl).hostname : "this machine")),
  );
  if (apiKeyEnv === undefined || hosts.size < 2) return;
  throw new InputError(`--${flag} names one key, and ${who} are at ${hosts.size} hosts`, {
    problems: [...hosts],
    hint: "Leave it out for vendors of the catalogue, and give other servers their apiKeyEnv in mtbench.config.yaml.",
  });
}
