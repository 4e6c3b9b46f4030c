import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { BatchClient } from "../chat/batch/batch-client.ts";
import { InputError } from "../errors.ts";
import { loadOpenBatches } from "../results/batch-journal.ts";
import type { BatchJob } from "../runs/batch/batch-context.ts";
import { type BatchClients, executeBatches } from "../runs/batch/batch-judgments.ts";
import type { JudgeMode } from "../runs/batch/judge-modes.ts";
import { judgmentBatches } from "../runs/batch/judgment-batch.ts";
import type { Budget } from "../runs/budget.ts";
import type { Endpoint, JudgeEndpoints, Stop } from "../runs/endpoint.ts";
import { executeRun, type RunEnding, type RunJob } from "../runs/execute-run.ts";
import type { JudgeCallsJob } from "../runs/judge-calls.ts";
import type { OpenEndpoint } from "./endpoints/open-endpoints.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { OpenJob } from "./open-job.ts";

/** An open folder with the servers that its calls go to. */
export interface Work {
  readonly job: OpenJob;
  /** Null: no candidate is asked. */
  readonly endpoint: Endpoint | null;
  /** Null: nothing is rated. */
  readonly judgeEndpoints: JudgeEndpoints | null;
  /** Where the judgments are sent as batches; null: they are plain calls. */
  readonly judgeBatches: BatchClients | null;
}

/** Looks at a running batch: often at first, since small ones may be done in minutes. */
const poll = { firstMs: 30_000, maxMs: 300_000 };

/** The batches of the judge models' servers, known to be there; null where plain calls are made. */
export async function openJudgeBatches(
  judges: ReadonlyMap<string, OpenEndpoint> | null,
  mode: JudgeMode,
  stop: Stop,
): Promise<BatchClients | null> {
  if (judges === null || mode !== "batch") return null;
  const byServer = new Map<string, BatchClient>();
  const clients = new Map<string, BatchClient>();
  for (const [model, open] of judges) {
    const known = byServer.get(open.endpoint.name);
    const client = known ?? open.batches();
    if (known === undefined) await client.check(stop.signal);
    byServer.set(open.endpoint.name, client);
    clients.set(model, client);
  }
  return clients;
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
  const clients = works.find((work) => work.judgeBatches)?.judgeBatches ?? null;
  const batchJobs = runJobs.flatMap((job, index) => {
    const folder = works[index]?.job.folder.record.path;
    const { judgeEndpoints } = job;
    return folder === undefined || judgeEndpoints === null ? [] : judgmentBatches(job, { folder, judgeEndpoints });
  });
  await refuseWaitingBatches(batchJobs, mode, clients);
  if (clients === null) return executeRun(runJobs, stop, budget);
  const answered = await executeRun(
    runJobs.map((job) => ({ ...job, judgeEndpoints: null })),
    stop,
    budget,
  );
  const rated = await rateInBatches(batchJobs, clients, tools);
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
  clients: BatchClients | null,
  tools: ModeTools,
): Promise<RunEnding> {
  await refuseWaitingBatches([batch], tools.mode, clients);
  if (clients === null) return executeRun([calls], tools.stop, tools.budget);
  return rateInBatches([batch], clients, tools);
}

async function rateInBatches(
  jobs: readonly BatchJob[],
  clients: BatchClients,
  { stop, budget, host }: ModeTools,
): Promise<RunEnding> {
  const rated = await executeBatches(jobs, clients, stop, budget, {
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
  for (const { candidate, batchId, server } of rated.running) {
    notify(
      host,
      `${candidate}: batch ${batchId} goes on at ${server}. The same command picks it up; nothing is sent twice.`,
    );
  }
  return rated;
}

/** Judgments that wait in a batch would be paid for twice if they were asked for in another way. */
async function refuseWaitingBatches(
  jobs: readonly Pick<BatchJob, "id" | "folder" | "model" | "due">[],
  mode: JudgeMode,
  clients: BatchClients | null,
): Promise<void> {
  if (mode === "calls") return;
  const problems: string[] = [];
  for (const { id, folder, model, due: dueNow } of jobs) {
    const { open } = await loadOpenBatches(folder);
    const elsewhere = open.filter(({ plan }) => plan.server !== clients?.get(model)?.name);
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
      clients === null
        ? "Pick it up with --judge-mode batch, or ask for them again, and pay again, with --judge-mode calls."
        : "Name that server with --judge-model, or ask for them again, and pay again, with --judge-mode calls.",
  });
}
