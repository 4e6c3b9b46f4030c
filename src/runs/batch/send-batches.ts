import { callFailure } from "../../chat/http/attempt-failure.ts";
import type { PlannedBatch } from "../../results/batch-journal.ts";
import { addSpending, nothingSpent } from "../../results/spending-notes.ts";
import { allOf, type BatchContext, type BatchWork, guarded } from "./batch-context.ts";
import { type BatchFile, batchFiles } from "./batch-files.ts";
import { fileNameOf, followBatch } from "./follow-batch.ts";
import { reserveRequests, worstOfRequest } from "./reserve-requests.ts";

/**
 * Sends these judgments in as few batches as the limits allow, and sees each to its end. What the budget has no room for
 * is left out.
 */
export function sendBatches(keys: readonly string[], work: BatchWork, context: BatchContext): Promise<void>[] {
  const { dropped } = work;
  const requests = reserveRequests(keys, work, context, false).flatMap((key) => {
    const item = work.due.get(key);
    return item === undefined ? [] : [{ key, body: item.body }];
  });
  const files = batchFiles(requests, { endpoint: context.client.endpoint, dropped, ...context.tools.limits });
  return files.map((file) => submit(file, work, context));
}

async function submit(file: BatchFile, work: BatchWork, context: BatchContext): Promise<void> {
  const { places } = context;
  const leave = await places.enter();
  let ended: "done" | "queue-full" | null;
  const isAlone = places.isNarrow();
  try {
    ended = await guarded(context, () => sendFile(file, work, context));
  } finally {
    leave();
  }
  if (ended !== "queue-full" || context.halted()) return;
  places.narrow();
  if (!isAlone) return submit(file, work, context);
  const half = Math.ceil(file.keys.length / 2);
  if (half === file.keys.length) {
    context.giveUp(callFailure("the server's queue of batches has no room for a single request", { retry: false }));
    return;
  }
  for (const keys of [file.keys.slice(0, half), file.keys.slice(half)]) {
    await allOf(sendBatches(keys, work, context));
  }
}

async function sendFile(file: BatchFile, work: BatchWork, context: BatchContext): Promise<"done" | "queue-full"> {
  if (context.halted()) return "done";
  const { client, tools, signal } = context;
  const [firstKey = ""] = file.keys;
  const token = tools.newToken();
  const at = () => new Date(tools.now()).toISOString();
  const plan: PlannedBatch = {
    event: "planned",
    token,
    at: at(),
    server: client.name,
    procedure: work.job.procedure,
    model: work.due.get(firstKey)?.body.model ?? "",
    dropped: work.dropped.map((one) => ({ ...one })),
    keys: [...file.keys],
    worst: file.keys.map((key) => worstOfRequest(key, work)).reduce(addSpending, nothingSpent),
  };
  await work.append(plan);
  const fileId = await client.upload(fileNameOf(token), file.text, signal);
  await work.append({ event: "uploaded", token, at: at(), fileId });
  const state = await client.create(fileId, token, signal);
  await work.append({ event: "created", token, at: at(), batchId: state.id });
  return followBatch(state, plan, work, context);
}
