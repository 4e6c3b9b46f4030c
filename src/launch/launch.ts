import { resolve } from "node:path";
import { loadBullMq, queuePlace } from "../runs/bullmq.ts";
import { type CallQueue, openCallQueue } from "../runs/call-queue.ts";
import type { DryRun } from "./dry-run.ts";
import { dryEndpoints } from "./endpoints/dry-endpoints.ts";
import { engineSettings } from "./endpoints/engine-settings.ts";
import { isFunction } from "./endpoints/function-model.ts";
import { type Endpoints, openEndpoints, patienceOf } from "./endpoints/open-endpoints.ts";
import { queuedJudge, queuedWorks } from "./endpoints/queued-endpoints.ts";
import { executeLaunch, type LaunchEnd } from "./execute-launch.ts";
import { openJudgeBatches } from "./judge-mode.ts";
import type { LaunchEvents } from "./launch-events.ts";
import { type LaunchHost, notify } from "./launch-host.ts";
import type { AnyWork, LaunchSpec, MatchingWork } from "./launch-spec.ts";
import type { LaunchStop } from "./launch-stop.ts";
import type { MatchesEnd } from "./matching/execute-matches.ts";
import { type OpenBudget, openBudget, spentSoFar } from "./open-budget.ts";
import { type OpenJob, openJob } from "./open-job.ts";
import { withPracticeJudge } from "./practice-rating.ts";
import { prepareAsking } from "./prepare-asking.ts";
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

/** How a launch of matches ended. */
export type LaunchedMatches =
  | { readonly kind: "planned"; readonly plan: DryRun }
  | ({ readonly kind: "matched" } & MatchesEnd);

/** What has to be closed when a launch is over, in the order of its closing. */
interface Held {
  spending: OpenBudget | null;
  readonly folders: { close(): Promise<void> }[];
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
  surroundings: LaunchSurroundings,
): Promise<Launched> {
  return reachingServers(wanted, events, surroundings, async (spec, held, { host, stop }) => {
    const prepared = await stop.preparing(prepare(spec, held.endpoints, host));
    if (!spec.isDry) return { kind: "ended", ...(await makeCalls(prepared, spec, held, { host, stop })) };
    const spent = await spentSoFar(resolve(host.cwd, spec.results), spec.priceOf, host);
    const { planLaunch } = await import("./dry-run.ts");
    return { kind: "planned", plan: await planLaunch(prepared, { ...spec, spent }) };
  });
}

/** The same for answers that are there, compared two by two: the same budget, batches, queue and calls. */
export async function launchMatches(
  wanted: LaunchSpec<MatchingWork>,
  events: LaunchEvents,
  surroundings: LaunchSurroundings,
): Promise<LaunchedMatches> {
  return reachingServers(wanted, events, surroundings, matchAnswers);
}

/** Whoever waits and whatever is to be closed around a launch. */
interface Around {
  readonly host: LaunchHost;
  readonly stop: LaunchStop;
}

async function reachingServers<Work extends AnyWork, End>(
  wanted: LaunchSpec<Work>,
  events: LaunchEvents,
  { stop, ...around }: LaunchSurroundings,
  work: (spec: LaunchSpec<Work>, held: Held, around: Around) => Promise<End>,
): Promise<End> {
  const host: LaunchHost = { ...around, events };
  const spec = await withPracticeJudge(wanted, host);
  const held = await reachNothingYet(spec, host);
  stop.onStop(() => {
    held.endpoints.stop("the run was stopped");
    void held.queue?.stop();
  });
  try {
    return await work(spec, held, { host, stop });
  } finally {
    stop.release();
    await held.spending?.close();
    for (const folder of held.folders) await folder.close();
    await held.queue?.close();
    await held.endpoints.close();
  }
}

async function reachNothingYet(spec: LaunchSpec<AnyWork>, host: LaunchHost): Promise<Held> {
  const endpoints = spec.isDry
    ? await dryEndpoints(resolve(host.cwd, spec.results))
    : openEndpoints(host, spec.maxConcurrency, spec.priceOf, engineSettings(spec, host), patienceOf(spec));
  return { spending: null, folders: [], queue: null, endpoints };
}

/** What only other kinds of launches need is loaded for them alone. */
async function prepare(spec: LaunchSpec, endpoints: Endpoints, host: LaunchHost): Promise<PreparedLaunch> {
  const { work } = spec;
  if (work.kind === "judge") {
    const { prepareJudging } = await import("./prepare-judging.ts");
    return prepareJudging(spec, work, endpoints, host);
  }
  if (work.kind === "card") {
    requireQueue(work.queue, host);
    const { prepareCard } = await import("./prepare-card.ts");
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
  { title, candidates, judges, targets }: PreparedLaunch,
  spec: LaunchSpec,
  held: Held,
  { host, stop }: Around,
): Promise<LaunchEnd> {
  const judgeBatches = await openJudgeBatches(judges, spec.judgeMode, stop);
  held.spending = await openBudget(spec.limits, targets, spec.results, spec.priceOf, host);
  const remember = spec.judgeMode === "batch";
  const jobs: OpenJob[] = [];
  for (const { spec: own, facts, path, manifest, isFresh: fresh, given } of candidates) {
    const folder = { path, manifest, fresh, now: host.now, remember: remember || given !== undefined };
    const job = await openJob(own, facts, folder);
    held.folders.push(job.folder);
    jobs.push(job);
    if (given !== undefined) await (await import("./prepare-card.ts")).putAnswers(job.folder, given);
  }
  await held.spending.begin();
  const judgeEndpoints =
    judges === null ? null : new Map([...judges].map(([model, { endpoint }]) => [model, endpoint]));
  const works = jobs.map((job, index) => ({
    job,
    endpoint: candidates[index]?.open?.endpoint ?? null,
    judgeEndpoints,
    judgeBatches,
  }));
  const tools = { mode: spec.judgeMode, stop, budget: held.spending.budget, endpoints: held.endpoints, host };
  const handed = targets.filter(({ baseUrl }) => !isFunction(baseUrl));
  const models = [...new Set(handed.map(({ model }) => model))];
  const queue = await openQueue(spec.work.kind === "judge" ? undefined : spec.work.queue, models, held, host);
  if (queue === null) return executeLaunch(works, title, tools);
  return executeLaunch(queuedWorks(works, models, queue, spec.maxConcurrency), title, tools);
}

async function openQueue(
  address: string | undefined,
  models: readonly string[],
  held: Held,
  host: LaunchHost,
): Promise<CallQueue | null> {
  const queue = requireQueue(address, host);
  if (queue === null) return null;
  const onTrouble = (message: string) => notify(host, message);
  held.queue = await openCallQueue(queue.bullmq, queue.place, models, { onTrouble });
  return held.queue;
}

async function matchAnswers(
  spec: LaunchSpec<MatchingWork>,
  held: Held,
  { host, stop }: Around,
): Promise<LaunchedMatches> {
  const { work } = spec;
  requireQueue(work.queue, host);
  const { prepareMatching } = await import("./matching/prepare-matching.ts");
  const { executeMatches, openMatches } = await import("./matching/execute-matches.ts");
  const prepared = await stop.preparing(prepareMatching(spec, held.endpoints, host));
  if (spec.isDry) {
    const spent = await spentSoFar(prepared.root, spec.priceOf, host);
    const { planMatchLaunch } = await import("./dry-run.ts");
    return { kind: "planned", plan: await planMatchLaunch(prepared, { ...spec, spent }) };
  }
  const judges = new Map([[prepared.judge.model, prepared.judge]]);
  const batches = await openJudgeBatches(judges, spec.judgeMode, stop);
  held.spending = await openBudget(spec.limits, prepared.targets, spec.results, spec.priceOf, host);
  const folder = await openMatches(prepared, host.now);
  held.folders.push(folder);
  await held.spending.begin();
  const { endpoint: plain, model } = prepared.judge;
  const queue = await openQueue(work.queue, [model], held, host);
  const owner = { matches: prepared.loaded.set.id, judge: prepared.spec.matching.judge.id };
  const recorded = (key: string) => folder.record.matches.get(key);
  const endpoint = queue === null ? plain : queuedJudge(plain, { owner, recorded }, queue, spec.maxConcurrency);
  const tools = { mode: spec.judgeMode, stop, budget: held.spending.budget, endpoints: held.endpoints, host };
  return { kind: "matched", ...(await executeMatches(prepared, folder, { endpoint, batches }, tools)) };
}
