import { z } from "zod";
import type { ChatOutcome, DroppedParameter, Timing } from "../chat.ts";
import { type AttemptFailure, callFailure } from "../http/attempt-failure.ts";
import { classifyError } from "../http/classify-error.ts";
import { isErrorBody } from "../http/read-error-body.ts";
import { startAssembly } from "../reply/assemble-reply.ts";
import { finishReply } from "../reply/finish-reply.ts";

/** One line of a batch's output or error file. */
export interface BatchLine {
  /** The name that we gave the request. */
  readonly customId: string;
  readonly outcome: ChatOutcome;
  /** Why there is no reply, with whether another try may succeed; null when there is one. */
  readonly failure: AttemptFailure | null;
}

export interface BatchLineOptions {
  readonly secrets: readonly string[];
  /** Of the batch: a line's own times are not told. */
  readonly timing: Timing;
  /** Left out of the requests of this batch. */
  readonly dropped: readonly DroppedParameter[];
}

const lineSchema = z.looseObject({
  custom_id: z.string().min(1),
  response: z.looseObject({ status_code: z.number().int(), body: z.unknown() }).nullish().catch(null),
  error: z
    .looseObject({ code: z.string().nullish().catch(null), message: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** Reads one line; null when it is not JSON of the known shape. Errors mean what the same answer to a plain call means. */
export function readBatchLine(text: string, options: BatchLineOptions): BatchLine | null {
  const line = lineSchema.safeParse(parsed(text));
  if (!line.success) return null;
  const { custom_id: customId, response, error } = line.data;
  const failed = (failure: AttemptFailure): BatchLine => ({
    customId,
    failure,
    outcome: {
      status: "failed",
      reason: failure.reason,
      message: failure.message,
      httpStatus: failure.status,
      scope: failure.scope,
      timing: options.timing,
      failedAttempts: [],
    },
  });
  if (!response) {
    if (!error) return null;
    const said = classifyError(null, JSON.stringify({ error }), options.secrets);
    // `batch_expired` and its like: the request was never carried out.
    return failed({ ...said, retry: said.scope === "call" && said.reason === "request-failed" });
  }
  const { status_code: status, body } = response;
  const isGood = status >= 200 && status < 300;
  if (!isGood || isErrorBody(body)) {
    const said = classifyError(isGood ? null : status, JSON.stringify(body ?? {}), options.secrets);
    return failed({ ...said, status: said.status ?? status });
  }
  const assembly = startAssembly();
  assembly.take(body);
  if (!assembly.hasChoice()) return failed(callFailure("the reply holds no choices", { status }));
  const word = assembly.interruption();
  if (word !== null) {
    return failed(callFailure(`the reply was interrupted: finish reason ${JSON.stringify(word)}`, { status }));
  }
  const reply = finishReply(assembly.reply(), { showsThoughts: false, secrets: options.secrets });
  const { timing, dropped } = options;
  return { customId, failure: null, outcome: { ...reply, timing, dropped, failedAttempts: [] } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
