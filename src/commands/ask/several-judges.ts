import { InputError } from "../../errors.ts";
import type { DryRun } from "../../launch/dry-run.ts";
import type { LaunchEnd } from "../../launch/execute-launch.ts";
import { launch } from "../../launch/launch.ts";
import { type LaunchOutcome, launchExitCodes } from "../../launch/launch-outcome.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import { stopBySignal } from "../../launch/launch-stop.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { type LaunchDisplay, watchedLaunch } from "./run-launch.ts";

export interface JudgesPlan {
  readonly judge: string;
  readonly plan: DryRun;
}

/** What each judge would do, without a call: everything that is wrong with any of them is told before the first one begins. */
export async function planJudges(
  judges: readonly string[],
  drySpec: (judge: string) => Promise<LaunchSpec>,
  { env, cwd, now }: Io,
): Promise<JudgesPlan[]> {
  const plans: JudgesPlan[] = [];
  for (const judge of judges) {
    const spec = await drySpec(judge);
    const planned = await launch(spec, { send: () => undefined }, { env, cwd, now, stop: stopBySignal() });
    if (planned.kind !== "planned") throw new Error("a dry run asked somebody");
    plans.push({ judge, plan: planned.plan });
  }
  return plans;
}

/** One judge after another, each a launch of its own, shown as one at the end. */
export async function judgeInTurn(
  judges: readonly string[],
  specOf: (judge: string) => Promise<LaunchSpec>,
  display: LaunchDisplay,
  io: Io,
): Promise<Ending> {
  const ends: LaunchEnd[] = [];
  for (const judge of judges) {
    const launched = await watchedLaunch(await specOf(judge), display, io);
    if (launched.kind !== "ended") throw new Error("a launch only planned");
    ends.push(launched);
    // Whoever stops the run, or has to mend a key, does not want the next judge to begin.
    if (launched.outcome !== "done" && launched.outcome !== "incomplete") break;
  }
  const { showLaunch } = await import("../terminal/show-launch.ts");
  return showLaunch(together(ends), display.json, io);
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
    // Each of them read the same folders, the earlier ones before the later judges had rated.
    scored: [],
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
