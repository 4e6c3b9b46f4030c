import { hashOf } from "../../files/canonical-json.ts";
import type { CallResult } from "../../results/record-order.ts";
import type { CallQueue } from "../../runs/call-queue.ts";
import type { Endpoint, Limit } from "../../runs/endpoint.ts";
import { fairLimit } from "../../runs/fair-limit.ts";
import type { Work } from "../judge-mode.ts";
import type { OpenJob } from "../open-job.ts";
import { isFunction } from "./function-model.ts";

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
  const through = (endpoint: Endpoint | null, { folder }: OpenJob, model: string | undefined): Endpoint | null => {
    const limit = limits.get(model ?? "");
    // What a function of this process answers no worker could.
    if (endpoint === null || limit === undefined || isFunction(endpoint.name)) return endpoint;
    const { manifest, answers, judgments } = folder.record;
    const { createdAt, candidate, questionSet } = manifest;
    const owner = { createdAt, candidate: candidate.id, questions: questionSet.id };
    const recorded = (key: string) => answers.get(key) ?? judgments.get(key);
    return queuedEndpoint(endpoint, { owner, recorded }, queue, limit.run);
  };
  return works.map((work) => ({
    ...work,
    endpoint: through(work.endpoint, work.job, work.job.spec.asking?.candidate.model),
    judgeEndpoints:
      work.judgeEndpoints === null
        ? null
        : new Map(
            [...work.judgeEndpoints].map(([model, endpoint]) => [
              model,
              through(endpoint, work.job, model) ?? endpoint,
            ]),
          ),
  }));
}

/** The judge's endpoint of matches, with every call handed to the queue. */
export function queuedJudge(
  endpoint: Endpoint,
  { owner, recorded }: QueuedFor,
  queue: CallQueue,
  maxConcurrency: number | undefined,
): Endpoint {
  return queuedEndpoint(endpoint, { owner, recorded }, queue, fairLimit(maxConcurrency ?? handedOverAtOnce).run);
}

/** Whom the calls of a queue are for. */
interface QueuedFor {
  /** Tells apart what has the same keys. */
  readonly owner: Readonly<Record<string, string>>;
  /** The record that a key has now. */
  readonly recorded: (key: string) => Pick<CallResult, "call"> | undefined;
}

/**
 * An endpoint whose calls go through the queue. A call's id is made of its key, of the folder it is for, and of the record that
 * it is to replace: started again, the same run finds the results of what it had handed over, and a call that is asked
 * again on purpose is another one.
 */
function queuedEndpoint(endpoint: Endpoint, { owner, recorded }: QueuedFor, queue: CallQueue, limit: Limit): Endpoint {
  /** Ids that were asked for a key and are not recorded yet. */
  const open = new Map<string, { readonly id: string; readonly model: string }[]>();
  const idOf = (key: string, time: number): string => {
    const replacedAt = recorded(key)?.call?.timing.startedAt ?? null;
    return `c${hashOf({ ...owner, key, replacedAt, time })}`;
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
