import type { BatchClient } from "../../chat/batch/batch-client.ts";
import type { BatchState } from "../../chat/batch/batch-state.ts";
import { readBatchLine } from "../../chat/batch/read-batch-line.ts";
import type { Chat, ChatOutcome } from "../../chat/chat.ts";
import type { AttemptFailure } from "../../chat/http/attempt-failure.ts";
import type { PlannedBatch } from "../../results/batch-journal.ts";
import type { DueCall } from "../due-call.ts";
import type { Endpoint } from "../endpoint.ts";

/** A request of a batch that came to nothing. */
export interface FailedRequest {
  readonly failure: AttemptFailure;
  readonly outcome: ChatOutcome;
}

export interface Collected {
  /** By key, of judgments that are still due. */
  readonly failed: ReadonlyMap<string, FailedRequest>;
  /** Keys of replies that are paid for and could not be recorded now: while there is one, the batch must stay open. */
  readonly withheld: ReadonlySet<string>;
  /** Lines that could not be read. */
  readonly damaged: number;
  /** Lines that name no request of this batch. */
  readonly strangers: number;
}

/**
 * Reads what a batch brought and records it reply by reply, each once, whatever the order and however often a line comes.
 * A recorded judgment leaves `due`. Where the judge's rule asks again for a rating, that goes out as plain calls: they are
 * few, and another batch could take a day. A reply whose second question failed is not recorded, since the batch still
 * has it and it would have to be paid for again.
 */
export async function collectBatch(
  state: BatchState,
  plan: PlannedBatch,
  due: Map<string, DueCall>,
  options: {
    readonly client: BatchClient;
    readonly endpoint: Endpoint;
    readonly isSettled: (key: string) => boolean;
    /** A request was answered, and has to be paid for. */
    readonly onReply: (key: string, reply: ChatOutcome) => void;
    readonly signal: AbortSignal;
    readonly now: () => number;
  },
): Promise<Collected> {
  const { client, endpoint, signal } = options;
  const startedMs = state.createdAt ?? Date.parse(plan.at);
  const timing = {
    startedAt: new Date(startedMs).toISOString(),
    firstTokenMs: null,
    totalMs: Math.max(0, (state.endedAt ?? options.now()) - startedMs),
  };
  const own = new Set(plan.keys);
  const begun = new Set<string>();
  const failed = new Map<string, FailedRequest>();
  const asking: Promise<void>[] = [];
  const withheld = new Set<string>();
  let damaged = 0;
  let strangers = 0;

  async function record(item: DueCall, reply: ChatOutcome, onAskAgain: () => void): Promise<void> {
    if (await makeFrom(reply, item, { endpoint, signal, batch: state.id, onAskAgain })) due.delete(item.key);
    else withheld.add(item.key);
  }

  async function take(text: string): Promise<void> {
    const read = readBatchLine(text, { secrets: client.secrets, timing, dropped: plan.dropped });
    if (read === null) {
      damaged += 1;
      return;
    }
    const key = read.customId;
    if (!own.has(key)) strangers += 1;
    else if (begun.has(key)) return;
    else if (read.failure === null) await takeReply(key, read.outcome);
    else if (due.has(key)) failed.set(key, { failure: read.failure, outcome: read.outcome });
  }

  async function takeReply(key: string, reply: ChatOutcome): Promise<void> {
    begun.add(key);
    failed.delete(key);
    options.onReply(key, reply);
    const item = due.get(key);
    if (item === undefined) {
      if (!options.isSettled(key)) withheld.add(key);
      return;
    }
    // The download goes on while a judge is asked again; memory stays bounded, for such replies are few.
    await new Promise<void>((resolve, reject) => {
      const work = record(item, reply, resolve);
      work.then(resolve, reject);
      asking.push(work);
    });
  }

  try {
    for (const fileId of [state.outputFileId, state.errorFileId]) {
      if (fileId !== null) await client.readLines(fileId, take, signal);
    }
  } finally {
    await Promise.allSettled(asking);
  }
  await Promise.all(asking);
  return { failed, withheld, damaged, strangers };
}

/** Keeps the record that a reply gives; false where the judge was asked again in vain, and the reply is still to be had. */
async function makeFrom(
  reply: ChatOutcome,
  item: DueCall,
  by: {
    readonly endpoint: Endpoint;
    readonly signal: AbortSignal;
    readonly batch: string;
    readonly onAskAgain: () => void;
  },
): Promise<boolean> {
  const { endpoint, signal, batch, onAskAgain } = by;
  let asked = 0;
  const chat: Chat = async (request) => {
    asked += 1;
    if (asked === 1) return reply;
    onAskAgain();
    return endpoint.limit(() => endpoint.chat(request));
  };
  return item.make(chat, {
    signal,
    batch,
    isKept: ({ outcome }) => !(asked > 1 && outcome.status === "unrated" && outcome.reason === "request-failed"),
  });
}
