import type { BatchState, BatchStatus } from "../../chat/batch/batch-state.ts";
import { AttemptError } from "../../chat/http/attempt-failure.ts";
import { classifyError } from "../../chat/http/classify-error.ts";
import type { OpenBatch, PlannedBatch } from "../../results/batch-journal.ts";
import { settleFailure } from "../settle-failure.ts";
import { type BatchContext, type BatchWork, guarded } from "./batch-context.ts";
import { collectBatch } from "./collect-batch.ts";
import { releaseReservations, reserveRequests, settleReservation } from "./reserve-requests.ts";

/** Looks at a batch that may fail in a row; each has been retried already. */
const maxFailedLooks = 12;
/** How often a wait looks whether the user wants to stop, milliseconds. */
const lookForStopMs = 250;

/** Goes on with a batch of an earlier launch, from wherever that one was stopped. */
export async function pickUpBatch(batch: OpenBatch, work: BatchWork, context: BatchContext): Promise<void> {
  const leave = await context.places.enter();
  try {
    if (context.stopping()) {
      const { batchId } = batch;
      if (batchId !== null) context.running.push({ candidate: work.job.id, batchId, server: context.client.name });
      return;
    }
    context.budget.pickUp(batch.plan.token);
    reserveRequests(batch.plan.keys, work, context, true);
    const ended = await guarded(context, async () => {
      const state = await findAgain(batch, work, context);
      return state === null ? "done" : await followBatch(state, batch.plan, work, context);
    });
    // What the server had no room for is due, and goes out in the next round.
    if (ended === "queue-full") context.places.narrow();
    if (ended !== null && !context.stopping()) releaseReservations(batch.plan.keys, work);
  } finally {
    leave();
  }
}

/** Null: nothing of it ever arrived, and its judgments are due. */
async function findAgain(
  { plan, fileId, batchId }: OpenBatch,
  work: BatchWork,
  context: BatchContext,
): Promise<BatchState | null> {
  const { client, tools, signal } = context;
  const { token } = plan;
  if (batchId !== null) {
    const state = await lookAt(batchId, context);
    context.tools.onNotice(work.job.id, `goes on with batch ${batchId} of ${plan.keys.length} judgments`);
    return state;
  }
  const at = () => new Date(tools.now()).toISOString();
  let id = (await client.find(token, signal))?.id;
  if (id === undefined) {
    const file = fileId ?? (await client.findFile(fileNameOf(token), signal));
    if (file === null) {
      await work.append({ event: "closed", token, at: at(), status: "never-sent" });
      return null;
    }
    id = (await client.create(file, token, signal)).id;
  }
  await work.append({ event: "created", token, at: at(), batchId: id });
  return lookAt(id, context);
}

async function lookAt(batchId: string, { client, signal }: BatchContext): Promise<BatchState> {
  try {
    return await client.retrieve(batchId, signal);
  } catch (error) {
    if (!(error instanceof AttemptError) || error.failure.status !== 404) throw error;
    const message =
      `the server does not know batch ${batchId}, which an earlier launch sent: is this the key of another account? ` +
      "If it is gone for good, --judge-mode calls asks for its judgments again";
    // Not a 404 of the model's, which would be shown as a wrong name.
    throw new AttemptError({ ...error.failure, status: null, scope: "server", message });
  }
}

/** Looks at a batch again and again; null: this look failed, and the next one may not. */
function patientLooks(context: BatchContext): (batchId: string) => Promise<BatchState | null> {
  let failedLooks = 0;
  return async (batchId) => {
    try {
      const state = await lookAt(batchId, context);
      failedLooks = 0;
      return state;
    } catch (error) {
      if (!(error instanceof AttemptError)) throw error;
      const { scope, unreachable } = error.failure;
      failedLooks += 1;
      // The batch goes on without us; only what cannot mend itself ends the wait for it.
      if ((scope === "server" && !unreachable) || failedLooks >= maxFailedLooks) throw error;
      return null;
    }
  };
}

/** Waits until the batch has ended, and records what it brought. */
export async function followBatch(
  first: BatchState,
  plan: PlannedBatch,
  work: BatchWork,
  context: BatchContext,
): Promise<"done" | "queue-full"> {
  const { tools } = context;
  const look = patientLooks(context);
  let state = first;
  let told = "";
  for (let looks = 0; ; looks += 1) {
    const news = { candidate: work.job.id, batchId: state.id, status: state.status, counts: state.counts };
    if (JSON.stringify(news) !== told) tools.onNews(news);
    told = JSON.stringify(news);
    if (isEnded(state.status)) break;
    const byRule = Math.min(tools.poll.maxMs, tools.poll.firstMs * 1.5 ** looks);
    // A server that says when to come back is taken at its word.
    if (!(await pause(state.waitMs || byRule, context))) {
      context.running.push({ candidate: work.job.id, batchId: state.id, server: context.client.name });
      return "done";
    }
    state = (await look(state.id)) ?? state;
  }
  return state.status === "failed" ? refused(state, plan, work, context) : collect(state, plan, work, context);
}

/** The server refused the whole file: nothing of it was carried out. */
async function refused(
  state: BatchState,
  plan: PlannedBatch,
  work: BatchWork,
  { tools, client, giveUp }: BatchContext,
): Promise<"done" | "queue-full"> {
  await work.append({
    event: "closed",
    token: plan.token,
    at: new Date(tools.now()).toISOString(),
    status: state.status,
  });
  if (state.problems.some(({ code }) => /token_limit_exceeded|enqueued/iu.test(code))) return "queue-full";
  const [first] = state.problems;
  const said = state.problems
    .slice(0, 5)
    .map(({ code, message, line }) => `${line === null ? "" : `line ${line}: `}${message || code}`)
    .join("; ");
  const error = { code: first?.code ?? "", message: first?.message ?? "" };
  const failure = classifyError(null, JSON.stringify({ error }), client.secrets);
  giveUp({
    ...failure,
    retry: false,
    message: `batch ${state.id} was refused: ${said || "the server does not say why"}`,
  });
  return "done";
}

async function collect(state: BatchState, plan: PlannedBatch, work: BatchWork, context: BatchContext): Promise<"done"> {
  const { client, tools, signal } = context;
  const { job, due } = work;
  const candidate = job.id;
  const { failed, withheld, damaged, strangers } = await collectBatch(state, plan, due, {
    client,
    endpoint: job.judgeEndpoint,
    isSettled: job.isSettled,
    onReply: (key, outcome) => settleReservation(key, outcome, work),
    signal,
    now: tools.now,
  });
  if (damaged > 0)
    tools.onNotice(candidate, `${damaged} lines of batch ${state.id} could not be read and were left out`);
  if (strangers > 0) tools.onNotice(candidate, `${strangers} lines of batch ${state.id} name no request of ours`);
  for (const [key, request] of failed) await settleFailure(key, request.failure, request.outcome, work, context);
  const missing = plan.keys.filter((key) => due.has(key));
  if (state.status === "cancelled") {
    // Somebody wanted it to end.
    for (const key of missing) work.leftAlone.add(key);
  }
  if (missing.length > 0) {
    tools.onNotice(candidate, `batch ${state.id} (${state.status}) left ${missing.length} judgments open`);
  }
  for (const key of withheld) work.leftAlone.add(key);
  releaseReservations(plan.keys, work);
  for (const key of missing) work.tries.set(key, (work.tries.get(key) ?? 0) + 1);
  if (withheld.size > 0) return "done";
  const at = new Date(tools.now()).toISOString();
  await work.append({ event: "closed", token: plan.token, at, status: state.status });
  return "done";
}

/** Waits; false when the user wants to stop. */
async function pause(milliseconds: number, { tools, signal, stopping }: BatchContext): Promise<boolean> {
  for (let left = milliseconds; left > 0; left -= lookForStopMs) {
    if (stopping()) return false;
    await tools.sleep(Math.min(left, lookForStopMs), signal);
  }
  return !stopping();
}

function isEnded(status: BatchStatus): boolean {
  return status === "completed" || status === "failed" || status === "expired" || status === "cancelled";
}

/** The token in the name finds the file again. */
export function fileNameOf(token: string): string {
  return `mtbench-${token}.jsonl`;
}
