import { setTimeout as wait } from "node:timers/promises";
import type { ChatOutcome, ChatRequest } from "../chat/chat.ts";
import { chatOutcomeSchema } from "../chat/chat-outcome.ts";
import { InputError, messageOf } from "../errors.ts";
import { type BullJob, type BullMq, type BullQueue, connectionTo, type QueuePlace, queueName } from "./bullmq.ts";

/** Calls handed to workers on other machines; results come back to us, who alone write the journal. */
export interface CallQueue {
  /**
   * Hands a call over and resolves to its outcome. The id says which call it is: one that is in the queue already, or was
   * answered there for an earlier coordinator, is not asked again.
   */
  ask(id: string, request: ChatRequest): Promise<ChatOutcome>;
  /** The outcome is recorded; the queue need not keep it. */
  forget(id: string, model: string): Promise<void>;
  /** Takes back what no worker has begun; what is under way comes to its end. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface CallQueueTools {
  /** Milliseconds between two looks for results whose notice was lost and for calls that Redis forgot. */
  readonly lookEveryMs?: number;
  /** Milliseconds to a first connection. */
  readonly connectTimeoutMs?: number;
  /** Something that people should know: Redis is away, nobody works on a model. */
  readonly onTrouble?: (message: string) => void;
}

interface Pending {
  readonly request: ChatRequest;
  readonly settle: (outcome: ChatOutcome) => void;
}

interface ModelQueue {
  readonly queue: BullQueue;
  readonly pending: Map<string, Pending>;
  readonly close: () => Promise<void>;
}

/** Redelivered as often as workers die; kept until we have recorded it. */
const jobOptions = {
  attempts: 1_000_000,
  backoff: { type: "fixed", delay: 1_000 },
  removeOnComplete: false,
  removeOnFail: false,
};

/**
 * Opens the coordinator's side of a queue. Delivery is at least once, and ids make it exactly once: an id is one job,
 * however often it is handed over, and its result stays until it is forgotten. Should Redis lose jobs (it was killed
 * without having written them down), those that are still waited for are handed over again.
 */
export async function openCallQueue(
  bullmq: BullMq,
  place: QueuePlace,
  models: readonly string[],
  tools: CallQueueTools = {},
): Promise<CallQueue> {
  const { lookEveryMs = 2_000, connectTimeoutMs = 10_000, onTrouble = () => undefined } = tools;
  const queues = new Map<string, ModelQueue>();
  let trouble: string | null = null;
  let closed = false;

  const troubled = (error: unknown): void => {
    if (trouble === null && !closed)
      onTrouble(`the queue at ${place.name} does not answer (${messageOf(error)}); waiting for it`);
    trouble = messageOf(error);
  };

  function open(model: string): ModelQueue {
    const name = queueName(model);
    const queue = new bullmq.Queue(name, connectionTo(place));
    const events = new bullmq.QueueEvents(name, connectionTo(place));
    const pending = new Map<string, Pending>();
    queue.on("error", troubled);
    events.on("error", troubled);
    const look = ({ jobId }: { readonly jobId: string }) => void lookAt(queue, pending, jobId).catch(troubled);
    events.on("completed", look);
    events.on("failed", look);
    return {
      queue,
      pending,
      async close() {
        await Promise.allSettled([queue.close(), events.close()]);
      },
    };
  }

  /** Settles a call that has its result, and hands it over where the queue does not have it. */
  async function lookAt(queue: BullQueue, pending: Map<string, Pending>, id: string): Promise<void> {
    const waiting = pending.get(id);
    if (waiting === undefined) return;
    const job = await queue.getJob(id);
    const outcome = job === undefined ? null : outcomeOf(job);
    if (outcome !== null) {
      pending.delete(id);
      waiting.settle(outcome);
    } else if (job === undefined && pending.has(id)) {
      const { body, showsThoughts = false } = waiting.request;
      await queue.add("call", { body, showsThoughts }, { ...jobOptions, jobId: id });
    }
    trouble = null;
  }

  async function lookAtAll(): Promise<void> {
    for (const { queue, pending } of queues.values()) {
      for (const id of [...pending.keys()]) await lookAt(queue, pending, id);
    }
  }

  for (const model of new Set(models)) queues.set(model, open(model));
  const ready = Promise.all([...queues.values()].map(({ queue }) => queue.waitUntilReady()));
  const late = Symbol("late");
  const timeout = new AbortController();
  const first = await Promise.race([ready, wait(connectTimeoutMs, late, { signal: timeout.signal }).catch(() => late)]);
  timeout.abort();
  if (first === late) {
    closed = true;
    for (const { close } of queues.values()) void close();
    throw new InputError(`the queue at ${place.name} does not answer`, {
      hint: "Start Redis there, or name another address with --queue.",
    });
  }

  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= lookAtAll()
      .catch(troubled)
      .finally(() => {
        looking = null;
      });
  }, lookEveryMs);

  function queueOf(model: string): ModelQueue {
    const found = queues.get(model);
    if (found === undefined) throw new Error(`no queue was opened for ${model}`);
    return found;
  }

  return {
    async ask(id, request) {
      const { queue, pending } = queueOf(request.body.model);
      const { signal } = request;
      signal?.throwIfAborted();
      return await new Promise<ChatOutcome>((settle, reject) => {
        const end = () => {
          pending.delete(id);
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", end, { once: true });
        pending.set(id, {
          request,
          settle(outcome) {
            signal?.removeEventListener("abort", end);
            settle(outcome);
          },
        });
        lookAt(queue, pending, id).catch(troubled);
      });
    },
    async forget(id, model) {
      await queueOf(model).queue.remove(id).catch(troubled);
    },
    async stop() {
      for (const { queue, pending } of queues.values()) {
        for (const [id, { settle }] of [...pending]) {
          // One that has just finished can be removed too, and its result would be lost.
          await lookAt(queue, pending, id).catch(troubled);
          if (!pending.has(id)) continue;
          const removed = await queue.remove(id).catch(() => 0);
          if (removed === 1 && pending.delete(id)) settle(notAsked());
        }
      }
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await looking;
      for (const { close } of queues.values()) await close();
    },
  };
}

/** Null: it is not finished. */
function outcomeOf(job: BullJob): ChatOutcome | null {
  if (job.finishedOn === undefined || job.finishedOn === null) return null;
  const outcome = chatOutcomeSchema.safeParse(job.returnvalue);
  if (outcome.success) return outcome.data;
  return failure(`a worker gave the call back: ${job.failedReason ?? "its result cannot be read"}`);
}

function notAsked(): ChatOutcome {
  return failure("the run was stopped before a worker took the call");
}

function failure(message: string): ChatOutcome {
  return {
    status: "failed",
    reason: "request-failed",
    message,
    httpStatus: null,
    scope: "call",
    timing: { startedAt: new Date(0).toISOString(), firstTokenMs: null, totalMs: 0 },
    failedAttempts: [],
  };
}
