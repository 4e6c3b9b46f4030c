import type { BatchClient } from "../../chat/batch/batch-client.ts";
import type { ChatFailure } from "../../chat/chat.ts";
import type { AttemptFailure } from "../../chat/http/attempt-failure.ts";
import { type BatchRecord, loadOpenBatches, openBatchJournal } from "../../results/batch-journal.ts";
import { type AlikeFailure, watchAlike } from "../alike-failures.ts";
import type { Budget } from "../budget.ts";
import type { DueCall } from "../due-call.ts";
import type { Stop } from "../endpoint.ts";
import { recordFailures } from "../settle-failure.ts";
import { type FailureWatch, watchedChat } from "../watched-chat.ts";
import { allOf, type BatchContext, type BatchJob, type BatchTools, type BatchWork } from "./batch-context.ts";
import { openBatchPlaces } from "./batch-places.ts";
import { pickUpBatch } from "./follow-batch.ts";
import { sendBatches } from "./send-batches.ts";

export interface BatchEnding {
  readonly givenUp: ReadonlyMap<string, ChatFailure>;
  /** As of a run: of second questions, which are plain calls. */
  readonly failedAlike: ReadonlyMap<string, AlikeFailure>;
  readonly stopped: boolean;
  /** Something was not sent because the budget had no room for it. */
  readonly overBudget: boolean;
  /** Batches that go on at the server without us. */
  readonly running: BatchContext["running"];
}

/** Batches in which one judgment is tried in one launch: one that expired or failed at the server is sent again. */
const maxTries = 3;

/** Where the batches of each judge model go, by its model string; several may share a server. */
export type BatchClients = ReadonlyMap<string, BatchClient>;

/**
 * Makes every due call of these jobs through the servers' Batch API. Each batch is journaled before it is sent and
 * before it is waited for, so that a launch after any ending first picks up what is at a server, and sends only
 * what is in no batch. What a batch brought is kept, also from one that expired or was cancelled. A server that is given
 * up keeps no other judge model from being asked.
 */
export async function executeBatches(
  jobs: readonly BatchJob[],
  clients: BatchClients,
  stop: Stop,
  budget: Budget,
  tools: BatchTools,
): Promise<BatchEnding> {
  const givenUp = new Map<string, ChatFailure>();
  const alike = watchAlike();
  const running: BatchContext["running"] = [];
  const broken = new AbortController();
  const signal = AbortSignal.any([stop.signal, broken.signal]);
  const contextFor = (client: BatchClient): BatchContext => ({
    client,
    tools,
    signal,
    budget,
    places: openBatchPlaces(),
    running,
    halted: () => stop.requested() || signal.aborted || givenUp.has(client.name) || budget.reached(),
    stopping: () => stop.requested() || signal.aborted,
    isShort: false,
    giveUp(failure) {
      if (!givenUp.has(client.name)) givenUp.set(client.name, failureOf(failure, tools.now()));
    },
  });
  const contexts = new Map([...clients.values()].map((client) => [client.name, contextFor(client)]));
  const journals = openJournals();
  const rate = async (job: BatchJob): Promise<void> => {
    const context = contexts.get(clients.get(job.model)?.name ?? "");
    if (context === undefined) throw new Error(`the judge model ${job.model} has no batches`);
    await rateJob(withBudget(job, { givenUp, alike }, stop, budget), context, journals);
  };
  const results = await Promise.allSettled(
    jobs.map((job) =>
      rate(job).catch((error: unknown) => {
        broken.abort(error);
        throw error;
      }),
    ),
  );
  await journals.close();
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined && !stop.signal.aborted) {
    throw broken.signal.aborted ? broken.signal.reason : failed.status === "rejected" && failed.reason;
  }
  return {
    givenUp,
    failedAlike: alike.all(),
    stopped: stop.requested(),
    overBudget: [...contexts.values()].some(({ isShort }) => isShort) || budget.reached(),
    running,
  };
}

type BatchJournal = Awaited<ReturnType<typeof openBatchJournal>>;

interface BatchJournals {
  of(folder: string): Promise<BatchJournal>;
  close(): Promise<void>;
}

/** A folder's journal has one writer, however many judge models send batches of it. */
function openJournals(): BatchJournals {
  const opened = new Map<string, Promise<BatchJournal>>();
  return {
    of(folder) {
      const journal = opened.get(folder) ?? openBatchJournal(folder);
      opened.set(folder, journal);
      return journal;
    },
    async close() {
      for (const journal of await Promise.allSettled(opened.values())) {
        if (journal.status === "fulfilled") await journal.value.close();
      }
    },
  };
}

async function rateJob(job: BatchJob, context: BatchContext, journals: BatchJournals): Promise<void> {
  const due = job.due();
  if (due.size === 0) return;
  const { open } = await loadOpenBatches(job.folder);
  const journal = await journals.of(job.folder);
  const append = (record: BatchRecord) => journal.append(record);
  const work: BatchWork = {
    job,
    due,
    failures: new Map(),
    leftAlone: new Set(),
    dropped: [],
    tries: new Map(),
    booked: new Map(),
    append,
  };
  const there = open.filter(({ plan }) => plan.server === context.client.name && plan.keys.some((key) => due.has(key)));
  const atServer = new Set(there.flatMap(({ plan }) => plan.keys));
  const rest = [...due.keys()].filter((key) => !atServer.has(key));
  await allOf([...there.map((batch) => pickUpBatch(batch, work, context)), ...sendBatches(rest, work, context)]);
  while (!context.halted()) {
    const missing = [...due.keys()].filter((key) => !work.leftAlone.has(key) && (work.tries.get(key) ?? 0) < maxTries);
    const sent = sendBatches(missing, work, context);
    if (missing.length > 0 && sent.length === 0) context.isShort = true;
    if (sent.length === 0) break;
    await allOf(sent);
  }
  if (!context.halted()) await recordFailures(work, context);
}

/** Second questions are calls like others: they keep to the budget. */
function withBudget(job: BatchJob, watch: FailureWatch, stop: Stop, budget: Budget): BatchJob {
  const chat = watchedChat(job.judgeEndpoint, job.who, watch, stop, budget);
  const counted = (call: DueCall): DueCall => ({
    key: call.key,
    body: call.body,
    async make(by, manner) {
      const isKept = await call.make(by, manner);
      if (isKept) budget.recorded(call.key);
      return isKept;
    },
  });
  return {
    ...job,
    due: () => new Map([...job.due()].map(([key, call]) => [key, counted(call)])),
    judgeEndpoint: { ...job.judgeEndpoint, chat },
  };
}

function failureOf(failure: AttemptFailure, now: number): ChatFailure {
  return {
    status: "failed",
    reason: failure.reason,
    message: failure.message,
    httpStatus: failure.status,
    scope: "server",
    timing: { startedAt: new Date(now).toISOString(), firstTokenMs: null, totalMs: 0 },
    failedAttempts: [],
  };
}
