import type { BatchClient } from "../../chat/batch/batch-client.ts";
import type { BatchState, BatchStatus } from "../../chat/batch/batch-state.ts";
import type { ChatOutcome, DroppedParameter } from "../../chat/chat.ts";
import { AttemptError, type AttemptFailure } from "../../chat/http/attempt-failure.ts";
import type { BatchRecord } from "../../results/batch-journal.ts";
import type { Budget, Reservation } from "../budget.ts";
import type { DueCall } from "../due-call.ts";
import type { Endpoint } from "../endpoint.ts";
import type { BatchPlaces } from "./batch-places.ts";

/** Due calls of one folder to one judge model, to be made by batch. */
export interface BatchJob {
  /** In messages: the candidate, or whose answers are compared. */
  readonly id: string;
  /** The judge model. */
  readonly model: string;
  /** How it is called where calls fail: `theJudge`, or a jury's member. */
  readonly who: string;
  /** Hash of the procedure. */
  readonly procedure: string;
  /** What is due and can be asked now, by key. */
  readonly due: () => Map<string, DueCall>;
  /** Whether a key's record is there and settles it. */
  readonly isSettled: (key: string) => boolean;
  /** Where the records go, locked by the caller. */
  readonly folder: string;
  /** The judge's server, for the few questions that go out as plain calls. */
  readonly judgeEndpoint: Endpoint;
}

/** Where a batch stands, told whenever it changed. */
export interface BatchNews {
  readonly candidate: string;
  readonly batchId: string;
  readonly status: BatchStatus;
  readonly counts: BatchState["counts"];
}

export interface BatchTools {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A name that nothing else has. */
  readonly newToken: () => string;
  /** Between two looks at a batch, milliseconds: grows from the first by half each time. */
  readonly poll: { readonly firstMs: number; readonly maxMs: number };
  readonly limits?: { readonly maxLines: number; readonly maxBytes: number };
  onNews(news: BatchNews): void;
  /** Something that a person should know; one sentence. */
  onNotice(candidate: string, notice: string): void;
}

/** What the batches of one launch share. */
export interface BatchContext {
  readonly client: BatchClient;
  readonly tools: BatchTools;
  readonly signal: AbortSignal;
  readonly budget: Budget;
  readonly places: BatchPlaces;
  readonly running: { candidate: string; batchId: string; server: string }[];
  /** The budget has no room for what is left. */
  isShort: boolean;
  halted(): boolean;
  stopping(): boolean;
  giveUp(failure: AttemptFailure): void;
}

/** One job's batches. */
export interface BatchWork {
  readonly job: BatchJob;
  readonly due: Map<string, DueCall>;
  /** Last failure at the server, by key. */
  readonly failures: Map<string, ChatOutcome>;
  /** Not to be sent again in this launch. */
  readonly leftAlone: Set<string>;
  readonly dropped: DroppedParameter[];
  /** Batches of this launch that ended without a reply, by key. */
  readonly tries: Map<string, number>;
  /** Room in the budget, by key of what is or will be under way. */
  readonly booked: Map<string, Pick<Reservation, "settle">>;
  append(record: BatchRecord): Promise<void>;
}

/** Runs a batch's work; a server that cannot be asked any more ends it, and all others. */
export async function guarded<T>(context: BatchContext, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AttemptError)) throw error;
    // A 404 here is a file's or a batch's, never the model's.
    context.giveUp({ ...error.failure, status: error.failure.status === 404 ? null : error.failure.status });
    return null;
  }
}

/** Waits for all, so that nothing goes on behind the back of an error. */
export async function allOf(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
