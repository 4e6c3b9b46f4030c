import type { Chat, ChatOutcome, ChatReply, ChatRequest, Timing } from "../../chat/chat.ts";
import { messageOf } from "../../errors.ts";
import { familyById } from "../../models/catalogue.ts";
import { fairLimit } from "../../runs/fair-limit.ts";
import type { ReachableModel } from "./find-model-server.ts";
import type { OpenedEndpoint } from "./open-endpoints.ts";

/**
 * Answers one request: the text alone, or a whole outcome with thought, usage and finish. What it throws is a failed call
 * that is due again at the next start.
 */
export type ChatFunction = (request: ChatRequest) => Promise<string | ChatOutcome>;

/** A model that a function of this process answers for, in place of a server. */
export interface FunctionModel {
  /** Names its row, its folder and the model in every record. */
  readonly id: string;
  readonly chat: ChatFunction;
  /** Calls of the function at once; 8 where absent. */
  readonly maxConcurrency?: number | undefined;
}

const defaultAtOnce = 8;

const functionScheme = "function:";

/** As a model of which nothing is known: no sampling of its own, no budget for thinking. */
export function functionModel({ id, chat, maxConcurrency }: FunctionModel): ReachableModel {
  return {
    id,
    model: id,
    family: familyById("openai-compatible"),
    place: { kind: "function", chat, maxConcurrency: maxConcurrency ?? defaultAtOnce },
    known: null,
    own: null,
  };
}

/** Stands where a server's address does. */
export function functionName(model: string): string {
  return `${functionScheme}${encodeURIComponent(model)}`;
}

/** Whether what stands where a server's address does is a function of this process. */
export function isFunction(baseUrl: string): boolean {
  return baseUrl.startsWith(functionScheme);
}

/** Opens a function as other models' servers are opened. */
export function openFunction(
  model: string,
  chat: ChatFunction,
  maxConcurrency: number,
  now: () => number,
): OpenedEndpoint {
  const name = functionName(model);
  return {
    endpoint: { name, chat: chatOf(model, chat, now), limit: fairLimit(maxConcurrency).run },
    facts: {
      kind: "unknown",
      identity: {},
      observed: {},
      slots: maxConcurrency,
      contextTokens: null,
      models: null,
      template: null,
    },
    baseUrl: name,
    model,
    revision: null,
    batches: () => {
      throw new Error("a function takes no batches");
    },
    close: async () => undefined,
  };
}

function chatOf(model: string, chat: ChatFunction, now: () => number): Chat {
  return async (request) => {
    const started = now();
    const timing = (): Timing => ({
      startedAt: new Date(started).toISOString(),
      firstTokenMs: null,
      totalMs: Math.max(0, now() - started),
    });
    request.signal?.throwIfAborted();
    try {
      const said = await chat(request);
      return typeof said === "string" ? replyOf(said, model, timing()) : said;
    } catch (error) {
      request.signal?.throwIfAborted();
      return {
        status: "failed",
        reason: "request-failed",
        message: messageOf(error),
        httpStatus: null,
        scope: "call",
        timing: timing(),
        failedAttempts: [],
      };
    }
  };
}

function replyOf(content: string, model: string, timing: Timing): ChatReply {
  return {
    status: "replied",
    content,
    reasoning: null,
    thinking: "none",
    finish: "stop",
    refusal: null,
    usage: { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null },
    timing,
    model,
    systemFingerprint: null,
    dropped: [],
    failedAttempts: [],
  };
}
