import { InputError } from "../errors.ts";
import { nearestHint } from "../text/nearest.ts";
import { withoutSlashes } from "../text/trim-marks.ts";
import { azureAddress } from "./azure-address.ts";
import type { Candidate, Sampling, ServerAddress, Wire } from "./candidate.ts";
import { familyById, familyOf, knownModels, modelById } from "./catalogue.ts";
import type { KnownModel, ModelFamily } from "./catalogue-entry.ts";
import { chooseThinking, type ThinkingChoice } from "./choose-thinking.ts";
import { knownServer, serverAtHost } from "./known-servers.ts";
import { type CandidateEntry, noOwnModels, type OwnModels, type ServerEntry } from "./own-models.ts";

/** Where a model is to be found. */
export type ModelPlace =
  | { readonly kind: "server"; readonly address: ServerAddress }
  /** No server was named: one on this machine may list one of `names`; if none does, `otherwise` says what to do. */
  | {
      readonly kind: "this-machine";
      readonly names: readonly string[];
      readonly apiKeyEnv: string | null;
      readonly otherwise: InputError;
    }
  /** Weights in a GGUF file, relative to the working directory. */
  | { readonly kind: "file"; readonly path: string };

/** A model as named on the command line or in the configuration: what to send, and where. */
export interface ResolvedModel {
  readonly id: string;
  readonly model: string;
  readonly family: ModelFamily;
  readonly place: ModelPlace;
  /** The catalogue's entry; null for a model that it does not know. */
  readonly known: KnownModel | null;
  /** The user's own entry; null when the name is not from the configuration. */
  readonly own: CandidateEntry | null;
}

/**
 * Reads `--model` text: a candidate of the configuration, `name@baseUrl` or `name@server` (split at the last `@`; several base
 * URLs with commas between form a pool), a GGUF file, an id of the catalogue, or a name that a server on this machine may
 * know. `apiKeyEnv` names the environment variable of the key; without it each vendor's own host gets its own
 * variable and every other server none, so that no vendor is ever sent another vendor's key.
 */
export function resolveModel(text: string, apiKeyEnv: string | null, own: OwnModels = noOwnModels): ResolvedModel {
  const entry = named(own.candidates, text);
  if (entry !== undefined) return ownCandidate(text, entry, apiKeyEnv, own);
  const at = serverPart(text, own);
  if (at !== null) {
    if (at.name === "") throw new InputError(`--model ${text}: a model name is missing before the @`);
    const known = modelById(at.name) ?? null;
    const family = known === null ? familyOf(at.name) : familyById(known.family);
    const place = serverPlace(at.server, text, apiKeyEnv, own);
    return { id: at.name, model: at.name, family, place, known, own: null };
  }
  if (isGguf(text)) {
    const name = ggufName(text);
    return {
      id: name,
      model: name,
      family: familyOf(name),
      place: { kind: "file", path: text },
      known: null,
      own: null,
    };
  }
  const known = modelById(text);
  if (known === undefined) {
    const place: ModelPlace = { kind: "this-machine", names: [text], apiKeyEnv, otherwise: unknownModel(text, own) };
    return { id: text, model: text, family: familyOf(text), place, known: null, own: null };
  }
  const family = familyById(known.family);
  return { id: known.id, model: known.model, family, place: knownPlace(known, apiKeyEnv), known, own: null };
}

/** What may be set for a candidate beside its name. */
export interface CandidateOptions {
  readonly id: string | null;
  readonly revision: string | null;
  /** Before the candidate's own entry in the configuration, and that before the family's. */
  readonly thinking?: ThinkingChoice;
  /** Narrower or wider than the family's, once the server is known. */
  readonly wire?: Wire;
  /** Template arguments reach the model's template there (llama.cpp, vLLM, SGLang). */
  readonly isOwnServer?: boolean;
}

/** The candidate's specification. */
export function candidateOf(resolved: Omit<ResolvedModel, "place">, options: CandidateOptions): Candidate {
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
  const name = isGguf(entry.model) ? ggufName(entry.model) : entry.model;
  return {
    id,
    model: known?.model ?? name,
    family: family === undefined ? familyOf(name) : familyById(family),
    place: ownPlace(id, entry, known, apiKeyEnv, own),
    known,
    own: entry,
  };
}

function ownPlace(
  id: string,
  entry: CandidateEntry,
  known: KnownModel | null,
  apiKeyEnv: string | null,
  own: OwnModels,
): ModelPlace {
  if (entry.server !== undefined) return serverPlace(entry.server, id, apiKeyEnv, own);
  if (isGguf(entry.model)) return { kind: "file", path: entry.model };
  if (known !== null) return knownPlace(known, apiKeyEnv);
  const otherwise = new InputError(
    `candidate ${id}: ${entry.model} is neither in the catalogue nor on a server of this machine`,
    { hint: `Add \`server: http://127.0.0.1:8000/v1\` (or a name under servers) to candidates.${id}.` },
  );
  return { kind: "this-machine", names: [entry.model], apiKeyEnv, otherwise };
}

function isGguf(text: string): boolean {
  return /\.gguf$/iu.test(text);
}

/** The file's name without folder and ending; for a split file the ending includes its part's number. */
function ggufName(path: string): string {
  return (path.split(/[\\/]/u).at(-1) ?? path).replace(/(?:-\d{5}-of-\d{5})?\.gguf$/iu, "");
}

function serverPlace(server: string, text: string, apiKeyEnv: string | null, own: OwnModels): ModelPlace {
  const entry = named(own.servers, server);
  if (entry !== undefined) return { kind: "server", address: ownAddress(entry, apiKeyEnv) };
  if (!/^https?:\/\//.test(server)) {
    throw new InputError(`${text}: no server is called ${JSON.stringify(server)}`, {
      hint: nearestHint(server, Object.keys(own.servers)),
    });
  }
  return { kind: "server", address: poolAddress(server.split(/,(?=https?:\/\/)/u), text, {}, apiKeyEnv) };
}

function ownAddress(entry: ServerEntry, apiKeyEnv: string | null): ServerAddress {
  const { headers, maxConcurrency, firstTokenTimeout, idleTimeout } = entry;
  const urls = typeof entry.baseUrl === "string" ? [entry.baseUrl] : entry.baseUrl;
  return {
    ...poolAddress(urls, urls.join(","), entry.query ?? {}, apiKeyEnv),
    ...(entry.apiKeyEnv === undefined || apiKeyEnv !== null ? {} : { apiKeyEnv: entry.apiKeyEnv }),
    ...(headers === undefined ? {} : { headers }),
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    ...(firstTokenTimeout === undefined ? {} : { firstTokenTimeout }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
  };
}

/** One address of all the base URLs. What stands behind a `?` in them is their query. */
function poolAddress(
  urls: readonly string[],
  text: string,
  given: Readonly<Record<string, string>>,
  apiKeyEnv: string | null,
): ServerAddress {
  const parsed = urls.map((url) => splitUrl(url, text));
  const [baseUrl, ...others] = [...new Set(parsed.map((one) => one.baseUrl))];
  if (baseUrl === undefined) throw new InputError(`${text}: no base URL`);
  const query = Object.fromEntries([...parsed.map((one) => one.query), given].flatMap(Object.entries<string>));
  const azure = azureAddress(baseUrl, query);
  const vendors = new Set([baseUrl, ...others].map((url) => serverAtHost(url)?.id));
  if (vendors.size > 1) {
    throw new InputError(`${text}: a pool's servers must all be one vendor's, or all your own`, {
      hint: "They share one API key, and a key goes to its own vendor alone.",
    });
  }
  return {
    baseUrl,
    ...(others.length === 0 ? {} : { others }),
    ...vendorAt(baseUrl, apiKeyEnv),
    ...(azure === null ? {} : { ...azure, ...(apiKeyEnv === null ? {} : { apiKeyEnv }) }),
    ...(Object.keys(query).length === 0 ? {} : { query }),
  };
}

function knownPlace(known: KnownModel, apiKeyEnv: string | null): ModelPlace {
  if (known.access.kind === "server") {
    const { baseUrl } = knownServer(known.access.server);
    return { kind: "server", address: { baseUrl, ...vendorAt(baseUrl, apiKeyEnv) } };
  }
  return { kind: "this-machine", names: [known.id, known.model], apiKeyEnv, otherwise: noPublicServer(known) };
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
    return new InputError(`${known.id} has no public OpenAI-compatible server, and none on this machine serves it`, {
      hint: `${known.access.run}. With an endpoint of your own: --model ${known.model}@https://your.endpoint/v1`,
    });
  }
  return new InputError(`${known.id} has no public server, and none on this machine serves it`, {
    hint: `Serve ${known.model} with vLLM or llama.cpp and write its name there: ${known.model}@http://127.0.0.1:8000/v1`,
  });
}

function unknownModel(text: string, own: OwnModels): InputError {
  const at = text.lastIndexOf("@");
  const server = text.slice(at + 1);
  // `name@localhost:8000/v1`: what stands there is an address, only not a whole one.
  if (at > 0 && /^(?:localhost\b|\[|[\w.-]+(?::\d|\/|\.))/u.test(server)) {
    return new InputError(`${server} is not a URL`, {
      hint: `Write http:// or https:// before it, as in name@http://${server}`,
    });
  }
  const scheme = at > 0 ? /^([a-z][a-z0-9+.-]*):\/\/?/iu.exec(server)?.[1] : undefined;
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    return new InputError(`${server} is not the address of a server: ${scheme}:// is neither http:// nor https://`, {
      hint: "Write name@http://host:port/v1.",
    });
  }
  const names = [...Object.keys(own.candidates), ...knownModels.map((entry) => entry.id)];
  return new InputError(`unknown model ${text}`, {
    hint: `${nearestHint(text, names)} mtbench models list shows the catalogue. For a model on a server of your own, write name@http://host:port/v1.`,
  });
}

/** A user's entry; `constructor` and the like are names as any other. */
function named<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function splitUrl(text: string, whole: string): { readonly baseUrl: string; readonly query: Record<string, string> } {
  if (!URL.canParse(text)) throw new InputError(`--model ${whole}: ${text} is not a URL`);
  const { host, username, password } = new URL(text);
  if (username !== "" || password !== "") {
    // Said before anything can quote it.
    throw new InputError(`the address of ${host} holds a user name or a password`, {
      hint: "Keys come from environment variables: --api-key-env NAME, or `headers` of a server in mtbench.config.yaml.",
    });
  }
  const [address = "", search = ""] = text.split("?", 2);
  const baseUrl = withoutSlashes(address).replace(/\/chat\/completions$/, "");
  return { baseUrl, query: Object.fromEntries(new URLSearchParams(search)) };
}
