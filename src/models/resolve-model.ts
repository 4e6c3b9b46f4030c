import { InputError } from "../errors.ts";
import { nearestHint } from "../text/nearest.ts";
import type { Candidate, ServerAddress, Wire } from "./candidate.ts";
import { familyById, familyOf, knownModels, type ModelFamily, openAiServer } from "./catalogue.ts";

/** A model as named on the command line: what to send, and where. */
export interface ResolvedModel {
  readonly id: string;
  readonly model: string;
  readonly family: ModelFamily;
  readonly address: ServerAddress;
}

/**
 * Reads `--model` text: `name@baseUrl` (split at the last `@http`) or an id of the catalogue. `apiKeyEnv` names the
 * environment variable of the key; without it only api.openai.com gets one, OPENAI_API_KEY, so that no vendor is ever
 * sent another vendor's key. Throws an InputError that names the nearest ids.
 */
export function resolveModel(text: string, apiKeyEnv: string | null): ResolvedModel {
  const at = text.search(/@https?:\/\/(?!.*@https?:\/\/)/);
  if (at >= 0) {
    const name = text.slice(0, at);
    const baseUrl = normaliseBaseUrl(text.slice(at + 1), text);
    if (name === "") throw new InputError(`--model ${text}: a model name is missing before the @`);
    const known = knownModels.find((entry) => entry.id === name);
    const family = known ? familyById(known.family) : familyOf(name);
    return { id: name, model: name, family, address: { baseUrl, apiKeyEnv: apiKeyEnv ?? defaultKey(baseUrl) } };
  }
  const known = knownModels.find((entry) => entry.id === text);
  if (known === undefined) {
    throw new InputError(`unknown model ${text}`, {
      hint: `${nearestHint(
        text,
        knownModels.map((entry) => entry.id),
      )} For a model on a server of your own, write name@http://host:port/v1.`,
    });
  }
  if (known.server === null) {
    throw new InputError(`${known.id} has no public server`, {
      hint: `Serve ${known.model} with vLLM or llama.cpp and write its name there: ${known.model}@http://127.0.0.1:8000/v1`,
    });
  }
  return {
    id: known.id,
    model: known.model,
    family: familyById(known.family),
    address: { baseUrl: known.server.baseUrl, apiKeyEnv: apiKeyEnv ?? known.server.apiKeyEnv },
  };
}

/** The candidate's specification. `wire` may be narrower or wider than the family's once the server is known. */
export function candidateOf(
  resolved: ResolvedModel,
  options: { readonly id: string | null; readonly revision: string | null; readonly wire?: Wire },
): Candidate {
  const { family } = resolved;
  return {
    id: options.id ?? resolved.id,
    model: resolved.model,
    revision: options.revision,
    family: family.id,
    wire: options.wire ?? family.wire,
    sampling: family.sampling,
    thinkingTokens: family.thinkingTokens,
    reasoningEffort: family.reasoningEffort,
    templateArguments: family.templateArguments,
  };
}

function normaliseBaseUrl(url: string, text: string): string {
  if (!URL.canParse(url)) throw new InputError(`--model ${text}: ${url} is not a URL`);
  return url.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
}

function defaultKey(baseUrl: string): string | null {
  return new URL(baseUrl).hostname === new URL(openAiServer.baseUrl).hostname ? openAiServer.apiKeyEnv : null;
}
