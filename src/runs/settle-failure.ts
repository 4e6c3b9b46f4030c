import type { ChatOutcome } from "../chat/chat.ts";
import type { AttemptFailure } from "../chat/http/attempt-failure.ts";
import { describeDropped, parameterToDrop } from "../chat/http/drop-parameter.ts";
import type { BatchContext, BatchWork } from "./batch/batch-context.ts";

/** What an error line means: recorded where asking again would not help, else due in the next round. */
export async function settleFailure(
  key: string,
  failure: AttemptFailure,
  outcome: ChatOutcome,
  work: BatchWork,
  context: BatchContext,
): Promise<void> {
  const item = work.due.get(key);
  if (item === undefined) return;
  const parameter = parameterToDrop(failure, item.body);
  if (parameter !== null) {
    if (work.dropped.some(({ name }) => name === parameter.name)) return;
    work.dropped.push(parameter);
    const notice = `the server refuses a parameter by name; the next batch goes without: ${describeDropped(parameter)}`;
    context.tools.onNotice(work.job.id, notice);
    return;
  }
  work.failures.set(key, outcome);
  if (failure.scope === "server") context.giveUp(failure);
  else if (!failure.retry || failure.reason !== "request-failed") await recordFailure(key, work, context);
}

/** What failed in every round stands in the journal with its reason; it is due again at the next launch. */
export async function recordFailures(work: BatchWork, context: BatchContext): Promise<void> {
  for (const key of work.failures.keys()) await recordFailure(key, work, context);
}

async function recordFailure(key: string, work: BatchWork, { signal }: BatchContext): Promise<void> {
  const item = work.due.get(key);
  const outcome = work.failures.get(key);
  if (item === undefined || outcome === undefined) return;
  await item.make(async () => outcome, { signal });
  work.due.delete(key);
}
