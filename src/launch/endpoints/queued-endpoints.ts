import { hashOf } from "../../files/canonical-json.ts";
import type { CallQueue } from "../../runs/call-queue.ts";
import type { Endpoint, Limit } from "../../runs/endpoint.ts";
import { fairLimit } from "../../runs/fair-limit.ts";
import type { Work } from "../judge-mode.ts";
import type { OpenJob } from "../open-job.ts";

/** Calls of one model in a queue at once, where --max-concurrency says nothing: enough for a large fleet. */
const handedOverAtOnce = 512;

/** The same works with every call handed to the queue; calls of one model share its places there. */
export function queuedWorks(
  works: readonly Work[],
  models: readonly string[],
  queue: CallQueue,
  maxConcurrency: number | undefined,
): Work[] {
  const limits = new Map(models.map((model) => [model, fairLimit(maxConcurrency ?? handedOverAtOnce)]));
  const through = (endpoint: Endpoint | null, job: OpenJob, model: string | undefined): Endpoint | null => {
    const limit = limits.get(model ?? "");
    return endpoint === null || limit === undefined ? endpoint : queuedEndpoint(endpoint, job, queue, limit.run);
  };
  return works.map((work) => ({
    ...work,
    endpoint: through(work.endpoint, work.job, work.job.spec.asking?.candidate.model),
    judgeEndpoint: through(work.judgeEndpoint, work.job, work.job.spec.rating?.judgeModel.model),
  }));
}

/**
 * An endpoint whose calls go through the queue. A call's id is made of its key, of the folder it is for, and of the record that
 * it is to replace: started again, the same run finds the results of what it had handed over, and a call that is asked
 * again on purpose is another one.
 */
function queuedEndpoint(endpoint: Endpoint, { folder }: OpenJob, queue: CallQueue, limit: Limit): Endpoint {
  const { manifest, answers, judgments } = folder.record;
  /** Ids that were asked for a key and are not recorded yet. */
  const open = new Map<string, { readonly id: string; readonly model: string }[]>();
  const idOf = (key: string, time: number): string => {
    const replaced = answers.get(key) ?? judgments.get(key);
    const { createdAt, candidate, questionSet } = manifest;
    const replacedAt = replaced?.call?.timing.startedAt ?? null;
    return `c${hashOf({ createdAt, candidate: candidate.id, questions: questionSet.id, key, replacedAt, time })}`;
  };
  return {
    ...endpoint,
    limit,
    async chat(request) {
      const { key } = request;
      if (key === undefined) throw new Error("a call without a key cannot be handed over");
      const asked = open.get(key) ?? [];
      const id = idOf(key, asked.length + 1);
      open.set(key, [...asked, { id, model: request.body.model }]);
      return queue.ask(id, request);
    },
    async recorded(key) {
      const asked = open.get(key) ?? [];
      open.delete(key);
      for (const { id, model } of asked) await queue.forget(id, model);
    },
  };
}
