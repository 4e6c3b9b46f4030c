import { InputError } from "../../errors.ts";
import { type SharedPlan, sharePlans } from "../../launch/dry-run.ts";
import type { LaunchEnd } from "../../launch/execute-launch.ts";
import { launch } from "../../launch/launch.ts";
import { type LaunchOutcome, launchExitCodes } from "../../launch/launch-outcome.ts";
import { stopBySignal } from "../../launch/launch-stop.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { showLaunch } from "../terminal/show-launch.ts";
import { sharedPlanText, showSharedPlan } from "../terminal/show-shared-plan.ts";
import { type AskingFlags, askingSpec, reusingSpec } from "./run-flags.ts";
import { watchedLaunch } from "./run-launch.ts";

type Flags = Omit<AskingFlags, "judge"> & { readonly reuseAnswers: boolean };

/**
 * Several judges over one candidate's answers: planned together before anybody is asked, then carried out one after
 * another. The second finds the answers that the first one asked under equal rules in the journal, asks the others for
 * itself, and spends of the same budget, which counts what the whole results folder took. Started again it goes on from
 * where it was.
 */
export async function runJudges(judges: readonly [string, ...string[]], flags: Flags, io: Io): Promise<Ending> {
  const { plans, shared } = await planAll(judges, flags, io);
  if (flags.dryRun) {
    const [first] = plans;
    if (first === undefined) throw new Error("no judge was planned");
    showSharedPlan(shared, first.plan, flags.json, io);
    return "done";
  }
  io.err(sharedPlanText(shared));
  const ends: LaunchEnd[] = [];
  for (const [index, judge] of judges.entries()) {
    const end = await carryOut({ judge, isFirst: index === 0, askedFor: judges[0] }, { flags, shared }, io);
    ends.push(end);
    // Whoever stops the run, or has to mend a key, does not want the next judge to begin.
    if (end.outcome !== "done" && end.outcome !== "incomplete") break;
  }
  return showLaunch(together(ends), flags.json, io);
}

/** Everything that is wrong with any of the judges is told before the first call of the first one. */
async function planAll(judges: readonly string[], flags: Flags, io: Io) {
  const { env, cwd, now } = io;
  const plans = [];
  for (const judge of judges) {
    const spec = await askingSpec({ ...flags, judge, dryRun: true }, { isRated: true }, io);
    const planned = await launch(spec, { send: () => undefined }, { env, cwd, now, stop: stopBySignal() });
    if (planned.kind !== "planned") throw new Error("a dry run asked somebody");
    plans.push({ judge, plan: planned.plan });
  }
  return { plans, shared: sharePlans(plans, flags.reuseAnswers) };
}

async function carryOut(
  { judge, isFirst, askedFor }: { readonly judge: string; readonly isFirst: boolean; readonly askedFor: string },
  { flags, shared }: { readonly flags: Flags; readonly shared: SharedPlan },
  io: Io,
): Promise<LaunchEnd> {
  const own = { ...flags, judge, fresh: flags.fresh && isFirst };
  const reused = shared.judges.find((one) => one.judge === judge)?.candidates.filter((one) => one.shared?.reused) ?? [];
  const first = shared.judges.find((one) => one.judge === askedFor)?.candidates ?? [];
  const candidates = reused.map(({ candidate }) => candidate);
  const rules = first.find(({ candidate }) => candidates.includes(candidate))?.rules;
  const spec =
    rules === undefined
      ? await askingSpec(own, { isRated: true }, io)
      : await reusingSpec(own, { candidates, rules, askedFor }, io);
  const launched = await watchedLaunch(spec, flags, io);
  if (launched.kind !== "ended") throw new Error("a run only planned");
  return launched;
}

/** What several launches came to as one: the worst ending, and every candidate under every judge. */
function together(ends: readonly LaunchEnd[]): LaunchEnd {
  const [first] = ends;
  if (first === undefined) throw new InputError("no judge was asked");
  const outcome = worst(ends.map((end) => end.outcome));
  const records = ends.flatMap(({ record }) => (record === null ? [] : [record]));
  return {
    outcome,
    complete: ends.every((end) => end.complete),
    record:
      records.length === 0
        ? null
        : { outcome, exitCode: launchExitCodes[outcome], candidates: records.flatMap(({ candidates }) => candidates) },
    boards: ends.flatMap(({ boards }) => boards),
    holdsAnswers: ends.some((end) => end.holdsAnswers),
    storageError: ends.find((end) => end.storageError !== null)?.storageError ?? null,
    refusal: ends.find((end) => end.refusal !== null)?.refusal ?? null,
    isHopeless: ends.some((end) => end.isHopeless),
  };
}

function worst(outcomes: readonly LaunchOutcome[]): LaunchOutcome {
  const order = [
    "terminated",
    "interrupted",
    "wrong-input",
    "incomplete",
    "done",
  ] as const satisfies readonly LaunchOutcome[];
  return order.find((one) => outcomes.includes(one)) ?? "done";
}
