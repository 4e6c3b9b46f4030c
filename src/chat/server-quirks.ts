import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { ChatBody } from "../models/request-body.ts";
import type { DroppedParameter } from "./chat.ts";
import type { RunningCount } from "./chat-options.ts";
import type { AttemptFailure } from "./http/attempt-failure.ts";
import { describeDropped, parameterToDrop, withoutParameters } from "./http/drop-parameter.ts";

/** A body as it goes to the server at hand. */
export interface FittedBody {
  readonly sent: ChatCompletionCreateParamsStreaming;
  /** The call's own part of it: its parameters without those that the server refused. */
  readonly body: ChatBody;
  readonly dropped: readonly DroppedParameter[];
  /** Whether `stream_options` are in it. */
  readonly hasStreamOptions: boolean;
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
  // By model: a server may speak for several vendors' models.
  const refused = new Map<string, readonly DroppedParameter[]>();

  return {
    fit(whole) {
      const dropped = (refused.get(whole.model) ?? []).filter(({ name }) => whole[name] !== undefined);
      const body = withoutParameters(whole, dropped);
      return { sent: streamed(body, streamOptions, counts), body, dropped, hasStreamOptions: streamOptions };
    },
    learn(failure, { body, hasStreamOptions }) {
      if (hasStreamOptions && isAboutStreamOptions(failure)) {
        streamOptions = false;
        return { ...failure, retry: true };
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

function streamed(
  body: ChatBody,
  streamOptions: boolean,
  counts: RunningCount | null,
): ChatCompletionCreateParamsStreaming {
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

function isAboutStreamOptions(failure: AttemptFailure): boolean {
  return (failure.status === 400 || failure.status === 422) && failure.message.includes("stream_options");
}
