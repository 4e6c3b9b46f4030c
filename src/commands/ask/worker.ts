import { InputError } from "../../errors.ts";
import { engineSettings } from "../../launch/endpoints/engine-settings.ts";
import { findModelServer } from "../../launch/endpoints/find-model-server.ts";
import { openEndpoints, patienceOf } from "../../launch/endpoints/open-endpoints.ts";
import { resolveModel } from "../../models/resolve-model.ts";
import { loadBullMq, queuePlace } from "../../runs/bullmq.ts";
import { type QueueWorker, startQueueWorker } from "../../runs/queue-worker.ts";
import type { Ending } from "../exit-code.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { launchHost } from "../terminal/launch-host.ts";
import type { WorkerFlags } from "./worker-verb.ts";

/** Of a GGUF file that is run here: a worker does not know the calls that will come. */
const contextTokens = 16_384;

/** Calls at once before the server has shown how many it takes. */
const atFirst = 16;

/**
 * `mtbench worker`: takes the calls of the models it is given from a queue, asks its own server, and gives the outcomes
 * back. It has no records; the coordinator (`mtbench run --queue`) keeps them. Ends by Ctrl-C or SIGTERM: calls under way
 * are finished first, and what it had taken and not begun goes to others.
 */
export async function worker(flags: WorkerFlags, io: Io): Promise<Ending> {
  const place = queuePlace(flags.queue, io.env);
  const bullmq = loadBullMq(io.env, io.cwd);
  if (flags.model.length === 0) {
    throw new InputError("name the models that this worker serves with --model name@http://host:port/v1");
  }
  const { maxConcurrency } = flags;
  const endpoints = openEndpoints(
    launchHost(io),
    maxConcurrency,
    () => null,
    engineSettings({ results: "." }, io),
    patienceOf(flags),
  );
  const workers: QueueWorker[] = [];
  let stopped: () => void = () => undefined;
  const ended = new Promise<"stopped">((resolve) => {
    stopped = () => resolve("stopped");
  });
  const interrupts = watchInterrupts(io);
  interrupts.onStop(stopped);
  let calls = 0;
  let troubled = false;
  const timer = setInterval(() => {
    const states = endpoints.states();
    for (const [index, one] of workers.entries()) {
      const state = states[index] ?? states[0];
      if (state !== undefined) one.setConcurrency(Math.max(1, state.limit));
    }
  }, 500);
  try {
    for (const text of flags.model) {
      const model = await findModelServer(resolveModel(text, flags.apiKeyEnv ?? null), "api-key-env", launchHost(io));
      const open = await endpoints.open(model, { name: `model ${model.id}`, keyFlag: "api-key-env", contextTokens });
      workers.push(
        startQueueWorker(
          bullmq,
          place,
          open.model,
          (request) => open.endpoint.limit(() => open.endpoint.chat(request)),
          {
            concurrency: maxConcurrency ?? open.facts.slots ?? atFirst,
            onCall: () => {
              calls += 1;
            },
            onTrouble(message) {
              if (!troubled) io.err(`the queue at ${place.name}: ${message}\n`);
              troubled = true;
            },
          },
        ),
      );
      io.err(`Working on ${open.model} at ${open.baseUrl} for the queue at ${place.name}. Ctrl-C ends it.\n`);
    }
    const first = await Promise.race([ended, ...workers.map(({ broken }) => broken)]);
    if (first !== "stopped")
      io.err(`The server is of no use any more: ${first.message}. Its calls go to other workers.\n`);
    const forced = new Promise<void>((resolve) => {
      interrupts.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([Promise.all(workers.map((one) => one.drain())), forced]);
    io.err(`${calls} calls done.\n`);
    return first === "stopped" ? (interrupts.ending() ?? "done") : "incomplete";
  } finally {
    clearInterval(timer);
    interrupts.release();
    await Promise.race([
      Promise.allSettled(workers.map((one) => one.close())),
      new Promise((resolve) => setTimeout(resolve, 1_000).unref()),
    ]);
    await endpoints.close();
  }
}
