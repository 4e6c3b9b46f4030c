import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import type { ChatBody } from "../models/request-body.ts";
import type { DroppedParameter } from "./chat.ts";
import type { RunningCount } from "./chat-options.ts";
import type { AttemptFailure } from "./http/attempt-failure.ts";
import { describeDropped, parameterToDrop, withoutParameters } from "./http/drop-parameter.ts";
import { saysNoStreaming } from "./http/error-words.ts";

/** A body as it goes to the server at hand. */
export interface FittedBody {
  readonly sent: ChatCompletionCreateParams;
  /** The call's own part of it: its parameters without those that the server refused. */
  readonly body: ChatBody;
  readonly dropped: readonly DroppedParameter[];
  readonly isStreamed: boolean;
}

/** What one server was found to refuse. What it refused once is not sent to it again. */
export interface ServerQuirks {
  fit(body: ChatBody): FittedBody;
  /** Looks whether the failure is about something that can go otherwise; then the failure comes back as one to try again. */
  learn(failure: AttemptFailure, fitted: FittedBody): AttemptFailure;
}

export function serverQuirks(counts: RunningCount | null): ServerQuirks {
  // A few servers refuse a request with `stream_options`; then it is left out, and usage stays unknown.
  let streamOptions = true;
  // A few servers answer in one piece only.
  let streams = true;
  // By model: a server may speak for several vendors' models.
  const refused = new Map<string, readonly DroppedParameter[]>();

  return {
    fit(whole) {
      const dropped = (refused.get(whole.model) ?? []).filter(({ name }) => whole[name] !== undefined);
      const body = withoutParameters(whole, dropped);
      if (!streams) return { sent: inOnePiece(body), body, dropped: [...dropped, notStreamed], isStreamed: false };
      return { sent: streamed(body, streamOptions, counts), body, dropped, isStreamed: true };
    },
    learn(failure, { sent, body, isStreamed }) {
      if (isStreamed && "stream_options" in sent && isAboutStreamOptions(failure)) {
        streamOptions = false;
        return { ...failure, retry: true };
      }
      if (isStreamed && isAboutStreaming(failure)) {
        streams = false;
        return { ...failure, retry: true, message: `${failure.message} (asked for the whole reply at once)` };
      }
      const parameter = parameterToDrop(failure, body);
      if (parameter === null) return failure;
      const known = refused.get(body.model) ?? [];
      // A limit that moved and is refused again has no name left to go by.
      if (known.some(({ sentAs }) => sentAs === parameter.name)) return failure;
      if (!known.some(({ name }) => name === parameter.name)) refused.set(body.model, [...known, parameter]);
      return { ...failure, retry: true, message: `${failure.message} (dropped: ${describeDropped(parameter)})` };
    },
  };
}

function streamed(body: ChatBody, streamOptions: boolean, counts: RunningCount | null): ChatCompletionCreateParams {
  return {
    ...body,
    messages: [...body.messages],
    stream: true,
    // vLLM's `continuous_usage_stats` and llama-server's `timings_per_token`; nobody else is sent either.
    ...(streamOptions
      ? { stream_options: { include_usage: true, ...(counts === "usage" ? { continuous_usage_stats: true } : {}) } }
      : {}),
    ...(counts === "timings" ? { timings_per_token: true } : {}),
  };
}

/** How records tell of a server that was asked for the whole reply at once. */
const notStreamed: DroppedParameter = { name: "stream", sentAs: null };

function inOnePiece(body: ChatBody): ChatCompletionCreateParams {
  return { ...body, messages: [...body.messages], stream: false };
}

function isAboutStreaming({ status, message, reason, scope }: AttemptFailure): boolean {
  const mayRefuse = status === 200 || (status !== null && status >= 400 && status !== 429);
  return mayRefuse && reason === "request-failed" && scope === "call" && saysNoStreaming(message);
}

function isAboutStreamOptions(failure: AttemptFailure): boolean {
  return (failure.status === 400 || failure.status === 422) && failure.message.includes("stream_options");
}
