import { resolve } from "node:path";
import { loadBullMq, queuePlace } from "../runs/bullmq.ts";
import { type CallQueue, openCallQueue } from "../runs/call-queue.ts";
import { type DryRun, planLaunch } from "./dry-run.ts";
import { dryEndpoints } from "./endpoints/dry-endpoints.ts";
import { engineSettings } from "./endpoints/engine-settings.ts";
import { type Endpoints, openEndpoints, patienceOf } from "./endpoints/open-endpoints.ts";
import { queuedWorks } from "./endpoints/queued-endpoints.ts";
import { executeLaunch, type LaunchEnd } from "./execute-launch.ts";
import { openJudgeBatches } from "./judge-mode.ts";
import type { LaunchEvents } from "./launch-events.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { LaunchSpec } from "./launch-spec.ts";
import type { LaunchStop } from "./launch-stop.ts";
import { type OpenBudget, openBudget, spentSoFar } from "./open-budget.ts";
import { type OpenJob, openJob } from "./open-job.ts";
import { withPracticeJudge } from "./practice-rating.ts";
import { prepareAsking } from "./prepare-asking.ts";
import { prepareCard, putAnswers } from "./prepare-card.ts";
import { prepareJudging } from "./prepare-judging.ts";
import type { PreparedLaunch } from "./prepared-launch.ts";

/** What a launch finds around it. */
export interface LaunchSurroundings extends Pick<LaunchHost, "env" | "cwd" | "now"> {
  readonly stop: LaunchStop;
}

/** How a launch ended. */
export type Launched =
  /** Nothing was asked: what it would do. */
  | { readonly kind: "planned"; readonly plan: DryRun }
  /** Calls were made, or none was due. */
  | ({ readonly kind: "ended" } & LaunchEnd);

/** What has to be closed when a launch is over, in the order of its closing. */
interface Held {
  spending: OpenBudget | null;
  readonly jobs: OpenJob[];
  queue: CallQueue | null;
  readonly endpoints: Endpoints;
}

/**
 * The one way to models: reaches every server that the spec names, opens the candidates' folders, makes every call that is
 * due, keeps every record, and says what it came to. Started again after any ending it asks only what is due. Prints
 * nothing: what happens goes to `events`.
 *
 * @throws InputError when something of the spec is wrong; nothing is written then.
 */
export async function launch(
  wanted: LaunchSpec,
  events: LaunchEvents,
  { stop, ...around }: LaunchSurroundings,
): Promise<Launched> {
  const host: LaunchHost = { ...around, events };
  const spec = await withPracticeJudge(wanted, host);
  const held = await reachNothingYet(spec, host);
  stop.onStop(() => {
    held.endpoints.stop("the run was stopped");
    void held.queue?.stop();
  });
  try {
    const prepared = await stop.preparing(prepare(spec, held.endpoints, host));
    if (!spec.isDry) return { kind: "ended", ...(await makeCalls(prepared, spec, held, { host, stop })) };
    const spent = await spentSoFar(resolve(host.cwd, spec.results), spec.priceOf, host);
    return { kind: "planned", plan: await planLaunch(prepared, { ...spec, spent }) };
  } finally {
    stop.release();
    await held.spending?.close();
    for (const job of held.jobs) await job.folder.close();
    await held.queue?.close();
    await held.endpoints.close();
  }
}

async function reachNothingYet(spec: LaunchSpec, host: LaunchHost): Promise<Held> {
  const endpoints = spec.isDry
    ? await dryEndpoints(resolve(host.cwd, spec.results))
    : openEndpoints(host, spec.maxConcurrency, spec.priceOf, engineSettings(spec, host), patienceOf(spec));
  return { spending: null, jobs: [], queue: null, endpoints };
}

function prepare(spec: LaunchSpec, endpoints: Endpoints, host: LaunchHost): Promise<PreparedLaunch> {
  const { work } = spec;
  if (work.kind === "judge") return prepareJudging(spec, work, endpoints, host);
  if (work.kind === "card") {
    requireQueue(work.queue, host);
    return prepareCard(spec, work, endpoints, host);
  }
  requireQueue(work.queue, host);
  return prepareAsking(spec, work, endpoints, host);
}

/** A queue that cannot be used is told before any server is reached. */
function requireQueue(queue: string | undefined, { env, cwd }: LaunchHost) {
  return queue === undefined ? null : { place: queuePlace(queue, env), bullmq: loadBullMq(env, cwd) };
}

async function makeCalls(
  { title, candidates, judge, targets }: PreparedLaunch,
  spec: LaunchSpec,
  held: Held,
  { host, stop }: { readonly host: LaunchHost; readonly stop: LaunchStop },
): Promise<LaunchEnd> {
  const judgeBatches = await openJudgeBatches(judge, spec.judgeMode, stop);
  held.spending = await openBudget(spec.limits, targets, spec.results, spec.priceOf, host);
  const remember = spec.judgeMode === "batch";
  for (const { spec: own, facts, path, manifest, isFresh: fresh, given } of candidates) {
    const folder = { path, manifest, fresh, now: host.now, remember: remember || given !== undefined };
    const job = await openJob(own, facts, folder);
    held.jobs.push(job);
    if (given !== undefined) await putAnswers(job.folder, given);
  }
  await held.spending.begin();
  const works = held.jobs.map((job, index) => ({
    job,
    endpoint: candidates[index]?.open?.endpoint ?? null,
    judgeEndpoint: judge?.endpoint ?? null,
    judgeBatches,
  }));
  const tools = { mode: spec.judgeMode, stop, budget: held.spending.budget, endpoints: held.endpoints, host };
  const queue = requireQueue(spec.work.kind === "judge" ? undefined : spec.work.queue, host);
  if (queue === null) return executeLaunch(works, title, tools);
  const models = [...new Set(targets.map(({ model }) => model))];
  const onTrouble = (message: string) => notify(host, message);
  held.queue = await openCallQueue(queue.bullmq, queue.place, models, { onTrouble });
  return executeLaunch(queuedWorks(works, models, held.queue, spec.maxConcurrency), title, tools);
}
