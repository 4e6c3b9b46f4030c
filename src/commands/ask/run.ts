import { resolve } from "node:path";
import { toolVersion } from "../../files/tool-version.ts";
import { engineSettings } from "../../launch/engine-settings.ts";
import { findModelServer } from "../../launch/find-model-server.ts";
import { type OpenBudget, openBudget, spentSoFar } from "../../launch/open-budget.ts";
import { openEndpoints } from "../../launch/open-endpoints.ts";
import { type OpenJob, openJob } from "../../launch/open-job.ts";
import { candidatePath } from "../../results/folders.ts";
import { manifestFor } from "../../results/manifest.ts";
import { loadBullMq, queuePlace } from "../../runs/bullmq.ts";
import { type CallQueue, openCallQueue } from "../../runs/call-queue.ts";
import type { Ending } from "../exit-code.ts";
import { budgetLimits } from "../grammar/budget-limits.ts";
import { withConfig } from "../grammar/with-config.ts";
import { dryEndpoints, showDryRun, storedIn } from "../launch/dry-run.ts";
import { executeLaunch } from "../launch/execute-launch.ts";
import { openJudgeBatches } from "../launch/judge-mode.ts";
import { launchFacts, prepareRun, specOf } from "../launch/prepare-run.ts";
import { queuedWorks } from "../launch/queued-endpoints.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import { type RunFlags, readModels, readNumbers } from "./run-flags.ts";

/**
 * `mtbench run` and, without `rating`, `mtbench answer`: asks every candidate what is due, rates it as it comes, keeps
 * every record, and shows the leaderboard of what it touched. Started again after any ending it asks only what is due.
 */
export async function run(
  given: RunFlags,
  io: Io,
  options: { readonly rating: boolean } = { rating: true },
): Promise<Ending> {
  const { flags, own, priceOf, budget: configured } = await withConfig(given, io);
  const numbers = readNumbers(flags);
  const named = readModels(flags, own);
  const models = await Promise.all(named.map((model) => findModelServer(model, "api-key-env", launchHost(io))));
  const limits = budgetLimits(flags, configured);
  const resultsRoot = resolve(io.cwd, flags.results);
  const isDry = flags.dryRun === true;
  const endpoints = isDry
    ? await dryEndpoints(resultsRoot)
    : openEndpoints(launchHost(io), numbers.maxConcurrency, priceOf, engineSettings(flags, io));
  const place = flags.queue === undefined ? null : queuePlace(flags.queue, io.env);
  const bullmq = place === null ? null : loadBullMq(io.env, io.cwd);
  let queue: CallQueue | null = null;
  const interrupts = watchInterrupts(io, () => {
    endpoints.stop("the run was stopped");
    void queue?.stop();
  });
  const jobs: OpenJob[] = [];
  let spending: OpenBudget | null = null;
  try {
    const prepared = await interrupts.preparing(prepareRun(flags, models, numbers, options.rating, endpoints, own, io));
    const judgeUrl = prepared.judgeEndpoint?.baseUrl ?? null;
    if (isDry) {
      const dry = prepared.candidates.map(async ({ candidate, open: { baseUrl } }) => {
        const path = candidatePath(resultsRoot, prepared.set.id, candidate.id, "run");
        const stored = await storedIn(path, flags.fresh);
        return { spec: specOf(candidate, prepared, numbers), stored, baseUrl, judgeUrl };
      });
      const spent = await spentSoFar(resultsRoot, priceOf, launchHost(io));
      return showDryRun(await Promise.all(dry), { limits, spent }, priceOf, flags, io);
    }
    const judgeBatches = await openJudgeBatches(prepared.judgeEndpoint, flags.judgeMode, interrupts);
    const targets = prepared.candidates.map(({ candidate, open: { baseUrl } }) => ({
      model: candidate.model,
      baseUrl,
    }));
    if (prepared.rating !== null && judgeUrl !== null) {
      targets.push({ model: prepared.rating.judgeModel.model, baseUrl: judgeUrl });
    }
    spending = await openBudget(limits, targets, flags.results, priceOf, launchHost(io));
    for (const { candidate, open } of prepared.candidates) {
      const { set } = prepared;
      const manifest = manifestFor({
        version: toolVersion(),
        createdAt: new Date(io.now()).toISOString(),
        set,
        candidate,
        seed: numbers.seed,
      });
      const path = candidatePath(resultsRoot, set.id, candidate.id, "run");
      const remember = flags.judgeMode === "batch";
      const options = { path, manifest, fresh: flags.fresh, now: io.now, remember };
      jobs.push(await openJob(specOf(candidate, prepared, numbers), launchFacts(prepared, open), options));
    }
    await spending.begin();
    const judgeEndpoint = prepared.judgeEndpoint?.endpoint ?? null;
    const works = jobs.map((job, index) => ({
      job,
      endpoint: prepared.candidates[index]?.open.endpoint ?? null,
      judgeEndpoint,
      judgeBatches,
    }));
    const tools = { flags, interrupts, io, budget: spending.budget, endpoints };
    if (place !== null && bullmq !== null) {
      const onTrouble = (message: string) => io.err(`${message}\n`);
      const asked = [...new Set(targets.map(({ model }) => model))];
      queue = await openCallQueue(bullmq, place, asked, { onTrouble });
      return await executeLaunch(queuedWorks(works, asked, queue, numbers.maxConcurrency), prepared.set.title, tools);
    }
    return await executeLaunch(works, prepared.set.title, tools);
  } finally {
    interrupts.release();
    await spending?.close();
    for (const job of jobs) await job.folder.close();
    await queue?.close();
    await endpoints.close();
  }
}
