import { InputError } from "../errors.ts";
import { nearestHint } from "../text/nearest.ts";
import type { Candidate, Sampling, ServerAddress, Wire } from "./candidate.ts";
import { familyById, familyOf, knownModels, modelById } from "./catalogue.ts";
import type { KnownModel, ModelFamily } from "./catalogue-entry.ts";
import { chooseThinking, type ThinkingChoice } from "./choose-thinking.ts";
import { knownServer, serverAtHost } from "./known-servers.ts";
import { type CandidateEntry, noOwnModels, type OwnModels, type ServerEntry } from "./own-models.ts";

/** A model as named on the command line or in the configuration: what to send, and where. */
export interface ResolvedModel {
  readonly id: string;
  readonly model: string;
  readonly family: ModelFamily;
  readonly address: ServerAddress;
  /** The catalogue's entry; null for a model that it does not know. */
  readonly known: KnownModel | null;
  /** The user's own entry; null when the name is not from the configuration. */
  readonly own: CandidateEntry | null;
}

/**
 * Reads `--model` text: a candidate of the configuration, `name@baseUrl` or `name@server` (split at the last `@`), or an id
 * of the catalogue. `apiKeyEnv` names the environment variable of the key; without it each vendor's own host gets its own
 * variable and every other server none, so that no vendor is ever sent another vendor's key. Throws an InputError that
 * names the nearest ids.
 */
export function resolveModel(text: string, apiKeyEnv: string | null, own: OwnModels = noOwnModels): ResolvedModel {
  const entry = named(own.candidates, text);
  if (entry !== undefined) return ownCandidate(text, entry, apiKeyEnv, own);
  const at = serverPart(text, own);
  if (at !== null) {
    if (at.name === "") throw new InputError(`--model ${text}: a model name is missing before the @`);
    const known = modelById(at.name) ?? null;
    const family = known === null ? familyOf(at.name) : familyById(known.family);
    const address = addressOf(at.server, text, apiKeyEnv, own);
    return { id: at.name, model: at.name, family, address, known, own: null };
  }
  const known = modelById(text);
  if (known === undefined) throw unknownModel(text, own);
  return {
    id: known.id,
    model: known.model,
    family: familyById(known.family),
    address: publicAddress(known, apiKeyEnv),
    known,
    own: null,
  };
}

/** What may be set for a candidate beside its name. */
export interface CandidateOptions {
  readonly id: string | null;
  readonly revision: string | null;
  /** Before the candidate's own entry in the configuration, and that before the family's. */
  readonly thinking?: ThinkingChoice;
  /** Narrower or wider than the family's, once the server is known. */
  readonly wire?: Wire;
  /** llama.cpp or vLLM answers there. */
  readonly isOwnServer?: boolean;
}

/** The candidate's specification. */
export function candidateOf(resolved: ResolvedModel, options: CandidateOptions): Candidate {
  const { own } = resolved;
  const family = options.wire === undefined ? resolved.family : { ...resolved.family, wire: options.wire };
  const chosen = chooseThinking(family, thinkingOf(own, options.thinking ?? {}), {
    name: options.id ?? resolved.id,
    isOwnServer: options.isOwnServer ?? false,
  });
  const sampling: Sampling | null =
    own?.sampling === undefined ? chosen.sampling : { ...chosen.sampling, ...own.sampling };
  const templateArguments =
    own?.templateArguments === undefined
      ? chosen.templateArguments
      : { ...chosen.templateArguments, ...own.templateArguments };
  return {
    id: options.id ?? resolved.id,
    model: resolved.model,
    revision: options.revision ?? own?.revision ?? null,
    family: family.id,
    wire: chosen.wire,
    sampling,
    ...(own?.samplingByCategory === undefined ? {} : { samplingByCategory: own.samplingByCategory }),
    ...(own?.systemPrompt === undefined ? {} : { systemPrompt: own.systemPrompt }),
    thinkingTokens: chosen.thinkingTokens,
    reasoningEffort: chosen.reasoningEffort,
    templateArguments,
    ...(Object.keys(chosen.fields).length === 0 ? {} : { fields: chosen.fields }),
    ...(chosen.showsThoughts ? { showsThoughts: true } : {}),
    ...(chosen.retryTruncated ? { retryTruncated: true } : {}),
  };
}

/** A flag replaces the entry's word on the same matter; `--thinking off` also the entry's effort and budget. */
function thinkingOf(own: CandidateEntry | null, flags: ThinkingChoice): ThinkingChoice {
  const { thinking, reasoningEffort, maxThinkingTokens, retryTruncated } = own ?? {};
  const isTold = flags.thinking !== undefined || flags.reasoningEffort !== undefined;
  return {
    ...(isTold || thinking === undefined ? {} : { thinking }),
    ...(isTold || reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(flags.thinking === "off" || maxThinkingTokens === undefined ? {} : { maxThinkingTokens }),
    ...(retryTruncated === undefined ? {} : { retryTruncated }),
    ...flags,
  };
}

/** The text before and after the last `@` that a server follows; null when none does, for names may hold an `@`. */
function serverPart(text: string, own: OwnModels): { readonly name: string; readonly server: string } | null {
  const at = text.search(/@https?:\/\/(?!.*@https?:\/\/)/);
  if (at >= 0) return { name: text.slice(0, at), server: text.slice(at + 1) };
  const last = text.lastIndexOf("@");
  const server = text.slice(last + 1);
  return last >= 0 && named(own.servers, server) !== undefined ? { name: text.slice(0, last), server } : null;
}

function ownCandidate(id: string, entry: CandidateEntry, apiKeyEnv: string | null, own: OwnModels): ResolvedModel {
  const known = modelById(entry.model) ?? null;
  const family = entry.family ?? known?.family;
  const address =
    entry.server !== undefined
      ? addressOf(entry.server, id, apiKeyEnv, own)
      : known === null
        ? null
        : publicAddress(known, apiKeyEnv);
  if (address === null) {
    throw new InputError(`candidate ${id}: ${entry.model} is not in the catalogue, so its server has to be named`, {
      hint: `Add \`server: http://127.0.0.1:8000/v1\` (or a name under servers) to candidates.${id}.`,
    });
  }
  // A server of the user's own knows the weights by their repository, not by our short id.
  return {
    id,
    model: known?.model ?? entry.model,
    family: family === undefined ? familyOf(entry.model) : familyById(family),
    address,
    known,
    own: entry,
  };
}

function addressOf(server: string, text: string, apiKeyEnv: string | null, own: OwnModels): ServerAddress {
  const entry = named(own.servers, server);
  if (entry !== undefined) return ownAddress(entry, apiKeyEnv);
  if (!/^https?:\/\//.test(server)) {
    throw new InputError(`${text}: no server is called ${JSON.stringify(server)}`, {
      hint: nearestHint(server, Object.keys(own.servers)),
    });
  }
  const baseUrl = normaliseBaseUrl(server, text);
  return { baseUrl, ...vendorAt(baseUrl, apiKeyEnv) };
}

function ownAddress(entry: ServerEntry, apiKeyEnv: string | null): ServerAddress {
  const { headers, query, maxConcurrency } = entry;
  const baseUrl = normaliseBaseUrl(entry.baseUrl, entry.baseUrl);
  return {
    baseUrl,
    ...vendorAt(baseUrl, apiKeyEnv),
    ...(entry.apiKeyEnv === undefined || apiKeyEnv !== null ? {} : { apiKeyEnv: entry.apiKeyEnv }),
    ...(headers === undefined ? {} : { headers }),
    ...(query === undefined ? {} : { query }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  };
}

function publicAddress(known: KnownModel, apiKeyEnv: string | null): ServerAddress {
  if (known.access.kind !== "server") throw noPublicServer(known);
  const { baseUrl } = knownServer(known.access.server);
  return { baseUrl, ...vendorAt(baseUrl, apiKeyEnv) };
}

/** What is known of a vendor's endpoint; for other hosts only the key that the user named. */
function vendorAt(baseUrl: string, apiKeyEnv: string | null): { apiKeyEnv: string | null; maxConcurrency?: number } {
  const vendor = serverAtHost(baseUrl);
  const maxConcurrency = vendor?.maxConcurrency;
  return {
    apiKeyEnv: apiKeyEnv ?? vendor?.apiKeyEnv ?? null,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  };
}

function noPublicServer(known: KnownModel): InputError {
  if (known.access.kind === "contract") {
    return new InputError(`${known.id} has no public OpenAI-compatible server`, {
      hint: `${known.access.run}. With an endpoint of your own: --model ${known.model}@https://your.endpoint/v1`,
    });
  }
  return new InputError(`${known.id} has no public server`, {
    hint: `Serve ${known.model} with vLLM or llama.cpp and write its name there: ${known.model}@http://127.0.0.1:8000/v1`,
  });
}

function unknownModel(text: string, own: OwnModels): InputError {
  const names = [...Object.keys(own.candidates), ...knownModels.map((entry) => entry.id)];
  return new InputError(`unknown model ${text}`, {
    hint: `${nearestHint(text, names)} For a model on a server of your own, write name@http://host:port/v1.`,
  });
}

/** A user's entry; `constructor` and the like are names as any other. */
function named<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function normaliseBaseUrl(url: string, text: string): string {
  if (!URL.canParse(url)) throw new InputError(`--model ${text}: ${url} is not a URL`);
  return url.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
}
