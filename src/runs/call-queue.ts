import { setTimeout as wait } from "node:timers/promises";
import type { ChatOutcome, ChatRequest } from "../chat/chat.ts";
import { InputError, messageOf } from "../errors.ts";
import type { BullMq, QueuePlace } from "./bullmq.ts";
import { type ModelQueue, openModelQueue, type QueueHealth } from "./model-queue.ts";

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
  const { lookEveryMs = 2_000, connectTimeoutMs = 10_000 } = tools;
  const health = watchHealth(place, tools.onTrouble ?? (() => undefined));
  const queues = new Map<string, ModelQueue>();
  for (const model of new Set(models)) queues.set(model, openModelQueue(bullmq, place, model, health));
  const all = [...queues.values()];
  if (!(await inTime(Promise.all(all.map((queue) => queue.ready())), connectTimeoutMs))) {
    health.close();
    for (const queue of all) void queue.close();
    throw new InputError(`the queue at ${place.name} does not answer`, {
      hint: "Start Redis there, or name another address with --queue.",
    });
  }
  const stopLooking = lookEvery(lookEveryMs, async () => {
    for (const queue of all) await queue.lookAtAll().catch(health.troubled);
  });
  const queueOf = (model: string): ModelQueue => {
    const found = queues.get(model);
    if (found === undefined) throw new Error(`no queue was opened for ${model}`);
    return found;
  };
  return {
    ask: async (id, request) => queueOf(request.body.model).ask(id, request),
    forget: async (id, model) => queueOf(model).forget(id),
    async stop() {
      for (const queue of all) await queue.takeBack();
    },
    async close() {
      health.close();
      await stopLooking();
      for (const queue of all) await queue.close();
    },
  };
}

/** Tells once that the queue is away, and again when it was back in between; nothing once it is closed. */
function watchHealth(place: QueuePlace, onTrouble: (message: string) => void): QueueHealth & { close(): void } {
  let trouble: string | null = null;
  let closed = false;
  return {
    troubled(error) {
      if (trouble === null && !closed)
        onTrouble(`the queue at ${place.name} does not answer (${messageOf(error)}); waiting for it`);
      trouble = messageOf(error);
    },
    well() {
      trouble = null;
    },
    close() {
      closed = true;
    },
  };
}

/** Whether it came to an end before the time was up; its failure is the caller's. */
async function inTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = Symbol("late");
  const timeout = new AbortController();
  try {
    const timer = wait(milliseconds, late, { signal: timeout.signal }).catch(() => late);
    return (await Promise.race([work, timer])) !== late;
  } finally {
    timeout.abort();
  }
}

/** Works again and again, never twice at once; what is returned ends it and waits for the last time. */
function lookEvery(milliseconds: number, look: () => Promise<void>): () => Promise<void> {
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, milliseconds);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
