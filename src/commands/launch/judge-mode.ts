import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { BatchClient } from "../../chat/batch/batch-client.ts";
import { InputError } from "../../errors.ts";
import type { OpenEndpoint } from "../../launch/open-endpoints.ts";
import type { OpenJob } from "../../launch/open-job.ts";
import { loadOpenBatches } from "../../results/batch-journal.ts";
import type { BatchNews } from "../../runs/batch/batch-context.ts";
import { executeBatches } from "../../runs/batch/batch-judgments.ts";
import type { Budget } from "../../runs/budget.ts";
import { dueJudgments } from "../../runs/due-judgments.ts";
import type { Endpoint } from "../../runs/endpoint.ts";
import { executeRun, type RunEnding, type RunJob } from "../../runs/execute-run.ts";
import type { EventStream } from "../terminal/events.ts";
import type { Interrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";

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

/** How judgments are asked for: one call each, as the answers come, or all together at half the price within a day. */
export const judgeModes = ["calls", "batch"] as const;

/** Undefined: the user did not say, which means calls unless a batch is under way. */
export type JudgeMode = (typeof judgeModes)[number] | undefined;

/** Looks at a running batch: often at first, since small ones may be done in minutes. */
const poll = { firstMs: 30_000, maxMs: 300_000 };

/** The judge's server's batches, known to be there; null where plain calls are made. */
export async function openJudgeBatches(
  open: OpenEndpoint | null,
  mode: JudgeMode,
  interrupts: Interrupts,
): Promise<BatchClient | null> {
  if (open === null || mode !== "batch") return null;
  const client = open.batches();
  await client.check(interrupts.signal);
  return client;
}

/** Makes every call that is due; in batch mode all answers first, then the judgments of all together. */
export async function executeInMode(
  works: readonly Work[],
  runJobs: readonly RunJob[],
  options: {
    readonly mode: JudgeMode;
    readonly interrupts: Interrupts;
    readonly budget: Budget;
    readonly events: EventStream;
    readonly io: Io;
  },
): Promise<RunEnding> {
  const { mode, interrupts, budget, events, io } = options;
  const client = works.find((work) => work.judgeBatches)?.judgeBatches ?? null;
  await refuseWaitingBatches(works, mode, client);
  if (client === null) return executeRun(runJobs, interrupts, budget);
  const answered = await executeRun(
    runJobs.map((job) => ({ ...job, judgeEndpoint: null })),
    interrupts,
    budget,
  );
  const batchJobs = runJobs.flatMap((job, index) => {
    const folder = works[index]?.job.folder.record.path;
    const { judgeEndpoint } = job;
    return folder === undefined || judgeEndpoint === null ? [] : [{ ...job, folder, judgeEndpoint }];
  });
  const say = (text: string) => io.err(`${text}\n`);
  const rated = await executeBatches(batchJobs, client, interrupts, budget, {
    now: io.now,
    sleep: async (milliseconds, signal) => {
      await wait(milliseconds, undefined, { signal });
    },
    newToken: randomUUID,
    poll,
    onNews(news) {
      const { candidate, batchId: batch, status, counts } = news;
      say(`${candidate}: ${newsText(news)}`);
      events.send({
        type: "batch",
        candidate,
        batch,
        status,
        completed: counts?.completed ?? null,
        total: counts?.total ?? null,
      });
    },
    onNotice: (candidate, notice) => say(`${candidate}: ${notice}`),
  });
  for (const { candidate, batchId } of rated.running) {
    say(
      `${candidate}: batch ${batchId} goes on at ${client.name}. The same command picks it up; nothing is sent twice.`,
    );
  }
  return {
    givenUp: new Map([...answered.givenUp, ...rated.givenUp]),
    stopped: answered.stopped || rated.stopped,
    overBudget: answered.overBudget || rated.overBudget,
  };
}

function newsText({ batchId, status, counts }: BatchNews): string {
  const done = counts === null || counts.total === 0 ? "" : `, ${counts.completed} of ${counts.total} done`;
  const failed = counts === null || counts.failed === 0 ? "" : `, ${counts.failed} failed`;
  return `batch ${batchId} ${status.replaceAll("_", " ")}${done}${failed}`;
}

/** Judgments that wait in a batch would be paid for twice if they were asked for in another way. */
async function refuseWaitingBatches(
  works: readonly Work[],
  mode: JudgeMode,
  client: BatchClient | null,
): Promise<void> {
  if (mode === "calls") return;
  const problems: string[] = [];
  for (const { job, judgeEndpoint } of works) {
    if (judgeEndpoint === null) continue;
    const { open } = await loadOpenBatches(job.folder.record.path);
    const elsewhere = open.filter(({ plan }) => plan.server !== client?.name);
    if (elsewhere.length === 0) continue;
    const due = dueJudgments(job.spec, job.folder.record);
    for (const { plan, batchId } of elsewhere) {
      const waiting = plan.keys.filter((key) => due.has(key)).length;
      if (waiting === 0) continue;
      problems.push(`${job.spec.id}: ${waiting} in ${batchId ?? "a batch"} at ${plan.server} since ${plan.at}`);
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
