import { relative } from "node:path";
import type { AnswerRecord } from "../../answers/answer.ts";
import { InputError } from "../../errors.ts";
import { StorageError } from "../../files/storage-error.ts";
import type { JudgmentRecord } from "../../judgments/judgment.ts";
import { ratesTurn } from "../../judgments/plan-judgment.ts";
import type { Endpoints } from "../../launch/open-endpoints.ts";
import type { OpenJob } from "../../launch/open-job.ts";
import type { Price } from "../../models/price.ts";
import { candidateJson } from "../../reports/tables/leaderboard-json.ts";
import { leaderboardText } from "../../reports/tables/leaderboard-text.ts";
import { standingRows } from "../../reports/tables/standing-rows.ts";
import { loadPublishedScores } from "../../results/published-scores.ts";
import { loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import type { Budget } from "../../runs/budget.ts";
import { priceOfRecord } from "../../runs/cost.ts";
import type { Endpoint } from "../../runs/endpoint.ts";
import type { RunJob } from "../../runs/execute-run.ts";
import { planRun, type RunPlan } from "../../runs/plan-run.ts";
import type { RunSpec } from "../../runs/run-spec.ts";
import { refusalOf } from "../../runs/watched-chat.ts";
import { droppedDeviation } from "../../scores/deviations.ts";
import { makeLeaderboard, type ProtocolBoard } from "../../scores/leaderboard.ts";
import { type Ending, exitCode } from "../exit-code.ts";
import { answerEvent, type EventStream, endpointEvent, judgmentEvent, openEvents } from "../terminal/events.ts";
import type { Interrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { type DueCalls, type Progress, showProgress } from "../terminal/progress.ts";
import { resumeCommand } from "../terminal/resume-command.ts";
import { executeInMode, type JudgeMode, type Work } from "./judge-mode.ts";

export interface LaunchTools {
  readonly flags: { readonly json: boolean; readonly events?: string | undefined; readonly judgeMode?: JudgeMode };
  readonly interrupts: Interrupts;
  readonly budget: Budget;
  readonly endpoints: Pick<Endpoints, "states" | "watch">;
  readonly io: Io;
}

/** Makes every call that is due, shows how it goes, and ends with the leaderboard of these folders. */
export async function executeLaunch(
  works: readonly Work[],
  title: string,
  { flags, interrupts, io, budget, endpoints }: LaunchTools,
): Promise<Ending> {
  const jobs = works.map((work) => work.job);
  const plans = jobs.map((job) => planRun(job.spec, job.folder.record));
  announce(jobs, plans, title, io);
  const events = await openEvents(flags.events, io);
  const progress = showProgress(plans, () => endpoints.states(), io);
  try {
    for (const [index, job] of jobs.entries()) {
      const plan = plans[index];
      if (plan) events.send({ type: "start", candidate: job.spec.id, folder: job.folder.record.path, plan });
    }
    let isRunning = true;
    endpoints.watch((change) => {
      if (isRunning) events.send(endpointEvent(change));
    });
    const runJobs = works.map((work) => runJob(work, progress, events));
    const how = { mode: flags.judgeMode, interrupts, budget, events, io };
    const ending = await executeInMode(works, runJobs, how).finally(() => {
      isRunning = false;
      progress.end();
    });
    // Read anew: what a long run appends is not kept in memory.
    const records = await Promise.all(jobs.map((job) => loadRunRecord(job.folder.record.path)));
    for (const [index, job] of jobs.entries()) await noteDeviations(job, records[index]);
    let refusal: InputError | null = null;
    for (const [server, failure] of ending.givenUp) {
      events.send({ type: "server-given-up", server, message: failure.message });
      const own = refusalOf(server, failure);
      refusal ??= own;
      if (own === null || own !== refusal) io.err(`${server} was given up: ${failure.message}\n`);
    }
    if (ending.overBudget) {
      events.send({ type: "budget-reached" });
      io.err("The budget is used up: no further call was started. Calls that were under way are kept.\n");
    }
    const left = jobs.map((job, index) => planRun(settledSpec(job), records[index] ?? job.folder.record));
    const complete = left.every(isComplete);
    const ended: Ending = refusal !== null ? "wrong-input" : complete ? "done" : "incomplete";
    const outcome: Ending = interrupts.ending() ?? ended;
    events.send({ type: "end", complete, exitCode: exitCode(outcome) });
    // A refused key or model leaves the other candidates' results worth showing.
    if (refusal === null || records.some((record) => record.answers.size > 0))
      await report(jobs, { records, plans: left }, flags, outcome, io);
    if (refusal !== null) throw refusal;
    if (!complete)
      io.err(`Not everything is there yet. What is there is kept; this goes on from it:\n  ${resumeCommand(io)}\n`);
    return outcome;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // Not the command line is wrong but the disk: what is missing is due again.
    io.err(`error: ${error.message}\n${error.hint}\nThis goes on from what is there:\n  ${resumeCommand(io)}\n`);
    events.send({ type: "end", complete: false, exitCode: exitCode("incomplete") });
    return "incomplete";
  } finally {
    await events.close();
  }
}

/** What this launch turned out to do otherwise than planned goes into its record, written once more. */
async function noteDeviations({ folder, launch }: OpenJob, record: RunRecord = folder.record): Promise<void> {
  const found = new Set(launch.deviations);
  for (const answer of record.answers.values()) {
    for (const dropped of answer.call?.dropped ?? []) {
      const words = droppedDeviation(dropped);
      if (words !== null) found.add(words);
    }
  }
  if (found.size > launch.deviations.length) await folder.appendLaunch({ ...launch, deviations: [...found].sort() });
}

function runJob({ job, endpoint, judgeEndpoint }: Work, progress: Progress, events: EventStream): RunJob {
  const { folder, spec } = job;
  const returned = lastReturnedModel(folder.record.answers.values());
  return {
    spec,
    stored: folder.record,
    endpoint,
    judgeEndpoint,
    async onAnswer(answer) {
      refuseOtherModel(spec.id, returned, answer);
      await folder.appendAnswer(answer);
      await endpoint?.recorded?.(answer.key);
      progress.kept(answer, priceOf(endpoint, answer));
      progress.spared(sparedBy(answer, spec));
      events.send(answerEvent(spec.id, answer));
    },
    async onJudgment(judgment) {
      await folder.appendJudgment(judgment);
      await judgeEndpoint?.recorded?.(judgment.key);
      progress.kept(judgment, priceOf(judgeEndpoint, judgment));
      events.send(judgmentEvent(spec.id, judgment));
    },
  };
}

/** After a failed turn the later ones are not asked for, and none from it on is rated. */
function sparedBy({ outcome, questionId, turn }: AnswerRecord, { questions, rating, repeats }: RunSpec): DueCalls {
  const question = questions.find(({ id }) => id === questionId);
  // A turn that is skipped was counted with the one that failed.
  if (question === undefined || outcome.status !== "failed" || outcome.reason === "skipped") {
    return { answers: 0, judgments: 0 };
  }
  const turns = question.turns.map((_, index) => index + 1).slice(turn - 1);
  const rated = rating === null ? [] : turns.filter((one) => ratesTurn(rating.judge, question, one));
  return { answers: turns.length - 1, judgments: rated.length * repeats };
}

function priceOf(endpoint: Endpoint | null, record: AnswerRecord | JudgmentRecord): Price | null {
  const model = record.sent?.model;
  return typeof model === "string" ? priceOfRecord(record, endpoint?.priceOf?.(model) ?? null) : null;
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

function announce(jobs: readonly OpenJob[], plans: readonly RunPlan[], title: string, io: Io): void {
  const [first] = jobs;
  if (first === undefined) return;
  const { questions, rating } = first.spec;
  const rater = rating === null ? "" : `, judge ${rating.judge.id} by ${rating.judgeModel.model}`;
  io.err(`${title}: ${questions.length} questions${rater}\n`);
  for (const [index, job] of jobs.entries()) {
    const plan = plans[index];
    if (plan === undefined) continue;
    const { answers, judgments } = plan;
    const there = answers.settled + judgments.settled;
    io.err(
      `${job.spec.id}: ${answers.due} answers and ${judgments.due} judgments due${there > 0 ? `, ${there} already there` : ""}\n`,
    );
    for (const line of job.folder.record.damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  }
}

function isComplete({ answers, judgments }: RunPlan): boolean {
  return answers.due === 0 && judgments.due === 0;
}

/** What reopened calls came to is settled again. */
function settledSpec({ spec }: OpenJob): OpenJob["spec"] {
  return { ...spec, reopened: new Set() };
}

async function report(
  jobs: readonly OpenJob[],
  { records, plans }: { readonly records: readonly RunRecord[]; readonly plans: readonly RunPlan[] },
  flags: LaunchTools["flags"],
  outcome: Ending,
  io: Io,
): Promise<void> {
  const boards = boardsOf(jobs, records);
  if (!flags.json) {
    if (boards.length > 0) io.out(leaderboardText(boards, standingRows(await loadPublishedScores())));
    for (const job of jobs) io.err(`Records: ${relative(io.cwd, job.folder.record.path) || "."}\n`);
    return;
  }
  const candidates = jobs.map((job, index) => {
    const plan = plans[index];
    if (plan === undefined) throw new Error("a job without a plan");
    const board = boards.find((one) => one.candidates.some((row) => row.path === job.folder.record.path));
    const row = board?.candidates.find((one) => one.path === job.folder.record.path);
    return {
      id: job.spec.id,
      folder: job.folder.record.path,
      protocol: board?.key ?? null,
      answers: { ...plan.answers },
      judgments: { ...plan.judgments },
      result: row === undefined ? null : candidateJson(row),
    };
  });
  io.out(`${JSON.stringify({ outcome, exitCode: exitCode(outcome), candidates })}\n`);
}

/** The leaderboard of these launches alone: their candidates, their procedures. */
function boardsOf(jobs: readonly OpenJob[], records: readonly RunRecord[]): ProtocolBoard[] {
  const procedures = new Set(jobs.map((job) => job.spec.rating?.procedure));
  return makeLeaderboard(records).filter((board) => procedures.has(board.procedure.hash));
}
