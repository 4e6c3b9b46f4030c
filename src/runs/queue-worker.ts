import { z } from "zod";
import type { Chat, ChatFailure } from "../chat/chat.ts";
import { messageOf } from "../errors.ts";
import { jsonSchema } from "../files/json-schema.ts";
import { type BullMq, connectionTo, type QueuePlace, queueName } from "./bullmq.ts";

const callSchema = z.object({
  body: z
    .object({
      model: z.string(),
      messages: z.array(z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content: z.string() })),
    })
    .catchall(jsonSchema),
  showsThoughts: z.boolean(),
});

export interface QueueWorker {
  /** How many calls at once from now on. */
  setConcurrency(count: number): void;
  /** Resolves when the server turned out to be of no use. */
  readonly broken: Promise<ChatFailure>;
  /** Takes no more calls and resolves when those under way have ended. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly concurrency: number;
  readonly onCall?: () => void;
  readonly onTrouble?: (message: string) => void;
  /** Milliseconds after which a worker that shows no sign of life loses its calls to others. */
  readonly lockMs?: number;
}

/**
 * Works on one model's calls. A failure that concerns the whole server gives the call back to the queue for other workers
 * and ends this one; every other outcome, failures included, is a result for the coordinator.
 */
export function startQueueWorker(
  bullmq: BullMq,
  place: QueuePlace,
  model: string,
  chat: Chat,
  options: WorkerOptions,
): QueueWorker {
  const { concurrency, lockMs = 15_000, onCall = () => undefined, onTrouble = () => undefined } = options;
  let breakOff: (failure: ChatFailure) => void = () => undefined;
  const broken = new Promise<ChatFailure>((resolve) => {
    breakOff = resolve;
  });
  const work = async ({ data }: { readonly data: unknown }) => {
    const { body, showsThoughts } = callSchema.parse(data);
    const outcome = await chat({ body, showsThoughts });
    if (outcome.status === "failed" && outcome.scope === "server") {
      breakOff(outcome);
      throw new Error(outcome.message);
    }
    onCall();
    return outcome;
  };
  const worker = new bullmq.Worker(queueName(model), work, {
    ...connectionTo(place),
    concurrency,
    lockDuration: lockMs,
    stalledInterval: Math.ceil(lockMs / 3),
    maxStalledCount: 1_000_000,
  });
  worker.on("error", (error) => onTrouble(messageOf(error)));
  return {
    broken,
    setConcurrency(count) {
      if (worker.concurrency !== count) worker.concurrency = count;
    },
    async drain() {
      await worker.close();
    },
    async close() {
      await worker.close(true);
    },
  };
}
