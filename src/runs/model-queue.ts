import { setMaxListeners } from "node:events";
import type { ChatOutcome, ChatRequest } from "../chat/chat.ts";
import { chatOutcomeSchema } from "../chat/chat-outcome.ts";
import { type BullJob, type BullMq, type BullQueue, connectionTo, type QueuePlace, queueName } from "./bullmq.ts";

interface Pending {
  readonly request: ChatRequest;
  readonly settle: (outcome: ChatOutcome) => void;
}

/** The calls of one model that are in the queue, and those that wait for their results. */
export interface ModelQueue {
  ready(): Promise<unknown>;
  ask(id: string, request: ChatRequest): Promise<ChatOutcome>;
  forget(id: string): Promise<void>;
  /** Looks for results whose notice was lost, and hands calls over again that Redis forgot. */
  lookAtAll(): Promise<void>;
  /** Takes back what no worker has begun. */
  takeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Whether the queue answers, told to whoever opened it. */
export interface QueueHealth {
  troubled(error: unknown): void;
  /** It answered. */
  well(): void;
}

/** Redelivered as often as workers die; kept until we have recorded it. */
const jobOptions = {
  attempts: 1_000_000,
  backoff: { type: "fixed", delay: 1_000 },
  removeOnComplete: false,
  removeOnFail: false,
};

export function openModelQueue(bullmq: BullMq, place: QueuePlace, model: string, health: QueueHealth): ModelQueue {
  const name = queueName(model);
  const queue = new bullmq.Queue(name, connectionTo(place));
  const events = new bullmq.QueueEvents(name, connectionTo(place));
  const pending = new Map<string, Pending>();
  queue.on("error", health.troubled);
  events.on("error", health.troubled);
  const lookAt = async (id: string): Promise<void> => {
    if (!pending.has(id)) return;
    await settleOrHandOver(queue, pending, id);
    health.well();
  };
  const look = ({ jobId }: { readonly jobId: string }) => void lookAt(jobId).catch(health.troubled);
  events.on("completed", look);
  events.on("failed", look);
  return {
    ready: () => queue.waitUntilReady(),
    async ask(id, request) {
      request.signal?.throwIfAborted();
      const outcome = waitFor(id, request, pending);
      lookAt(id).catch(health.troubled);
      return await outcome;
    },
    async forget(id) {
      await queue.remove(id).catch(health.troubled);
    },
    async lookAtAll() {
      for (const id of [...pending.keys()]) await lookAt(id);
    },
    async takeBack() {
      for (const [id, { settle }] of [...pending]) {
        // One that has just finished can be removed too, and its result would be lost.
        await lookAt(id).catch(health.troubled);
        if (!pending.has(id)) continue;
        const removed = await queue.remove(id).catch(() => 0);
        if (removed === 1 && pending.delete(id)) settle(failure("the run was stopped before a worker took the call"));
      }
    },
    async close() {
      await Promise.allSettled([queue.close(), events.close()]);
    },
  };
}

/** Settles a call that has its result, and hands it over where the queue does not have it. */
async function settleOrHandOver(queue: BullQueue, pending: Map<string, Pending>, id: string): Promise<void> {
  const job = await queue.getJob(id);
  const waiting = pending.get(id);
  if (waiting === undefined) return;
  const outcome = job === undefined ? null : outcomeOf(job);
  if (outcome !== null) {
    pending.delete(id);
    waiting.settle(outcome);
  } else if (job === undefined) {
    const { body, showsThoughts = false } = waiting.request;
    await queue.add("call", { body, showsThoughts }, { ...jobOptions, jobId: id });
  }
}

/** Resolves to the call's outcome, or rejects when nobody waits for it any longer. */
function waitFor(id: string, request: ChatRequest, pending: Map<string, Pending>): Promise<ChatOutcome> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    const end = () => {
      pending.delete(id);
      reject(signal?.reason);
    };
    if (signal !== undefined) {
      // One signal ends a whole run; Node warns of a leak from the eleventh call under way on.
      setMaxListeners(0, signal);
      signal.addEventListener("abort", end, { once: true });
    }
    pending.set(id, {
      request,
      settle(outcome) {
        signal?.removeEventListener("abort", end);
        resolve(outcome);
      },
    });
  });
}

/** Null: it is not finished. */
function outcomeOf(job: BullJob): ChatOutcome | null {
  if (job.finishedOn === undefined || job.finishedOn === null) return null;
  const outcome = chatOutcomeSchema.safeParse(job.returnvalue);
  if (outcome.success) return outcome.data;
  return failure(`a worker gave the call back: ${job.failedReason ?? "its result cannot be read"}`);
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
