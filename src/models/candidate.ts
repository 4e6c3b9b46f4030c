import type { Json } from "../files/canonical-json.ts";

/** Sampling parameters by our names; absent means: not sent. */
export interface Sampling {
  /** 0-2. */
  readonly temperature?: number;
  /** 0-1. */
  readonly topP?: number;
  /** Tokens kept; 0 or -1 (by server) means all. */
  readonly topK?: number;
  /** 0-1. */
  readonly minP?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** 1 means none. */
  readonly repetitionPenalty?: number;
  readonly seed?: number;
}

/** Changes nothing of what the model gives, and says so where a server's own defaults would. */
export const neutralSampling = {
  topP: 1,
  topK: -1,
  minP: 0,
  presencePenalty: 0,
  frequencyPenalty: 0,
  repetitionPenalty: 1,
} as const satisfies Sampling;

export type SamplingField = keyof Sampling;

/** How a family of models is spoken to; the quirks of its API. */
export interface Wire {
  readonly limitField: "max_tokens" | "max_completion_tokens";
  readonly systemRole: "system" | "developer";
  /** Sampling parameters that the server accepts; others are left out. */
  readonly accepts: readonly SamplingField[];
  /** The server's own field names where they differ from vLLM's (llama-server: `repeat_penalty`). */
  readonly fieldNames?: Partial<Record<SamplingField, string>>;
  /** What says that all tokens are kept (`topK`); -1 where absent. llama-server takes no negative number. */
  readonly allTokens?: number;
  /** Fields that turn off what the server would add by itself; not sent under a strict procedure. */
  readonly neutral?: Readonly<Record<string, Json>>;
}

/**
 * A candidate's specification: everything about it that influences its answers. Where it is served is not part of it, so
 * it may move between servers.
 */
export interface Candidate {
  /** Names its results folder and its row. */
  readonly id: string;
  /** The model string sent to the server. */
  readonly model: string;
  /** A commit or a hash of the weights; null when the user gave none. */
  readonly revision: string | null;
  /** Family id of the catalogue, for judge-and-candidate warnings and quirks. */
  readonly family: string;
  readonly wire: Wire;
  /** The family's recommended sampling or the user's own, where the answering policy lets the candidate choose; null: none known. */
  readonly sampling: Sampling | null;
  /** The user's own by category, on top of `sampling` and under the same condition. */
  readonly samplingByCategory?: Readonly<Record<string, Sampling>>;
  /** The user's own system prompt, used where the answering policy has none; noted as a deviation. */
  readonly systemPrompt?: string;
  /** Tokens for thinking on top of the answer's limit; 0 for a model that does not think. */
  readonly thinkingTokens: number;
  readonly reasoningEffort: string | null;
  /** Sent as `chat_template_kwargs`; null: not sent. */
  readonly templateArguments: Readonly<Record<string, Json>> | null;
  /** Further fields of every call's body, such as a vendor's own thinking switch, by the API's own names. */
  readonly fields?: Readonly<Record<string, Json>>;
  /** It shows a thought before every answer, so one that is missing at the token limit was returned as the answer. */
  readonly showsThoughts?: boolean;
  /** A turn that ended inside its thought is asked once more, with twice the tokens for thinking. */
  readonly retryTruncated?: boolean;
}

/** Where a model is reached. Not part of any key; the API key itself is never stored. */
export interface ServerAddress {
  /** Ends before `/chat/completions`, without a trailing slash. */
  readonly baseUrl: string;
  /** Further base URLs of the same model: calls are shared out among them all. */
  readonly others?: readonly string[];
  /** Environment variable that holds the API key; null: none is sent. */
  readonly apiKeyEnv: string | null;
  /** Header that carries the bare key (Azure: `api-key`); absent: `Authorization: Bearer`. */
  readonly keyHeader?: string;
  /** Sent with every call; a value `$NAME` is read from the environment when the server is opened. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to every URL (Azure: `api-version`); `$NAME` as above. */
  readonly query?: Readonly<Record<string, string>>;
  /** Calls at once; absent: what the server says, or a default. */
  readonly maxConcurrency?: number;
  /** Seconds to the first token, and between two; 0: no limit; absent: by server and model. */
  readonly firstTokenTimeout?: number;
  readonly idleTimeout?: number;
}
