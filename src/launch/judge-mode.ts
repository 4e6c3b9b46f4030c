import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { BatchClient } from "../chat/batch/batch-client.ts";
import { InputError } from "../errors.ts";
import { loadOpenBatches } from "../results/batch-journal.ts";
import type { BatchJob } from "../runs/batch/batch-context.ts";
import { executeBatches } from "../runs/batch/batch-judgments.ts";
import type { JudgeMode } from "../runs/batch/judge-modes.ts";
import { judgmentBatch } from "../runs/batch/judgment-batch.ts";
import type { Budget } from "../runs/budget.ts";
import { dueJudgments } from "../runs/due-judgments.ts";
import type { Endpoint, Stop } from "../runs/endpoint.ts";
import { executeRun, type JudgeCallsJob, type RunEnding, type RunJob } from "../runs/execute-run.ts";
import type { OpenEndpoint } from "./endpoints/open-endpoints.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { OpenJob } from "./open-job.ts";

/** An open folder with the servers that its calls go to. */
export interface Work {
  readonly job: OpenJob;
  /** Null: no candidate is asked. */
  readonly endpoint: Endpoint | null;
  /** Null: nothing is rated. */
  readonly judgeEndpoint: Endpoint | null;
  /** Where the judgments are sent as batches; null: they are plain calls. */
  readonly judgeBatches: BatchClient | null;
}

/** Looks at a running batch: often at first, since small ones may be done in minutes. */
const poll = { firstMs: 30_000, maxMs: 300_000 };

/** The judge's server's batches, known to be there; null where plain calls are made. */
export async function openJudgeBatches(
  open: OpenEndpoint | null,
  mode: JudgeMode,
  stop: Stop,
): Promise<BatchClient | null> {
  if (open === null || mode !== "batch") return null;
  const client = open.batches();
  await client.check(stop.signal);
  return client;
}

export interface ModeTools {
  readonly mode: JudgeMode;
  readonly stop: Stop;
  readonly budget: Budget;
  readonly host: LaunchHost;
}

/** Makes every call that is due; in batch mode all answers first, then the judgments of all together. */
export async function executeInMode(
  works: readonly Work[],
  runJobs: readonly RunJob[],
  tools: ModeTools,
): Promise<RunEnding> {
  const { mode, stop, budget } = tools;
  const client = works.find((work) => work.judgeBatches)?.judgeBatches ?? null;
  const waiting = works.flatMap(({ job, judgeEndpoint }) =>
    judgeEndpoint === null
      ? []
      : [{ id: job.spec.id, folder: job.folder.record.path, due: () => dueJudgments(job.spec, job.folder.record) }],
  );
  await refuseWaitingBatches(waiting, mode, client);
  if (client === null) return executeRun(runJobs, stop, budget);
  const answered = await executeRun(
    runJobs.map((job) => ({ ...job, judgeEndpoint: null })),
    stop,
    budget,
  );
  const batchJobs = runJobs.flatMap((job, index) => {
    const folder = works[index]?.job.folder.record.path;
    const { judgeEndpoint } = job;
    return folder === undefined || judgeEndpoint === null ? [] : [judgmentBatch(job, { folder, judgeEndpoint })];
  });
  const rated = await rateInBatches(batchJobs, client, tools);
  return {
    givenUp: new Map([...answered.givenUp, ...rated.givenUp]),
    failedAlike: new Map([...answered.failedAlike, ...rated.failedAlike]),
    stopped: answered.stopped || rated.stopped,
    overBudget: answered.overBudget || rated.overBudget,
  };
}

/** The same of matches: calls that wait for no answers. */
export async function compareInMode(
  calls: JudgeCallsJob,
  batch: BatchJob,
  client: BatchClient | null,
  tools: ModeTools,
): Promise<RunEnding> {
  await refuseWaitingBatches([batch], tools.mode, client);
  if (client === null) return executeRun([calls], tools.stop, tools.budget);
  return rateInBatches([batch], client, tools);
}

async function rateInBatches(
  jobs: readonly BatchJob[],
  client: BatchClient,
  { stop, budget, host }: ModeTools,
): Promise<RunEnding> {
  const rated = await executeBatches(jobs, client, stop, budget, {
    now: host.now,
    sleep: async (milliseconds, signal) => {
      await wait(milliseconds, undefined, { signal });
    },
    newToken: randomUUID,
    poll,
    onNews: ({ candidate, batchId: batch, status, counts }) =>
      host.events.send({ type: "batch", candidate, batch, status, counts }),
    onNotice: (candidate, notice) => notify(host, `${candidate}: ${notice}`),
  });
  for (const { candidate, batchId } of rated.running) {
    notify(
      host,
      `${candidate}: batch ${batchId} goes on at ${client.name}. The same command picks it up; nothing is sent twice.`,
    );
  }
  return rated;
}

/** Judgments that wait in a batch would be paid for twice if they were asked for in another way. */
async function refuseWaitingBatches(
  works: readonly {
    readonly id: string;
    readonly folder: string;
    readonly due: () => { has(key: string): boolean };
  }[],
  mode: JudgeMode,
  client: BatchClient | null,
): Promise<void> {
  if (mode === "calls") return;
  const problems: string[] = [];
  for (const { id, folder, due: dueNow } of works) {
    const { open } = await loadOpenBatches(folder);
    const elsewhere = open.filter(({ plan }) => plan.server !== client?.name);
    if (elsewhere.length === 0) continue;
    const due = dueNow();
    for (const { plan, batchId } of elsewhere) {
      const waiting = plan.keys.filter((key) => due.has(key)).length;
      if (waiting === 0) continue;
      problems.push(`${id}: ${waiting} in ${batchId ?? "a batch"} at ${plan.server} since ${plan.at}`);
    }
  }
  if (problems.length === 0) return;
  throw new InputError("judgments that are due wait in a batch that an earlier launch sent", {
    problems,
    hint:
      client === null
        ? "Pick it up with --judge-mode batch, or ask for them again, and pay again, with --judge-mode calls."
        : "Name that server with --judge-model, or ask for them again, and pay again, with --judge-mode calls.",
  });
}
