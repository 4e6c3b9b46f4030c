import type { Json } from "../files/canonical-json.ts";
import type { Sampling, SamplingField, ServerAddress, Wire } from "./candidate.ts";
import type { Price } from "./price.ts";
import type { WeightLine } from "./weight-lines.ts";

/** Where a fact comes from, and when it was read there. */
export interface Source {
  /** A repository at a commit, a document, a model card, an address. */
  readonly from: string;
  /** ISO-8601 date. */
  readonly read: string;
}

/** How a family's thinking is switched in a request. */
export type ThinkingSwitch =
  /** It never thinks. */
  | { readonly kind: "none" }
  /** It always thinks, and nothing in the request changes that. */
  | { readonly kind: "always" }
  /** A boolean among the chat template's arguments (`enable_thinking`). */
  | { readonly kind: "template-argument"; readonly name: string; readonly byDefault: "on" | "off" }
  /** `reasoning_effort`, one of the levels. */
  | {
      readonly kind: "effort";
      readonly levels: readonly string[];
      /** The level that turns thinking off; null: it cannot be turned off. */
      readonly off: string | null;
      readonly byDefault: string;
      /**
       * Also sent among the template's arguments, for servers that read it only there: `always`, or where the server is
       * known to be llama.cpp, vLLM or SGLang (before its build b10434 llama-server ignores the field).
       */
      readonly inTemplate: "always" | "own-server" | "never";
    }
  /** Fields of the body, and effort levels beside them where there are some. */
  | {
      readonly kind: "fields";
      readonly on: Readonly<Record<string, Json>>;
      /** Empty: nothing is sent, and it does not think. */
      readonly off: Readonly<Record<string, Json>>;
      readonly byDefault: "on" | "off";
      readonly levels: readonly string[];
      /** Sent with thinking on; null: none is. */
      readonly defaultLevel: string | null;
    }
  /** Not known to us: `on` and `off` are sent as `enable_thinking`, an effort as `reasoning_effort`, by request only. */
  | { readonly kind: "unknown" };

/** How a thought looks where the server does not set it apart in a field of its own. */
export type ThoughtForm =
  | "none"
  /** `<think>...</think>` before the answer. */
  | "think-tags"
  /** The template has opened the tag already: only `</think>` comes. */
  | "closing-tag"
  /** Harmony's analysis and final channels. */
  | "harmony"
  /** The vendor always uses a field (`reasoning`, `reasoning_content`). */
  | "field"
  /** Never returned; at most its tokens are counted. */
  | "hidden"
  | "unknown";

/** A family of models: how its API is spoken to and how its makers say it should be sampled. */
export interface ModelFamily {
  readonly id: string;
  readonly title: string;
  readonly wire: Wire;
  /** Line of weights that its models come from; null: not known, or not the same for all of them. */
  readonly basedOn: WeightLine | null;
  readonly thinking: ThinkingSwitch;
  readonly thoughts: ThoughtForm;
  /** Parameters of `wire.accepts` that are refused, or have no effect, while it thinks. */
  readonly refusedWhileThinking: readonly SamplingField[];
  /** As its makers recommend for chat; null: no recommendation found. */
  readonly sampling: { readonly thinking: Sampling | null; readonly plain: Sampling | null };
  /** Default tokens for thinking on top of the answer's limit; 0: does not think. */
  readonly thinkingTokens: number;
  /** Always sent as `chat_template_kwargs`, so that the prompt does not change from day to day. */
  readonly templateArguments: Readonly<Record<string, Json>> | null;
  /** What a user must know before trusting a number; empty as a rule. */
  readonly notes: readonly string[];
  readonly sources: readonly [Source, ...Source[]];
}

/** A family of which no more is said than what sets it apart: it does not think, and nothing is recommended or pinned. */
export function modelFamily(
  own: Pick<ModelFamily, "id" | "title" | "wire" | "sources"> & Partial<ModelFamily>,
): ModelFamily {
  return {
    basedOn: null,
    thinking: { kind: "none" },
    thoughts: "none",
    refusedWhileThinking: [],
    sampling: { thinking: null, plain: null },
    thinkingTokens: 0,
    templateArguments: null,
    notes: [],
    ...own,
  };
}

/** How one can get at a model. */
export type Access =
  /** A public OpenAI-compatible endpoint. */
  | { readonly kind: "server"; readonly server: string }
  /** Open weights: the user serves them and names the server. */
  | { readonly kind: "weights"; readonly repository: string; readonly run: string }
  /** No public OpenAI-compatible endpoint is known. */
  | { readonly kind: "contract"; readonly run: string };

/** A model that can be named alone. */
export interface KnownModel {
  readonly id: string;
  readonly family: string;
  /** Line of weights that it was trained from, where its family has several. */
  readonly basedOn?: WeightLine;
  /** The model string sent; a server may serve it under another name (`name@url` says which). */
  readonly model: string;
  readonly access: Access;
  /** Tokens of prompt and reply together; null: not known. */
  readonly contextTokens: number | null;
  /** Most tokens of one reply, thought included; null: not known, or only the context bounds it. */
  readonly outputTokens: number | null;
  /** Null: not known, or the user's own electricity. */
  readonly price: Price | null;
  readonly source: Source;
}

/** A vendor's public endpoint. */
export interface KnownServer extends ServerAddress {
  readonly id: string;
  readonly title: string;
  /** What the vendor allows; null: not known. */
  readonly requestsPerMinute: number | null;
  readonly source: Source;
}

/** The day on which the notes behind the catalogue were collected. */
const collected = "2026-11-22";

export function read(from: string): Source {
  return { from, read: collected };
}
