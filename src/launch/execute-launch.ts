import { dirname } from "node:path";
import type { AnswerRecord } from "../answers/answer.ts";
import { InputError } from "../errors.ts";
import { StorageError } from "../files/storage-error.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { ratersWords } from "../judgments/raters.ts";
import type { Price } from "../models/price.ts";
import type { CallResult } from "../results/record-order.ts";
import { recordedReplies } from "../results/recorded-replies.ts";
import { loadRunRecord, type RunRecord } from "../results/run-record.ts";
import { priceOfRecord } from "../runs/cost.ts";
import type { Endpoint, JudgeEndpoints } from "../runs/endpoint.ts";
import type { RunEnding, RunJob } from "../runs/execute-run.ts";
import { planRun, type RunPlan } from "../runs/plan-run.ts";
import { countRatings } from "../runs/planned-ratings.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import { refusalOf } from "../runs/watched-chat.ts";
import { withoutWords } from "../runs/without-words.ts";
import { droppedDeviation } from "../scores/deviations.ts";
import type { ProtocolBoard } from "../scores/leaderboard.ts";
import { type ScoredFolder, scoreFolder, withoutTexts } from "../scores/score-folder.ts";
import type { Endpoints } from "./endpoints/open-endpoints.ts";
import { executeInMode, type ModeTools, type Work } from "./judge-mode.ts";
import type { DueCalls, LaunchEvents } from "./launch-events.ts";
import { warn } from "./launch-host.ts";
import { type LaunchOutcome, launchExitCodes } from "./launch-outcome.ts";
import { type LaunchRecord, launchBoards, launchRecord } from "./launch-record.ts";
import type { LaunchStop } from "./launch-stop.ts";
import type { OpenJob } from "./open-job.ts";
import { severalModels } from "./returned-models.ts";

export interface ExecuteTools extends ModeTools {
  readonly stop: LaunchStop;
  readonly endpoints: Pick<Endpoints, "states" | "activity" | "watch">;
}

/** What a launch came to. */
export interface LaunchEnd {
  readonly outcome: LaunchOutcome;
  /** No due call is left unsettled. */
  readonly complete: boolean;
  /** Null where the disk did not take a record: what stands there is whole, and has not been read again. */
  readonly record: LaunchRecord | null;
  /** The leaderboard of these launches alone. */
  readonly boards: readonly ProtocolBoard[];
  /** The folders that were scored for them and say no more than that, so that nobody need read them again. */
  readonly scored: readonly ScoredFolder[];
  /** Answers stand in one of the folders. */
  readonly holdsAnswers: boolean;
  /** Why the disk did not take a record; null: it took all. */
  readonly storageError: StorageError | null;
  /** A server's refusal of the key or the model, which the user has to mend; null: there was none. */
  readonly refusal: InputError | null;
  /** All calls of somebody failed in one way that waiting does not mend: the same launch would end the same. */
  readonly isHopeless: boolean;
}

/** Makes every call that is due, tells how it goes, and ends with the record of these launches. */
export async function executeLaunch(works: readonly Work[], title: string, tools: ExecuteTools): Promise<LaunchEnd> {
  const { events } = tools.host;
  const jobs = works.map((work) => work.job);
  events.send(beginning(jobs, title, tools.endpoints));
  try {
    const ours = new Set(jobs.map(({ folder }) => folder.record.path));
    const runJobs = works.map((work) => runJob(work, ours, events));
    const ending = await underWatch(tools, () => executeInMode(works, runJobs, tools));
    const reviews: Review[] = [];
    for (const job of jobs) reviews.push(await review(job, tools.host));
    const refusal = tellTroubles(ending, events);
    const left = reviews.map((one) => one.left);
    const complete = left.every(isComplete);
    const ended: LaunchOutcome = refusal !== null ? "wrong-input" : complete ? "done" : "incomplete";
    const outcome = tools.stop.ending() ?? ended;
    events.send({ type: "end", complete, outcome, exitCode: launchExitCodes[outcome] });
    const boards = launchBoards(
      jobs,
      reviews.flatMap(({ scores }) => scores),
    );
    const record = launchRecord(outcome, jobs, left, boards);
    const isHopeless = ending.failedAlike.size > 0;
    const holdsAnswers = reviews.some((one) => one.holdsAnswers);
    const scored = reviews.flatMap(({ scores, isWhole }) => (isWhole ? scores : []));
    return { outcome, complete, record, boards, scored, holdsAnswers, storageError: null, refusal, isHopeless };
  } catch (error) {
    const storageError = tellFullDisk(error, events);
    return {
      outcome: "incomplete",
      complete: false,
      record: null,
      boards: [],
      scored: [],
      holdsAnswers: false,
      storageError,
      refusal: null,
      isHopeless: false,
    };
  }
}

function beginning(jobs: readonly OpenJob[], title: string, endpoints: ExecuteTools["endpoints"]) {
  const [first] = jobs;
  const rating = first?.spec.rating ?? null;
  return {
    type: "begin",
    title,
    questions: first?.spec.questions.length ?? 0,
    judge: rating === null ? null : { id: rating.judge.id, model: ratersWords(rating.raters) },
    candidates: jobs.map(({ spec, folder: { record } }) => ({
      id: spec.id,
      folder: record.path,
      plan: shownPlan(planRun(spec, record), spec),
      damaged: record.damaged,
    })),
    servers: endpoints.states,
    activity: endpoints.activity,
  } as const;
}

/** Answers of known quality are put there, not asked for: to say that they are there would be no news. */
function shownPlan(plan: RunPlan, { repeatsOf }: RunSpec): RunPlan {
  return repeatsOf === undefined ? plan : { ...plan, answers: { planned: 0, settled: 0, due: 0 } };
}

/** Makes calls, and tells what their servers do meanwhile. */
export async function underWatch(
  { host: { events }, endpoints }: Pick<ExecuteTools, "host" | "endpoints">,
  calls: () => Promise<RunEnding>,
): Promise<RunEnding> {
  let isRunning = true;
  endpoints.watch((change) => {
    if (isRunning) events.send(change);
  });
  try {
    return await calls();
  } finally {
    isRunning = false;
    events.send({ type: "calls-over" });
  }
}

/**
 * Tells that the disk did not take a record: not the spec is wrong but the disk, and what is missing is due again.
 *
 * @throws any error that is none of the disk's
 */
export function tellFullDisk(error: unknown, events: LaunchEvents): StorageError {
  if (!(error instanceof StorageError)) throw error;
  events.send({ type: "storage-failed", message: error.message, hint: error.hint ?? "" });
  events.send({ type: "end", complete: false, outcome: "incomplete", exitCode: launchExitCodes.incomplete });
  return error;
}

/** Tells which servers were given up, and whether the budget was; the first refusal is the user's to mend. */
export function tellTroubles({ givenUp, overBudget }: RunEnding, events: LaunchEvents): InputError | null {
  let refusal: InputError | null = null;
  for (const [server, failure] of givenUp) {
    const own = refusalOf(server, failure);
    const isRefusal = own !== null && refusal === null;
    refusal ??= own;
    events.send({ type: "server-given-up", server, message: failure.message, isRefusal });
  }
  if (overBudget) events.send({ type: "budget-reached" });
  return refusal;
}

/** What stands in a candidate's folder when its calls are over. */
interface Review {
  readonly left: RunPlan;
  readonly scores: readonly ScoredFolder[];
  readonly holdsAnswers: boolean;
  /** No line of it had to be told of, and nothing was written since. */
  readonly isWhole: boolean;
}

/** Reads one folder anew: what a long run appends is not kept in memory, and of two folders only one is there at a time. */
async function review(job: OpenJob, host: ExecuteTools["host"]): Promise<Review> {
  const record = await loadRunRecord(job.folder.record.path, withoutWords());
  const isNoted = await noteDeviations(job, record);
  const several = severalModels(record.answers.values());
  if (several !== null) warn(host, `${job.spec.id} was answered by more than one model: ${several}`);
  return {
    left: planRun(settledSpec(job), record),
    // Answers of known quality are nobody's: they have no score.
    scores: job.spec.repeatsOf === undefined ? scoreFolder(record).map(withoutTexts) : [],
    holdsAnswers: record.answers.size > 0,
    isWhole: record.damaged.length === 0 && !isNoted,
  };
}

/** What this launch turned out to do otherwise than planned goes into its record, written once more; whether there was anything. */
async function noteDeviations({ folder, launch }: OpenJob, record: RunRecord): Promise<boolean> {
  const found = new Set(launch.deviations);
  const several = severalModels(record.answers.values());
  if (several !== null) found.add(several);
  for (const answer of record.answers.values()) {
    for (const dropped of answer.call?.dropped ?? []) {
      const words = droppedDeviation(dropped);
      if (words !== null) found.add(words);
    }
  }
  if (found.size === launch.deviations.length) return false;
  await folder.appendLaunch({ ...launch, deviations: [...found].sort() });
  return true;
}

function runJob({ job, endpoint, judgeEndpoints }: Work, ours: ReadonlySet<string>, events: LaunchEvents): RunJob {
  const { folder, spec } = job;
  const judge = spec.rating?.judge.id ?? null;
  const returned = lastReturnedModel(folder.record.answers.values());
  return {
    spec,
    stored: folder.record,
    endpoint,
    judgeEndpoints,
    ...(endpoint === null ? {} : { recorded: () => recordedReplies(dirname(folder.record.path), { ours, judge }) }),
    async onAnswer(record) {
      refuseOtherModel(spec.id, returned, record);
      await folder.appendAnswer(record);
      await endpoint?.recorded?.(record.key);
      const price = priceOf(endpoint, record);
      events.send({ type: "answer", candidate: spec.id, record, price, spared: sparedBy(record, spec) });
    },
    async onJudgment(record) {
      await folder.appendJudgment(record);
      const judgeEndpoint = endpointOf(judgeEndpoints, record);
      await judgeEndpoint?.recorded?.(record.key);
      events.send({ type: "judgment", candidate: spec.id, record, price: priceOf(judgeEndpoint, record) });
    },
  };
}

/** Where a judgment was asked: of a jury it names its member. */
function endpointOf(endpoints: JudgeEndpoints | null, { judgeModel }: JudgmentRecord): Endpoint | null {
  const [only] = endpoints?.values() ?? [];
  return (judgeModel === undefined ? only : endpoints?.get(judgeModel)) ?? null;
}

/** After a failed turn the later ones are not asked for, and none from it on is rated. */
function sparedBy({ outcome, questionId, turn, trial }: AnswerRecord, spec: RunSpec): DueCalls {
  const question = spec.questions.find(({ id }) => id === questionId);
  // A turn that is skipped was counted with the one that failed.
  if (question === undefined || outcome.status !== "failed" || outcome.reason === "skipped") {
    return { answers: 0, judgments: 0 };
  }
  const turns = question.turns.map((_, index) => index + 1).slice(turn - 1);
  const judgments = turns.reduce((sum, one) => sum + countRatings(spec, question, { turn: one, trial }), 0);
  return { answers: turns.length - 1, judgments };
}

/** What a record's model costs; null: not known. */
export function priceOf(endpoint: Endpoint | null, record: CallResult): Price | null {
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

function isComplete({ answers, judgments }: RunPlan): boolean {
  return answers.due === 0 && judgments.due === 0;
}

/** What reopened calls came to is settled again. */
function settledSpec({ spec }: OpenJob): OpenJob["spec"] {
  return { ...spec, reopened: new Set() };
}
