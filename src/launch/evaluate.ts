import { type PlanRecord, planRecord } from "./dry-run.ts";
import { type EvaluateSpec, type JudgeSpec, judgingSpecOf, launchSpecOf } from "./evaluate-spec.ts";
import { type Launched, launch } from "./launch.ts";
import type { LaunchEvent } from "./launch-events.ts";
import type { LaunchRecord } from "./launch-record.ts";
import type { LaunchSpec } from "./launch-spec.ts";
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
export function evaluate(spec: EvaluateSpec, options: EvaluateOptions = {}): Promise<LaunchRecord> {
  return carryOut((cwd) => launchSpecOf(spec, cwd), options);
}

/**
 * Does what `mtbench judge` does: has the answers that are there rated, and asks no candidate. Resolves and rejects as
 * `evaluate` does; an InputError too where a candidate has no answers to the set, or some under several rules.
 */
export function judgeAnswers(spec: JudgeSpec, options: EvaluateOptions = {}): Promise<LaunchRecord> {
  return carryOut((cwd) => judgingSpecOf(spec, cwd), options);
}

/**
 * What `evaluate` would do with this spec: calls due and there, and what they will probably take in tokens and money. Calls
 * nobody and writes nothing. Resolves to what `mtbench run --dry-run --json` prints.
 *
 * @throws InputError when the spec is wrong.
 */
export function planEvaluation(spec: EvaluateSpec, options: EvaluateOptions = {}): Promise<PlanRecord> {
  return plan((cwd) => launchSpecOf(spec, cwd), options);
}

/** The same of `judgeAnswers`. */
export function planJudging(spec: JudgeSpec, options: EvaluateOptions = {}): Promise<PlanRecord> {
  return plan((cwd) => judgingSpecOf(spec, cwd), options);
}

type Describe = (cwd: string) => Promise<LaunchSpec>;

async function carryOut(describe: Describe, options: EvaluateOptions): Promise<LaunchRecord> {
  const launched = await launchAs(describe, options, false);
  if (launched.kind === "planned") throw new Error("an evaluation was planned and not made");
  if (launched.refusal !== null) throw launched.refusal;
  if (launched.record === null) throw launched.storageError ?? new Error("a launch without a record");
  return launched.record;
}

async function plan(describe: Describe, options: EvaluateOptions): Promise<PlanRecord> {
  const launched = await launchAs(describe, options, true);
  if (launched.kind === "ended") throw new Error("an evaluation was made and not planned");
  return planRecord(launched.plan);
}

async function launchAs(describe: Describe, options: EvaluateOptions, isDry: boolean): Promise<Launched> {
  const { onEvent = () => undefined, signal, env = process.env, cwd = process.cwd() } = options;
  signal?.throwIfAborted();
  const surroundings = { env, cwd, now: Date.now, stop: stopBySignal(signal) };
  return launch({ ...(await describe(cwd)), isDry }, { send: onEvent }, surroundings);
}
