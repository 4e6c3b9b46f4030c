import { sharePlans } from "../../launch/dry-run.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { sharedPlanText, showSharedPlan } from "../terminal/show-shared-plan.ts";
import { type AskingFlags, askingSpec, reusingSpec } from "./run-flags.ts";
import { judgeInTurn, planJudges } from "./several-judges.ts";

type Flags = Omit<AskingFlags, "judge"> & { readonly reuseAnswers: boolean };

/**
 * Several judges over one candidate's answers: planned together before anybody is asked, then carried out one after
 * another. The second finds the answers that the first one asked under equal rules in the journal, asks the others for
 * itself, and spends of the same budget, which counts what the whole results folder took. Started again it goes on from
 * where it was.
 */
export async function runJudges(judges: readonly [string, ...string[]], flags: Flags, io: Io): Promise<Ending> {
  const askedFor = judges[0];
  const plans = await planJudges(
    judges,
    (judge) => askingSpec({ ...flags, judge, dryRun: true }, { isRated: true }, io),
    io,
  );
  const shared = sharePlans(plans, flags.reuseAnswers);
  if (flags.dryRun) {
    const [first] = plans;
    if (first === undefined) throw new Error("no judge was planned");
    showSharedPlan(shared, first.plan, flags.json, io);
    return "done";
  }
  io.err(sharedPlanText(shared));
  const planOf = (judge: string) => shared.judges.find((one) => one.judge === judge)?.candidates ?? [];
  const specOf = async (judge: string) => {
    const own = { ...flags, judge, fresh: flags.fresh && judge === askedFor };
    const candidates = planOf(judge).flatMap((one) => (one.shared?.reused ? [one.candidate] : []));
    const rules = planOf(askedFor).find(({ candidate }) => candidates.includes(candidate))?.rules;
    return rules === undefined
      ? askingSpec(own, { isRated: true }, io)
      : reusingSpec(own, { candidates, rules, askedFor }, io);
  };
  return judgeInTurn(judges, specOf, flags, io);
}
