import { relative, resolve } from "node:path";
import type { AnswerRecord } from "../answers/answer.ts";
import { InputError } from "../errors.ts";
import { candidateJson } from "../reports/leaderboard-json.ts";
import { leaderboardText } from "../reports/leaderboard-text.ts";
import { standingRows } from "../reports/standing-rows.ts";
import { loadPublishedScores } from "../results/published-scores.ts";
import { loadRunRecord } from "../results/results-folder.ts";
import { executeRun, type RunJob, refusalOf } from "../runs/execute-run.ts";
import { planRun, type RunPlan } from "../runs/plan-run.ts";
import { makeLeaderboard, type ProtocolBoard } from "../scores/leaderboard.ts";
import { answerEvent, type EventStream, judgmentEvent, openEvents } from "./events.ts";
import { type Ending, exitCode } from "./exit-code.ts";
import { type Interrupts, watchInterrupts } from "./interrupts.ts";
import type { Io } from "./io.ts";
import { type OpenJob, openJob } from "./open-job.ts";
import { openLines } from "./open-lines.ts";
import {
  launchFacts,
  type PreparedRun,
  prepareRun,
  type RunFlags,
  readModels,
  readNumbers,
  specOf,
} from "./prepare-run.ts";
import { type Progress, showProgress } from "./progress.ts";

/**
 * `mtbench run` and, without `rating`, `mtbench answer`: asks every candidate what is due, rates it as it comes, keeps
 * every record, and shows the leaderboard of what it touched. Started again after any ending it asks only what is due.
 */
export async function run(
  flags: RunFlags,
  io: Io,
  options: { readonly rating: boolean } = { rating: true },
): Promise<Ending> {
  const numbers = readNumbers(flags);
  const models = readModels(flags);
  const lines = openLines(io, numbers.maxConcurrency);
  const interrupts = watchInterrupts(io);
  const jobs: OpenJob[] = [];
  try {
    const prepared = await prepareRun(flags, models, numbers, options.rating, lines, io);
    const resultsRoot = resolve(io.cwd, flags.results);
    for (const { candidate, open, baseUrl } of prepared.candidates) {
      const spec = specOf(candidate, prepared, numbers);
      jobs.push(
        await openJob(spec, launchFacts(prepared, open, baseUrl), { resultsRoot, fresh: flags.fresh, now: io.now }),
      );
    }
    return await carryOut(jobs, prepared, flags, interrupts, io);
  } finally {
    interrupts.release();
    for (const job of jobs) await job.folder.close();
    await lines.close();
  }
}

async function carryOut(
  jobs: readonly OpenJob[],
  prepared: PreparedRun,
  flags: RunFlags,
  interrupts: Interrupts,
  io: Io,
): Promise<Ending> {
  const plans = jobs.map((job) => planRun(job.spec, job.folder.record));
  announce(jobs, plans, prepared, io);
  const events = await openEvents(flags.events, io);
  const progress = showProgress(plans, io);
  try {
    for (const [index, job] of jobs.entries()) {
      const plan = plans[index];
      if (plan) events.send({ type: "start", candidate: job.spec.candidate.id, folder: job.folder.record.path, plan });
    }
    const runJobs = jobs.map((job, index) => runJob(job, prepared, index, progress, events));
    const ending = await executeRun(runJobs, interrupts);
    progress.end();
    for (const [server, failure] of ending.givenUp) {
      events.send({ type: "server-given-up", server, message: failure.message });
      const refusal = refusalOf(server, failure);
      if (refusal !== null) throw refusal;
      io.err(`${server} was given up: ${failure.message}\n`);
    }
    const complete = jobs.every((job) => isComplete(planRun({ ...job.spec, reopened: new Set() }, job.folder.record)));
    const outcome: Ending = interrupts.ending() ?? (complete ? "done" : "incomplete");
    events.send({ type: "end", complete, exitCode: exitCode(outcome) });
    await report(jobs, prepared, flags, outcome, io);
    if (!complete) io.err("Not everything is there yet. The same command goes on where this one stopped.\n");
    return outcome;
  } finally {
    await events.close();
  }
}

function runJob(job: OpenJob, prepared: PreparedRun, index: number, progress: Progress, events: EventStream): RunJob {
  const { folder, spec } = job;
  const candidate = prepared.candidates[index];
  if (candidate === undefined) throw new Error("a job without a candidate");
  const returned = lastReturnedModel(folder.record.answers.values());
  return {
    spec,
    stored: folder.record,
    line: candidate.open.line,
    judgeLine: prepared.judgeLine?.open.line ?? null,
    async onAnswer(answer) {
      refuseOtherModel(spec.candidate.id, returned, answer);
      await folder.appendAnswer(answer);
      progress.answered(answer);
      events.send(answerEvent(spec.candidate.id, answer));
    },
    async onJudgment(judgment) {
      await folder.appendJudgment(judgment);
      progress.judged(judgment);
      events.send(judgmentEvent(spec.candidate.id, judgment));
    },
  };
}

function lastReturnedModel(answers: Iterable<AnswerRecord>): string | null {
  let model: string | null = null;
  for (const answer of answers) model = answer.call?.model ?? model;
  return model;
}

/** The model string that a server returns is one of its facts: another one is another model under the old name. */
function refuseOtherModel(id: string, before: string | null, answer: AnswerRecord): void {
  const now = answer.call?.model ?? null;
  if (before === null || now === null || now === before) return;
  throw new InputError(`${id} is now answered by another model`, {
    problems: [`server.returnedModel: was ${JSON.stringify(before)}, now ${JSON.stringify(now)}`],
    hint: "Give this one a name with --id, or archive the old folder with --fresh. Nothing of it was recorded.",
  });
}

function announce(jobs: readonly OpenJob[], plans: readonly RunPlan[], prepared: PreparedRun, io: Io): void {
  const { set, judge, rating } = prepared;
  const rater = rating === null ? "" : `, judge ${judge.id} by ${rating.judgeModel.model}`;
  io.err(`${set.title}: ${set.questions.length} questions${rater}\n`);
  for (const [index, job] of jobs.entries()) {
    const plan = plans[index];
    if (plan === undefined) continue;
    const { answers, judgments } = plan;
    const there = answers.settled + judgments.settled;
    io.err(
      `${job.spec.candidate.id}: ${answers.due} answers and ${judgments.due} judgments due${there > 0 ? `, ${there} already there` : ""}\n`,
    );
    for (const line of job.folder.record.damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  }
}

function isComplete({ answers, judgments }: RunPlan): boolean {
  return answers.due === 0 && judgments.due === 0;
}

async function report(
  jobs: readonly OpenJob[],
  prepared: PreparedRun,
  flags: RunFlags,
  outcome: Ending,
  io: Io,
): Promise<void> {
  const boards = await boardsOf(jobs, prepared);
  if (!flags.json) {
    if (boards.length > 0) io.out(leaderboardText(boards, standingRows(await loadPublishedScores())));
    for (const job of jobs) io.err(`Records: ${relative(io.cwd, job.folder.record.path) || "."}\n`);
    return;
  }
  const candidates = jobs.map((job) => {
    const plan = planRun({ ...job.spec, reopened: new Set() }, job.folder.record);
    const board = boards.find((one) => one.candidates.some((row) => row.path === job.folder.record.path));
    const row = board?.candidates.find((one) => one.path === job.folder.record.path);
    return {
      id: job.spec.candidate.id,
      folder: job.folder.record.path,
      protocol: board?.key ?? null,
      answers: { ...plan.answers },
      judgments: { ...plan.judgments },
      result: row === undefined ? null : candidateJson(row),
    };
  });
  io.out(`${JSON.stringify({ outcome, exitCode: exitCode(outcome), candidates })}\n`);
}

/** The leaderboard of this launch alone: its candidates, its procedure. */
async function boardsOf(jobs: readonly OpenJob[], prepared: PreparedRun): Promise<ProtocolBoard[]> {
  const { procedure } = prepared;
  if (procedure === null) return [];
  const records = await Promise.all(jobs.map((job) => loadRunRecord(job.folder.record.path)));
  return makeLeaderboard(records).filter((board) => board.procedure.hash === procedure.hash);
}
