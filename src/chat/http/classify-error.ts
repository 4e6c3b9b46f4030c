import { STATUS_CODES } from "node:http";
import { redact } from "../../text/redact.ts";
import { shorten } from "../../text/shorten.ts";
import { type AttemptFailure, callFailure } from "./attempt-failure.ts";
import {
  filterCodes,
  saysAccount,
  saysFiltered,
  saysNoCredit,
  saysNoKey,
  saysNoModel,
  saysNoSystemRole,
  saysOverflow,
  saysTemplateFailed,
} from "./error-words.ts";
import { type ErrorBody, readErrorBody } from "./read-error-body.ts";

/** Longest message kept, in characters. */
export const messageLimit = 500;

/**
 * What an HTTP error (or an error object inside a good answer) means for the call. `status` null: the error came inside
 * a 200 or a stream, and its own code counts.
 */
export function classifyError(
  status: number | null,
  body: string,
  secrets: readonly string[],
  retryAfterMs: number | null = null,
): AttemptFailure {
  const said = readErrorBody(body);
  const effective = status ?? said.status;
  const clean = shorten(redact(said.message, secrets), messageLimit);
  const title = effective === null ? "error" : `HTTP ${effective}`;
  const message =
    clean === "" ? `${title} ${STATUS_CODES[effective ?? 0] ?? "without a message"}` : `${title}: ${clean}`;
  const failure = callFailure(message, { status: effective, parameters: said.parameters, retryAfterMs });

  if (isContentFilter(effective, said)) return { ...failure, reason: "content-filter", retry: false };
  if (isSharedContextFull(effective, said)) {
    const words = "its slots share one context; start it with --parallel N --ctx-size N times what one call needs";
    return { ...failure, message: `${message} (${words})` };
  }
  if (isContextOverflow(effective, said)) {
    if (!limitIsTooLarge(said)) return { ...failure, reason: "context-overflow", retry: false };
    return { ...failure, retry: false, message: `${message} (the token limit does not fit, the conversation would)` };
  }
  if (saysNoSystemRole(said.message)) {
    const way =
      "its template takes no system message; for a candidate --system-as-user puts the system prompt before the first question; a judge needs a judge folder whose prompts say `system: null`";
    return { ...failure, retry: false, message: `${message} (${way})` };
  }
  const trouble = serverTrouble(effective, said);
  if (trouble !== null) return { ...failure, retry: false, scope: "server", message: `${message} (${trouble})` };
  if (effective !== null && effective >= 500 && saysTemplateFailed(said.message)) {
    return { ...failure, retry: false, message: `${message} (the chat template fails; waiting does not mend it)` };
  }
  return {
    ...failure,
    retry: effective === null ? !/invalid_request|badrequest/u.test(said.codes) : mayPass(effective),
  };
}

/** 501 is vLLM's word for a parser that cannot do this at all; waiting does not help. */
function mayPass(status: number): boolean {
  return [408, 409, 425, 429].includes(status) || (status >= 500 && status !== 501);
}

/** What somebody has to put right before any call can succeed; null when it is about this call. */
function serverTrouble(status: number | null, said: ErrorBody): string | null {
  const mayBeCredit = status === null || (status >= 400 && status < 500);
  if (/insufficient_quota|billing|arrearage|exceeded_current_quota|insufficient_balance/u.test(said.codes))
    return noCredit;
  if (status === 402 || (mayBeCredit && saysNoCredit(said.message))) return noCredit;
  if (status === 401 || status === 403 || /invalid_api_key|no_db_connection/u.test(said.codes))
    return "check the API key";
  // Google and PLaMo answer 400 to a wrong or missing key, Sakura, Mistral and DeepSeek to an unknown model.
  const isRefusal = status !== null && status >= 400 && status < 500 && status !== 429;
  if (isRefusal && saysNoKey(said.message)) return "check the API key";
  if (status === 404 || /model_not_found|invalid_model/u.test(said.codes))
    return "unknown model, or a base URL without its /v1";
  if (isRefusal && saysNoModel(said.message)) return "the server does not have this model";
  return null;
}

const noCredit = "the account has no credit left";

/**
 * A moderation refused the prompt. It concerns this call, whatever the status: a 403 of that kind is no refused key. Words
 * about the account, the key or the place are about who asks.
 */
function isContentFilter(status: number | null, said: ErrorBody): boolean {
  const isRefusal = status === null || (status >= 400 && status < 500 && ![401, 404, 408, 429].includes(status));
  if (!isRefusal && !/content_?filter|inspection_?failed/u.test(said.codes)) return false;
  if (filterCodes.test(said.codes.slice(0, 2_000))) return true;
  return saysFiltered(said.message) && !saysAccount(said.message);
}

/** Too many requests at once is never the prompt's fault, whatever the words: "Too many tokens, please wait" (Bedrock). */
function isContextOverflow(status: number | null, said: ErrorBody): boolean {
  if (/exceed_context_size|context_length_exceeded|context_window_exceeded|string_above_max_length/u.test(said.codes)) {
    return true;
  }
  return status !== 429 && saysOverflow(said.message);
}

/** llama-server without --parallel: one pool of context for all slots, and every call under way fails when it is full. */
function isSharedContextFull(status: number | null, said: ErrorBody): boolean {
  return (status === null || status >= 500) && /^context size has been exceeded\.?$/iu.test(said.message.trim());
}

/** Tokens of the shortest question with its template; a limit that leaves less of the context fits no question. */
const shortestPrompt = 256;

/**
 * Servers refuse a prompt that fits when prompt and token limit together do not (vLLM, PLaMo). Where the limit alone fills the
 * context, or where it is not told and the prompt takes less than half, the limit is what is wrong: a setting to correct, not
 * something that the candidate failed.
 */
function limitIsTooLarge(said: ErrorBody): boolean {
  const message = said.message.slice(0, 4_000);
  const context =
    said.contextTokens ?? firstNumber(message, /(?:context|model) length (?:is|of) (?:only )?(\d{1,9})/iu);
  if (context === null) return false;
  const limit = firstNumber(
    message,
    /is too large: (\d{1,9})|(\d{1,9}) (?:in|for) the completion|requested (\d{1,9}) output tokens/iu,
  );
  if (limit !== null) return limit + shortestPrompt > context;
  const prompt =
    said.promptTokens ??
    firstNumber(
      message,
      /(\d{1,9}) (?:in (?:the messages|your prompt)|(?:input|prompt) tokens)|(?:prompt contains(?: at least)?|resulted in) (\d{1,9})/iu,
    );
  return prompt !== null && prompt < context / 2;
}

function firstNumber(text: string, pattern: RegExp): number | null {
  const found = pattern
    .exec(text)
    ?.slice(1)
    .find((group) => group !== undefined);
  return found === undefined ? null : Number(found);
}
