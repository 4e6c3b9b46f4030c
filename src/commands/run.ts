import { resolve } from "node:path";
import { manifestFor } from "../results/manifest.ts";
import { candidatePath } from "../results/results-folder.ts";
import { loadBullMq, queuePlace } from "../runs/bullmq.ts";
import { type CallQueue, openCallQueue } from "../runs/call-queue.ts";
import { fairLimit } from "../runs/fair-limit.ts";
import { carryOut } from "./carry-out.ts";
import { dryLines, showDryRun, storedIn } from "./dry-run.ts";
import type { Ending } from "./exit-code.ts";
import { watchInterrupts } from "./interrupts.ts";
import type { Io } from "./io.ts";
import { budgetLimits, openBudget } from "./open-budget.ts";
import { type OpenJob, openJob } from "./open-job.ts";
import { openLines } from "./open-lines.ts";
import { placeModel } from "./place-model.ts";
import { launchFacts, prepareRun, type RunFlags, readModels, readNumbers, specOf } from "./prepare-run.ts";
import { queuedLine } from "./queue-lines.ts";
import { toolVersion } from "./tool-version.ts";
import { withConfig } from "./with-config.ts";

/** Calls of one model in a queue at once, where --max-concurrency says nothing: enough for a large fleet. */
const handedOverAtOnce = 512;

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
  const models = await Promise.all(named.map((model) => placeModel(model, "api-key-env", io)));
  const limits = budgetLimits(flags, configured);
  const resultsRoot = resolve(io.cwd, flags.results);
  const isDry = flags.dryRun === true;
  const lines = isDry ? await dryLines(resultsRoot) : openLines(io, numbers.maxConcurrency, priceOf);
  const place = flags.queue === undefined ? null : queuePlace(flags.queue, io.env);
  const bullmq = place === null ? null : loadBullMq(io.env, io.cwd);
  let queue: CallQueue | null = null;
  const interrupts = watchInterrupts(io, () => {
    lines.stop("the run was stopped");
    void queue?.stop();
  });
  const jobs: OpenJob[] = [];
  try {
    const prepared = await prepareRun(flags, models, numbers, options.rating, lines, own, io);
    const judgeUrl = prepared.judgeLine?.baseUrl ?? null;
    if (isDry) {
      const dry = prepared.candidates.map(async ({ candidate, open: { baseUrl } }) => {
        const path = candidatePath(resultsRoot, prepared.set.id, candidate.id, "run");
        const stored = await storedIn(path, flags.fresh);
        return { spec: specOf(candidate, prepared, numbers), stored, baseUrl, judgeUrl };
      });
      return showDryRun(await Promise.all(dry), limits, priceOf, flags, io);
    }
    const targets = prepared.candidates.map(({ candidate, open: { baseUrl } }) => ({
      model: candidate.model,
      baseUrl,
    }));
    if (prepared.rating !== null && judgeUrl !== null) {
      targets.push({ model: prepared.rating.judgeModel.model, baseUrl: judgeUrl });
    }
    const budget = await openBudget(limits, targets, flags.results, priceOf, io);
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
      const options = { path, manifest, fresh: flags.fresh, now: io.now };
      jobs.push(await openJob(specOf(candidate, prepared, numbers), launchFacts(prepared, open), options));
    }
    const judgeLine = prepared.judgeLine?.line ?? null;
    const works = jobs.map((job, index) => ({ job, line: prepared.candidates[index]?.open.line ?? null, judgeLine }));
    if (place !== null && bullmq !== null) {
      const onTrouble = (message: string) => io.err(`${message}\n`);
      queue = await openCallQueue(bullmq, place, [...new Set(targets.map(({ model }) => model))], { onTrouble });
      const handedOver = new Map(
        targets.map(({ model }) => [model, fairLimit(numbers.maxConcurrency ?? handedOverAtOnce)]),
      );
      for (const work of works) {
        const { asking, rating } = work.job.spec;
        const candidateLimit = handedOver.get(asking?.candidate.model ?? "");
        const judgeLimit = handedOver.get(rating?.judgeModel.model ?? "");
        if (work.line && candidateLimit) work.line = queuedLine(work.line, work.job, queue, candidateLimit.run);
        if (work.judgeLine && judgeLimit) work.judgeLine = queuedLine(work.judgeLine, work.job, queue, judgeLimit.run);
      }
    }
    return await carryOut(works, prepared.set.title, { flags, interrupts, io, budget, lines });
  } finally {
    interrupts.release();
    for (const job of jobs) await job.folder.close();
    await queue?.close();
    await lines.close();
  }
}
