import { type EvaluateSpec, launchSpecOf } from "./evaluate-spec.ts";
import { launch } from "./launch.ts";
import type { LaunchEvent } from "./launch-events.ts";
import type { LaunchRecord } from "./launch-record.ts";
import { stopBySignal } from "./launch-stop.ts";

export interface EvaluateOptions {
  /** Hears of everything that happens; nothing is printed. What it throws ends the evaluation. */
  readonly onEvent?: ((event: LaunchEvent) => void) | undefined;
  /** Ends the evaluation: calls under way are broken off and are due again at the next start. */
  readonly signal?: AbortSignal | undefined;
  /** Where keys and proxies are read from; the process's own where absent. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** What relative paths are relative to; the process's working directory where absent. */
  readonly cwd?: string | undefined;
}

/**
 * Does what `mtbench run` does: asks every model what is due, rates the answers as they come, and keeps every record below
 * `spec.results`. Started again with the same spec after any ending it asks only what is due, and nothing twice.
 *
 * Resolves to the record that `mtbench run --json` prints. Its `outcome` is `done`, `incomplete` (a call failed in a way that
 * may pass, or the budget is used up) or `interrupted` (by `signal`, after the first call).
 *
 * @throws InputError when the spec is wrong, or a server refuses the key or the model. What was recorded is kept.
 * @throws StorageError, an InputError, when the disk does not take a record.
 * @throws the signal's reason when it is aborted before the first call.
 */
export async function evaluate(spec: EvaluateSpec, options: EvaluateOptions = {}): Promise<LaunchRecord> {
  const { onEvent = () => undefined, signal, env = process.env, cwd = process.cwd() } = options;
  signal?.throwIfAborted();
  const surroundings = { env, cwd, now: Date.now, stop: stopBySignal(signal) };
  const launched = await launch(await launchSpecOf(spec, cwd), { send: onEvent }, surroundings);
  if (launched.kind === "planned") throw new Error("an evaluation was planned and not made");
  if (launched.refusal !== null) throw launched.refusal;
  if (launched.record === null) throw launched.storageError ?? new Error("a launch without a record");
  return launched.record;
}
